"""Small forms of SQL that both databases understand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Delete, Executable, Row, Select, Table, Update, bindparam, func, select
from sqlalchemy.engine import Connection

T = TypeVar("T")

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]

Rows = Sequence[Mapping[str, Any]]

IN_LIMIT = 500
"""Values in one ``IN`` list: far below what either database takes in one statement."""


def chunks(values: Iterable[T], size: int = IN_LIMIT) -> Iterator[list[T]]:
    """Yield ``values`` in lists of ``size`` at most."""
    source = iter(values)
    while part := list(islice(source, size)):
        yield part


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a column is among the values which `rows_in` or `execute_in` is given.

    Statements are built once, when a module is loaded: building one costs more than SQLite needs to answer it.
    """
    return column.in_(bindparam("among", expanding=True))


def rows_in(connection: Connection, query: AnySelect, values: Iterable[Any], **fixed: Any) -> list[AnyRow]:
    """Return the rows of a query that holds `among`, whatever the number of values."""
    rows: list[AnyRow] = []
    for part in chunks(values):
        rows.extend(connection.execute(query, {"among": part, **fixed}).all())
    return rows


def execute_in(connection: Connection, statement: Update | Delete, values: Iterable[Any], **fixed: Any) -> None:
    """Execute a statement that holds `among`, whatever the number of values."""
    for part in chunks(values):
        connection.execute(statement, {"among": part, **fixed})


def execute_many(connection: Connection, statement: Executable, rows: Rows) -> None:
    """Execute a statement for each row of parameters; nothing where there are none."""
    if rows:
        connection.execute(statement, rows)


def next_key(connection: Connection, table: Table) -> int:
    """Return the number that comes after a table's highest; nobody else takes it, since writers take turns."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.key), 0))).scalar_one()) + 1
