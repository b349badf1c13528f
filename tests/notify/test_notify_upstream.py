"""Subscriptions to upstream feeds: where they are asked for, renewed, moved and ended."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from buzzfeed.config import FeedSource, OpmlSource
from buzzfeed.errors import FetchError
from buzzfeed.model import SourceMemory, upstreams
from buzzfeed.model.upstreams import Upstream, note
from buzzfeed.notify import subscribing
from buzzfeed.notify.subscribing import AGAIN
from buzzfeed.notify.upstream import LEFT_AFTER, Subscriber, allowed
from buzzfeed.ports import Response
from buzzfeed.store import open_inbox, open_store
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HUB, TOPIC = "https://h.example/", "https://up.example/feed"


class Desk:
    """A newsroom with one feed source, a real store, and hubs that answer as they are told."""

    def __init__(self, config, url, **settings):
        self.config = self.with_source(config, **settings)
        self.store, self.inbox = open_store(url), open_inbox(url)
        self.clock, self.asked, self.status = FakeClock(NOW), [], 202
        self.store.remember(SourceMemory("agence", notes={"hub": HUB, "topic": TOPIC}))
        self.start()

    def with_source(self, config, **settings):
        """Return the config with the feed as its only source."""
        source = FeedSource(name="agence", type="feed", url=TOPIC, **settings)
        return config.model_copy(update={"sources": (source,)})

    def start(self, config=None):
        """Begin anew, as after a restart, perhaps with another config."""
        self.subscriber = Subscriber(config or self.config, self.store, self, self.clock)

    def post(self, url, body, *, trusted, **_options):
        """Answer a hub's answer."""
        assert not trusted
        self.asked.append((url, {name: value[0] for name, value in parse_qs(body.decode()).items()}))
        if not self.status:
            raise FetchError(url, "no answer", retryable=True)
        return Response(self.status, url, {}, body)

    def ask(self):
        """Ask what is due; return the modes that were asked for."""
        before = len(self.asked)
        assert self.subscriber.ask() == len(self.asked) - before
        return [form["hub.mode"] for _, form in self.asked[before:]]

    def verify(self, lease=1000):
        """Have the hub verify."""
        (one,) = self.store.upstreams()
        self.inbox.own_verified(one, lease, self.clock.now())


@pytest.fixture
def desk(config, empty_store, tmp_path):
    """Give a desk."""
    shutil.copyfile(empty_store, tmp_path / "b.db")
    made = Desk(config(), f"sqlite:///{tmp_path}/b.db")
    yield made
    made.inbox.close()
    made.store.close()


@pytest.mark.parametrize(
    ("websub", "feeds_url", "hub", "asked"),
    [
        ("auto", "https://n.example", HUB, True),
        ("auto", "http://n.example", HUB, False),
        ("auto", "https://127.0.0.1", HUB, False),
        ("auto", "https://n.example", "http://h.example/", False),
        ("auto", "https://n.example", "https://hub.internal/", False),
        (True, "http://127.0.0.1:8000", "http://127.0.0.1:9/", True),
        (False, "https://n.example", HUB, False),
    ],
)
def test_whose_hub_is_asked(config, websub, feeds_url, hub, asked):
    """Left to us, only where both ways are https and public; else as the operator says"""
    source = FeedSource(name="a", type="feed", url=TOPIC, websub=websub)
    assert allowed(config(feeds_url=feeds_url), source, hub) is asked


def test_a_hub_is_asked_once_renewed_in_time_and_again_with_growing_distance(desk):
    """What is asked for is what WebSub §5.1 says; a lease is renewed before it ends; in vain, later and later"""
    assert desk.ask() == ["subscribe"]
    url, form = desk.asked[0]
    assert (url, form["hub.topic"]) == (HUB, TOPIC)
    assert form["hub.callback"].startswith(f"{desk.config.newsroom.feeds_url}/hub/upstream/")
    assert len(form["hub.callback"].rpartition("/")[2]) == len(form["hub.secret"]) == 43
    assert desk.ask() == []
    desk.verify(lease=1000)
    desk.clock.advance(799)
    assert desk.ask() == []
    desk.clock.advance(1)
    assert desk.ask() == ["subscribe"]
    desk.verify(lease=100_000)
    desk.status = 0
    desk.clock.advance(80_000)
    for wait in AGAIN:
        assert desk.ask() == ["subscribe"]
        desk.clock.advance(wait)
    (one,) = desk.store.upstreams()
    assert one.words == "no answer"
    assert form["hub.callback"] == one.callback


def test_a_restart_asks_for_what_does_not_stand(desk):
    """Once after the start, unless that was a minute ago; what stands is left alone"""
    desk.status = 503
    assert desk.ask() == ["subscribe"]
    desk.start()
    assert desk.ask() == []
    desk.clock.advance(61)
    desk.start()
    assert desk.ask() == ["subscribe"]
    desk.verify(lease=864_000)
    desk.clock.advance(3600)
    desk.start()
    assert desk.ask() == []


def test_a_source_that_is_read_anew_stays_subscribed(desk):
    """Its notes are empty until its next look: that is no reason to leave; a feed that names no hub any more is"""
    desk.ask()
    desk.verify(lease=864_000)
    desk.store.read_anew("agence")
    assert desk.ask() == []
    desk.store.remember(SourceMemory("agence", notes={"rules": "x"}))
    assert desk.ask() == ["unsubscribe"]


@pytest.mark.parametrize("change", ["source", "setting", "hub"])
def test_what_is_not_wanted_any_more_is_left(desk, config, change):
    """A source that goes, a setting turned off, another hub: the old one is asked to forget us, and forgotten"""
    desk.ask()
    desk.verify(lease=864_000)
    if change == "hub":
        desk.store.remember(SourceMemory("agence", notes={"hub": "https://other.example/", "topic": TOPIC}))
        assert sorted(desk.ask()) == ["subscribe", "unsubscribe"]
        assert {url for url, _ in desk.asked[-2:]} == {HUB, "https://other.example/"}
    else:
        desk.start(config() if change == "source" else desk.with_source(desk.config, websub=False))
        assert desk.ask() == ["unsubscribe"]
        assert "hub.secret" not in desk.asked[-1][1]
    left = next(one for one in desk.store.upstreams() if one.leaving)
    assert desk.ask() == []
    desk.inbox.upstream_left(left.digest)
    assert all(not one.leaving for one in desk.store.upstreams())


def test_the_feeds_of_a_list_are_each_subscribed_to_within_a_bound(desk, config, monkeypatch):
    """Each that names a hub, at that; the first of very many; one that leaves the list is left at its hub"""
    assert upstreams.MOST_OF_LIST <= 100, "each is asked for by itself"
    monkeypatch.setattr(upstreams, "MOST_OF_LIST", 4)
    topics = [f"https://up.example/{number}" for number in range(9)]
    config = desk.config.model_copy(update={"sources": (OpmlSource(name="agence", type="opml", url=TOPIC),)})
    desk.store.remember(SourceMemory("agence", notes={"hubs": json.dumps([(HUB, one) for one in topics])}))
    desk.start(config)
    assert desk.ask() == ["subscribe"] * 4
    assert {form["hub.topic"] for _, form in desk.asked} == set(topics[:4])
    for one in desk.store.upstreams():
        desk.inbox.own_verified(one, 864_000, desk.clock.now())
    desk.store.remember(SourceMemory("agence", notes={"hubs": json.dumps([(HUB, one) for one in topics[1:3]])}))
    assert desk.ask() == ["unsubscribe"] * 2
    desk.store.remember(SourceMemory("agence", notes={"hubs": "none"}))
    assert desk.ask() == ["unsubscribe"] * 2


def test_hubs_that_hang_keep_others_for_no_longer_than_a_turn(desk, monkeypatch):
    """A turn has an end, in time and in number; the next begins with whoever waits longest; a stop is heeded at once"""
    hang, desk.status = 9, 0
    monkeypatch.setattr(
        desk, "post", lambda *given, **more: (desk.clock.advance(hang), Desk.post(desk, *given, **more))
    )
    topics = [f"https://up.example/{number}" for number in range(9)]
    source = OpmlSource(name="agence", type="opml", url=TOPIC)
    desk.store.remember(SourceMemory("agence", notes={"hubs": json.dumps([(HUB, one) for one in topics])}))
    desk.start(desk.config.model_copy(update={"sources": (source,)}))
    turns = [len(desk.ask()) for _ in range(3)]
    assert turns == [3, 3, 3]
    assert {form["hub.topic"] for _, form in desk.asked} == set(topics)
    assert all(one.due - one.asked == timedelta(seconds=AGAIN[0]) for one in desk.store.upstreams())
    assert len({one.asked for one in desk.store.upstreams()}) == len(topics), "each is counted from when it was asked"
    hang = 0
    desk.clock.advance(9999)
    monkeypatch.setattr(subscribing, "MOST_AT_ONCE", 4)
    assert desk.subscriber.ask(lambda: len(desk.asked) >= 11) == 2
    assert [len(desk.ask()) for _ in range(3)] == [4, 3, 0]


def test_a_hub_that_does_not_let_go_is_asked_a_few_times(desk, config):
    """After that it is forgotten: its lease ends by itself; one that never stood is forgotten at once"""
    desk.ask()
    desk.verify(lease=864_000)
    desk.start(config())
    for wait in (0, *AGAIN[: LEFT_AFTER - 1]):
        desk.clock.advance(wait)
        assert desk.ask() == ["unsubscribe"]
    desk.clock.advance(AGAIN[LEFT_AFTER - 1])
    assert desk.ask() == []
    assert desk.store.upstreams() == ()
    desk.start()
    assert desk.ask() == ["subscribe"]
    desk.start(config())
    assert desk.ask() == []
    assert desk.store.upstreams() == ()


def test_pushes_are_confirmed_by_the_news_they_bring():
    """News right after a push confirm it; a push without news, and news without one, do not, nor does a lease's end"""
    live = Upstream(HUB, TOPIC, "c", "d", "s", NOW, source="a", expires=NOW + timedelta(9), pushed=NOW)

    def confirmed(one, seconds):
        return one.confirmed({"news": note(NOW + timedelta(seconds=seconds))}, NOW)

    assert confirmed(live, 0)
    assert confirmed(live, 100)
    assert not confirmed(live, -1)
    assert not confirmed(live, 200)
    assert not live.confirmed({}, NOW)
    assert not live.confirmed({"news": "soon"}, NOW)
    assert not confirmed(replace(live, expires=NOW), 0)
    assert not confirmed(replace(live, pushed=None), 0)
    assert not confirmed(replace(live, leaving=True), 0)
