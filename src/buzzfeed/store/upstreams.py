"""Upstreams: our subscriptions at the hubs of the feeds that we read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from buzzfeed.model.upstreams import Upstream
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert
from buzzfeed.store.codec import unpack_notes
from buzzfeed.store.ownsubscriptions import OwnSubscriptionInbox, OwnSubscriptions
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, rows_in
from buzzfeed.store.wishes import wish


class UpstreamReading(Part):
    """What both sides read of upstreams."""

    def upstreams(self) -> tuple[Upstream, ...]:
        """Return our subscriptions."""
        with self._db.read() as connection:
            return tuple(_upstream(row) for row in connection.execute(_ALL))


class UpstreamFigures(Part):
    """`Figures.upstream_states`."""

    def upstream_states(self, now: datetime) -> Mapping[str, int]:
        """Count our subscriptions by how they stand."""
        with self._db.read() as connection:
            return Counter(_upstream(row).state(now) for row in connection.execute(_ALL))


class UpstreamInbox(UpstreamReading, OwnSubscriptionInbox):
    """`buzzfeed.ports.upstreams.UpstreamInbox`."""

    def upstream_left(self, digest: str) -> None:
        """Forget a subscription that is to end."""
        with self._db.write() as connection:
            connection.execute(_FORGET.where(_UPSTREAMS.c.leaving), {"which": digest})

    def upstream_pushed(self, digest: str, now: datetime) -> None:
        """Keep that a push came, and wish for a look at its source, in one transaction."""
        with self._db.write() as connection:
            row = connection.execute(_OF_DIGEST, {"which": digest}).first()
            if row is not None:
                connection.execute(_CHANGE.values(pushed=now, pushes=_UPSTREAMS.c.pushes + 1), {"which": digest})
                wish(connection, row.source, now)


class Upstreams(UpstreamReading, UpstreamFigures, OwnSubscriptions):
    """`buzzfeed.ports.upstreams.Upstreams`."""

    def source_notes(self, names: Collection[str]) -> Mapping[str, Mapping[str, str]]:
        """Return the notes of sources."""
        with self._db.read() as connection:
            return {row.name: unpack_notes(row.notes) for row in rows_in(connection, _NOTES, names)}

    def begin_upstream(self, upstream: Upstream) -> None:
        """Keep a new subscription."""
        with self._db.write(turn=False) as connection:
            insert(connection, _UPSTREAMS, [_row(upstream)])

    def end_upstream(self, digest: str) -> None:
        """Forget a subscription."""
        with self._db.write(turn=False) as connection:
            connection.execute(_FORGET, {"which": digest})


def _upstream(row: AnyRow) -> Upstream:
    return Upstream(**{column.name: getattr(row, column.name) for column in _UPSTREAMS.columns})


def _row(one: Upstream) -> dict[str, Any]:
    return {column.name: getattr(one, column.name) for column in _UPSTREAMS.columns}


_UPSTREAMS = schema.upstreams
_ALL = select(_UPSTREAMS).order_by(_UPSTREAMS.c.source, _UPSTREAMS.c.digest)
_OF_DIGEST = select(_UPSTREAMS.c.source).where(_UPSTREAMS.c.digest == bindparam("which"))
_CHANGE = _UPSTREAMS.update().where(_UPSTREAMS.c.digest == bindparam("which"))
_FORGET = _UPSTREAMS.delete().where(_UPSTREAMS.c.digest == bindparam("which"))
_NOTES = select(schema.sources.c.name, schema.sources.c.notes).where(among(schema.sources.c.name))
