"""What the tests of announcing share: a config, changes, and an outbox that can be looked into."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from buzzfeed.config import Config, NetSettings
from buzzfeed.errors import StoreError
from buzzfeed.model import Change, ChangeKind, ChannelKey, ChannelKind, Delivery, Publication
from buzzfeed.net import Net
from buzzfeed.store import open_store
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALL = ChannelKey(ChannelKind.ALL)
IA = ChannelKey(ChannelKind.TAG, "ia")


class Outbox:
    """The outbox of a real store, with a look inside and a fault on request.

    Attributes:
        broken: `record` fails, as on a full disk.
        records: every delivery recorded, in order.
    """

    def __init__(self, store):
        self._store = store
        self.broken = False
        self.records = []

    def __getattr__(self, name):
        """Do all else as the store does."""
        return getattr(self._store, name)

    def owe(self, *deliveries):
        """Have a publication owe deliveries."""
        self._store.publish(Publication(deliveries=deliveries), NOW)

    def record(self, deliveries, targets=()):
        """As `buzzfeed.ports.Store.record`, unless it is broken."""
        if self.broken:
            raise StoreError("outbox", "the disk is full")
        self.records += deliveries
        self._store.record(deliveries, targets)

    def __getitem__(self, id_):
        """Return one delivery as it stands."""
        return next(one for one in self._store.deliveries() if one.id == id_)

    def states(self):
        """Return the state of each delivery by id."""
        return {one.id: str(one.state) for one in self._store.deliveries()}


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """Give the file of a store in which nothing is yet: making one anew for each test would take its time."""
    path = tmp_path_factory.mktemp("outbox") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def outbox(empty_store, tmp_path):
    """Give an empty outbox."""
    path = tmp_path / "outbox.db"
    shutil.copyfile(empty_store, path)
    store = open_store(f"sqlite:///{path}")
    yield Outbox(store)
    store.close()


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

    def make(*announce, url="https://news.example", feeds_url="https://feeds.example", language="fr", editors=()):
        return Config.model_validate(
            {
                "file": Path("buzzfeed.toml"),
                "base": Path(),
                "newsroom": {"title": "Le Phare & Cie", "url": url, "feeds_url": feeds_url, "language": language},
                "sources": [{"type": "folder", "name": "r", "path": "articles"}],
                "announce": list(announce),
                "editors": list(editors),
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
