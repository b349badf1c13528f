"""SQLite: its driver, its settings, its errors.

One connection writes, behind ``BEGIN IMMEDIATE``; readers have an engine of their own whose connections cannot write.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from buzzfeed.errors import StoreError
from buzzfeed.store import mapping

PREFIX = "sqlite:///"

_READERS = 8
_LOCKED = frozenset({5, 6})  # SQLITE_BUSY, SQLITE_LOCKED: https://www.sqlite.org/rescode.html
_DAMAGED = frozenset({11, 26})  # SQLITE_CORRUPT, SQLITE_NOTADB
_UNOPENED = frozenset({3, 8, 14, 23})  # SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_AUTH
_IO = 10  # SQLITE_IOERR
_FULL = 13  # SQLITE_FULL

_PRAGMAS = ("PRAGMA foreign_keys=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-4000")
_WRITER_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-16000",
    "PRAGMA wal_autocheckpoint=2000",
    "PRAGMA journal_size_limit=67108864",
    # What readers wrote is overwritten where it is deleted, and where a row that grows leaves its place.
    "PRAGMA secure_delete=ON",
)
_PATIENCE = 1000
"""Milliseconds that emptying the log waits for whoever reads or writes."""


def driver() -> ModuleType:
    """Return pysqlite3, whose SQLite has no WAL-reset race, where it is installed; else the standard library's."""
    try:
        import pysqlite3

        return pysqlite3  # type: ignore[no-any-return]
    except ImportError:
        import sqlite3

        return sqlite3


class SQLite:
    """An SQLite database: how to open it, and what its errors mean. ``subject`` is its path."""

    limit = 1000  # values in one IN list; SQLite takes 32,766 parameters in all

    def __init__(self, url: str, busy_timeout: float) -> None:
        """Keep the path and the seconds to wait for its lock.

        Raises:
            StoreError: the URL names no file.
        """
        path = url.removeprefix(PREFIX)
        if not path or path.startswith(":memory:"):
            raise StoreError("store.url", "it names no file", f'write "{PREFIX}PATH"')
        self.path = Path(path).absolute()
        self.subject = str(self.path)
        self._module = driver()
        self._timeout = busy_timeout
        self.errors: tuple[type[Exception], ...] = (self._module.Error,)

    def exists(self) -> bool:
        """Return whether there is a file at all."""
        return self.path.is_file()

    def make_room(self) -> None:
        """Create the folder, and the file for its owner alone: subscribers' secrets stand in it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def writer(self) -> Engine:
        """Return the engine of the one connection that writes; threads wait for it as processes do."""
        engine = create_engine(
            "sqlite://",
            module=self._module,
            creator=partial(self._connect, "rwc"),
            pool_size=1,
            max_overflow=0,
            pool_timeout=self._timeout,
            **_file_pool(),
        )
        event.listen(engine, "connect", self._prepare_writer)
        event.listen(engine, "begin", _begin("BEGIN IMMEDIATE"))
        return engine

    def reader(self) -> Engine:
        """Return the engine of connections that cannot write; each transaction sees one state of the database."""
        engine = create_engine(
            "sqlite://",
            module=self._module,
            creator=partial(self._connect, "ro"),
            pool_size=_READERS,
            max_overflow=_READERS,
            pool_timeout=self._timeout,
            **_file_pool(),
        )
        event.listen(engine, "connect", _prepare_reader)
        event.listen(engine, "begin", _begin("BEGIN"))
        return engine

    def probe(self) -> Any:
        """Return a connection of the driver's own that reads what is committed, statement by statement."""
        connection = self._connect("ro")
        connection.execute("PRAGMA query_only=ON")
        return connection

    def lock(self, connection: Connection) -> None:
        """Do nothing: ``BEGIN IMMEDIATE`` made the writers take turns."""

    def empty_log(self, engine: Engine) -> bool:
        """Write the log back and empty it, where nobody reads or writes for too long; return whether it is empty."""
        with engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute(f"PRAGMA busy_timeout={_PATIENCE}").fetchall()
            try:
                busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout={round(self._timeout * 1000)}").fetchall()
        return not busy

    def guard_migration(self, connection: Connection) -> None:
        """Do nothing: ``BEGIN IMMEDIATE`` keeps other processes from migrating too."""

    def classify(self, error: BaseException) -> StoreError | None:
        """Return what an error of the driver means, where it has a kind or a mend of its own."""
        code = mapping.code_of(error, "sqlite_errorcode")
        primary = (code or 0) & 0xFF
        said = str(error)
        if primary in _LOCKED or "is locked" in said:
            return mapping.busy(self.subject)
        if primary == _FULL or "is full" in said:
            return mapping.full(self.subject)
        # The shared memory beside the log cannot grow on a full disk: SQLite calls that an I/O error.
        if primary == _IO and not mapping.has_room(str(self.path.parent)):
            return mapping.full(self.subject)
        if primary in _DAMAGED:
            return mapping.other(self.subject, error, "restore it from a backup, or name another file in store.url")
        if primary in _UNOPENED:
            return mapping.other(self.subject, error, "check that buzzfeed may write the file and its folder")
        return None

    def _connect(self, mode: str) -> Any:
        return self._module.connect(
            f"file:{quote(self.subject)}?mode={mode}",
            uri=True,
            timeout=self._timeout,
            isolation_level=None,  # transactions begin where the engine says so, never by themselves
            check_same_thread=False,
        )

    def _prepare_writer(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        """Set write-ahead logging: the first to do so needs the file alone, and SQLite does not wait for it there."""
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                _run(connection, "PRAGMA journal_mode=WAL", *_PRAGMAS, *_WRITER_PRAGMAS)
                return
            except self._module.OperationalError as error:
                if mapping.code_of(error, "sqlite_errorcode") not in _LOCKED or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)


def _file_pool() -> dict[str, Any]:
    from sqlalchemy.pool import QueuePool

    return {"poolclass": QueuePool}


def _prepare_reader(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _run(connection, *_PRAGMAS, "PRAGMA query_only=ON")


def _run(connection: DBAPIConnection, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
        cursor.fetchall()
    cursor.close()


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        # On the driver's own connection: through SQLAlchemy it would cost more than reading a row.
        raw: Any = connection.connection.driver_connection
        raw.execute(statement)

    return begin
