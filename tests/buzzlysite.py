"""Thirty pages in the form of a French publication's site, what a careful reader says of each, and a server of them.

``tests/buzzly/pages`` holds the articles: what is expected of each in its head, its text below it; lines such as
``[[related TITLE]]`` stand where a site puts something of its own into the text. ``tests/buzzly/themes`` are nine kinds
of page round it. The last ten were set apart while extraction was tuned; three of their themes occur nowhere else.
"""

from __future__ import annotations

import contextlib
import functools
import html
import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jinja2
import yaml
from lxml import html as lxml_html
from slugify import slugify

from buzzfeed.testing.server import Answer, LoopbackServer, Request

HERE = Path(__file__).parent / "buzzly"
BASE = "https://buzzly.example"
TUNED = 20
"""The pages up to this number were looked at while extraction was tuned; those after it were not."""
_SHOWN_LEDE = frozenset(("jsonld", "magazine", "premium", "drupal", "bare", "hentry"))
_FILES = frozenset(("microdata", "magazine", "premium"))
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_MARK = re.compile(r"^\[\[(\w+)(?: (.*))?\]\]$", re.MULTILINE)
_WINDOWS = frozenset(("bare",))


@dataclass(frozen=True, eq=False)
class BuzzlyPage:
    """One page: its path, its bytes as served, and what is right to say of it.

    ``text`` is the article's own text; ``paid`` what only subscribers may read, where the page holds it all the same.
    """

    number: int
    theme: str
    path: str
    content: bytes
    content_type: str
    expected: dict[str, Any]
    text: str
    paid: str = ""

    @property
    def apart(self) -> bool:
        """Whether the page was set apart from tuning."""
        return self.number > TUNED

    @functools.cached_property
    def boilerplate(self) -> tuple[str, ...]:
        """Return all that stands on the page in three words or more and is not of the article."""
        own = squeezed(f"{self.text} {self.paid}")
        image = self.expected.get("image") or {}
        own += " ".join(["", self.expected["title"], *image.values(), self.expected.get("lede", "")])
        tree = lxml_html.document_fromstring(self.content.decode("cp1252" if self.theme in _WINDOWS else "utf-8"))
        for gone in [*tree.iter("script", "style", "head")]:
            gone.drop_tree()
        nodes = (squeezed(words) for words in tree.itertext())
        return tuple(words for words in nodes if len(words.split()) >= 3 and words not in own)


class BuzzlySite(LoopbackServer):
    """The site on loopback: pages, a home page, sections, ``robots.txt`` and a sitemap index of two sitemaps."""

    @property
    def base(self) -> str:
        """The site's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @functools.cached_property
    def pages(self) -> dict[str, BuzzlyPage]:
        """Return the pages by path, their links leading to this server."""
        return {page.path: page for page in pages(self.base)}

    def answer(self, request: Request) -> Answer:
        """Answer as a plain web server does."""
        if request.path in self.pages:
            page = self.pages[request.path]
            return Answer(headers={"Content-Type": page.content_type}, body=page.content)
        found = self._other().get(request.path)
        if found is None:
            return Answer(404, {"Content-Type": "text/html"}, b"<!doctype html><title>404</title><h1>Introuvable</h1>")
        return Answer(headers={"Content-Type": found[0]}, body=found[1].encode())

    def answer_to(self, path: str) -> str:
        """Return the text of an answer over the network, as a browser gets it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().read().decode()

    def _other(self) -> dict[str, tuple[str, str]]:
        made = {"/": ("text/html; charset=utf-8", home(list(self.pages.values())))}
        robots = f"User-agent: *\nDisallow: /abo\nCrawl-delay: 0\n\nSitemap: {self.base}/sitemap.xml\n"
        made["/robots.txt"] = ("text/plain; charset=utf-8", robots)
        parts = {"/sitemap-1.xml": range(1, 16), "/sitemap-2.xml": range(16, 31)}
        made["/sitemap.xml"] = ("application/xml", _sitemap_index(self.base, list(parts)))
        for path, numbers in parts.items():
            listed = [page for page in self.pages.values() if page.number in numbers]
            made[path] = ("application/xml", _sitemap(self.base, listed))
        return made


@functools.cache
def pages(base: str = BASE) -> tuple[BuzzlyPage, ...]:
    """Return the thirty pages, in order; their own addresses stand below ``base``."""
    return tuple(_page(path, base) for path in sorted((HERE / "pages").glob("*.html")))


def home(listed: list[BuzzlyPage]) -> str:
    """Return a home page: teasers of articles, and no article."""
    teasers = "".join(
        f'<article class="teaser"><h2><a href="{page.path}">{html.escape(page.expected["title"])}</a></h2>'
        f"<p>{html.escape(page.text[:120])}…</p></article>"
        for page in listed
    )
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Buzzly, le média de ce qui bouge</title>'
        '<meta property="og:type" content="website"><meta property="og:site_name" content="Buzzly"></head>'
        f"<body><header><nav><a href='/'>Accueil</a></nav></header><main><h1>À la une</h1>{teasers}</main></body>"
        "</html>"
    )


def squeezed(text: str) -> str:
    """Return text on one line, no-break spaces as spaces."""
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def _page(path: Path, base: str) -> BuzzlyPage:
    _, head, body = path.read_text("utf-8").replace(BASE, base).replace("http://buzzly.example", base).split("---\n", 2)
    values: dict[str, Any] = yaml.safe_load(head)
    number, theme = int(path.name[:2]), values["theme"]
    free, cut, paid = body.partition("[[paywall]]\n")
    place = slugify(values["title"]) + (".html" if theme in _FILES else ".htm" if theme == "bare" else "/")
    where = f"/{slugify(values['categories'][-1])}/{place}"
    known = {"language": "fr", "tags": [], "lede": "", "image": {}, "updated": "", "mark": "", **values}
    known |= {"number": number, "base": base, "url": base + where, "french": known["language"] == "fr"}
    known["headings"] = [_plain(heading) for heading in re.findall(r"<h[23][^>]*>.*?</h[23]>", body)]
    template = _themes().get_template(f"{theme}.html")
    macros = template.make_module(known)
    shown = _filled(free, macros)
    if cut and values["mark"] != "class":
        inner = _filled(paid, macros)
        shown += f'<div class="article__reserved">\n{inner}</div>\n' if values["mark"] == "selector" else inner
    written = template.render(known, body=shown)
    lede = [f"<p>{values['lede']}</p>"] if theme in _SHOWN_LEDE and values.get("lede") else []
    return BuzzlyPage(
        number,
        theme,
        where,
        written.encode("cp1252", "xmlcharrefreplace") if theme in _WINDOWS else written.encode(),
        "text/html" if theme in _WINDOWS else "text/html; charset=utf-8",
        _expected(known, free),
        _plain("".join([*lede, _own(free)])),
        _plain(_own(paid)),
    )


def _expected(known: dict[str, Any], free: str) -> dict[str, Any]:
    image = {key: value for key, value in known["image"].items() if key != "thumb"}
    return {
        "title": known["title"],
        "canonical": "" if known["theme"] == "bare" else known["url"],
        "published": known["published"],
        "updated": known["updated"],
        "authors": known["authors"],
        "categories": known["categories"],
        "tags": known["tags"],
        "lede": known["lede"],
        "language": "" if known["theme"] == "bare" else known["language"],
        "image": image,
        "key_points": known.get("key_points", []),
        "related": [title for kind, title in _MARK.findall(free) if kind == "related"],
        "paywalled": bool(known.get("paywalled")),
    }


def _filled(body: str, macros: Any) -> str:
    """Put what the site adds in the place of its marks."""

    def put(mark: re.Match[str]) -> str:
        kind, given = mark[1], mark[2] or ""
        words = given.split("|") if kind == "figure" else [given] if given else []
        return str(getattr(macros, kind)(*words))

    return _MARK.sub(put, body)


def _own(body: str) -> str:
    """Leave out what the site adds; a figure is the article's, its caption with it."""
    return _MARK.sub(lambda mark: f"<p>{mark[2].split('|')[2]}</p>" if mark[1] == "figure" else "", body)


def _plain(fragment: str) -> str:
    return squeezed(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:b|i|em|strong|a)\b[^>]*>", "", fragment))))


@functools.cache
def _themes() -> jinja2.Environment:
    themes = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "themes"), autoescape=True)
    themes.filters |= {
        "slug": slugify,
        "json": lambda value: jinja2.utils.markupsafe.Markup(json.dumps(value, ensure_ascii=False)),
        "french": lambda words: _french(datetime.fromisoformat(words)),
        "french_time": lambda words: f"{_french(moment := datetime.fromisoformat(words))} à {moment:%Hh%M}",
        "english": lambda words: f"{datetime.fromisoformat(words):%B %-d, %Y}",
        "day": lambda words: words[:10],
        "utc": lambda words: f"{datetime.fromisoformat(words).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "join_names": lambda joint, names: joint.join(names),
    }
    return themes


def _french(moment: date) -> str:
    day = "1er" if moment.day == 1 else str(moment.day)
    return f"{day} {_MONTHS[moment.month - 1]} {moment.year}"


def _sitemap_index(base: str, paths: list[str]) -> str:
    inner = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in paths)
    return (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>'
    )


def _sitemap(base: str, listed: list[BuzzlyPage]) -> str:
    inner = "".join(f"<url><loc>{base}{page.path}</loc><lastmod>{_zoned(page)}</lastmod></url>" for page in listed)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'


def _zoned(page: BuzzlyPage) -> str:
    words = str(page.expected["updated"] or page.expected["published"])
    return words if "+" in words else f"{words}+01:00"


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, as scores count them."""
    return (found.lower() for found in re.findall(r"\w+", text))
