"""Upkeep: what is kept is bounded."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import DeliveryState
from buzzfeed.store import schema
from buzzfeed.store.codec import unpack_keys
from buzzfeed.store.part import Part
from buzzfeed.store.sql import execute_many

FRESH = timedelta(hours=1)
"""For how long a fragment is kept that no edition names yet: its build may still be under way."""


class Upkeep(Part):
    """`Store.prune`."""

    def prune(self, now: datetime, keep_deliveries: timedelta) -> None:
        """Forget what nobody needs, as `Store.prune` says.

        Deliveries that still wait are never forgotten, nor fragments that were kept within the last hour.
        """
        with self._db.write() as connection:
            _prune_deliveries(connection, now - keep_deliveries)
            _prune_fragments(connection, now - FRESH)
            table, refs = schema.media, schema.media_refs
            connection.execute(table.delete().where(~exists().where(refs.c.name == table.c.name)))


def _prune_deliveries(connection: Connection, before: datetime) -> None:
    table = schema.deliveries
    last = func.coalesce(table.c.updated, table.c.created, type_=table.c.created.type)
    done = table.c.state != DeliveryState.WAITING.value
    connection.execute(table.delete().where(done, last < before))


def _prune_fragments(connection: Connection, before: datetime) -> None:
    table = schema.fragments
    named: set[str] = set()
    for keys in connection.execute(select(schema.feeds.c.fragments)).scalars():
        named.update(unpack_keys(keys))
    old = connection.execute(select(table.c.key).where(table.c.kept < before)).scalars().all()
    gone = [{"old": key} for key in old if key not in named]
    execute_many(connection, table.delete().where(table.c.key == bindparam("old")), gone)
