"""PostgreSQL through psycopg 3: its settings, its errors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from buzzfeed.errors import StoreError
from buzzfeed.store import mapping

PREFIX = "postgresql+psycopg://"

_WRITERS = 4
_READERS = 8
_MIGRATION_LOCK = 0x62757A7A  # "buzz": whoever migrates holds it

# SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BUSY = frozenset({"55P03", "40001", "40P01", "57014"})
_FULL = "53100"


class Postgres:
    """A PostgreSQL database: how to open it, and what its errors mean. ``subject`` is its URL without a password."""

    limit = 1000  # values in one IN list

    def __init__(self, url: str, busy_timeout: float) -> None:
        """Keep the URL and the seconds to wait for locks.

        Raises:
            StoreError: the URL is none, or psycopg is not installed.
        """
        try:
            import psycopg
        except ImportError as error:
            raise StoreError(
                "store.url", "PostgreSQL needs psycopg", 'install it: pip install "buzzfeed[postgres]"'
            ) from error
        try:
            self._url = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise StoreError(
                "store.url", "it is no database URL", f'write "{PREFIX}USER:PASSWORD@HOST/NAME"'
            ) from error
        self.subject = describe(self._url)
        self._timeout = busy_timeout
        self.errors: tuple[type[Exception], ...] = (psycopg.Error,)
        self._lost = psycopg.OperationalError
        self._driver: Any = psycopg

    def exists(self) -> bool:
        """Return true: whether there is a database shows when it is asked."""
        return True

    def make_room(self) -> None:
        """Do nothing: a database is made by its administrator."""

    def writer(self) -> Engine:
        """Return the engine that writes; `lock` makes its transactions take turns."""
        return self._engine(_WRITERS, "READ COMMITTED")

    def reader(self) -> Engine:
        """Return the engine that cannot write; each transaction sees one state of the database."""
        return self._engine(_READERS, "REPEATABLE READ").execution_options(postgresql_readonly=True)

    def probe(self) -> Any:
        """Return a connection of the driver's own that reads what is committed, statement by statement."""
        arguments, options = self._engine(1, "AUTOCOMMIT").dialect.create_connect_args(self._url)
        return self._driver.connect(*arguments, **{"connect_timeout": 10, **options}, autocommit=True)

    def lock(self, connection: Connection) -> None:
        """Wait for this writer's turn."""
        connection.execute(_LOCK)

    def empty_log(self, engine: Engine) -> bool:
        """Do nothing: vacuum and the server's own log decide when what was deleted is gone."""
        return True

    def guard_migration(self, connection: Connection) -> None:
        """Keep other processes from migrating at the same time, and refuse a database that cannot hold all text.

        Raises:
            StoreError: the database's encoding is not UTF-8.
        """
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise StoreError(
                self.subject, f"its encoding is {encoding}", "make a database with ENCODING 'UTF8' and name that one"
            )

    def classify(self, error: BaseException) -> StoreError | None:
        """Return what an error of the driver means, where it has a kind or a mend of its own."""
        state = mapping.code_of(error, "sqlstate")
        if state in _BUSY:
            return mapping.busy(self.subject)
        if state == _FULL:
            return mapping.full(self.subject)
        # A connection that fails to open carries no code, whatever the server said.
        if isinstance(error, self._lost) and (state is None or state.startswith(("08", "57P"))):
            said = mapping.other(
                self.subject,
                error,
                "check that PostgreSQL runs, and the host, user, password and database in store.url",
            )
            return StoreError(said.subject, said.cause, said.hint, retryable=True)
        return None

    def _engine(self, size: int, isolation: str) -> Engine:
        engine = create_engine(
            self._url,
            isolation_level=isolation,
            pool_size=size,
            max_overflow=size,
            pool_timeout=self._timeout,
            pool_pre_ping=True,
            connect_args={} if "connect_timeout" in self._url.query else {"connect_timeout": 10},
        )
        event.listen(engine, "connect", self._prepare)
        return engine

    def _prepare(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {max(1, round(self._timeout * 1000))}")
        cursor.execute("SET timezone = 'UTC'")
        cursor.close()
        connection.commit()


_LOCK = text("SELECT id FROM state FOR UPDATE")


def describe(url: URL) -> str:
    """Return a URL as a person may see it: without its password, and without parameters, which may hold one."""
    return url.set(password=None, query={}).render_as_string(hide_password=True)
