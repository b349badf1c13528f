"""What the tests of announcing share: a config, changes, and an outbox that can be looked into."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from buzzfeed.config import Config, NetSettings
from buzzfeed.errors import StoreError
from buzzfeed.model import Change, ChangeKind, ChannelKey, ChannelKind, Delivery, DeliveryState
from buzzfeed.net import Net
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALL = ChannelKey(ChannelKind.ALL)
IA = ChannelKey(ChannelKind.TAG, "ia")


class Outbox:
    """An outbox in memory: the store's methods that `Dispatcher` uses, and faults on request.

    Attributes:
        broken: `record` fails, as on a full disk.
        records: every delivery recorded, in order.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._rows = {}
        self._leases = {}
        self._targets = {}
        self.broken = False
        self.records = []

    def owe(self, *deliveries):
        """Put deliveries in."""
        with self._lock:
            self._rows.update({one.id: one for one in deliveries})

    def claim(self, now, lease, limit):
        """As `buzzfeed.ports.Store.claim`."""
        with self._lock:
            free = [
                one
                for one in self._rows.values()
                if one.state is DeliveryState.WAITING and one.due <= now and self._leases.get(one.id, now) <= now
            ][:limit]
            self._leases.update({one.id: now + lease for one in free})
            return tuple(free)

    def record(self, deliveries, targets=()):
        """As `buzzfeed.ports.Store.record`."""
        if self.broken:
            raise StoreError("outbox", "the disk is full")
        with self._lock:
            for one in deliveries:
                self._rows[one.id] = replace(one, payload=self._rows[one.id].payload)
                self._leases.pop(one.id, None)
                self.records.append(one)
            self._targets.update({target.name: target for target in targets})

    def deliveries(self, states=None, limit=1000):
        """As `buzzfeed.ports.Store.deliveries`."""
        with self._lock:
            rows = [one for one in self._rows.values() if states is None or one.state in states]
        return tuple(sorted(rows, key=lambda one: one.created, reverse=True)[:limit])

    def targets(self):
        """As `buzzfeed.ports.Store.targets`."""
        with self._lock:
            return dict(self._targets)

    def __getitem__(self, id_):
        """Return one delivery as it stands."""
        return self._rows[id_]

    def states(self):
        """Return the state of each delivery by id."""
        return {one.id: str(one.state) for one in self.deliveries()}


@pytest.fixture
def outbox():
    """Give an empty outbox."""
    return Outbox()


@pytest.fixture
def clock():
    """Give a clock that stands at `NOW`."""
    return FakeClock(NOW)


@pytest.fixture
def fetch():
    """Give the real way out, quick to give up."""
    with Net(NetSettings(timeout=5.0)) as net:
        yield net


@pytest.fixture
def config():
    """Give a maker of configs with some ``[[announce]]`` tables."""

    def make(*announce, url="https://news.example", feeds_url="https://feeds.example"):
        return Config.model_validate(
            {
                "file": Path("buzzfeed.toml"),
                "base": Path(),
                "newsroom": {"title": "Le Phare & Cie", "url": url, "feeds_url": feeds_url},
                "sources": [{"type": "folder", "name": "r", "path": "articles"}],
                "announce": list(announce),
            }
        )

    return make


@pytest.fixture
def change():
    """Give a maker of changes."""

    def make(article="tag:news.example,2026:1", kind=ChangeKind.NEW, url="", published=NOW, channels=(ALL, IA)):
        address = url or f"https://news.example/{article[-1]}"
        return Change(kind, article, address, published, tuple(channels))

    return make


@pytest.fixture
def owed():
    """Give a maker of deliveries."""

    def make(id_="d1", target="hub.example", kind="websub", created=NOW, due=None, articles=("a1",), **payload):
        lists = {name: tuple(values) for name, values in payload.items()} or {"topics": ("https://f.example/all.rss",)}
        return Delivery(id_, target, kind, lists, tuple(articles), created=created, due=due or created)

    return make


@pytest.fixture
def seconds():
    """Give a shorthand for spans."""
    return lambda count: timedelta(seconds=count)
