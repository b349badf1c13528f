"""The store over SQLAlchemy: every part of the port on one database."""

from __future__ import annotations

from buzzfeed.ports import Store
from buzzfeed.store.absorbing import Absorbing
from buzzfeed.store.database import Database, dialect_of
from buzzfeed.store.deciding import Deciding
from buzzfeed.store.editions import Editions
from buzzfeed.store.editorial import Editorial
from buzzfeed.store.identity import Identity
from buzzfeed.store.migrate import check, prepare
from buzzfeed.store.outbox import Outbox
from buzzfeed.store.queries import Queries
from buzzfeed.store.reading import Reading
from buzzfeed.store.remembering import Remembering
from buzzfeed.store.upkeep import Upkeep


class SqlStore(Remembering, Identity, Absorbing, Deciding, Editorial, Queries, Reading, Editions, Outbox, Upkeep):
    """`buzzfeed.ports.Store` on SQLite or PostgreSQL; every method is one transaction, whatever thread calls it."""

    def generation(self) -> int:
        """Return the count of publishing and editorial transactions, over a connection kept for it."""
        return self._db.generation()

    def close(self) -> None:
        """Give back every connection; closing twice is no error."""
        self._db.close()


def open_store(url: str, *, busy_timeout: float = 10.0, read_only: bool = False) -> Store:
    """Open a store, made and brought to the current schema where it has to be.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://…``.
        busy_timeout: how many seconds a writer waits for its turn.
        read_only: only read, over connections that cannot write; nothing is made or brought to another schema.

    Raises:
        StoreVersionError: a newer buzzfeed made its schema.
        StoreError: it cannot be opened, is not buzzfeed's, or, with ``read_only``, does not stand ready.
    """
    database = Database(dialect_of(url, busy_timeout), read_only=read_only)
    try:
        if read_only:
            check(database)
        else:
            prepare(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)
