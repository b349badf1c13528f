"""A newsroom that takes its articles from the loopback site of `gazette`, look by look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from buzzfeed.config import load
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import Status
from buzzfeed.pipeline.ingest import abandon, ingest, reread
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works
from buzzfeed.testing import FakeClock, LoopbackServer
from gazette import Gazette, Leaf, leaves

from harness import Newsroom

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def small_site() -> Gazette:
    """Return a site of twelve articles and a section page."""
    return Gazette([*leaves(12), Leaf("/port/", "Le port", (), START, "2026-01-01", section=True)])


class Desk:
    """A newsroom that takes its articles from a site, look by look, by a clock of its own."""

    def __init__(self, newsroom: Newsroom, site: LoopbackServer, more: str = "") -> None:
        """Look at the site alone."""
        newsroom.configure()
        head, _, rest = newsroom.config.read_text().partition("[[sources]]")
        tail = rest[rest.index("[store]") :]
        source = f'[[sources]]\nname = "site"\ntype = "site"\nurl = "{site.url}"\n{more}\n\n'
        newsroom.config.write_text(head + source + tail)
        self.config = newsroom.config
        self.clock = FakeClock(START)

    @contextmanager
    def works(self) -> Iterator[Works]:
        """Open what a process works with: another one each time."""
        with workshop(load(self.config), serving=False) as (works, _):
            yield replace(works, clock=self.clock)

    def look(self, works: Works | None = None, hours: float = 1.0) -> Summary:
        """Take in what the site has now; then some hours pass."""
        summary = Summary()
        if works is None:
            with self.works() as own:
                return self.look(own, hours)
        abandon(works)
        ingest(works, "site", summary)
        reread(works, summary)
        self.clock.advance(hours * 3600)
        return summary

    def published(self) -> set[str]:
        """Return the origins' paths of what is published."""
        with self.works() as works:
            return {"/" + one.record.origin.split("/", 3)[3] for one in works.store.listed([Status.PUBLISHED])}


def paths(count: int) -> set[str]:
    """Return the paths of the first articles."""
    return {f"/n/{number}" for number in range(count)}
