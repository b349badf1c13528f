"""Stores on SQLite that are soon made and soon at work. To import this is to have them so in this process.

New ones are made by the statements that the migrations came to the first time, not by all migrations anew: that takes a
sixth of a second, for each of many hundred newsrooms. What tests of the store itself open is made as everybody's is
(`replaying`), and so is the first store of each process. What SQLAlchemy made of a query for one store, it need not
make again for the next.
"""

from __future__ import annotations

from pathlib import Path
from sqlite3.dump import _iterdump
from typing import Any

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.util import LRUCache

from buzzfeed.store import migrate
from buzzfeed.store.sqlite import SQLite

replaying = True
"""Whether statements are replayed; otherwise every store is made by the migrations."""

_run_migrations = migrate._upgrade
_statements: list[str] = []


def _upgrade(connection: Connection, migrations: Path, head: str) -> None:
    ours = (migrations, head) == (migrate.MIGRATIONS, migrate.HEAD) and connection.dialect.name == "sqlite"
    if not (replaying and ours) or inspect(connection).get_table_names():
        _run_migrations(connection, migrations, head)
        return
    database = connection.connection.driver_connection
    assert database is not None
    if not _statements:
        _run_migrations(connection, migrations, head)
        _statements.extend(one for one in _iterdump(database) if one not in ("BEGIN TRANSACTION;", "COMMIT;"))
        return
    for statement in _statements:
        database.execute(statement)


class _Queries(LRUCache[Any, Any]):
    """Compiled queries, for all engines whose dialects are of one kind: each engine has a dialect of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


_queries = _Queries(4000)
_make_writer, _make_reader = SQLite.writer, SQLite.reader


def _writer(self: SQLite) -> Engine:
    engine = _make_writer(self)
    engine._compiled_cache = _queries
    return engine


def _reader(self: SQLite) -> Engine:
    engine = _make_reader(self)
    engine._compiled_cache = _queries
    return engine


migrate._upgrade = _upgrade
SQLite.writer, SQLite.reader = _writer, _reader  # type: ignore[method-assign]
