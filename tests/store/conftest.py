"""Stores on both databases: every test of the store's behaviour runs on SQLite and on a real PostgreSQL.

A store is emptied before each test rather than made anew: preparing its statements takes far longer than the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from store_invariants import empty_store
from store_postgres import MISSING, PostgresServer, find_programs
from store_values import ALL, NOW, build, publish_article

from buzzfeed.model import Format, Publication
from buzzfeed.ports import Store, Window
from buzzfeed.store import open_inbox, open_store, open_window

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class Place:
    """Where a store is kept, and how to open it, once or more often."""

    url: str
    stores: list[Window] = field(default_factory=list)

    def open(self, *, read_only=False, **options):
        """Open the store, or with ``read_only`` what outputs may read of it; it is closed with the others."""
        store = (open_window if read_only else open_store)(self.url, **options)
        self.stores.append(store)
        return store

    def close(self) -> None:
        """Close every store that was opened."""
        for store in self.stores:
            store.close()
        self.stores.clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Give a running PostgreSQL, or skip where there is none."""
    programs = find_programs()
    if programs is None:
        pytest.skip(MISSING)
    server = PostgresServer(programs)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory) -> Iterator[tuple[Place, Store]]:
    """Give a store on SQLite that lasts for the session."""
    place = Place(f"sqlite:///{tmp_path_factory.mktemp('store')}/buzzfeed.db")
    yield place, place.open()
    place.close()


@pytest.fixture(scope="session")
def postgres_store(postgres) -> Iterator[tuple[Place, Store]]:
    """Give a store on PostgreSQL that lasts for the session."""
    place = Place(postgres.url(postgres.create(), password="geheim"))
    yield place, place.open()
    place.close()


@pytest.fixture(params=DATABASES)
def lasting(request) -> tuple[Place, Store]:
    """Give the store of the session on each database in turn, emptied."""
    place, store = request.getfixturevalue(f"{request.param}_store")
    empty_store(store)
    return place, store


@pytest.fixture
def store(lasting) -> Store:
    """Give an empty store on each database in turn."""
    return lasting[1]


@pytest.fixture
def place(lasting) -> Iterator[Place]:
    """Give the place of `store`, to open it once more."""
    place = Place(lasting[0].url)
    yield place
    place.close()


@pytest.fixture(params=DATABASES)
def fresh(request, tmp_path) -> Iterator[Place]:
    """Give a place where nothing was made yet, on each database in turn."""
    if request.param == "sqlite":
        place = Place(f"sqlite:///{tmp_path}/var/buzzfeed.db")
    else:
        server = request.getfixturevalue("postgres")
        place = Place(server.url(server.create()))
    yield place
    place.close()


@pytest.fixture
def rows(store):
    """Give a function that reads the store's tables, for what no method shows."""

    def read(query: str) -> list[tuple]:
        with store._db.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return read


@pytest.fixture
def inbox(store, place):
    """Give what the outside may hand in, over connections of its own."""
    opened = open_inbox(place.url)
    yield opened
    opened.close()


@pytest.fixture
def published(store):
    """Give a store whose feed of all articles has a first edition."""
    publish_article(store, "a")
    store.publish(Publication((build(store, ALL), build(store, ALL, Format.JSON))), NOW)
    return store
