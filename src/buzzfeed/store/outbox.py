"""The outbox: deliveries owed, claimed and recorded; and what is remembered of their targets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, or_, select, type_coerce
from sqlalchemy.engine import Connection

from buzzfeed.model import Delivery, DeliveryState, TargetState
from buzzfeed.store import schema
from buzzfeed.store.appearing import target_row
from buzzfeed.store.bulk import insert_missing, upsert
from buzzfeed.store.codec import pack_mapping, pack_strings, unpack_lists, unpack_strings
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, execute_in, execute_many
from buzzfeed.store.timing import time_deliveries


class Deliveries(Part):
    """`Figures.deliveries`."""

    def deliveries(self, states: Collection[DeliveryState] | None = None, limit: int = 1000) -> tuple[Delivery, ...]:
        """Return deliveries, the latest created first."""
        table = schema.deliveries
        query = select(table).order_by(table.c.created.desc(), table.c.id).limit(limit)
        if states is not None:
            query = query.where(table.c.state.in_([state.value for state in states]))
        with self._db.read() as connection:
            return tuple(delivery_of(row) for row in connection.execute(query))


class Outbox(Deliveries):
    """`buzzfeed.ports.Outbox`."""

    def claim(self, now: datetime, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        """Take due deliveries for this worker alone until ``now + lease``, the longest due first.

        One that was written later than now, since the clock was set back, waits as long from now as it had to then; a
        lease that ends later than any could is over.
        """
        table = schema.deliveries
        free = or_(table.c.lease.is_(None), table.c.lease <= now, table.c.lease > now + lease)
        query = (
            select(table)
            .where(table.c.state == DeliveryState.WAITING.value, table.c.due <= now, free)
            .order_by(table.c.due, table.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with self._db.write(turn=False) as connection:
            connection.execute(_SET_BACK, {"present": now})
            rows = connection.execute(query).all()
            execute_in(connection, _LEASE, [row.id for row in rows], until=now + lease)
        return tuple(delivery_of(row) for row in rows)

    def record(self, deliveries: Sequence[Delivery], targets: Sequence[TargetState] = ()) -> None:
        """Keep how deliveries stand, give their claims back, and keep their targets' state."""
        rows = [{**delivery_row(one), "which": one.id} for one in deliveries]
        with self._db.write(turn=False) as connection:
            time_deliveries(connection, deliveries)
            execute_many(connection, _RECORD, [{name: row[name] for name in (*_RECORDED, "which")} for row in rows])
            upsert(
                connection,
                schema.targets,
                [target_row(target) for target in targets],
            )

    def targets(self) -> Mapping[str, TargetState]:
        """Return what is remembered of each target, by name."""
        table = schema.targets
        query = select(*(table.c[name] for name in _OF_TARGET)).order_by(table.c.name)
        with self._db.read() as connection:
            return {row.name: TargetState(*row) for row in connection.execute(query)}


_DELIVERIES = schema.deliveries
_RECORDED = ("payload", "articles", "due", "state", "attempts", "answer", "updated", "lease")
_RECORD = (
    _DELIVERIES.update()
    .where(_DELIVERIES.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in _RECORDED})
)
_OF_TARGET = ("name", "failures", "open_until", "last_sent", "touched")
_PRESENT = bindparam("present", type_=_DELIVERIES.c.due.type)
_TOUCHED = func.coalesce(_DELIVERIES.c.updated, _DELIVERIES.c.created, type_=_DELIVERIES.c.due.type)
_SET_BACK = (
    _DELIVERIES.update()
    .where(_DELIVERIES.c.state == DeliveryState.WAITING.value, _TOUCHED > _PRESENT)
    .values(
        due=type_coerce(_DELIVERIES.c.due, BigInteger)
        - (type_coerce(_TOUCHED, BigInteger) - type_coerce(_PRESENT, BigInteger)),
        updated=_PRESENT,
    )
)
_LEASE = (
    _DELIVERIES.update().where(among(_DELIVERIES.c.id)).values(lease=bindparam("until", type_=_DELIVERIES.c.lease.type))
)


def owe(connection: Connection, deliveries: Sequence[Delivery]) -> None:
    """Write down what is owed from now on; one whose id is known already stays as it stands."""
    insert_missing(connection, _DELIVERIES, [delivery_row(one) for one in deliveries])


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """Return the row of a delivery that nobody has claimed."""
    return {
        "id": delivery.id,
        "target": delivery.target,
        "type": delivery.type,
        "payload": pack_mapping(delivery.payload),
        "articles": pack_strings(delivery.articles),
        "created": delivery.created,
        "due": delivery.due,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "answer": delivery.answer,
        "updated": delivery.updated,
        "lease": None,
        "after": delivery.after,
    }


def delivery_of(row: AnyRow) -> Delivery:
    """Return the delivery of a row."""
    return Delivery(
        id=row.id,
        target=row.target,
        type=row.type,
        payload=unpack_lists(row.payload),
        articles=unpack_strings(row.articles),
        created=row.created,
        due=row.due,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        answer=row.answer,
        updated=row.updated,
        after=row.after,
    )
