"""A newsroom that takes its articles from the loopback WordPress site of `wprest`, pass by pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from buzzfeed.config import load
from buzzfeed.daemon.once import ingest_once
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import Status
from buzzfeed.pipeline.ingest import ingest
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.testing import FakeClock
from wprest import WordPressSite

from harness import Newsroom


class Desk:
    """A newsroom that takes its articles from a WordPress site, pass by pass."""

    def __init__(self, newsroom: Newsroom, site: WordPressSite, more: str = "") -> None:
        """Look at the site alone."""
        newsroom.configure()
        text = newsroom.config.read_text()
        head, _, rest = text.partition("[[sources]]")
        tail = rest[rest.index("[store]") :]
        source = f'[[sources]]\nname = "site"\ntype = "wordpress"\nurl = "{site.url}"\n{more}\n\n'
        newsroom.config.write_text(head + source + tail + "\n[guard]\nflood = 5000\n")
        self.config = newsroom.config

    def run(self) -> Summary:
        """Run a pass."""
        with workshop(load(self.config), serving=False) as (works, _):
            return run_pass(works)

    def look(self) -> Summary:
        """Take in what the site has, and build nothing."""
        return ingest_once(load(self.config), [])

    def look_after(self, days: int) -> Summary:
        """Take in what the site has some days from now."""
        summary = Summary()
        with workshop(load(self.config), serving=False) as (works, _):
            ingest(replace(works, clock=FakeClock(works.clock.now() + timedelta(days=days))), "site", summary)
        return summary

    def labels(self) -> Counter[str]:
        """Return how many published articles bear each name of a term or an author."""
        with workshop(load(self.config), serving=False) as (works, _):
            ids = [one.record.id for one in works.store.listed([Status.PUBLISHED])]
            return Counter(term.label for article in works.store.articles(ids).values() for term in article.terms)

    def published(self) -> dict[str, str]:
        """Return the titles of what is published, by id."""
        with workshop(load(self.config), serving=False) as (works, _):
            return {one.record.id: one.record.title for one in works.store.listed([Status.PUBLISHED])}

    def count(self, status: Status) -> int:
        """Return how many articles have a status."""
        with workshop(load(self.config), serving=False) as (works, _):
            return len(works.store.listed([status]))
