"""Subscribers of a saved query whose slug changed: they go on with the feeds that took the place of the former ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, exists, func, select, type_coerce
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.store import schema
from buzzfeed.store.channel_rows import channel_numbers
from buzzfeed.store.hub_tallies import AT_ONCE
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, rows_in


class HubMoving(Part):
    """`buzzfeed.ports.subscribers.Subscribers.follow_renamed`."""

    def follow_renamed(self, renamed: Mapping[str, str], now: datetime) -> int:
        """Have whoever follows a former channel follow the present one."""
        if not renamed:
            return 0
        with self._db.read() as connection:
            # Most looks find nobody: they cost no writer its turn.
            if not any(rows_in(connection, query, _numbers(connection, renamed)) for query in (_FOLLOWED, _ASKED)):
                return 0
        with self._db.write() as connection:
            return sum(_move(connection, *pair, now) for pair in _numbers(connection, renamed).items())


def _numbers(connection: Connection, renamed: Mapping[str, str]) -> dict[int, int]:
    """Return the numbers of former channels, each with that of the present one."""
    keys = {slug: ChannelKey(ChannelKind.QUERY, slug) for pair in renamed.items() for slug in pair}
    known = channel_numbers(connection, keys.values())
    pairs = ((known.get(keys[former]), known.get(keys[present])) for former, present in renamed.items())
    return {former: present for former, present in pairs if former is not None and present is not None}


def _move(connection: Connection, former: int, present: int, now: datetime) -> int:
    place: dict[str, Any] = {"former": former, "present": present, "now": now}
    for statement in (_CARRY, _SHORTER, _TWICE):
        connection.execute(statement, place)
    connection.execute(_MOVE_REQUESTS, place)
    return connection.execute(_MOVE, place).rowcount


_S, _R, _F = schema.subscriptions, schema.hub_requests, schema.feeds
_FORMER: BindParameter[int] = bindparam("former")
_PRESENT: BindParameter[int] = bindparam("present")
_FOLLOWED = select(_S.c.key).where(among(_S.c.channel)).limit(1)
_ASKED = select(_R.c.key).where(among(_R.c.channel)).limit(1)
_OTHER = _S.alias()


def _other(channel: BindParameter[int], *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the same callback has a row of another channel."""
    same = (_OTHER.c[name] == _S.c[name] for name in ("format", "speech", "callback"))
    return exists().where(_OTHER.c.channel == channel, *same, *more)


# Who follows both is told by one: of two rows of a callback, the one with the later lease stays, else the one that
# stands where it should. What a row that goes is still owed, the other one is.
_NOW = bindparam("now", type_=_S.c.touched.type)
_CARRY = (
    _S.update()
    .where(
        _S.c.channel == _FORMER,
        _other(_PRESENT, _OTHER.c.due.is_not(None), _OTHER.c.expires > _NOW, _OTHER.c.expires < _S.c.expires),
    )
    .values(due=AT_ONCE)
)
_SHORTER = _S.delete().where(_S.c.channel == _PRESENT, _other(_FORMER, _OTHER.c.expires > _S.c.expires))
_TWICE = _S.delete().where(_S.c.channel == _FORMER, _other(_PRESENT))


def _version(fmt: Any) -> Any:
    """Return the present feed's version, 0 before its first edition."""
    found = select(_F.c.version).where(_F.c.channel == _PRESENT, _F.c.format == fmt).scalar_subquery()
    return func.coalesce(found, 0)


_MOVE = (
    _S.update()
    .where(_S.c.channel == _FORMER)
    .values(
        channel=_PRESENT,
        # Versions are counted for each feed: of this one it had none, and gets the next edition whole. Its entries
        # stood in the former feed, too: it is told now only of what it was owed already.
        had=0,
        owed=_version(_S.c.format),
        due=case((_S.c.due.is_not(None), type_coerce(AT_ONCE, _S.c.due.type)), else_=type_coerce(None, _S.c.due.type)),
        attempts=0,
        lease=None,
        claim=_S.c.claim + 1,
        touched=_NOW,
    )
)
_MOVE_REQUESTS = _R.update().where(_R.c.channel == _FORMER).values(channel=_PRESENT, seen=_version(_R.c.format))
