"""A WordPress site as its subscribers' readers meet it: feeds in their exact form, paged, those of terms too."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qs

import requests

from buzzfeed.testing import Website
from buzzfeed.testing.server import Answer, Request

SITE = "https://lefanal.example"
SHOWN = 10
"""Posts on a page of a feed, as WordPress has it unless it is set."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>{title}</title>
	<atom:link href="{address}" rel="self" type="application/rss+xml" />
	<link>{site}/</link>
	<description>Nouvelles du port</description>
	<lastBuildDate>{date}</lastBuildDate>
	<language>fr-FR</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.6.2</generator>
"""
_ITEM = """	<item>
		<title>{title}</title>
		<link>{link}</link>
					<comments>{link}#respond</comments>
		{nothing}
		<dc:creator><![CDATA[{author}]]></dc:creator>
		<pubDate>{date}</pubDate>
				{categories}
		<guid isPermaLink="false">{guid}</guid>

					<description><![CDATA[{excerpt} [&#8230;]]]></description>
										<content:encoded><![CDATA[{content}]]></content:encoded>
					{nothing}
					<wfw:commentRss>{link}feed/</wfw:commentRss>
			<slash:comments>0</slash:comments>
		{nothing}
		{nothing}
		<post-id xmlns="com-wordpress:feed-additions:1">{number}</post-id>	</item>
"""
_TAIL = "	</channel>\n</rss>\n"
_FRONT = """<!DOCTYPE html><html lang="fr-FR"><head><title>Le Fanal</title>
<link rel="alternate" type="application/rss+xml" title="Le Fanal &raquo; Flux" href="/feed/" />
<link rel="alternate" type="application/rss+xml" title="Le Fanal &raquo; Commentaires" href="/comments/feed/" />
<link rel="alternate" type="application/json" href="/wp-json/" /></head><body><p>Bienvenue</p></body></html>"""
_MISSING = "<!DOCTYPE html><html><head><title>Page introuvable</title></head><body></body></html>"

_NOUNS = "le port,la criée,l'écluse,le phare,l'aube,la digue,le chalut,l'équipage,la marée,le marché,l'hiver".split(",")
_VERBS = "attend,retrouve,quitte,éclaire,nomme,traverse,répare,emporte,raconte,surveille,apaise,invente".split(",")


@dataclass(frozen=True)
class Post:
    """A post: its number is its id in WordPress."""

    number: int
    title: str
    slug: str
    published: datetime
    paragraphs: tuple[str, ...]
    category: str
    tags: tuple[str, ...]
    author: str

    @property
    def guid(self) -> str:
        """The guid that WordPress gave it."""
        return f"{SITE}/?p={self.number}"

    @property
    def link(self) -> str:
        """Its permalink."""
        return f"{SITE}/{self.published:%Y/%m}/{self.slug}/"

    def item(self) -> str:
        """Return it as an item, typography and footer as WordPress adds them."""
        texts = [escape(text, quote=False).replace("'", "&#8217;") for text in self.paragraphs]
        footer = (
            f'<p>L&#8217;article <a href="{self.link}">{escape(self.title)}</a> est apparu en premier sur Le Fanal.</p>'
        )
        terms = (self.category, *self.tags)
        return _ITEM.format(
            nothing="",
            title=escape(self.title).replace("&#x27;", "&#8217;"),
            link=self.link,
            author=self.author,
            date=rfc822(self.published),
            categories="\n		".join(f"<category><![CDATA[{term}]]></category>" for term in terms),
            guid=self.guid,
            excerpt=texts[0][:80],
            content="\n\n\n\n".join(f"<p>{text}</p>" for text in texts) + f"\n{footer}\n",
            number=self.number,
        )

    def markdown(self) -> str:
        """Return it as the newsroom keeps it from now on."""
        tags = ", ".join(self.tags)
        body = "\n\n".join(self.paragraphs)
        return (
            f'---\ntitle: "{self.title}"\ndate: {self.published.isoformat()}\ncategory: {self.category}\n'
            f"tags: [{tags}]\nauthors: [{self.author}]\n---\n\n{body}\n"
        )


def rfc822(moment: datetime) -> str:
    """Return a moment as RSS has it."""
    return f"{moment:%a, %d %b %Y %H:%M:%S} +0000"


def posts(count: int) -> list[Post]:
    """Return posts with words of their own, the oldest first; every third is « Le carnet de bord »."""
    made = []
    for number in range(count):
        chosen = random.Random(number)
        title = "Le carnet de bord" if number % 3 == 2 else f"Nouvelles de l'estacade, {number}"
        made.append(
            Post(
                number=100 + 7 * number,
                title=title,
                slug=f"carnet-{number}" if number % 3 == 2 else f"estacade-{number}",
                published=datetime(2026, 2, 1, 8, 12, 5, tzinfo=UTC) + timedelta(hours=11 * number),
                paragraphs=tuple(_paragraph(chosen) for _ in range(3)),
                category="Vie du port" if number % 2 else "Culture",
                tags=("Pêche",) if number % 5 else ("Pêche", "Voile"),
                author="Naïma Benarbia" if number % 4 else "Loïc Kermeur",
            )
        )
    return made


def _paragraph(chosen: random.Random) -> str:
    parts = [f"{chosen.choice(_NOUNS)} {chosen.choice(_VERBS)} {chosen.choice(_NOUNS)}" for _ in range(9)]
    return f"{', '.join(parts).capitalize()} : c'est ainsi, le {chosen.randrange(1, 29)}, à {chosen.randrange(24)} h."


class WordPress(Website):
    """Serves the first `shown` of its posts; once `moved` names another server, feeds are answered from there."""

    def __init__(self, made: list[Post]) -> None:
        """Show all of these posts."""
        super().__init__()
        self.posts = made
        self.shown = len(made)
        self.moved = ""

    def answer(self, request: Request) -> Answer:
        """Answer as WordPress does; or pass a feed's request on, as a proxy would."""
        if request.path == "/":
            return Answer(200, {"Content-Type": "text/html; charset=UTF-8"}, _FRONT.encode())
        if self.moved and request.path.endswith("/feed/"):
            passed = {name: value for name, value in request.headers.items() if name in ("if-none-match", "accept")}
            got = requests.get(self.moved + request.path, headers=passed, timeout=10)
            kept = {name: got.headers[name] for name in ("Content-Type", "ETag") if name in got.headers}
            return Answer(got.status_code, kept, got.content)
        wanted = self._wanted(request.path)
        page = int(parse_qs(request.query).get("paged", ["1"])[0])
        some = [post for post in reversed(self.posts[: self.shown]) if wanted and wanted(post)]
        some = some[SHOWN * (page - 1) : SHOWN * page]
        if not some:
            return Answer(404, {"Content-Type": "text/html; charset=UTF-8"}, _MISSING.encode())
        head = _HEAD.format(title="Le Fanal", address=SITE + request.path, site=SITE, date=rfc822(some[0].published))
        body = head + "".join(post.item() for post in some) + _TAIL
        return Answer(200, {"Content-Type": "application/rss+xml; charset=UTF-8"}, body.encode())

    def _wanted(self, path: str) -> Callable[[Post], bool] | None:
        match path.strip("/").split("/"):
            case ["feed"]:
                return lambda post: True
            case ["category", slug, "feed"]:
                return lambda post: slug_of(post.category) == slug
            case ["tag", slug, "feed"]:
                return lambda post: slug in map(slug_of, post.tags)
            case ["author", slug, "feed"]:
                return lambda post: slug_of(post.author) == slug
        return None


def slug_of(label: str) -> str:
    """Return the slug that WordPress gives a term."""
    return label.lower().replace(" ", "-").replace("ê", "e").replace("ï", "i")
