"""Bringing a database to the current schema: forward only, numbered step by step, all in one transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from buzzfeed.errors import StoreError, StoreVersionError
from buzzfeed.store.database import Database
from buzzfeed.store.mapping import mapped

HEAD = "0023"
"""The number of the newest migration."""

MIGRATIONS = Path(__file__).parent / "migrations"
"""Where the migrations lie, numbered, in ``versions``."""

VERSION_TABLE = "buzzfeed_schema"


def prepare(database: Database, *, migrations: Path = MIGRATIONS, head: str = HEAD) -> None:
    """Make the folder if there is none, and bring the database to the schema of ``head``.

    Raises:
        StoreVersionError: a newer buzzfeed made its schema.
        StoreError: it is not buzzfeed's, or cannot be written.
    """
    dialect = database.dialect
    with mapped(dialect.subject, dialect.classify, dialect.errors):
        dialect.make_room()
    with database.write(turn=False) as connection:
        dialect.guard_migration(connection)
        found = _version(connection)
        if found == head:
            return
        if found is not None:
            _refuse_newer(database.subject, found, head)
        elif inspect(connection).get_table_names():
            raise StoreError(
                database.subject,
                "it is a database of something else",
                "name another in store.url; buzzfeed makes its own",
            )
        _upgrade(connection, migrations, head)


def check(database: Database) -> None:
    """Make sure that the database stands at the current schema, without writing.

    Raises:
        StoreVersionError: a newer buzzfeed made its schema.
        StoreError: there is none yet, or an older buzzfeed made its schema.
    """
    if not database.dialect.exists():
        raise StoreError(database.subject, "there is no store yet", 'start "buzzfeed run", which makes it')
    with database.read() as connection:
        found = _version(connection)
    if found == HEAD:
        return
    if found is not None:
        _refuse_newer(database.subject, found, HEAD)
    raise StoreError(
        database.subject, "it has not been brought to the current schema yet", 'start "buzzfeed run", which does so'
    )


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    row = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).first()  # noqa: S608 -- a constant
    return None if row is None else str(row[0])


def _refuse_newer(subject: str, found: str, head: str) -> None:
    """Raise unless ``found`` is older than ``head``: numbers are of one length, so they compare as text."""
    if found > head:
        raise StoreVersionError(
            subject,
            f"a newer buzzfeed made its schema ({found}; this one knows {head})",
            "install that version of buzzfeed, or restore a backup",
        )


def _upgrade(connection: Connection, migrations: Path, head: str) -> None:
    # Alembic takes a good part of a second to import: only where there is something to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    command.upgrade(config, head)
