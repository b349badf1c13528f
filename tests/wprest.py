"""A WordPress site's REST API as its handbook and public sites have it: lists, paging headers, embeds, error shapes."""

from __future__ import annotations

import json
import random
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs

from buzzfeed.testing.server import Answer, LoopbackServer, Request
from wordpress import _paragraph as paragraph

_JSON = {"Content-Type": "application/json; charset=UTF-8"}
_HTML = {"Content-Type": "text/html; charset=UTF-8"}
MAINTENANCE = "<!DOCTYPE html><html><body><h1>Brièvement indisponible pour cause de maintenance.</h1></body></html>"
LOCAL = timedelta(hours=1)
"""The site's offset from UTC, in which its database keeps ``date`` and ``modified``."""


@dataclass(frozen=True)
class Post:
    """A post as the database has it."""

    id: int
    title: str
    slug: str
    date: datetime
    modified: datetime
    paragraphs: tuple[str, ...]
    categories: tuple[str, ...] = ("Vie du port",)
    tags: tuple[str, ...] = ("Pêche",)
    author: str = "Naïma Benarbia"
    status: str = "publish"
    password: str = ""
    excerpt: str = ""
    picture: str = ""
    sticky: bool = False
    guid: str = ""

    def rendered(self, site: str) -> dict[str, Any]:
        """Return it as the API gives it to everybody, every field and link."""
        protected = bool(self.password)
        content = "\n\n\n\n".join(f"<p>{typeset(text)}</p>" for text in self.paragraphs)
        excerpt = typeset(self.excerpt) or typeset(" ".join(self.paragraphs)[:90]) + " [&hellip;]"
        return {
            "id": self.id,
            "date": f"{self.date + LOCAL:%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{self.date:%Y-%m-%dT%H:%M:%S}",
            "guid": {"rendered": self.guid or f"{site}/?p={self.id}"},
            "modified": f"{self.modified + LOCAL:%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{self.modified:%Y-%m-%dT%H:%M:%S}",
            "slug": self.slug,
            "status": self.status,
            "type": "post",
            "link": f"{site}/{self.date:%Y/%m}/{self.slug}/",
            "title": {"rendered": ("Protégé&nbsp;: " if protected else "") + typeset(self.title)},
            "content": {"rendered": "" if protected else content, "protected": protected},
            "excerpt": {"rendered": "" if protected else f"<p>{excerpt}</p>\n", "protected": protected},
            "author": ident(self.author),
            "featured_media": 9 if self.picture else 0,
            "comment_status": "open",
            "ping_status": "open",
            "sticky": self.sticky,
            "template": "",
            "format": "standard",
            "meta": {"footnotes": ""},
            "categories": [ident(name) for name in self.categories],
            "tags": [ident(name) for name in self.tags],
            "class_list": ["post", "type-post"],
            "yoast_head": "<title>…</title>",
            "_links": {"self": [{"href": f"{site}/wp-json/wp/v2/posts/{self.id}"}], "author": [], "wp:term": []},
        }

    def embedded(self, site: str, renamed: Mapping[str, str]) -> dict[str, Any]:
        """Return what ``_embed`` adds; terms and authors that were renamed bear their new names."""
        terms = [
            [_term(name, "category", renamed) for name in self.categories],
            [_term(name, "post_tag", renamed) for name in self.tags],
        ]
        author = _user(self.author, site, renamed)
        if not self.author:
            author = {"code": "rest_user_invalid_id", "message": "ID utilisateur non valide.", "data": {"status": 404}}
        found: dict[str, Any] = {"author": [author], "wp:term": terms}
        if self.picture:
            found["wp:featuredmedia"] = [
                {
                    "id": 9,
                    "source_url": f"{site}/wp-content/uploads/{self.picture}",
                    "alt_text": "Le quai, à l&#8217;aube",
                    "mime_type": "image/jpeg",
                    "caption": {"rendered": "<p>Le quai &copy; Naïma Benarbia</p>\n"},
                    "media_details": {"width": 1200, "height": 800, "file": self.picture, "filesize": 81234},
                }
            ]
        return found


def typeset(text: str) -> str:
    """Return text as ``wptexturize`` leaves it in HTML."""
    return text.replace("&", "&amp;").replace("'", "&#8217;").replace(" :", "&nbsp;:").replace("–", "&#8211;")


def ident(name: str) -> int:
    """Return the number of a term or an author, by the name that it had first."""
    return zlib.crc32(name.encode()) % 9000 + 1 if name else 0


def _term(name: str, taxonomy: str, renamed: Mapping[str, str]) -> dict[str, Any]:
    slug = name.lower().replace(" ", "-").replace("ê", "e").replace("é", "e")
    shown = typeset(renamed.get(name, name))
    return {"id": ident(name), "name": shown, "slug": slug, "taxonomy": taxonomy, "link": "", "_links": {}}


def _user(name: str, site: str, renamed: Mapping[str, str]) -> dict[str, Any]:
    shown = typeset(renamed.get(name, name))
    return {"id": ident(name), "name": shown, "url": "", "description": "", "slug": "naima", "link": site}


def posts(count: int) -> list[Post]:
    """Return posts with words of their own, the oldest first; their numbers have gaps, as everywhere."""
    made = []
    for number in range(count):
        chosen = random.Random(number)
        date = datetime(2026, 2, 1, 8, 12, 5, tzinfo=UTC) + timedelta(hours=5 * number)
        made.append(
            Post(
                id=100 + 3 * number,
                title=f"L'estacade & le port : nouvelles {number}",
                slug=f"estacade-{number}",
                date=date,
                modified=date,
                paragraphs=tuple(paragraph(chosen) for _ in range(2)),
                categories=("Vie du port",) if number % 2 else ("Culture", "Non classé"),
                tags=("Pêche",) if number % 5 else ("Pêche", "Voile"),
            )
        )
    return made


@dataclass
class Faults:
    """What goes wrong: answers after so many lists fail, or are HTML; the API may be shut; a clock may be ahead.

    ``warns`` has PHP print a warning
        before each list, ``hidden_users`` has its users shut, as many have it; ``uncounted`` lists do not say how many
        posts there are; with ``one_page`` a cache gives the first page for each.
    """

    fails_after: int | None = None
    html: bool = False
    shut: bool = False
    ahead: timedelta = timedelta()
    at_list: dict[int, Callable[[], None]] = field(default_factory=dict)
    waits_at: int = 0
    hidden_users: bool = False
    warns: bool = False
    uncounted: bool = False
    one_page: bool = False


class WordPressSite(LoopbackServer):
    """A site with a database of posts; change `posts` as its newsroom would.

    ``credentials`` are the base64 of an application password's pair, with which private posts are seen.
    """

    def __init__(self, made: list[Post], credentials: str = "") -> None:
        """Show these posts."""
        super().__init__()
        self.posts = {post.id: post for post in made}
        self.credentials = credentials
        self.faults = Faults()
        self.lists = 0
        self.renamed: dict[str, str] = {}
        self.root = "/wp-json/"
        self.elsewhere = ""
        self._changing = threading.RLock()

    def edit(self, number: int, **values: Any) -> None:
        """Change a post, as its editor does: its date of change moves."""
        old = self.posts[number]
        self.posts[number] = replace(old, **{"modified": old.modified + timedelta(days=200), **values})

    def answer(self, request: Request) -> Answer:
        """Answer as WordPress does."""
        if request.path == "/":
            link = {"Link": f'<{self.elsewhere or self.url + self.root}>; rel="https://api.w.org/"'}
            return Answer(200, {**_HTML, **link}, b"<!DOCTYPE html><html><body>Le Fanal</body></html>")
        if request.path == "/feed/":
            return self._feed()
        asked = {name: values[-1] for name, values in parse_qs(request.query).items()}
        route = (asked.get("rest_route") or request.path.removeprefix("/wp-json")).removeprefix("/wp/v2/")
        if route in ("categories", "tags", "users"):
            return self._names(route, asked)
        if route != "posts":
            return Answer(404, _HTML, b"<!DOCTYPE html><html><body>Page introuvable</body></html>")
        with self._changing:
            answer = self._list(request, asked)
        if self.lists == self.faults.waits_at:
            self.stopping.wait(5)
        return answer

    def _list(self, request: Request, asked: dict[str, str]) -> Answer:
        self.lists += 1
        self.faults.at_list.pop(self.lists, lambda: None)()
        if fault := self._fault():
            return fault
        size = int(asked.get("per_page", "10"))
        if not 1 <= size <= 100:
            return _error(400, "rest_invalid_param", "Paramètre(s) non valide(s) : per_page")
        statuses = asked.get("status", "publish").split(",")
        if refusal := self._refusal(request, statuses):
            return refusal
        found = [post for post in self.posts.values() if post.status in statuses and _wanted(post, asked)]
        key = {"id": lambda post: post.id, "modified": lambda post: post.modified}.get(
            asked.get("orderby", "date"), lambda post: post.date
        )
        found.sort(key=key, reverse=asked.get("order", "desc") == "desc")
        start = 0 if self.faults.one_page else int(asked.get("offset", "0"))
        shown = [self._shaped(post, asked) for post in found[start : start + size]]
        pages = -(-len(found) // size)
        now = datetime.now(UTC) + self.faults.ahead
        headers = {
            **_JSON,
            "X-WP-Total": str(len(found)),
            "X-WP-TotalPages": str(pages),
            "Date": f"{now:%a, %d %b %Y %H:%M:%S} GMT",
            "Allow": "GET",
        }
        if self.faults.uncounted:
            del headers["X-WP-Total"]
        warning = b"<br />\n<b>Warning</b>:  Undefined variable" if self.faults.warns else b""
        return Answer(200, headers, warning + json.dumps(shown).encode())

    def _names(self, route: str, asked: dict[str, str]) -> Answer:
        """List the terms or authors of public posts (REST API handbook, Categories, Tags, Users)."""
        if fault := self._fault():
            return fault
        if route == "users" and self.faults.hidden_users:
            return _error(401, "rest_user_cannot_view", "Vous n’avez pas l’autorisation de lister les comptes.")
        public = [post for post in self.posts.values() if post.status == "publish"]
        named = {"categories": lambda post: post.categories, "tags": lambda post: post.tags}.get(
            route, lambda post: (post.author,)
        )
        found = [name for name, _ in Counter(name for post in public for name in named(post)).most_common()]
        start, size = int(asked.get("offset", "0")), int(asked.get("per_page", "10"))
        taxonomy = {"categories": "category", "tags": "post_tag"}.get(route, "")
        listed = [
            _term(name, taxonomy, self.renamed) if taxonomy else _user(name, self.url, self.renamed)
            for name in found[start : start + size]
        ]
        shown = [{key: value for key, value in one.items() if key in asked["_fields"].split(",")} for one in listed]
        return Answer(200, {**_JSON, "X-WP-Total": str(len(found))}, json.dumps(shown).encode())

    def _fault(self) -> Answer | None:
        if self.faults.shut:
            return _error(401, "rest_cannot_access", "L'API REST est réservée aux personnes connectées.")
        if self.faults.html:
            return Answer(200, _HTML, MAINTENANCE.encode())
        if self.faults.fails_after is not None and self.lists > self.faults.fails_after:
            return Answer(500, _HTML, b"<p>Il y a eu une erreur critique sur ce site.</p>")
        return None

    def _refusal(self, request: Request, statuses: list[str]) -> Answer | None:
        """Return what is answered to wrong credentials, and to who asks for private posts without any."""
        given = request.headers.get("authorization", "")
        known = bool(self.credentials) and given == f"Basic {self.credentials}"
        if given and not known:
            return _error(401, "incorrect_password", "Mot de passe d'application non valide.")
        if statuses != ["publish"] and not known:
            return _error(400, "rest_invalid_param", "Paramètre(s) non valide(s) : status")
        return None

    def _shaped(self, post: Post, asked: dict[str, str]) -> dict[str, Any]:
        """Return a post with the fields that were asked for (REST API handbook, Global Parameters)."""
        values = post.rendered(self.url)
        names = asked["_fields"].split(",") if "_fields" in asked else list(values)
        kept = {name: values[name] for name in names if name in values}
        if "_embed" in asked and ("_fields" not in asked or "_embedded" in names):
            kept["_embedded"] = post.embedded(self.url, self.renamed)
        return kept

    def _feed(self) -> Answer:
        """Return the ten latest posts as RSS."""
        shown = sorted((post for post in self.posts.values() if post.status == "publish"), key=lambda post: post.date)
        items = "".join(
            f"<item><title>{escape(post.title)}</title><link>{self.url}/{post.slug}/</link>"
            f'<guid isPermaLink="false">{self.url}/?p={post.id}</guid>'
            f"<pubDate>{post.date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            f"<category>{typeset(post.categories[0])}</category>"
            f"<category>{typeset(post.categories[0])}</category>"
            f"<description><![CDATA[{'</p><p>'.join(post.paragraphs)}]]></description></item>"
            for post in shown[-10:]
        )
        head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Le Fanal</title>'
        body = f"{head}<link>{self.url}</link><description>Port</description>{items}</channel></rss>"
        return Answer(200, {"Content-Type": "application/rss+xml; charset=UTF-8"}, body.encode())


def _wanted(post: Post, asked: dict[str, str]) -> bool:
    if "include" in asked and str(post.id) not in asked["include"].split(","):
        return False
    after = asked.get("modified_after")
    # The column that is compared holds the site's local time.
    return after is None or post.modified > datetime.fromisoformat(after)


def _error(status: int, code: str, message: str) -> Answer:
    document = {"code": code, "message": message, "data": {"status": status}}
    return Answer(status, _JSON, json.dumps(document).encode())
