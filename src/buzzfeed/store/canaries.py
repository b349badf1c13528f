"""Canaries: our own subscriptions at hubs, as they are asked for, verified, and heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.engine import Connection

from buzzfeed.model import Canary, CanaryMeasure, CanaryPush, Delivery, DeliveryState, HubHealth
from buzzfeed.model.canaries import JUDGED, health
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, insert_missing, upsert
from buzzfeed.store.codec import pack_strings, unpack_strings
from buzzfeed.store.hub_tallies import add_tallies
from buzzfeed.store.outbox import delivery_of
from buzzfeed.store.ownsubscriptions import OwnSubscriptionInbox, OwnSubscriptions
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, rows_in

KEPT_PUSHES = 50
"""Pushes of one hub that are kept at most: those that a publication of the last day may still wait for."""


class CanaryReading(Part):
    """What both sides read of canaries."""

    def canaries(self) -> tuple[Canary, ...]:
        """Return our own subscriptions."""
        with self._db.read() as connection:
            return tuple(_canary(row) for row in connection.execute(_ALL))


class CanaryFigures(Part):
    """`Figures.hub_health`."""

    def hub_health(self, wait: timedelta, now: datetime) -> tuple[HubHealth, ...]:
        """Return how each hub fares."""
        with self._db.read() as connection:
            known = [_canary(row) for row in connection.execute(_ALL)]
            return tuple(health(one, _measured(connection, one), wait, now) for one in known)


class CanaryInbox(CanaryReading, OwnSubscriptionInbox):
    """`buzzfeed.ports.inbox.CanaryInbox`."""

    def canary_pushed(self, push: CanaryPush) -> None:
        """Keep what was pushed, as far as it is of ours; forget what is older than the last few."""
        with self._db.write() as connection:
            ours = {row.id for row in rows_in(connection, _OURS, push.articles)}
            row = {
                "target": push.target,
                "type": push.type,
                "digest": push.digest,
                "at": push.at,
                "articles": pack_strings([one for one in push.articles if one in ours]),
            }
            insert_missing(connection, _PUSHES, [row])
            place = {"target": push.target, "type": push.type}
            old = connection.execute(_BEYOND, place).scalars().all()
            for one in old:
                connection.execute(_FORGET, {**place, "which": one})


class Canaries(CanaryReading, CanaryFigures, OwnSubscriptions):
    """`buzzfeed.ports.Listening`, but for what the outbox has."""

    def keep_canaries(self, canaries: Sequence[Canary]) -> None:
        """Have these subscriptions and no others."""
        with self._db.write() as connection:
            wanted = {one.digest for one in canaries}
            known = {row.digest for row in connection.execute(select(_CANARIES.c.digest))}
            for row in connection.execute(_ALL).all():
                if row.digest not in wanted:
                    place = {"target": row.target, "type": row.type}
                    for table in (_MEASURES, _PUSHES, _CANARIES):
                        connection.execute(table.delete().where(*_placed(table)), place)
            insert(connection, _CANARIES, [_row(one) for one in canaries if one.digest not in known])

    def canary_told(self, since: datetime) -> tuple[Delivery, ...]:
        """Return what was sent to hubs that have a canary, and not confirmed."""
        with self._db.read() as connection:
            return tuple(delivery_of(row) for row in connection.execute(_TOLD, {"since": since}))

    def canary_pushes(self, since: datetime) -> tuple[CanaryPush, ...]:
        """Return what was pushed."""
        with self._db.read() as connection:
            rows = connection.execute(_PUSHED, {"since": since})
            return tuple(
                CanaryPush(row.target, row.type, row.digest, row.at, unpack_strings(row.articles)) for row in rows
            )

    def keep_measures(self, measures: Sequence[CanaryMeasure]) -> None:
        """Keep what was measured; count what was pushed, once."""
        with self._db.write() as connection:
            rows = rows_in(connection, _COUNTED, [one.delivery for one in measures])
            counted = {(row.target, row.type, row.delivery) for row in rows}
            fresh = [one for one in measures if one.pushed and (one.target, one.type, one.delivery) not in counted]
            counts: dict[str, int] = {}
            for one in fresh:
                name = tally_of(one.type)
                counts[name] = counts.get(name, 0) + 1
            add_tallies(connection, counts)
            upsert(connection, _MEASURES, [_measure_row(one) for one in measures])


def tally_of(type_: str) -> str:
    """Return the name of the running count of publications that a hub pushed to our canary."""
    return f"canary {'own' if type_ == 'hub' else 'other'} pushed"


def forget_heard(connection: Connection, before: datetime) -> None:
    """Forget pushes and measures that are older."""
    connection.execute(_PUSHES.delete().where(_PUSHES.c.at < before))
    connection.execute(_MEASURES.delete().where(_MEASURES.c.told < before))


def _measured(connection: Connection, canary: Canary) -> list[CanaryMeasure]:
    rows = connection.execute(_LAST, {"target": canary.target, "type": canary.type})
    return [CanaryMeasure(*row) for row in rows]


def _measure_row(one: CanaryMeasure) -> Mapping[str, Any]:
    return {name: getattr(one, name) for name in ("target", "type", "delivery", "told", "pushed")}


def _canary(row: AnyRow) -> Canary:
    return Canary(**{column.name: getattr(row, column.name) for column in _CANARIES.columns})


def _row(one: Canary) -> dict[str, Any]:
    return {column.name: getattr(one, column.name) for column in _CANARIES.columns}


def _placed(table: Any) -> tuple[Any, Any]:
    return table.c.target == bindparam("target"), table.c.type == bindparam("type")


_CANARIES, _PUSHES, _MEASURES = schema.canaries, schema.canary_pushes, schema.canary_measures
_ALL = select(_CANARIES).order_by(_CANARIES.c.target, _CANARIES.c.type)
_OURS = select(schema.articles.c.id).where(among(schema.articles.c.id))
_SINCE = bindparam("since", type_=_PUSHES.c.at.type)
_PUSHED = select(_PUSHES).where(_PUSHES.c.at >= _SINCE).order_by(_PUSHES.c.at)
_BEYOND = (
    select(_PUSHES.c.digest)
    .where(*_placed(_PUSHES))
    .order_by(_PUSHES.c.at.desc(), _PUSHES.c.digest)
    .offset(KEPT_PUSHES)
)
_FORGET = _PUSHES.delete().where(*_placed(_PUSHES), _PUSHES.c.digest == bindparam("which"))
_LAST = select(_MEASURES).where(*_placed(_MEASURES)).order_by(_MEASURES.c.told.desc()).limit(JUDGED)
_COUNTED = select(_MEASURES).where(among(_MEASURES.c.delivery), _MEASURES.c.pushed.is_not(None))
_DELIVERIES = schema.deliveries
_TOLD = (
    select(_DELIVERIES)
    .where(_DELIVERIES.c.state == DeliveryState.SENT.value, _DELIVERIES.c.created >= _SINCE)
    .where(tuple_(_DELIVERIES.c.target, _DELIVERIES.c.type).in_(select(_CANARIES.c.target, _CANARIES.c.type)))
    .order_by(_DELIVERIES.c.created, _DELIVERIES.c.id)
    .limit(500)
)
