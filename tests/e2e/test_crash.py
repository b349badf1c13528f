"""``kill -9`` in the middle of a pass: no article lost, none twice, every served feed sound, no ping forgotten."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest

from buzzfeed import verify
from buzzfeed.config import load
from buzzfeed.store import open_store
from buzzfeed.testing import Hub
from warm import Warm

from harness import BODY, Newsroom

DRIVER = Path(__file__).with_name("crashing.py")
POINTS = [
    ("before:absorb", 1),
    ("after:absorb", 1),
    ("before:keep_fragments", 1),
    ("after:keep_fragments", 1),
    ("before:publish", 1),
    ("after:publish", 1),
    ("before:claim", 1),
    ("after:claim", 1),
    ("before:record", 1),
    ("after:record", 1),
    ("before:drain", 1),
    *(("statement:INSERT", nth) for nth in (1, 2, 4, 7, 11)),
    *(("statement:UPDATE", nth) for nth in (1, 2, 3)),
    *(("statement:DELETE", nth) for nth in (1, 2)),
]
RANDOM_KILLS = 32


class Crashes:
    """A newsroom whose passes are killed, one after another, on the same store."""

    def __init__(self, newsroom: Newsroom, hub: Hub) -> None:
        """Write the first articles."""
        self.newsroom = newsroom
        self.hub = hub
        self.titles: dict[str, str] = {}
        self.sound: set[str] = set()
        newsroom.configure(more=f'[[announce]]\ntype = "websub"\nurl = "{hub.url}"\n', source='settle = "0ms"')
        for number in range(6):
            self.write(number)

    def write(self, number: int, edition: int = 0) -> None:
        """Write an article, or a new edition of it."""
        name = f"2026-01-{number % 27 + 1:02}-a{number}.md"
        self.titles[name] = f"Article {number}, édition {edition}."
        tags = f"Mer, T{number % 5}"
        self.newsroom.write(name, self.titles[name], body=f"{BODY} {edition}", tags=tags, date="2026-01-15")

    def driver(self, point: str, nth: int) -> Warm:
        """Start a pass that dies at a point."""
        words = [str(self.newsroom.config), point, str(nth)]
        return Warm(words, script=DRIVER, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def check(self) -> None:
        """Hold what is served right now: each document is whole, sound, and holds no article twice."""
        config = load(self.newsroom.config)
        if not Path(config.store_url.removeprefix("sqlite:///")).exists():
            return
        store = open_store(config.store_url)
        try:
            for feed in store.served():
                found = store.document(feed.channel, feed.format)
                assert found is not None
                if found[0].digest in self.sound:  # the very bytes that were looked at after an earlier kill
                    continue
                self.sound.add(found[0].digest)
                assert verify.examine(found[1], feed.path).findings == ()
                ids = [entry.id for entry in found[0].entries]
                assert len(ids) == len(set(ids))
        finally:
            store.close()

    def settle(self) -> None:
        """Run a pass to its end: every article is there once, as it was last written, and the hub was told."""
        summary = self.newsroom.once()
        assert summary["problems"] == []
        self.check()
        articles = self.newsroom.json("articles")
        assert sorted(one["title"] for one in articles) == sorted(self.titles.values())
        assert {one["status"] for one in articles} == {"published"}
        self.newsroom.run("export", str(self.newsroom.root / "site"))
        import json

        items = json.loads((self.newsroom.root / "site/feeds/all.json").read_text("utf-8"))["items"]
        assert {item["title"] for item in items} == set(self.titles.values())
        waiting = [one for one in self.newsroom.json("deliveries") if one["state"] == "waiting"]
        for topic in (f"{self.newsroom.base}/feeds/all.rss", f"{self.newsroom.base}/feeds/tag/mer.atom"):
            assert topic in self.hub.topics or waiting


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_named_points(newsroom: Newsroom) -> None:
    """At each point where something is written, before it, after it, and inside its transaction."""
    with Hub() as hub:
        crashes = Crashes(newsroom, hub)
        crashes.settle()
        landed = []
        for number, (point, nth) in enumerate(POINTS):
            crashes.write(10 + number)
            crashes.write(number % 6, edition=number + 1)
            driver = crashes.driver(point, nth)
            out, err = driver.communicate(timeout=60)
            assert "Traceback" not in err, err
            if "begun" in out and "ended" not in out:
                landed.append((point, nth))
            crashes.check()
            if number % 6 == 5:
                crashes.settle()
        crashes.settle()
        assert [point for point in POINTS if point not in landed] == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_random_moments(newsroom: Newsroom) -> None:
    """At moments of no one’s choosing; each kill that counts was seen to land between the pass’s begin and end."""
    chance = random.Random(20261123)
    with Hub() as hub:
        crashes = Crashes(newsroom, hub)
        crashes.settle()
        landed, tries, longest = 0, 0, 0.3
        while landed < RANDOM_KILLS:
            tries += 1
            assert tries < RANDOM_KILLS * 3, "the kills miss the passes"
            crashes.write(40 + tries)
            crashes.write(tries % 6, edition=tries)
            driver = crashes.driver("-", 0)
            assert driver.stdout is not None
            assert driver.stdout.readline() == "begun\n"
            begun = time.monotonic()
            time.sleep(chance.uniform(0, longest))
            driver.kill()
            out, _ = driver.communicate(timeout=60)
            if "ended" in out:
                longest = max(0.05, 0.9 * (time.monotonic() - begun))
            else:
                landed += 1
            crashes.check()
            if tries % 8 == 0:
                crashes.settle()
        crashes.settle()
