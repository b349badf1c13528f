"""What is asked about a few rows is found by an index: never by a walk through a table that grows with the newsroom."""

import importlib
import pkgutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import Delete, Integer, LargeBinary, Select, Text, Update, event
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import NullType

import buzzfeed.store
from buzzfeed.store import open_store
from buzzfeed.store.columns import Instant

VALUES = {Instant: datetime(2026, 11, 3, tzinfo=UTC), Integer: 1, LargeBinary: b"x", Text: "x"}


def about_few():
    """Find every statement of the store that asks about a list of values."""
    for module in pkgutil.iter_modules(buzzfeed.store.__path__):
        if not module.ispkg:
            for name, value in vars(importlib.import_module(f"buzzfeed.store.{module.name}")).items():
                if isinstance(value, Select | Update | Delete) and "among" in bound(value):
                    yield f"{module.name}.{name}", value


def bound(statement):
    """Return a statement's parameters by their names."""
    return {one.key: one for one in visitors.iterate(statement) if isinstance(one, BindParameter)}


def filled(parameter):
    """Return a value, or a list of two, that this parameter takes."""
    # What is written is typed by its column alone.
    kind = Instant() if isinstance(parameter.type, NullType) and parameter.key == "now" else parameter.type
    value = next((value for one, value in VALUES.items() if isinstance(kind, one)), "x")
    return [value, value] if parameter.expanding else value


@pytest.fixture(scope="module")
def plan_of(tmp_path_factory):
    """Tell how SQLite goes about a statement."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('walks')}/buzzfeed.db")
    seen = []
    with store._db.write() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def note(_connection, _cursor, sql, values, *_rest):
            seen.append((sql, values))

        def plan(statement):
            connection.execute(statement, {name: filled(one) for name, one in bound(statement).items() if one.required})
            sql, values = seen[-1]
            raw = connection.connection.dbapi_connection
            return [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()]

        yield plan
    store.close()


def test_few_are_found_without_a_walk_through_all(plan_of):
    """SQLite searches for what it is asked about, and scans no table, in each of the store's statements."""
    statements = dict(about_few())
    assert len(statements) > 100, "it has lost sight of the store's statements"
    plans = {name: plan_of(statement) for name, statement in statements.items()}
    walks = {name: plan for name, plan in plans.items() if any(step.startswith("SCAN") for step in plan)}
    assert walks == {}
