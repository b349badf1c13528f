"""What migrations make of what they find, and the indexes that they leave."""

import pytest
from sqlalchemy import MetaData, select, text
from sqlalchemy.exc import IntegrityError

from buzzfeed.store import database, migrate, schema
from buzzfeed.store.hub_numbers import fresh_keys


def test_addresses_of_an_older_database_are_known_in_their_canonical_form(fresh):
    """Each revision's and each article's, also where several share one; without an address nothing is known."""
    raw = database.Database(database.dialect_of(fresh.url, 5), read_only=False)
    migrate.prepare(raw, head="0001")
    urls = {1: ["https://www.n.example/a/", "https://n.example/b#x"], 2: ["https://n.example/b#x"], 3: [""]}
    with raw.write(turn=False) as connection:
        old = MetaData()
        old.reflect(connection, only=["articles", "revisions", "urls"])

        def add(table, **values):
            blank = {one.name: one.type.python_type() for one in table.columns if not one.nullable}
            connection.execute(table.insert(), {**blank, **values})

        for key, some in urls.items():
            add(old.tables["articles"], key=key, id=f"i{key}", origin=f"{key}.md", url=some[-1])
            for number, url in enumerate(some, 1):
                add(old.tables["revisions"], article=key, number=number, url=url)
    migrate.prepare(raw, head="0002")
    with raw.read() as connection:
        rows = [tuple(row) for row in connection.execute(text("SELECT article, number, address FROM revisions"))]
        known = [tuple(row) for row in connection.execute(text("SELECT key, address FROM articles"))]
        found = [tuple(row) for row in connection.execute(text("SELECT url, article FROM urls"))]
    raw.close()
    assert sorted(rows) == [(1, 1, "n.example/a"), (1, 2, "n.example/b"), (2, 1, "n.example/b"), (3, 1, "")]
    assert sorted(known) == [(1, "n.example/b"), (2, "n.example/b"), (3, "")]
    assert sorted(found) == [("n.example/a", 1), ("n.example/b", 1), ("n.example/b", 2)]


@pytest.mark.parametrize("query", ["SELECT url FROM urls", "DELETE FROM tombstones"])
def test_what_is_asked_for_by_article_is_had_by_an_index(sqlite_store, query):
    """However many addresses and tombstones there are, those of one article are not looked for among all."""
    _, store = sqlite_store
    with store._db.read() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query} WHERE article = 1")).mappings().all()
    assert [row["detail"] for row in plan if row["detail"].startswith("SCAN")] == []


def test_subscriptions_of_an_older_database_stand_and_their_keys_are_not_given_again(fresh):
    """Every subscription is there after the upgrade, and may have one by the other protocol beside it."""
    raw = database.Database(database.dialect_of(fresh.url, 5), read_only=False)
    migrate.prepare(raw, head="0014")
    with raw.write(turn=False) as connection:
        old = MetaData()
        old.reflect(connection, only=["channels", "subscriptions"])
        for name, values in (("channels", {"key": 1}), ("subscriptions", {"key": 7, "channel": 1, "callback": "c"})):
            table = old.tables[name]
            blank = {one.name: one.type.python_type() for one in table.columns if not one.nullable}
            connection.execute(table.insert(), {**blank, **values})
    migrate.prepare(raw, head="0015")
    with raw.write(turn=False) as connection:
        assert fresh_keys(connection, schema.subscriptions, 2) == range(8, 10)
        (row,) = connection.execute(select(schema.subscriptions)).mappings()
        assert (row["key"], row["claim"], row["callback"]) == (7, 0, "c")
        connection.execute(schema.subscriptions.insert(), {**row, "key": 8, "speech": "rsscloud"})
        with pytest.raises(IntegrityError):
            connection.execute(schema.subscriptions.insert(), {**row, "key": 9})
        connection.rollback()
    raw.close()
