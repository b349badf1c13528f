"""Subscribers of the store's tests: what they ask for, and how it is claimed and kept."""

from datetime import timedelta

from store_values import ALL, NOW, after, build, publish_article

from buzzfeed.model import Format, Publication
from buzzfeed.model.subscriptions import Asking, Reach, Request, Settled, Settlement, Speech, Telling, Topic

TOPIC = Topic(ALL, Format.RSS)
LEASE = timedelta(minutes=1)


def ask(number=1, **changes):
    """Make a request of a subscriber called by a number."""
    host = f"s{number}.example"
    values = {
        "speech": Speech.WEBSUB,
        "asking": Asking.SUBSCRIBE,
        "topic": TOPIC,
        "address": "https://feeds.example/feeds/all.rss",
        "callback": f"https://{host}/cb",
        "host": host,
        "lease": 3600,
        "created": NOW,
        "secret": "geheim",
    }
    return Request(**{**values, **changes})


def take(store, now=NOW, limit=100, **changes):
    """Claim requests."""
    return store.take_requests(now, LEASE, limit, **{"most": 100, "most_of_host": 10, **changes})


def subscribe(store, inbox, *requests, now=NOW, until=3600):
    """Leave requests and have each of them verified."""
    assert all(inbox.leave(requests, 1000, 1000))
    taken = take(store, now, len(requests))
    store.settle_requests([Settlement(one.request, Settled.VERIFIED, after(until)) for one in taken], now)


def owed(store, now=NOW, limit=100, *, failing=False, skip=()):
    """Claim what is owed."""
    return store.take_owed(now, LEASE, limit, failing=failing, skip=skip)


def new_edition(store, name, now):
    """Publish one more article, and the editions that carry it."""
    publish_article(store, name)
    store.publish(Publication((build(store, ALL), build(store, ALL, Format.JSON))), now)


def told(one, outcome=Reach.DELIVERED, version=None, **changes):
    """Make what became of telling a subscriber."""
    changes = {"renewed": one.renewed, **changes}
    return Telling(one.key, one.owed if version is None else version, outcome, **changes)
