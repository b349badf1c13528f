"""What every part of the store has: the database."""

from __future__ import annotations

from buzzfeed.store.database import Database


class Part:
    """A group of the store's methods; each runs in one transaction of the database."""

    def __init__(self, database: Database) -> None:
        """Work on this database."""
        self._db = database
