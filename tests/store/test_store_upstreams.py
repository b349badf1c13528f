"""Subscriptions to upstream feeds, as both databases keep them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from store_values import NOW, SOURCE

from buzzfeed.model import SourceMemory
from buzzfeed.model.upstreams import Upstream
from buzzfeed.store import open_inbox

ONE = Upstream(
    *("https://h.example/", "https://up.example/feed", "https://n.example/x", "d", "geheim"), due=NOW, source=SOURCE
)


@pytest.fixture
def inbox(store, place):
    """Return the inbox of a store that stands open."""
    opened = open_inbox(place.url)
    yield opened
    opened.close()


def test_the_life_of_a_subscription(store, inbox):
    """Begun, asked for, verified, pushed (which is a wish for a look), renewed, denied, left: each is kept"""
    store.begin_upstream(ONE)
    assert store.upstreams() == inbox.upstreams() == (ONE,)
    asked = replace(ONE, asked=NOW, attempts=1, due=NOW + timedelta(60))
    store.own_asked(asked)
    store.own_failed(replace(asked, words="it called nobody back"))
    assert store.upstreams()[0].words == "it called nobody back"
    assert store.upstream_states(NOW) == {"asked": 1}
    inbox.own_verified(ONE, 1000, NOW)
    (one,) = store.upstreams()
    assert (one.expires, one.due, one.attempts, one.words) == (
        NOW + timedelta(seconds=1000),
        NOW + timedelta(seconds=800),
        0,
        "",
    )
    store.own_failed(replace(one, words="too late"))
    assert store.upstreams()[0].words == ""
    assert store.look_wishes() == {}
    inbox.upstream_pushed("d", NOW + timedelta(5))
    inbox.upstream_pushed("nobody's", NOW)
    assert store.look_wishes() == {SOURCE: 1}
    assert (store.upstreams()[0].pushes, store.upstreams()[0].pushed) == (1, NOW + timedelta(5))
    inbox.own_forged(one, "without a signature", NOW)
    inbox.own_denied(one, "no", NOW)
    (one,) = store.upstreams()
    assert (one.forged, one.words, one.live(NOW), one.due) == (NOW, "no", False, NOW + timedelta(1))
    inbox.upstream_left("d")
    assert len(store.upstreams()) == 1
    store.own_asked(replace(one, leaving=True))
    inbox.own_verified(one, 1000, NOW)
    assert not store.upstreams()[0].live(NOW)
    inbox.upstream_left("d")
    assert store.upstreams() == ()


def test_notes_of_several_sources(store):
    """Notes are given of those that were looked at, and of those that are asked for alone"""
    store.remember(SourceMemory("a", notes={"hub": "h"}))
    store.remember(SourceMemory("b", notes={"x": "y"}))
    assert store.source_notes(["a", "c"]) == {"a": {"hub": "h"}}
    assert store.source_notes([]) == {}
