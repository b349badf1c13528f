"""Polling: the bytes of a day of polls, beside those of the same polls without validators, compression and deltas.

The day is simulated, the polls and their answers are real: 20 articles are published one after the other by the
daemon, and between two of them each reader asks as often as it would in that time. What a reader was told is kept: one
that does not know every new article in the evening is an error. Headers are counted with the bodies.
"""

import gzip
import http.client
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from measure import CommandError
from newsroom import Daemon, Newsroom
from report import Goal, Part

PATH = "/feeds/all.rss"
MINUTES = 24 * 60
FIRST, LAST = 7 * 60, 21 * 60
_STEP = 5
_GUID = re.compile(rb"<guid[^>]*>([^<]+)</guid>")
_ENTRIES = 50

Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[[dict[str, str]], Answer]


@dataclass(frozen=True)
class Kind:
    """Some readers of one kind: how many, how often they ask (minutes), and what they know besides validators."""

    name: str
    count: int
    every: int
    deltas: bool = False


MIX = (
    Kind("services that fetch for many (Feedly, Inoreader, NewsBlur, The Old Reader, Feedbin), hourly", 5, 60),
    Kind("readers on hosts of their own (Miniflux, FreshRSS), hourly", 15, 60),
    Kind("apps (NetNewsWire, Thunderbird), half-hourly", 30, 30),
    Kind("newsboat, half-hourly, with A-IM", 30, 30, deltas=True),
    Kind("programs on python-reader, hourly, with A-IM", 20, 60, deltas=True),
)
"""Who reads: a hundred readers, by the intervals that they are known for."""


@dataclass
class Reader:
    """One of a kind, for all of it: readers of a kind differ only in when in their interval they ask."""

    kind: Kind
    tag: str = ""
    known: set[bytes] = field(default_factory=set)
    received: int = 0
    plain: int = 0
    answers: dict[int, int] = field(default_factory=dict)

    def poll(self, ask: Ask, whole: int) -> None:
        """Ask as this reader does; ``whole`` is what the feed without anything would take."""
        headers = {"Accept-Encoding": "gzip"}
        if self.tag:
            headers["If-None-Match"] = self.tag
        if self.kind.deltas:
            headers["A-IM"] = "feed"
        status, answered, body = ask(headers)
        if status not in (200, 226, 304):
            raise CommandError(f"{PATH} was answered with {status}")
        self.answers[status] = self.answers.get(status, 0) + 1
        self.received += size_of(answered, body)
        self.plain += whole
        self.tag = answered.get("etag", self.tag)
        if status != 304:
            data = gzip.decompress(body) if answered.get("content-encoding") == "gzip" else body
            self.known.update(_GUID.findall(data))


def size_of(headers: dict[str, str], body: bytes) -> int:
    """Return the bytes of an answer as they go over the wire, the line of its status included."""
    return 17 + sum(len(name) + len(value) + 4 for name, value in headers.items()) + 2 + len(body)


def a_day(readers: list[Reader], ask: Ask, publish: Callable[[int], None], count: int) -> None:
    """Let a day pass: ``count`` articles between morning and evening, and every reader's polls."""
    due = [FIRST + (LAST - FIRST) * number // max(1, count - 1) for number in range(count)]
    for reader in readers:
        reader.poll(ask, 0)
        reader.received = reader.plain = 0
        reader.answers.clear()
    published = 0
    whole = size_of(*ask({})[1:])
    for minute in range(0, MINUTES, _STEP):
        while published < count and due[published] <= minute:
            publish(published)
            published += 1
            whole = size_of(*ask({})[1:])
        for number, reader in enumerate(readers):
            if (minute + _STEP * number) % reader.kind.every == 0:
                reader.poll(ask, whole)


def measure(folder: Path, count: int) -> Iterator[Part]:
    """Publish ``count`` articles in a simulated day to a newsroom that has as many as its feeds hold."""
    newsroom = Newsroom(folder / "polling" / "newsroom", folder / "polling" / "content")
    corpus.write(newsroom.content, corpus.articles(_ENTRIES + 10))
    with Daemon(newsroom) as daemon:
        daemon.wait_for_articles(_ENTRIES + 10, 300.0)

        def ask(headers: dict[str, str]) -> Answer:
            return _asked(newsroom.port, headers)

        def publish(number: int) -> None:
            before = ask({})[1]["etag"]
            corpus.write(newsroom.content, corpus.articles(1, _ENTRIES + 10 + number))
            deadline = time.monotonic() + 120
            while ask({})[1]["etag"] == before:
                if time.monotonic() > deadline:
                    raise CommandError("an article was not published within two minutes")
                time.sleep(0.05)

        readers = [Reader(kind) for kind in MIX]
        old = set(_GUID.findall(ask({})[2]))
        a_day(readers, ask, publish, count)
        news = set(_GUID.findall(ask({})[2])) - old
        for reader in readers:
            if len(news) != count or not news <= reader.known:
                raise CommandError(f"{reader.kind.name}: {len(news - reader.known)} of {len(news)} articles unknown")
        yield told(readers, count)


def told(readers: list[Reader], count: int) -> Part:
    """Return what each kind received, and all together."""
    part = Part("polling")
    rows = []
    total = plain = 0
    for reader in readers:
        kind, many = reader.kind, reader.kind.count
        total, plain = total + many * reader.received, plain + many * reader.plain
        answers = ", ".join(f"{reader.answers[status]} × {status}" for status in sorted(reader.answers))
        rows.append([kind.name, str(many), answers, *_cells(reader.received, reader.plain)])
        part.figures[kind.name] = {"received": reader.received, "plain": reader.plain, "answers": reader.answers}
    rows.append(["all", str(sum(reader.kind.count for reader in readers)), "", *_cells(total, plain)])
    head = ["readers", "how many", "answers to each in a day", "received", "without all that", "ratio"]
    part.table(f"A day of polls of one feed of {_ENTRIES} entries, {count} articles published", head, rows)
    part.goals.append(Goal("bytes of a day, against the same without", 1 / 50, total / plain))
    with_deltas = [reader for reader in readers if reader.kind.deltas]
    ratio = sum(one.kind.count * one.received for one in with_deltas) / sum(
        one.kind.count * one.plain for one in with_deltas
    )
    part.goals.append(Goal("the same of readers that ask for deltas", 1 / 50, ratio))
    part.notes.append("headers are counted; « without » is every poll answered with the whole feed, uncompressed")
    return part


def _cells(received: int, plain: int) -> list[str]:
    return [f"{received / 1000:,.0f} kB", f"{plain / 1000:,.0f} kB", f"1/{plain / received:.0f}"]


def _asked(port: int, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", PATH, headers=headers)
        response = connection.getresponse()
        body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body
    finally:
        connection.close()
