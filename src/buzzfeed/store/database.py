"""Transactions on either database, and the one place where driver errors are mapped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection, Engine

from buzzfeed.errors import StoreError
from buzzfeed.store import postgres, sqlite
from buzzfeed.store.mapping import mapped
from buzzfeed.store.postgres import Postgres
from buzzfeed.store.sqlite import SQLite

_GENERATION = "SELECT generation FROM state"


def dialect_of(url: str, busy_timeout: float) -> SQLite | Postgres:
    """Return the kind of database that a URL names.

    Raises:
        StoreError: it names none that buzzfeed knows.
    """
    if url.startswith(sqlite.PREFIX):
        return SQLite(url, busy_timeout)
    if url.startswith(postgres.PREFIX):
        return Postgres(url, busy_timeout)
    raise StoreError(
        "store.url", "it names no database that buzzfeed knows", f'write "{sqlite.PREFIX}PATH" or "{postgres.PREFIX}…"'
    )


class Database:
    """Engines of one database. Safe for use from several threads."""

    def __init__(self, dialect: SQLite | Postgres, *, read_only: bool) -> None:
        """Make the engines; nothing is opened yet."""
        self.dialect = dialect
        self.subject = dialect.subject
        self._reader = dialect.reader()
        self._writer: Engine | None = None if read_only else dialect.writer()
        self._probe: Any = None
        self._probe_lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read in one transaction that sees one state of the database.

        Raises:
            StoreError: it cannot be read.
        """
        with self._mapped(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, turn: bool = True) -> Iterator[Connection]:
        """Write in one transaction: all of it is kept, or nothing.

        Args:
            turn: wait for this writer's turn, so that what is read stays true to the end; on SQLite all writers do.

        Raises:
            StoreBusyError: another writer took too long.
            StoreFullError: no room is left.
            StoreError: it was opened for reading, or cannot be written.
        """
        if self._writer is None:
            raise StoreError(self.subject, "it was opened for reading only")
        with self._mapped(), self._writer.begin() as connection:
            if turn:
                self.dialect.lock(connection)
            yield connection

    def empty_log(self) -> bool:
        """Have what was overwritten leave the log too, as far as the database lets us; return whether it did.

        Raises:
            StoreError: it was opened for reading, or cannot be written.
        """
        if self._writer is None:
            raise StoreError(self.subject, "it was opened for reading only")
        with self._mapped():
            return self.dialect.empty_log(self._writer)

    def generation(self) -> int:
        """Return the generation as committed, over a connection kept for it.

        Raises:
            StoreError: it cannot be read.
        """
        with self._mapped(), self._probe_lock:
            try:
                return self._ask()
            except self.dialect.errors:
                # A server that was restarted has dropped the connection: ask once more over a new one.
                self._drop_probe()
                return self._ask()

    def close(self) -> None:
        """Give back every connection."""
        with self._mapped(), self._probe_lock:
            self._drop_probe()
            self._reader.dispose()
            if self._writer is not None:
                self._writer.dispose()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        with mapped(self.subject, self.dialect.classify, self.dialect.errors):
            yield

    def _ask(self) -> int:
        if self._probe is None:
            self._probe = self.dialect.probe()
        row = self._probe.execute(_GENERATION).fetchone()
        return 0 if row is None else int(row[0])

    def _drop_probe(self) -> None:
        probe, self._probe = self._probe, None
        if probe is not None:
            probe.close()
