"""The kinds of sources that hostile inputs are read by, each with good inputs to begin with: small, and of every form.

An input goes the way that it goes in a pass: the source's look, with answers at hand in the place of the network, and
the cleaning of each item that comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from buzzfeed.articles import ArticleSettings, clean
from buzzfeed.config import Config
from buzzfeed.model import RawItem, SourceMemory
from buzzfeed.model.pushed import Pushed
from buzzfeed.ports import Response
from buzzfeed.sources import build
from buzzfeed.sources.items import item_of
from buzzfeed.sources.pushed import raw_item
from buzzfeed.sources.reading import read_piece
from buzzfeed.web.api.shapes import article_of, encoded, parse
from buzzfeed.web.micropub import asking, entries

Input = tuple[str, bytes]
Take = Callable[[str, bytes], int]
"""Reads an input, and returns how many articles came of it."""
Kind = Callable[[], tuple[Sequence[Input], Take]]

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SETTINGS = ArticleSettings("https://fanal.example", "https://flux.fanal.example")
HOME = "https://up.example"
SEEDS = Path(__file__).parent / "fuzzseeds"


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        """Return always the same."""
        return NOW

    def steady(self) -> float:
        """Return always the same."""
        return 1000.0

    def sleep(self, _: float) -> None:
        """Do not."""


class Canned:
    """Answers each GET by what a function says."""

    def __init__(self, answer: Callable[[str], tuple[str, bytes]]) -> None:
        """Take the function from an address to a media type and a body."""
        self.answer = answer
        self.headers: dict[str, str] = {}

    def get(self, url: str, **_: Any) -> Response:
        """Answer."""
        kind, body = self.answer(url)
        return Response(200, url, {"content-type": kind, **self.headers}, body)


def looked(settings: dict[str, Any], fetch: Canned) -> int:
    """Look at a source, clean what it gives, and return how much that is."""
    newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"}
    config = Config.model_validate({"file": "/c", "base": "/", "newsroom": newsroom, "sources": [settings]})
    look = build(config.sources[0], config, fetch).look(SourceMemory(config.sources[0].name), Clock())
    return cleaned(find.ready for find in look.finds if find.ready is not None)


def cleaned(items: Iterable[RawItem]) -> int:
    """Clean items as a pass does, and return how many there are."""
    return len([clean(item, SETTINGS, NOW) for item in items])


def good(kind: str) -> list[Input]:
    """Return the good inputs of a kind: each file's name and bytes."""
    return [(path.name, path.read_bytes()) for path in sorted((SEEDS / kind).iterdir())]


def folder() -> tuple[Sequence[Input], Take]:
    """Return files of a folder, Markdown, HTML, JSON and newsroom text, and how they are read."""

    def take(name: str, data: bytes) -> int:
        origin = f"2026-03-01-{name}"
        return cleaned([item_of("redaction", origin, read_piece(data, origin))])

    return good("folder"), take


def feed() -> tuple[Sequence[Input], Take]:
    """Return feeds of every format, and how they are read."""
    kinds = {"rss2.xml": "application/rss+xml", "atom.xml": "application/atom+xml; charset=utf-8"}
    kinds["jsonfeed.json"] = "application/feed+json"

    def take(name: str, data: bytes) -> int:
        answer = kinds.get(name, "text/xml"), data
        return looked({"name": "up", "type": "feed", "url": f"{HOME}/feed"}, Canned(lambda _: answer))

    return good("feed"), take


def opml() -> tuple[Sequence[Input], Take]:
    """Return a list of feeds, and how it is read; the feeds themselves are good."""
    rss = dict(good("feed"))["rss2.xml"]

    def take(_: str, data: bytes) -> int:
        fetch = Canned(lambda url: ("text/x-opml", data) if url.endswith("list.opml") else ("text/xml", rss))
        return looked({"name": "up", "type": "opml", "url": f"{HOME}/list.opml"}, fetch)

    return good("opml"), take


def wordpress() -> tuple[Sequence[Input], Take]:
    """Return posts of WordPress's REST API, the front page that leads to it, and how they are read."""
    files = dict(good("wordpress"))

    def take(name: str, data: bytes) -> int:
        given = files | {name: data}

        def answer(url: str) -> tuple[str, bytes]:
            posts = ("application/json", given["posts.json"])
            return posts if "posts" in url else ("text/html", given["front.html"])

        fetch = Canned(answer)
        fetch.headers = {"x-wp-total": "2", "date": "Mon, 02 Mar 2026 08:00:00 GMT"}
        return looked({"name": "up", "type": "wordpress", "url": HOME}, fetch)

    return [("posts.json", files["posts.json"])] * 7 + [("front.html", files["front.html"])], take


def site() -> tuple[Sequence[Input], Take]:
    """Return a site's robots.txt, its sitemaps and a page, and how they are read: one hostile, the others good."""
    files = dict(good("site"))

    def take(name: str, data: bytes) -> int:
        given = files | {name: data}
        first = "index.xml" if name == "index.xml" else "sitemap.xml"

        def answer(url: str) -> tuple[str, bytes]:
            if url.endswith("robots.txt"):
                return "text/plain", given["robots.txt"]
            if "sitemap" in url:
                return "application/xml", given[first if url.endswith("sitemap.xml") else "sitemap.xml"]
            return "text/html; charset=utf-8", given["page.html"]

        return looked({"name": "up", "type": "site", "url": HOME}, Canned(answer))

    return [(name, files[name]) for name in ("robots.txt", "sitemap.xml", "index.xml", "page.html", "page.html")], take


def push() -> tuple[Sequence[Input], Take]:
    """Return what is handed in, articles of the JSON API and Micropub's forms and JSON, and how it is read."""
    kinds = {"form.txt": asking.FORM, "multipart.txt": f"{asking.MULTIPART}; boundary=b"}

    def take(name: str, data: bytes) -> int:
        if name == "api.json":
            made = article_of(parse(data))
        else:
            asked = asking.read(kinds.get(name, asking.JSON), data)
            updating = asked.action == "update"
            made = entries.article_of(asking.updated({"name": ["Quai"]}, asked) if updating else asked.properties)
            article_of(made)
        return cleaned([raw_item(Pushed("push", "q1", encoded(made), "d", NOW, NOW))])

    return good("push"), take


KINDS: dict[str, Kind] = {
    "folder": folder,
    "feed": feed,
    "opml": opml,
    "wordpress": wordpress,
    "site": site,
    "push": push,
}
