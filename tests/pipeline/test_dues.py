"""Due articles wait for nothing: no look that hangs, no long import, no large build."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from buzzfeed.model import Look
from buzzfeed.pipeline.road import run_pass
from buzzfeed.testing import LocalPool


class Hanging:
    """A source whose look hangs until it is let go."""

    name = "redaction"

    def __init__(self):
        self.gate = threading.Event()
        self.reached = threading.Event()

    def look(self, memory, clock, only=()):
        """Hang."""
        self.reached.set()
        self.gate.wait(20)
        return Look()


@pytest.fixture
def waiting(timed):
    """Give the newsroom with an article that is due at nine."""
    timed.save("due.md", "À neuf heures", "date: 2026-03-02T09:00:00Z")
    timed.at("2026-03-02T08:59:59")
    assert timed.shown() == {}
    return timed


def until(true, within=10.0):
    """Wait for a condition, and return how many seconds that took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < within, "it never came"
        time.sleep(0.01)
    return time.monotonic() - begun


def test_a_look_that_hangs_delays_no_due_article(waiting):
    """While a source takes its time, what falls due is built, proved and served; then the pass goes on."""
    source = Hanging()
    works = replace(waiting.works, sources={"redaction": source})
    at_work = threading.Thread(target=run_pass, args=(works,))
    at_work.start()
    assert source.reached.wait(10)
    waiting.clock.advance(1)
    assert until(waiting.shown) < 5
    assert at_work.is_alive()
    source.gate.set()
    at_work.join(10)
    assert waiting.shown() == {"À neuf heures": "2026-03-02T09:00:00"}


def test_a_pass_that_is_told_to_stop_does_not_wait_for_a_look(timed):
    """The look is left to itself; nothing is known of the source then."""
    source, stop = Hanging(), threading.Event()
    works = replace(timed.works, sources={"redaction": source}, stopping=stop.is_set)
    at_work = threading.Thread(target=run_pass, args=(works,))
    at_work.start()
    assert source.reached.wait(10)
    stop.set()
    at_work.join(5)
    assert not at_work.is_alive()
    source.gate.set()


class Ticking(LocalPool):
    """A pool whose every piece takes a while, during which the clock goes on: a piece of ``kind`` a second."""

    def __init__(self, timed, kind):
        self.timed, self.kind = timed, kind
        self.seen = []

    def map(self, work, items):
        """Yield, and note after each piece what is served."""
        for item in items:
            yield work(item)
            if work.__name__ == self.kind:
                self.timed.clock.advance(1)
                time.sleep(0.002)
                self.seen.append("À neuf heures" in self.timed.shown())


@pytest.mark.parametrize("kind", ["take", "prove", "frames"])
def test_a_long_pass_delays_no_due_article(waiting, kind, monkeypatch):
    """In the midst of reading, of proving and of publishing much else, what falls due is served, and stays served."""
    monkeypatch.setattr("buzzfeed.pipeline.dues._EVERY", 0.0)
    monkeypatch.setattr("buzzfeed.pipeline.build.CHANNELS_AT_ONCE", 3)
    monkeypatch.setattr("buzzfeed.pipeline.entries.ARTICLES_AT_ONCE", 3)
    for number in range(18):
        waiting.save(f"{number:02}.md", f"Import {number}", f"date: 2026-02-{number % 28 + 1:02}\ntags: [t{number}]")
    pool = Ticking(waiting, kind)
    waiting.clock.set(waiting.clock.now())
    summary = run_pass(replace(waiting.works, pool=pool))
    assert not summary.failed
    assert not pool.seen[0]
    first = pool.seen.index(True)
    assert first < 12
    assert all(pool.seen[first:])
    assert len(waiting.shown()) == 19
    assert waiting.works.store.dirty() == ()
