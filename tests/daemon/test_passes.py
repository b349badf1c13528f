"""What begins a pass, and what does not: neither sources that fail nor passes that break off spin or stall."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon import passes as module
from buzzfeed.daemon.passes import Passes
from buzzfeed.daemon.wiring import workshop
from buzzfeed.errors import RestError, StoreError
from buzzfeed.pipeline import editor
from buzzfeed.pipeline.works import Works

from harness import Newsroom

SOURCE = "redaction"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Return a newsroom with one article."""
    newsroom = Newsroom(tmp_path)
    newsroom.configure(source='settle = "0ms"')
    newsroom.write("a.md", "Un", date="2026-03-01")
    return newsroom


@pytest.fixture
def works(newsroom: Newsroom) -> Iterator[Works]:
    """Return its works, before anything was published."""
    with workshop(load(newsroom.config), serving=False) as (opened, _):
        yield opened


@pytest.fixture
def passes(works: Works) -> Passes:
    """Return what runs passes, after the first of them."""
    passes = Passes(works, threading.Event(), lambda: None)
    passes._pass({SOURCE: ()})
    return passes


def unmount(newsroom: Newsroom) -> Path:
    """Take the folder of articles away, and return where it is now."""
    return newsroom.articles.rename(newsroom.articles.with_name("elsewhere"))


def test_what_cannot_be_read_again_begins_one_pass_and_no_second(
    newsroom: Newsroom, works: Works, passes: Passes
) -> None:
    """Its source then rests, fails once and not again and again, and is asked as scheduled once it is back."""
    away = unmount(newsroom)
    works.store.make_stale(SOURCE, ["a.md"])
    assert passes._decided()
    for _ in range(3):
        passes._pass({})
        assert not passes._decided()
    assert works.store.memory(SOURCE).failures == 1
    away.rename(newsroom.articles)
    passes._pass({SOURCE: ()})
    assert works.store.stale() == {}
    passes.scheduled(SOURCE)
    assert SOURCE in passes._wanted, "a source that was read again does not rest any more"


def test_a_source_that_fails_is_asked_once_a_pass(newsroom: Newsroom, works: Works, passes: Passes) -> None:
    """A look that failed is not followed by another one for what is to be read again there."""
    unmount(newsroom)
    works.store.make_stale(SOURCE, ["a.md"])
    passes._pass({SOURCE: ()})
    assert works.store.memory(SOURCE).failures == 1
    assert not passes._decided()


def test_a_source_that_is_left_alone_rests_as_long(
    works: Works, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its schedule asks nothing before, that is no failure, and what it asked for is looked at by itself."""

    class Resting:
        name = SOURCE

        def look(self, *_: object) -> object:
            raise RestError("up.example", "asked to be left alone", seconds=90.0, troubled=True)

    monkeypatch.setitem(works.sources, SOURCE, Resting())  # type: ignore[arg-type]
    passes._wanted.clear()
    passes._pass({SOURCE: ()})
    assert works.store.memory(SOURCE).failures == 0
    assert 85 < passes._wanted.pop(SOURCE) - time.monotonic() <= 90
    passes.scheduled(SOURCE)
    assert passes._wanted == {}
    now = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + 89.5)
    passes.scheduled(SOURCE)
    assert SOURCE in passes._wanted


def test_a_source_of_several_places_is_told_that_its_schedule_asks(
    works: Works, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look that something else asked for, a push say, is told nothing."""

    class List:
        name, told = SOURCE, 0

        def on_schedule(self) -> None:
            self.told += 1

    of_places = List()
    monkeypatch.setitem(works.sources, SOURCE, of_places)  # type: ignore[arg-type]
    passes.wake([SOURCE])
    assert of_places.told == 0
    passes.scheduled(SOURCE)
    assert of_places.told == 1


def test_what_stands_in_a_source_that_is_configured_no_more_begins_no_pass(works: Works, passes: Passes) -> None:
    """Nobody can read it again, however long it waits."""
    works.store.make_stale(SOURCE, ["a.md"])
    works.sources.pop(SOURCE)  # type: ignore[attr-defined]
    assert not passes._decided()


def test_a_decision_is_taken_up_again_after_a_pass_that_broke_off(
    works: Works, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A retraction whose pass met a full disk is published when there is room, and is not tried at every moment."""
    tries: list[float] = []
    real = module.run_pass

    def broken(*args: object) -> object:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise StoreError("buzzfeed.db", "the disk is full", "make room")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "run_pass", broken)
    monkeypatch.setattr(module, "_AFTER_TROUBLE", 1.3, raising=False)
    done = threading.Event()
    passes._published = lambda: done.set() if len(tries) > 1 else None
    passes._wanted.clear()
    (article,) = works.store.listed()
    editor.retract(works.store, article.record.id, works.clock.now())
    passes.start()
    try:
        assert done.wait(10)
    finally:
        passes._halt.set()
        passes.join(5)
    assert tries[1] - tries[0] >= 1.3
    assert works.store.dirty() == ()
