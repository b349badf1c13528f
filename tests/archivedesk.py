"""A newsroom of scripted articles whose feeds hold few entries, and the application that serves it and its archives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from buzzfeed.model import Decision, Format, Judgement, RawItem, Status
from buzzfeed.pipeline import editor
from buzzfeed.store import open_window
from buzzfeed.web.state import State
from pageask import ask
from rfc5005 import Document, entries_of, history
from scripted import START, Desk, words_of

BASE = "https://flux.example"


class ArchiveDesk:
    """Articles are numbered; each is published a minute after the one before, unless another date is given."""

    def __init__(self, desk: Desk, items: int = 4, **feeds: object) -> None:
        """Serve what a desk publishes, ``items`` entries in a feed."""
        self.desk = desk
        settings = desk.config.feeds.model_copy(update={"items": items, **feeds})
        self.config = desk.config.model_copy(update={"feeds": settings})
        desk.works = replace(desk.works, config=self.config)
        self.state = State(self.config)
        self.count = 0

    def close(self) -> None:
        """Serve no more."""
        self.state.close()

    def write(self, number: int, title: str = "", when: datetime | None = None) -> None:
        """Write an article, or write it anew."""
        origin = f"{number}.md"
        published = when or START - timedelta(days=30) + timedelta(minutes=number)
        self.desk.sources["redaction"].items[origin] = RawItem(
            source="redaction",
            origin=origin,
            guid=f"https://lefanal.example/{number}/",
            title=title or f"Pièce {number}",
            body=f"<p>{words_of(number, 200)}</p>",
            url=f"https://lefanal.example/{number}/",
            published=published.isoformat(),
            tags=("Mer",) if number % 2 else (),
        )

    def more(self, count: int, *, at_once: bool = False) -> None:
        """Write and publish so many new articles: what the feed has room for in one pass, then one pass for each."""
        for left in reversed(range(count)):
            self.count += 1
            self.write(self.count)
            if left == 0 or (not at_once and self.count >= self.config.feeds.items):
                self.publish()

    def publish(self) -> None:
        """Run a pass, and serve what came of it."""
        summary = self.desk.run()
        assert [str(problem) for problem in summary.problems] == []
        self.look()

    def look(self) -> None:
        """Serve what the store holds now."""
        if self.state.store is None:
            self.state.attach(open_window(self.config.store_url))
        self.state.refresh()

    def id_of(self, number: int) -> str:
        """Return an article's id."""
        return f"https://lefanal.example/{number}/"

    def take_back(self, number: int) -> None:
        """Take an article back as an editor does, without building anything."""
        editor.retract(self.desk.store, self.id_of(number), self.desk.clock.now(), by="Zoé")

    def give_back(self, number: int) -> None:
        """Publish again what was taken back."""
        revision = self.desk.store.revision(self.id_of(number))
        assert revision is not None
        back = Decision(self.id_of(number), revision.number, Judgement(Status.PUBLISHED), by="Zoé")
        self.desk.store.decide([back], self.desk.clock.now())

    def public(self) -> set[str]:
        """Return the ids of what is published."""
        return {one.record.id for one in self.desk.store.listed([Status.PUBLISHED])}

    def answer(self, path: str, *headers: tuple[bytes, bytes]) -> tuple[int, dict[bytes, bytes], bytes]:
        """Ask for a path."""
        return ask(self.state, path, headers=headers)

    def get(self, url: str) -> bytes:
        """Return what stands at an address."""
        status, _, body = self.answer(urlsplit(url).path)
        assert status == 200, (url, status)
        return body

    def history(self, fmt: Format = Format.ATOM, channel: str = "all") -> list[Document]:
        """Follow a channel's feed back to its first archive."""
        return history(self.get, f"{BASE}/feeds/{channel}.{fmt}")

    def numbers(self, fmt: Format = Format.ATOM, channel: str = "all") -> list[list[int]]:
        """Return the numbers of the articles in a channel's feed and in each of its archives, the latest first."""
        return [[number_of(id_) for id_ in one.entries] for one in self.history(fmt, channel)]

    def entries(self, fmt: Format = Format.ATOM) -> dict[str, str]:
        """Return all that a reader learns who follows the archives."""
        return entries_of(self.history(fmt))


def number_of(id_: str) -> int:
    """Return which article an id means."""
    return int(id_.rstrip("/").rpartition("/")[2])
