"""Inserting many rows at once.

A pass inserts some twenty rows for each article. SQLAlchemy spends more on preparing each of them than SQLite does on
storing it, so its statement is compiled once for a table and given plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect

from buzzfeed.store.sql import Rows

Build = Callable[[Table, postgresql.Insert | sqlite.Insert], Insert]


class _Prepared(NamedTuple):
    """A statement as the driver takes it: its text, and for each place the column's name and how to bind its value."""

    text: str
    places: Sequence[tuple[str, Callable[[Any], Any] | None]]
    positional: bool


def insert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; nothing where there are none."""
    _execute(connection, table, _plain, rows)


def insert_missing(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert those rows whose key is not there yet."""
    _execute(connection, table, _missing, rows)


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert whole rows, or put their values in the place of what stands under their key."""
    _execute(connection, table, _over, rows)


def _plain(table: Table, statement: postgresql.Insert | sqlite.Insert) -> Insert:
    return statement


def _missing(table: Table, statement: postgresql.Insert | sqlite.Insert) -> Insert:
    return statement.on_conflict_do_nothing()


def _over(table: Table, statement: postgresql.Insert | sqlite.Insert) -> Insert:
    keys = [column.name for column in table.primary_key]
    values = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


def _execute(connection: Connection, table: Table, build: Build, rows: Rows) -> None:
    if not rows:
        return
    text, places, positional = _prepare(connection.dialect, table, build, tuple(rows[0]))
    if positional:
        connection.exec_driver_sql(
            text, [tuple([row[name] if bind is None else bind(row[name]) for name, bind in places]) for row in rows]
        )
    else:
        connection.exec_driver_sql(
            text, [{name: row[name] if bind is None else bind(row[name]) for name, bind in places} for row in rows]
        )


@cache
def _prepare(dialect: Dialect, table: Table, build: Build, names: tuple[str, ...]) -> _Prepared:
    kind = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    compiled = build(table, kind(table)).compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup if compiled.positional else list(names)
    assert order is not None
    assert set(order) == set(names)
    places = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order]
    return _Prepared(str(compiled), places, compiled.positional)
