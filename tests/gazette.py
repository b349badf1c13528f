"""A site without an API, on loopback: robots.txt, sitemaps of every kind, pages with validators, faults to order."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from buzzfeed.testing import LoopbackServer
from buzzfeed.testing.server import Answer, Request

_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_NOUNS = "le bac,la criée,l'écluse,le phare,la digue,le chalut,la marée,le marché,l'estran,la balise,le môle".split(",")
_VERBS = "attend,retrouve,quitte,éclaire,nomme,traverse,répare,emporte,raconte,surveille,apaise,invente,ramène".split(
    ","
)
_WHENS = "à l'aube,avant midi,sous la pluie,par grand vent,au printemps,sans bruit,chaque lundi,après la fête".split(
    ","
)


@dataclass
class Leaf:
    """A page: an article unless ``section``; ``status`` and ``location`` stand in for it where they are set."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    lastmod: str = ""
    section: bool = False
    head: str = ""
    status: int = 200
    location: str = ""
    listed: bool = True
    undated: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def html(self) -> str:
        """Return the page."""
        if self.section:
            links = "".join(f'<li><a href="/n/{number}">Un titre</a></li>' for number in range(12))
            return f"<html><head>{self.head}</head><body><nav><ul>{links}</ul></nav></body></html>"
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "dateNone" if self.undated else "datePublished": self.published.isoformat(),
            "articleSection": "Port",
            "author": [{"@type": "Person", "name": "Naïma Benarbia"}],
        }
        texts = "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)
        return (
            f'<!DOCTYPE html><html lang="fr"><head><title>{escape(self.title)} | La Gazette</title>'
            f'<meta property="og:type" content="article">{self.head}'
            f'<script type="application/ld+json">{json.dumps(facts)}</script></head><body><nav><a href="/">Accueil</a>'
            f"</nav><main><article><h1>{escape(self.title)}</h1>{texts}</article></main></body></html>"
        )


def leaves(count: int, since: datetime = datetime(2026, 1, 5, 8, tzinfo=UTC)) -> list[Leaf]:
    """Return articles, a day apart, the oldest first; each says something of its own."""
    return [leaf(number, since + timedelta(hours=9 * number)) for number in range(count)]


def leaf(number: int, published: datetime) -> Leaf:
    """Return one article."""
    words = [
        f"{_NOUNS[(number * 7 + one) % 11].capitalize()} {_VERBS[(number * 5 + one * 3) % 13]} "
        f"{_NOUNS[(number + one * 5) % 11]} {_WHENS[(number * 3 + one) % 8]}, pour la {number + one * 17 + 2}e fois."
        for one in range(12)
    ]
    paragraphs = tuple(" ".join(words[start : start + 4]) for start in (0, 4, 8))
    title = f"{words[0].partition(',')[0]} : récit {number}"
    return Leaf(f"/n/{number}", title, paragraphs, published, published.isoformat())


class Gazette(LoopbackServer):
    """The site.

    Attributes:
        leaves: its pages by path.
        robots: its robots.txt; ``None`` where there is none, a number where it answers with that status.
        shape: ``flat``, ``index`` (an index of two sitemaps, the second gzipped) or ``none``.
        dated: whether sitemaps name a lastmod.
        news: whether there is a news sitemap, of the pages of the last two days.
        broken: how many bytes are sent of each sitemap; ``None`` for all.
        statuses: statuses, or whole answers, given instead, by path.
        now: what the site takes for the present moment.
        at: called with its path before each page is answered.
    """

    def __init__(self, pages: list[Leaf], port: int = 0) -> None:
        """Prepare a site of these pages."""
        super().__init__(port)
        self.leaves = {page.path: page for page in pages}
        self.robots: str | int | None = None
        self.shape = "flat"
        self.dated = True
        self.news = False
        self.broken: int | None = None
        self.statuses: dict[str, int | Answer] = {}
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.at: Callable[[str], None] = lambda path: None

    def asked(self, since: int = 0) -> list[str]:
        """Return the paths of pages that were asked for, from the ``since``-th request on."""
        with self.lock:
            return [one.path for one in self.requests[since:] if one.path in self.leaves]

    def edit(self, path: str, text: str, lastmod: str = "2026-03-01T10:00:00+00:00") -> None:
        """Add a paragraph to an article, and say when."""
        page = self.leaves[path]
        page.paragraphs, page.lastmod = (*page.paragraphs, text), lastmod

    def answer(self, request: Request) -> Answer:
        """Answer as the site does."""
        path = request.path
        if path in self.leaves:
            self.at(path)
        if path in self.statuses:
            found = self.statuses[path]
            return found if isinstance(found, Answer) else Answer(found)
        if path == "/robots.txt":
            if isinstance(self.robots, str):
                return Answer(200, {"Content-Type": "text/plain"}, self.robots.encode())
            return Answer(self.robots or 404)
        if path in self.leaves:
            return self._page(self.leaves[path], request)
        return self._sitemap(path, request) or Answer(404, {"Content-Type": "text/html"}, b"<h1>Introuvable</h1>")

    def _page(self, page: Leaf, request: Request) -> Answer:
        if page.location:
            return Answer(page.status, {"Location": page.location})
        if page.status != 200:
            return Answer(page.status)
        headers = {"Content-Type": "text/html; charset=utf-8", **page.headers}
        return _checked(request, headers, page.html().encode())

    def _sitemap(self, path: str, request: Request) -> Answer | None:
        listed = [page for page in self.leaves.values() if page.listed]
        half = len(listed) // 2
        body = None
        if path == "/news-sitemap.xml" and self.news:
            recent = [page for page in listed if self.now - page.published < timedelta(days=2)]
            body = self._urlset(recent, news=True)
        elif path == "/sitemap.xml" and self.shape == "flat":
            body = self._urlset(listed)
        elif path == "/sitemap.xml" and self.shape == "index":
            body = self._index({"/one.xml": listed[:half], "/two.xml.gz": listed[half:]})
        elif path == "/one.xml" and self.shape == "index":
            body = self._urlset(listed[:half])
        elif path == "/two.xml.gz" and self.shape == "index":
            body = gzip.compress(self._urlset(listed[half:]), mtime=0)
        if body is None:
            return None
        return _checked(request, {"Content-Type": "application/xml"}, body[: self.broken])

    def _urlset(self, pages: list[Leaf], *, news: bool = False) -> bytes:
        entries = []
        for page in pages:
            dated = f"<lastmod>{page.lastmod}</lastmod>" if self.dated and page.lastmod and not news else ""
            told = (
                f"<news:news><news:publication><news:name>La Gazette</news:name><news:language>fr</news:language>"
                f"</news:publication><news:publication_date>{page.published.isoformat()}</news:publication_date>"
                f"<news:title>{escape(page.title)}</news:title></news:news>"
                if news
                else ""
            )
            entries.append(f"<url><loc>{self.url}{escape(page.path)}</loc>{dated}{told}</url>")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NS}>{"".join(entries)}</urlset>'.encode()

    def _index(self, parts: dict[str, list[Leaf]]) -> bytes:
        entries = []
        for path, pages in parts.items():
            latest = max((page.lastmod for page in pages), default="")
            dated = f"<lastmod>{latest}</lastmod>" if self.dated and latest else ""
            entries.append(f"<sitemap><loc>{self.url}{path}</loc>{dated}</sitemap>")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_NS}>{"".join(entries)}</sitemapindex>'.encode()


def _checked(request: Request, headers: dict[str, str], body: bytes) -> Answer:
    """Answer with an ETag, or 304 where the request names it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {**headers, "ETag": etag, "Last-Modified": format_datetime(datetime(2026, 2, 1, tzinfo=UTC), usegmt=True)}
    if request.headers.get("if-none-match") == etag:
        return Answer(304, headers)
    return Answer(200, headers, body)
