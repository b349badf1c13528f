"""A look that somebody wishes: at once, once for many, and not lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon import passes as module
from buzzfeed.daemon import wishes
from buzzfeed.daemon.passes import Passes
from buzzfeed.daemon.wiring import workshop
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Inbox
from buzzfeed.store import open_inbox

from harness import Newsroom, until

SOURCE = "redaction"


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Works]:
    """Return the works of a newsroom whose folder is looked at seldom."""
    newsroom = Newsroom(tmp_path)
    newsroom.configure(source='settle = "0ms"\nwatch = false')
    newsroom.write("a.md", "Un", date="2026-03-01")
    with workshop(load(newsroom.config), serving=False) as (opened, _):
        yield opened


@pytest.fixture
def inbox(works: Works) -> Iterator[Inbox]:
    """Return where the serve process leaves its wishes."""
    opened = open_inbox(works.config.store_url)
    yield opened
    opened.close()


def test_a_wished_look_comes_at_once_and_answers_all_that_was_wished(
    works: Works, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source is looked at though its schedule is far; a source that is not configured is none, and is forgotten."""
    looks: list[list[str]] = []
    real = module.run_pass

    def seen(at: Works, wanted: dict[str, object], *rest: object) -> object:
        looks.append(sorted(wanted))
        return real(at, wanted, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "run_pass", seen)
    passes = Passes(works, threading.Event(), lambda: None)
    passes.start()
    try:
        assert passes.first_done.wait(30)
        until(lambda: not passes.pressing)
        until(lambda: not works.store.look_wishes() and [] in looks)
        looks.clear()
        for name in (SOURCE, SOURCE, "unknown", SOURCE):
            assert inbox.look_again(name, works.clock.now())
        until(lambda: not works.store.look_wishes())
        assert {tuple(one) for one in looks if one} == {(SOURCE,)}
        assert 1 <= looks.count([SOURCE]) <= 2
    finally:
        passes._halt.set()
        passes.join(10)


def test_a_wish_outlives_a_look_that_broke_off(works: Works, inbox: Inbox) -> None:
    """What was heeded and not looked at to the end is wished for whoever comes after."""
    inbox.look_again(SOURCE, works.clock.now())
    first = wishes.Wishes(works.store, {SOURCE: True})
    assert first.heed(()) == {SOURCE: 0.0}
    assert first.heed(()) == {}, "a wish is heeded once"
    begun = first.begin([SOURCE])
    again = wishes.Wishes(works.store, {SOURCE: True})
    assert again.heed(()) == {SOURCE: 0.0}
    inbox.look_again(SOURCE, works.clock.now())
    first.end(begun)
    assert first.heed(()) == {SOURCE: 0.0}, "what was wished during the look is wished still"


def test_who_wishes_in_a_loop_makes_us_no_nuisance(works: Works, inbox: Inbox) -> None:
    """A source elsewhere is looked at every few seconds at the most, one that fails every minute."""
    wished = wishes.Wishes(works.store, {SOURCE: False})
    for resting, least in (((), 0.0), ((), wishes.BETWEEN - 1), ((SOURCE,), wishes.BETWEEN_FAILURES - 1)):
        inbox.look_again(SOURCE, works.clock.now())
        (seconds,) = wished.heed(resting).values()
        assert least <= seconds <= least + 1
        wished.end(wished.begin([SOURCE]))
