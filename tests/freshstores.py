"""New stores on SQLite, made by the statements that the migrations came to the first time, not by all migrations anew.

Running them takes a sixth of a second, for each of many hundred newsrooms. What tests of the store itself open is made
as everybody's is (`replaying`), and so is the first store of each process. To import this is to have it so.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from sqlite3.dump import _iterdump

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from buzzfeed.store import migrate, open_store

replaying = True
"""Whether statements are replayed; otherwise every store is made by the migrations."""

_run_migrations = migrate._upgrade
_statements: list[str] = []


def prime() -> None:
    """Make a first store, for this process and all that will be forked from it."""
    with tempfile.TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/first.db").close()


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


migrate._upgrade = _upgrade
