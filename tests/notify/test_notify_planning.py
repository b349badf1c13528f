"""What published changes owe to whom: a pure rule over the config."""

from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.model import ChangeKind, ChannelKey, ChannelKind, DeliveryState
from buzzfeed.notify import build_targets, plan, unsaid
from buzzfeed.notify.hub import OWN, OwnHub
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALL = ChannelKey(ChannelKind.ALL)
HUB = {"type": "websub", "url": "https://hub.example/"}
PING = {"type": "xmlrpc", "url": "https://ping.example/RPC2"}
INDEX = {"type": "indexnow", "url": "https://index.example/indexnow", "key": "0123456789abcdef"}


@pytest.fixture
def owe(config):
    """Give a shorthand: the deliveries that changes owe under some announcements."""

    def owe(changes, *announce, seed="", **newsroom):
        settings = config(*announce, **newsroom)
        return plan(changes, settings, build_targets(settings, None), NOW, seed)

    return owe


def test_nothing_changed_owes_nothing(owe):
    """A publication that changes no entry tells nobody."""
    assert owe([], HUB, PING, INDEX) == ()


def test_nobody_configured_is_told_nothing(owe, change):
    """All announcing is off unless configured."""
    assert owe([change()]) == ()


def test_a_target_that_is_not_there_owes_nothing(config, change):
    """What the config names and nobody built is left out."""
    assert plan([change()], config(HUB), (), NOW) == ()


@pytest.mark.parametrize("kind", ChangeKind)
def test_a_hub_is_told_of_every_format_of_every_channel_touched(owe, change, kind):
    """New, updated and gone entries alike; the feed of everything first."""
    (delivery,) = owe([change(kind=kind, channels=[ChannelKey(ChannelKind.TAG, "ia"), ALL])], HUB)
    assert delivery.payload["topics"] == tuple(
        f"https://feeds.example/feeds/{stem}.{extension}"
        for stem in ("all", "tag/ia")
        for extension in ("rss", "atom", "json")
    )
    assert delivery.retracted == (("tag:news.example,2026:1",) if kind is ChangeKind.RETRACTED else ())
    assert (delivery.type, delivery.target, delivery.state) == ("websub", "hub.example", DeliveryState.WAITING)
    assert (delivery.created, delivery.due, delivery.attempts) == (NOW, NOW, 0)
    assert delivery.articles == ("tag:news.example,2026:1",)


def test_our_own_subscribers_are_owed_by_protocol(config, change):
    """One delivery for those who are sent the feed, one for those who are told to fetch it, each where it is there."""
    clock = FakeClock()
    both = [OwnHub(None, clock, type_) for type_ in OWN]
    made = plan([change(channels=[ALL])], config(), both, NOW)
    assert [(one.target, one.type) for one in made] == [("hub", "hub"), ("rsscloud", "rsscloud")]
    assert len({one.id for one in made}) == 2
    assert {one.payload["feeds"] for one in made} == {("/feeds/all.atom", "/feeds/all.json", "/feeds/all.rss")}
    assert [one.type for one in plan([change()], config(), both[:1], NOW)] == ["hub"]


def test_topics_are_split_into_requests_of_the_batch(owe, change):
    """A channel touched twice is told once; each delivery names the articles of its own channels."""
    tags = [ChannelKey(ChannelKind.TAG, slug) for slug in "abc"]
    changes = [change("x1", channels=[ALL, tags[0]]), change("x2", channels=[ALL, tags[1], tags[2]])]
    deliveries = owe(changes, {**HUB, "batch": 5})
    topics = [topic for delivery in deliveries for topic in delivery.payload["topics"]]
    assert [len(delivery.payload["topics"]) for delivery in deliveries] == [5, 5, 2]
    assert len(set(topics)) == len(topics) == 12
    assert [delivery.articles for delivery in deliveries] == [("x1", "x2"), ("x1", "x2"), ("x2",)]


def test_a_ping_names_site_page_feed_and_tags(owe, change):
    """One ping a service, whatever the number of changes; the tags are those touched, ten at most."""
    tags = [ChannelKey(ChannelKind.TAG, f"t{number}") for number in range(12)]
    author = ChannelKey(ChannelKind.AUTHOR, "ada")
    (delivery,) = owe([change("x1", channels=[ALL, author, *tags]), change("x2")], PING)
    assert delivery.payload == {
        "site": ("https://news.example/",),
        "page": ("https://news.example/",),
        "feed": ("https://feeds.example/feeds/all.rss",),
        "tags": tuple(f"t{number}" for number in range(10)),
    }
    assert delivery.articles == ("x1", "x2")


def test_each_address_is_submitted_by_itself(owe, change):
    """New, updated and gone articles; an article in two changes is submitted once."""
    changes = [
        change("x1", ChangeKind.NEW),
        change("x2", ChangeKind.UPDATED),
        change("x2", ChangeKind.NEW),
        change("x3", ChangeKind.RETRACTED),
    ]
    deliveries = owe(changes, INDEX)
    assert [delivery.payload["urls"] for delivery in deliveries] == [
        (f"https://news.example/{number}",) for number in (1, 2, 3)
    ]
    assert [delivery.retracted for delivery in deliveries] == [(), (), ("x3",)]
    assert [delivery.articles for delivery in deliveries] == [("x1",), ("x2",), ("x3",)]


@pytest.mark.parametrize(
    ("kind", "age", "submitted"),
    [
        (ChangeKind.NEW, 10, True),
        (ChangeKind.NEW, 10.01, False),
        (ChangeKind.NEW, -30, True),
        (ChangeKind.UPDATED, 4000, True),
        (ChangeKind.RETRACTED, 4000, True),
    ],
)
def test_there_is_no_backfill(owe, change, kind, age, submitted):
    """An old article that is merely new to buzzfeed is not submitted; an edit or a retraction of it is."""
    deliveries = owe([change(kind=kind, published=NOW - timedelta(days=age))], INDEX)
    assert bool(deliveries) is submitted


@pytest.mark.parametrize(
    ("url", "submitted"),
    [
        ("https://news.example/2026/a", True),
        ("https://www.news.example/a", True),
        ("https://feeds.example/a/page", True),
        ("https://key.example/a", True),
        ("https://elsewhere.example/a", False),
        ("https://news.example.evil.example/a", False),
        ("https://news.example:8443/a", False),
        ("mailto:a@news.example", False),
    ],
)
def test_only_addresses_on_the_newsrooms_hosts_are_submitted(owe, change, url, submitted):
    """A key proves whose a host is: what stands on others' hosts is theirs to submit."""
    key = {**INDEX, "key_location": "https://key.example/k.txt"}
    assert bool(owe([change(url=url)], key)) is submitted


def test_ids_are_those_of_the_announcement(owe, change):
    """The same publication gives the same ids; another moment, seed, target or change gives others."""

    def ids(*changes, seed="", announce=(HUB, PING, INDEX)):
        return {delivery.id for delivery in owe(changes, *announce, seed=seed)}

    first = ids(change("x1"))
    assert len(first) == 3
    assert ids(change("x1")) == first
    assert not ids(change("x1"), seed="another") & first
    assert not ids(change("x1"), announce=[{**HUB, "name": "b"}, {**PING, "name": "b"}, {**INDEX, "name": "b"}]) & first
    assert len(ids(change("x1"), change("x2")) - first) == 1  # the second article's submission


def test_what_one_build_says_twice_is_owed_once(owe, change):
    """An article in channels of two publications is submitted and pinged once; each feed's hub is told of each feed."""
    said = {}
    tag = ChannelKey(ChannelKind.TAG, "ia")
    first = unsaid(owe([change(channels=[ALL])], HUB, PING, INDEX, seed="1"), said)
    second = unsaid(owe([change(channels=[tag])], HUB, PING, INDEX, seed="2"), said)
    assert sorted(one.type for one in first) == ["indexnow", "websub", "xmlrpc"]
    assert [one.type for one in second] == ["websub"]
    other = unsaid(owe([change(article="tag:news.example,2026:9", url="https://news.example/9/")], PING, INDEX), said)
    assert sorted(one.type for one in other) == ["indexnow", "xmlrpc"]
    assert unsaid(owe([change(channels=[tag])], INDEX, seed="3"), {}) != ()
