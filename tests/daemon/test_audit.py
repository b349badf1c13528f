"""The audit beside the passes: it reads every feed once, and rests while something more urgent is at hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon.background import Audit
from buzzfeed.daemon.passes import Passes
from buzzfeed.daemon.wiring import workshop
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.works import Works

from harness import Newsroom


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Works]:
    """Return the works of a newsroom that has published one article."""
    newsroom = Newsroom(tmp_path)
    newsroom.configure(source='settle = "0ms"')
    newsroom.write("a.md", "Un", date="2026-03-01")
    with workshop(load(newsroom.config), serving=False) as (opened, _):
        assert not run_pass(opened).problems
        yield opened


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
    return done()


def test_audit_rests_while_a_pass_presses_and_then_reads_every_feed(works: Works) -> None:
    """While a pass presses no feed is read; then each is, and how far it got is told once, not feed by feed."""
    stop, pressing = threading.Event(), threading.Event()
    pressing.set()
    told: list[str] = []
    keep = works.store.keep_setting
    works.store.keep_setting = lambda name, value: (told.append(value), keep(name, value))[1]  # type: ignore[method-assign]
    audit = Audit(works, stop, pressing.is_set)
    audit.start()
    try:
        assert not _within(2.5, lambda: bool(told))
        pressing.clear()
        whole = f"{len(works.store.served())} feeds, 0 alarms"
        assert _within(10, lambda: whole in told)
        assert len(told) <= 2
    finally:
        stop.set()
        audit.join(5)


def test_a_pass_presses_from_when_it_is_wanted_until_it_is_done(works: Works) -> None:
    """A change in a folder presses at once, a look that is a minute away does not, and a pass that is over no more."""
    stop = threading.Event()
    passes = Passes(works, stop, lambda: None)
    assert not passes.pressing
    passes.wake(["redaction"], after=60)
    assert not passes.pressing
    passes.touched({"redaction": {"a.md"}})
    assert passes.pressing
    passes.start()
    try:
        assert passes.first_done.wait(10)
        assert _within(10, lambda: not passes.pressing)
    finally:
        stop.set()
        passes.join(5)
