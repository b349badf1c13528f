"""Wishes for a look at a source: left by whoever answers the world, taken by the work process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from buzzfeed.ports.inbox import MOST_WISHES
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert
from buzzfeed.store.part import Part
from buzzfeed.store.sql import execute_many


class LookAgain(Part):
    """`buzzfeed.ports.LookAgain`."""

    def look_again(self, source: str, now: datetime) -> bool:
        """Have a source looked at; return whether the wish is kept."""
        with self._db.write() as connection:
            return wish(connection, source, now)


class LookWishes(Part):
    """`buzzfeed.ports.LookWishes`."""

    def look_wishes(self) -> Mapping[str, int]:
        """Return the sources to look at."""
        with self._db.read() as connection:
            return {row.source: row.times for row in connection.execute(_ALL).all()}

    def look_taken(self, wishes: Mapping[str, int]) -> None:
        """Forget wishes as they were returned."""
        if wishes:
            with self._db.write() as connection:
                rows = [{"which": source, "until": times} for source, times in wishes.items()]
                execute_many(connection, _TAKEN, rows)


def wish(connection: Connection, source: str, now: datetime) -> bool:
    """Write a wish down in a writer's transaction; return whether there was room."""
    if connection.execute(_AGAIN, {"which": source}).rowcount:
        return True
    if connection.execute(_COUNT).scalar_one() >= MOST_WISHES:
        return False
    insert(connection, _WISHES, [{"source": source, "times": 1, "since": now}])
    return True


_WISHES = schema.look_wishes
_ALL = select(_WISHES.c.source, _WISHES.c.times)
_COUNT = select(func.count()).select_from(_WISHES)
_AGAIN = _WISHES.update().where(_WISHES.c.source == bindparam("which")).values(times=_WISHES.c.times + 1)
_TAKEN = _WISHES.delete().where(_WISHES.c.source == bindparam("which"), _WISHES.c.times <= bindparam("until"))
