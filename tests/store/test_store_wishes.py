"""Wishes for a look at a source."""

import pytest
from store_values import NOW

from buzzfeed.store import open_inbox, wishes


@pytest.fixture
def inbox(store, place):
    """Return the inbox of a store that stands open."""
    opened = open_inbox(place.url)
    yield opened
    opened.close()


def test_many_wishes_are_one_look_and_none_is_lost(store, inbox):
    """However often it is wished, there is one row; what was wished after the look began stands."""
    before = store.generation()
    assert inbox.look_again("a", NOW)
    assert inbox.look_again("a", NOW)
    assert inbox.look_again("b", NOW)
    taken = store.look_wishes()
    assert taken.keys() == {"a", "b"}
    assert inbox.look_again("a", NOW)
    store.look_taken(taken)
    assert store.look_wishes().keys() == {"a"}
    store.look_taken(store.look_wishes())
    assert store.look_wishes() == {}
    assert store.generation() == before


def test_wishes_are_bounded(store, inbox, monkeypatch):
    """Whoever names ever more sources fills no disk, and those that wait already can still be wished for."""
    monkeypatch.setattr(wishes, "MOST_WISHES", 2)
    assert [inbox.look_again(name, NOW) for name in ("a", "b", "c", "a")] == [True, True, False, True]
    assert store.look_wishes().keys() == {"a", "b"}
