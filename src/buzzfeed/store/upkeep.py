"""Upkeep: what is kept is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import AppearanceState, Delivery, DeliveryState, Told
from buzzfeed.store import schema
from buzzfeed.store.canaries import forget_heard
from buzzfeed.store.codec import unpack_keys
from buzzfeed.store.hub_figures import forget_expired
from buzzfeed.store.outbox import delivery_of
from buzzfeed.store.part import Part
from buzzfeed.store.pushing import forget_deleted
from buzzfeed.store.sql import among, execute_many, rows_in
from buzzfeed.store.takingback import pack_told, unpack_told

KEPT_TOMBSTONES = 200
"""Tombstones of one channel that are kept; feeds show fewer."""
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
            _prune_tombstones(connection)
            forget_deleted(connection, now)
            forget_expired(connection, now)
            forget_heard(connection, now - keep_deliveries)
            table, refs = schema.media, schema.media_refs
            connection.execute(table.delete().where(~exists().where(refs.c.name == table.c.name)))


_RETRACTED = (
    select(schema.retractions, schema.articles.c.id)
    .join(schema.articles, schema.articles.c.key == schema.retractions.c.article)
    .where(among(schema.articles.c.id))
)


_OLD_APPEARANCES = schema.appearances.delete().where(
    schema.appearances.c.state != AppearanceState.WAITING.value,
    schema.appearances.c.created < bindparam("before", type_=schema.appearances.c.created.type),
)


def _prune_deliveries(connection: Connection, before: datetime) -> None:
    table = schema.deliveries
    last = func.coalesce(table.c.updated, table.c.created, type_=table.c.created.type)
    old = (table.c.state != DeliveryState.WAITING.value, last < before)
    connection.execute(_OLD_APPEARANCES, {"before": before})
    _keep_told(connection, [delivery_of(row) for row in connection.execute(select(table).where(*old))])
    connection.execute(table.delete().where(*old))


def _keep_told(connection: Connection, old: Sequence[Delivery]) -> None:
    """Keep beside each retraction what became of the deliveries since: what was told last to each target."""
    told = schema.retractions
    naming = {article for one in old for article in one.retracted}
    for row in rows_in(connection, _RETRACTED, naming):
        last = {(one.target, one.type): one for one in unpack_told(row.told)}
        since = [one for one in old if row.id in one.retracted and one.created >= row.at]
        for one in sorted(since, key=lambda one: (one.created, one.id)):
            if row.undone is None or one.created < row.undone:
                last[one.target, one.type] = Told.of(one)
        if since:
            changed = told.update().where(told.c.key == row.key)
            connection.execute(changed.values(told=pack_told(list(last.values()))))


def _prune_tombstones(connection: Connection) -> None:
    """Forget what no feed shows any more: of each channel the latest are kept."""
    table = schema.tombstones
    place = func.row_number().over(partition_by=table.c.channel, order_by=(table.c.gone.desc(), table.c.article))
    ranked = select(table.c.channel, table.c.article, place.label("place")).subquery()
    old = connection.execute(select(ranked.c.channel, ranked.c.article).where(ranked.c.place > KEPT_TOMBSTONES))
    rows = [{"of": row.channel, "who": row.article} for row in old.all()]
    forget = table.delete().where(table.c.channel == bindparam("of"), table.c.article == bindparam("who"))
    execute_many(connection, forget, rows)


def _prune_fragments(connection: Connection, before: datetime) -> None:
    table = schema.fragments
    named: set[str] = set()
    for column in (schema.feeds.c.fragments, schema.archive_pages.c.fragments):
        for keys in connection.execute(select(column)).scalars():
            named.update(unpack_keys(keys))
    old = connection.execute(select(table.c.key).where(table.c.kept < before)).scalars().all()
    gone = [{"old": key} for key in old if key not in named]
    execute_many(connection, table.delete().where(table.c.key == bindparam("old")), gone)
