"""A newsroom whose clock moves by hand, over a real store and the real road."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works
from buzzfeed.testing import FakeClock

from harness import Newsroom

ALL = ChannelKey(ChannelKind.ALL)


class Timed:
    """A newsroom in Paris with its works open.

    Attributes:
        clock: the clock that everything reads.
        works: the works, at that clock.
    """

    def __init__(self, newsroom: Newsroom, works: Works, clock: FakeClock) -> None:
        """Stand at the clock's instant with nothing published."""
        self.newsroom = newsroom
        self.works = works
        self.clock = clock

    def at(self, words: str) -> Summary:
        """Set the clock to an instant in UTC, forwards or backwards, and run a pass there."""
        self.clock.set(datetime.fromisoformat(words).replace(tzinfo=UTC))
        return run_pass(self.works)

    def save(self, name: str, title: str, head: str) -> None:
        """Write an article with some lines of front matter."""
        self.newsroom.save(
            name, f"---\ntitle: {title}\ncategory: Mer\n{head}\n---\n\nLe port s’éveille avant le jour.\n"
        )

    def shown(self) -> dict[str, str]:
        """Return the titles in the served feed of everything, newest first, with their publication."""
        import feedparser

        document = self.works.store.document(ALL, Format.ATOM)
        entries = feedparser.parse(document[1])["entries"] if document else []
        return {entry["title"]: entry["published"].removesuffix("+00:00") for entry in entries}

    def status(self, title: str) -> str:
        """Return where an article stands."""
        return next(str(one.record.status) for one in self.works.store.listed() if one.record.title == title)


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[Timed]:
    """Give a newsroom at eight o'clock in the morning, UTC, of 2 March 2026."""
    newsroom = Newsroom(tmp_path, source='settle = "0ms"')
    clock = FakeClock()
    with workshop(load(newsroom.config), serving=False) as (works, _):
        yield Timed(newsroom, replace(works, clock=clock), clock)
