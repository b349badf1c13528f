"""Appearances: what should be visible, what was seen, and what waits for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import (
    Appearance,
    AppearanceState,
    ChannelKey,
    DeliveryState,
    EntryRef,
    Format,
    TargetState,
)
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert_missing, upsert
from buzzfeed.store.codec import pack_strings, unpack_entries, unpack_strings
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, execute_in, rows_in
from buzzfeed.store.timing import time_appearances

PURGE = "purge"
"""The type of deliveries that wait for our own server alone."""


class Appearances(Part):
    """`Figures.appearances` and `Figures.times`."""

    def appearances(self, limit: int = 1000) -> tuple[Appearance, ...]:
        """Return appearances, the latest published first."""
        table = schema.appearances
        with self._db.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.created.desc(), table.c.id).limit(limit))
            return tuple(_appearance(row) for row in rows)

    def times(self, ids: Collection[str]) -> Mapping[str, tuple[datetime, datetime | None]]:
        """Return when published articles were first seen, and first shown, by id."""
        with self._db.read() as connection:
            return {row.id: (row.first_seen, row.shown) for row in rows_in(connection, _TIMES, ids)}


class Appearing(Appearances):
    """`buzzfeed.ports.Sights`, but for what other parts have."""

    def waiting_appearances(self) -> tuple[Appearance, ...]:
        """Return what is still looked for, the oldest first."""
        table = schema.appearances
        waiting = select(table).where(table.c.state == AppearanceState.WAITING.value)
        with self._db.read() as connection:
            rows = connection.execute(waiting.order_by(table.c.created, table.c.id))
            return tuple(_appearance(row) for row in rows)

    def record_appearances(self, appearances: Sequence[Appearance], now: datetime) -> None:
        """Keep how appearances stand, and hurry what waited for them."""
        served = [one.id for one in appearances if one.served is not None]
        ended = [one.id for one in appearances if one.state is not AppearanceState.WAITING]
        with self._db.write(turn=False) as connection:
            still = {row.id for row in rows_in(connection, _LOOKED_FOR, [one.id for one in appearances])}
            time_appearances(connection, [one for one in appearances if one.id in still])
            upsert(connection, schema.appearances, [appearance_row(one) for one in appearances])
            execute_in(connection, _PURGES, served, present=now)
            execute_in(connection, _ALL, ended, present=now)

    def still_owed(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these deliveries wait to be sent."""
        with self._db.read() as connection:
            return frozenset(row.id for row in rows_in(connection, _OWED, ids))

    def lately(self, key: ChannelKey, fmt: Format) -> Mapping[str, tuple[EntryRef, ...]]:
        """Return what the last few editions of a feed held, by digest."""
        place = {"kind": key.kind.value, "slug": key.slug, "format": fmt.value}
        with self._db.read() as connection:
            return {row.digest: unpack_entries(row.data) for row in connection.execute(_REMEMBERED, place)}

    def keep_target(self, target: TargetState) -> None:
        """Remember this of a target."""
        with self._db.write(turn=False) as connection:
            upsert(connection, schema.targets, [target_row(target)])


def expect(connection: Connection, appearances: Sequence[Appearance]) -> None:
    """Write down what is looked for from now on; one whose id is known already stays as it stands."""
    insert_missing(connection, schema.appearances, [appearance_row(one) for one in appearances])


def target_row(target: TargetState) -> dict[str, Any]:
    """Return the row of what is remembered of a target."""
    return {
        "name": target.name,
        "failures": target.failures,
        "open_until": target.open_until,
        "last_sent": target.last_sent,
        "touched": target.touched,
    }


def appearance_row(one: Appearance) -> dict[str, Any]:
    """Return the row of an appearance."""
    return {
        "id": one.id,
        "feeds": pack_strings(one.feeds),
        "articles": pack_strings(one.articles),
        "follows": pack_strings(one.follows),
        "created": one.created,
        "due": one.due,
        "state": one.state.value,
        "served": one.served,
        "seen": one.seen,
        "ended": one.ended,
        "looks": one.looks,
        "words": one.words,
    }


def _appearance(row: AnyRow) -> Appearance:
    return Appearance(
        id=row.id,
        feeds=unpack_strings(row.feeds),
        articles=unpack_strings(row.articles),
        created=row.created,
        due=row.due,
        follows=unpack_strings(row.follows),
        state=AppearanceState(row.state),
        served=row.served,
        seen=row.seen,
        ended=row.ended,
        looks=row.looks,
        words=row.words,
    )


_TIMES = (
    select(schema.entries.c.id, schema.articles.c.first_seen, schema.articles.c.shown)
    .join(schema.articles, schema.articles.c.key == schema.entries.c.article)
    .where(among(schema.entries.c.id))
)
_LOOKED_FOR = select(schema.appearances.c.id).where(
    among(schema.appearances.c.id), schema.appearances.c.state == AppearanceState.WAITING.value
)
_DELIVERIES = schema.deliveries
_DUE = _DELIVERIES.c.due
_PRESENT = bindparam("present", type_=_DUE.type)
_WAITING = _DELIVERIES.c.state == DeliveryState.WAITING.value
_OWED = select(_DELIVERIES.c.id).where(among(_DELIVERIES.c.id), _WAITING)
_ALL = (
    _DELIVERIES.update()
    .where(among(_DELIVERIES.c.after), _WAITING, _DELIVERIES.c.attempts == 0, _DUE > _PRESENT)
    .values(due=_PRESENT, answer="")
)
_PURGES = _ALL.where(_DELIVERIES.c.type == PURGE)
_EDITIONS, _LISTS, _CHANNELS = schema.editions, schema.entry_lists, schema.channels
_REMEMBERED = (
    select(_EDITIONS.c.digest, _LISTS.c.data)
    .join(_CHANNELS, _CHANNELS.c.key == _EDITIONS.c.channel)
    .join(_LISTS, (_LISTS.c.channel == _EDITIONS.c.channel) & (_LISTS.c.digest == _EDITIONS.c.entries))
    .where(_CHANNELS.c.kind == bindparam("kind"), _CHANNELS.c.slug == bindparam("slug"))
    .where(_EDITIONS.c.format == bindparam("format"))
)
