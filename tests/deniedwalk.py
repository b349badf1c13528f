"""Every address that the application says it answers, asked in every way, and what came back as one piece of text."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import brotli
import zstandard

from buzzfeed.channels import MOST_TERMS, term_name
from buzzfeed.follow import media_names, page_path
from buzzfeed.follow.ownhost import CONFIRM, GO
from buzzfeed.model import Article, ChannelKey, ChannelKind, Format, archive_path, follow_path
from buzzfeed.personal import canonical, preferences_of
from buzzfeed.personal.preferences import MOST_TERMS as MOST_WISHED
from buzzfeed.ports import Shelf
from pageask import asking

Headers = Mapping[str, str]
Answer = tuple[int, list[tuple[str, str]], bytes]
Ask = Callable[[str, str, Headers], Answer]
"""Method, path and headers → status, headers and the body as it came."""

HTML = {"Accept": "text/html"}
WAYS: tuple[tuple[str, str, Headers], ...] = (
    ("GET", "", {"Accept-Encoding": "identity"}),
    ("GET", "", {"Accept-Encoding": "gzip"}),
    ("GET", "", {"Accept-Encoding": "br"}),
    ("GET", "", {"Accept-Encoding": "zstd"}),
    ("GET", "", {**HTML, "Accept-Language": "fr"}),
    ("GET", "", {**HTML, "Accept-Language": "en"}),
    ("GET", "?lang=en&utm=x", HTML),
    ("GET", "/", HTML),
    ("GET", "", {"If-None-Match": "*"}),
    ("GET", "", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
    ("GET", "", {"Accept-Encoding": "identity;q=0, *;q=0"}),
    ("HEAD", "", {}),
    ("POST", "", {}),
    ("OPTIONS", "", {}),
)
"""In which ways each path is asked: method, what follows the path, and headers."""


class UnknownRouteError(Exception):
    """The application answers at a path of which this walk does not know what can stand there."""


def _channels(shelf: Shelf) -> list[str]:
    return [follow_path(state.key) for state in shelf.channels() if state.key.kind is not ChannelKind.ALL]


def _articles(shelf: Shelf) -> list[Article]:
    return list(shelf.articles([entry.id for entry in shelf.members(ChannelKey(ChannelKind.ALL), 1000)]).values())


def _pages(shelf: Shelf) -> list[str]:
    return [page_path(article.slug) for article in _articles(shelf)]


def _pictures(shelf: Shelf) -> list[str]:
    return sorted({f"/a/media/{name}" for article in _articles(shelf) for name in media_names(article)})


def _elsewhere(shelf: Shelf) -> list[str]:
    hosts = {host for article in _articles(shelf) if (host := urlsplit(article.url).hostname)}
    return [f"/elsewhere/{host}/{name}.xml" for host in sorted(hosts) for name in ("sitemap", "news-sitemap")]


def _mixes(shelf: Shelf) -> list[str]:
    """Return mixes that between them have every public channel on either side: wanted, and excluded."""
    names = [term_name(state.key) for state in shelf.channels() if state.key.slug]
    some = [names[at : at + MOST_TERMS] for at in range(0, len(names), MOST_TERMS)]
    queries = [f"{role}={','.join(sorted(part))}" for part in some for role in ("any", "none")]
    feeds = [f"/feeds/mix.{fmt}?{query}" for query in queries for fmt in Format]
    beside = [f"/?q=a&{queries[0]}", "/?q=zq", *(f"/feeds.opml?{query}" for query in queries[:2])]
    return [*feeds, *(f"/follow/mix?{query}" for query in queries), *beside]


def _own_readers(shelf: Shelf) -> list[str]:
    """Return what the form of each follow page asks, and of a channel that may not be one."""
    keys = [state.key.path for state in shelf.channels()]
    return [f"{CONFIRM}?reader=miniflux&host=rss.example&channel={key}" for key in [*keys, "tag/nirgends"]]


def _jumps(shelf: Shelf) -> list[str]:
    return [path.replace(CONFIRM, GO) for path in _own_readers(shelf)]


def _personal(shelf: Shelf) -> list[str]:
    """Return personal feeds that between them want all there is: of every term, by words, and the front page alone."""
    kinds = {ChannelKind.CATEGORY: "category", ChannelKind.TAG: "tag", ChannelKind.AUTHOR: "author"}
    terms = [f"{kinds[state.key.kind]}:{state.title}" for state in shelf.channels() if state.key.kind in kinds]
    some = [terms[at : at + MOST_WISHED] for at in range(0, len(terms), MOST_WISHED)]
    wished = [[("much", one) for one in part] for part in some]
    wished += [[("word", "quai")], [("front", "50")], [("say", "tout")]]
    said = [canonical(preferences_of([*pairs, ("amount", "50"), ("per", "week")])) for pairs in wished]
    return [f"/my/{'x' * 32}.rss", *(f"/my/feed.{fmt}?{one}" for one in said for fmt in Format)]


def _archives(shelf: Shelf) -> list[str]:
    return [
        archive_path(state.key, number, fmt)
        for state in shelf.channels()
        for number in range(1, state.archives + 2)
        for fmt in Format
    ]


def _links(_: Shelf) -> list[str]:
    """Return the link of a personal feed that nobody keeps: whoever asks holds no other."""
    return ["/my/edit/" + "x" * 32]


def _said(shelf: Shelf) -> list[str]:
    """Return previews that want every public term, and what stays out of them: all that is recent is told of."""
    terms = [f"{state.key.kind}:{state.title}" for state in shelf.channels() if state.key.slug and state.title]
    return ["/my?amount=50", *(f"/my?{urlencode({want: term})}" for term in terms[:6] for want in ("much", "never"))]


FILLED: Mapping[str, Callable[[Shelf], list[str]]] = {
    "/follow/{kind}/{slug}": _channels,
    CONFIRM: _own_readers,
    GO: _jumps,
    "/my": _said,
    "/a/{slug}": _pages,
    "/a/media/{name}": _pictures,
    "/sitemap-{part:int}.xml": lambda _: ["/sitemap-1.xml"],
    "/elsewhere/{host}/{name}": _elsewhere,
    "/feeds/mix.{format}": _mixes,
    "/my/{name}.{format}": _personal,
    "/feeds/all/archive/{name}": _archives,
    "/feeds/{kind}/{slug}/archive/{name}": _archives,
    "/hub/canary/{token}": lambda _: ["/hub/canary/" + "x" * 43],
    "/api/articles/{id}": lambda _: ["/api/articles/projet", "/api/articles/nirgends"],
    "/api/look/{source}": lambda _: ["/api/look/redaction", "/api/look/nirgends"],
    "/api/look/{source}/{token}": lambda _: ["/api/look/redaction/" + "x" * 43],
    "/micropub/{source}/{id}": lambda _: ["/micropub/cms/projet", "/micropub/cms/nirgends"],
    "/hub/upstream/{token}": lambda _: ["/hub/upstream/" + "x" * 43],
    "/my/edit/{token}": _links,
    "/my/edit/{token}/export": lambda shelf: [f"{path}/export" for path in _links(shelf)],
    "/my/edit/{token}/{doing}": lambda shelf: [f"{path}/delete" for path in _links(shelf)],
    "/my/{token}/more": lambda shelf: [f"/my/{'x' * 32}/more?id={one.id}" for one in _articles(shelf)[:2]],
    "/my/{token}/less": lambda shelf: [f"/my/{'x' * 32}/less?id={one.id}" for one in _articles(shelf)[:2]],
    "/embed/{kind}/{slug}": lambda shelf: [path.replace("/follow/", "/embed/") for path in _channels(shelf)],
}
"""What can stand in each path that has parts. Whoever adds a route says here what it shows, and so has it looked at."""

NOWHERE = (
    "/nirgends",
    "/feeds/tag/nirgends.rss",
    "/follow/tag/nirgends",
    "/follow/x/y",
    "/a/nirgends",
    "/a/media/0.png",
    "/feeds/mix.rss?any=tag:nirgends",
)
"""Paths at which nothing stands: what is said there must tell nothing either."""


def addresses(paths: Iterable[str], shelf: Shelf) -> list[str]:
    """Return every address that can be asked.

    Raises:
        UnknownRouteError: a path has parts that this walk does not know how to fill.
    """
    found: list[str] = []
    for path in paths:
        if path in FILLED:
            found.extend(FILLED[path](shelf))
        elif "{" not in path:
            found.append(path)
        else:
            raise UnknownRouteError(f"{path}: say in tests/deniedwalk.py what can stand there")
    return list(dict.fromkeys([*found, *NOWHERE]))


def walk(ask: Ask, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Ask each path in each way; yield how it was asked, and status, headers and plain body as one text."""
    for path in paths:
        for method, more, headers in WAYS:
            yield f"{method} {path}{more} {dict(headers)}", as_text(ask(method, path + more, headers))


def as_text(answer: Answer) -> bytes:
    """Return an answer as one text, its coding taken off."""
    status, headers, body = answer
    lines = "".join(f"{name}: {value}\n" for name, value in headers)
    coding = next((value for name, value in headers if name.lower() == "content-encoding"), "")
    return f"{status}\n{lines}\n".encode() + plain(body, coding)


def plain(body: bytes, coding: str) -> bytes:
    """Return a body without its content coding; the answer to a HEAD has none to take off."""
    if not body or not coding:
        return body
    if coding == "gzip":
        return gzip.decompress(body)
    return brotli.decompress(body) if coding == "br" else zstandard.ZstdDecompressor().decompress(body)


@contextmanager
def asker(app: object) -> Iterator[Ask]:
    """Give how to ask an application in this process; one loop for all of it, as its tasks and locks want."""
    loop = asyncio.new_event_loop()

    def ask(method: str, path: str, headers: Headers) -> Answer:
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        status, found, body = loop.run_until_complete(asking(app, path, method, raw))
        return status, [(name.decode("latin-1"), value.decode("latin-1")) for name, value in found.items()], body

    try:
        yield ask
    finally:
        loop.close()
