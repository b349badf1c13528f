"""Pages: how long the directory of a thousand tags, follow pages, searches and mixes take, made anew and from memory.

Asked one after the other over one connection, in gzip, as a browser asks. Each answer is checked: it is there, it is
the same when it is asked for again, and a client that holds it is told so. The work process rests meanwhile.
"""

import http.client
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import corpus
from measure import CommandError, spread
from newsroom import Daemon, Newsroom
from report import Goal, Part, seconds
from servers import percentile

REPEATED = 200
OF_EACH = 60
_BUILD_WITHIN = 3_600.0
_LIMIT = 10.0
"""Milliseconds: the goal of a page's p50."""


@dataclass
class _Asked:
    """What was asked for: each address once while it was not at hand, and then again and again; seconds, and bytes."""

    made: list[float] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


class Client:
    """One connection. Each address that is asked for the first time comes from another client, as far as limits go."""

    def __init__(self, port: int, group: int = 0):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._clients = group << 12

    def __enter__(self) -> Self:
        """Ask over this connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._connection.close()

    def ask(self, path: str, etag: str | None = None) -> tuple[float, int, str, bytes]:
        """Ask once; return the seconds it took, the status, the ETag and the body as it came."""
        self._clients += 1
        headers = {
            "Accept-Encoding": "gzip",
            "X-Forwarded-For": f"2001:db8:{self._clients >> 12:x}:{self._clients:x}::1",
        }
        if etag:
            headers["If-None-Match"] = etag
        begun = time.perf_counter()
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        return time.perf_counter() - begun, answer.status, answer.headers["ETag"] or "", body

    def measure(self, paths: Sequence[str]) -> _Asked:
        """Ask for each path while it is not at hand, then for all of them again and again.

        Raises:
            CommandError: an answer is not what it should be.
        """
        asked, etags = _Asked(), {}
        for path in paths:
            took, status, etags[path], body = self.ask(path)
            if status != 200 or not etags[path]:
                raise CommandError(f"{path} was answered with {status}")
            asked.made.append(took)
            asked.sizes.append(len(body))
        for turn in range(max(REPEATED, len(paths))):
            path = paths[turn % len(paths)]
            took, status, etag, _ = self.ask(path)
            if (status, etag) != (200, etags[path]):
                raise CommandError(f"{path} was answered with {status} and {etag}, not as before")
            asked.kept.append(took)
        if self.ask(paths[0], etags[paths[0]])[1] != 304:
            raise CommandError(f"{paths[0]} was sent to a client that holds it")
        return asked


def measure(folder: Path, count: int) -> Iterator[Part]:
    """Measure a newsroom of ``count`` articles."""
    folder = folder / "pages"
    newsroom = Newsroom(folder / "newsroom", folder / "content")
    corpus.write(newsroom.content, corpus.articles(count))
    with Daemon(newsroom) as daemon:
        daemon.wait_for_articles(count, _BUILD_WITHIN)
        feeds = [feed for feed in newsroom.feeds() if feed["format"] == "rss"]
        daemon.rest_work()
        try:
            yield measured(newsroom.port, feeds)
        finally:
            daemon.resume_work()


def measured(port: int, feeds: Sequence[dict[str, str]]) -> Part:
    """Measure what a server at ``port`` gives, whose RSS feeds are these.

    Raises:
        CommandError: an answer is not what it should be.
    """
    tags = [feed["slug"] for feed in feeds if feed["kind"] == "tag"]
    categories = [feed["slug"] for feed in feeds if feed["kind"] == "category"]
    part = Part("pages")
    groups = {
        f"the directory, {len(tags)} tags": ["/?lang=fr", "/?lang=en", "/"],
        "follow pages": ["/follow/all", *(f"/follow/tag/{slug}" for slug in tags[: OF_EACH - 1])],
        "searches": [f"/?q={slug[:4]}{place}" for place, slug in enumerate(tags[:OF_EACH])],
        "feeds of mixes": [_mix("/feeds/mix.rss", categories, slug) for slug in tags[:OF_EACH]],
        "pages of mixes": [_mix("/follow/mix", categories, slug) for slug in tags[:OF_EACH]],
        "the list of all feeds (OPML)": ["/feeds.opml?lang=fr", "/feeds.opml?lang=en"],
        "the directory as JSON": ["/directory.json"],
    }
    rows = []
    for group, (name, paths) in enumerate(groups.items()):
        with Client(port, group) as client:
            asked = client.measure(paths)
        kept = [value * 1e3 for value in asked.kept]
        rows.append(
            [
                name,
                seconds(spread(asked.made)),
                f"{percentile(kept, 0.5):.2f} ms",
                f"{percentile(kept, 0.99):.2f} ms",
                f"{max(asked.sizes) / 1e3:.1f} kB",
            ]
        )
        part.figures[name] = {"made": asked.made, "kept": asked.kept, "bytes": asked.sizes}
        if name.startswith(("the directory,", "follow")):
            part.goals.append(Goal(f"{name}: p50 in ms", _LIMIT, percentile(kept, 0.5)))
    listed = len(re.findall(rb"xmlUrl", _plain(port, "/feeds.opml")))
    if listed < len(tags):
        raise CommandError(f"the list of all feeds names {listed}, and there are {len(tags)} tags alone")
    part.table("Pages", ["page", "made anew", "p50", "p99", "gzip, at most"], rows)
    return part


def _mix(path: str, categories: Sequence[str], tag: str) -> str:
    return f"{path}?any=category:{categories[0]},tag:{tag}&none=category:{categories[-1]}"


def _plain(port: int, path: str) -> bytes:
    """Return a body as it is without a coding."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()
