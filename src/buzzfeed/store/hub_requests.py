"""What subscribers ask for: left by whoever answers the world, verified by the work process."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Asking, Request, Settled, Settlement, Speech, Taken, Topic
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, insert_missing
from buzzfeed.store.channel_rows import channel_numbers
from buzzfeed.store.hub_tallies import AT_ONCE, add_tallies
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, execute_in, execute_many, next_key, rows_in

CROWDED = "this hub has as many subscriptions as it takes"
CROWDED_HOST = "this host has as many subscriptions as one may have here"


class HubInbox(Part):
    """`buzzfeed.ports.inbox.HubInbox`."""

    def leave(self, requests: Sequence[Request], room: int, host_room: int) -> tuple[bool, ...]:
        """Write requests down, and return which of them are kept."""
        with self._db.write() as connection:
            numbers = channel_numbers(connection, {one.topic.channel for one in requests})
            versions = _versions(connection, numbers)
            waiting = connection.execute(_WAITING).scalar_one()
            digests = [_digest(one) for one in requests]
            known = {row.digest for row in rows_in(connection, _KNOWN, set(digests))}
            of_host = Counter(dict(map(tuple, rows_in(connection, _BY_HOST, {one.host for one in requests}))))
            key = next_key(connection, _REQUESTS)
            rows: dict[str, dict[str, Any]] = {}
            kept = []
            for one, digest in zip(requests, digests, strict=True):
                place = (one.topic.channel, one.topic.format)
                if place not in versions:
                    kept.append(False)
                    continue
                if digest not in known and digest not in rows:
                    if waiting + len(rows) >= room or of_host[one.host] >= host_room:
                        kept.append(False)
                        continue
                    of_host[one.host] += 1
                    number = numbers[one.topic.channel]
                    rows[digest] = _row(one, key + len(rows), digest, number, versions[place])
                kept.append(True)
            insert_missing(connection, _REQUESTS, list(rows.values()))
            return tuple(kept)


class HubRequests(Part):
    """The part of `buzzfeed.ports.subscribers.Subscribers` that is about requests."""

    def take_requests(
        self, now: datetime, lease: timedelta, limit: int, most: int, most_of_host: int, skip: Collection[str] = ()
    ) -> tuple[Taken, ...]:
        """Claim requests that are to be verified, the oldest first."""
        with self._db.read() as connection:
            if connection.execute(_ANY).first() is None:
                return ()
        with self._db.write() as connection:
            values = {"present": now, "until": now + lease, "skip": list(skip), "most": limit}
            rows = connection.execute(_DUE, values).all()
            execute_in(connection, _LEASE, [row.key for row in rows], until=now + lease)
            total = connection.execute(_TOTAL).scalar_one()
            hosts = {row.host for row in rows}
            of_host = Counter(dict(map(tuple, rows_in(connection, _SUBSCRIBED_BY_HOST, hosts))))
            taken = []
            for row in rows:
                crowded = ""
                if row.asking == Asking.SUBSCRIBE and _standing(connection, row) is None:
                    crowded = CROWDED if total >= most else CROWDED_HOST if of_host[row.host] >= most_of_host else ""
                    total, of_host[row.host] = total + (not crowded), of_host[row.host] + (not crowded)
                taken.append(Taken(_request(row), crowded))
            return tuple(taken)

    def settle_requests(self, settlements: Sequence[Settlement], now: datetime) -> None:
        """Keep what became of requests."""
        if not settlements:
            return
        counts: Counter[str] = Counter()
        with self._db.write() as connection:
            again = [one for one in settlements if one.outcome is Settled.AGAIN]
            rows = [{"which": one.request.turn, "later": one.due, "tried": one.request.attempts + 1} for one in again]
            execute_many(connection, _LATER, rows)
            ended = {one.request.turn: one for one in settlements if one.outcome is not Settled.AGAIN}
            for row in rows_in(connection, _BY_KEY, ended):
                one = ended[row.key]
                word = one.outcome.value
                if one.outcome is Settled.VERIFIED:
                    word = _verified(connection, row, one, now)
                counts[word] += 1
            execute_in(connection, _END, ended)
            add_tallies(connection, counts)


def _verified(connection: Connection, row: AnyRow, settlement: Settlement, now: datetime) -> str:
    """Make, renew or end the subscription of a request whose callback confirmed it; return what was done."""
    standing = _standing(connection, row)
    if row.asking == Asking.UNSUBSCRIBE:
        if standing is not None:
            connection.execute(_UNSUBSCRIBE, {"which": standing.key})
        return "unsubscribed"
    terms = {
        "speech": row.speech,
        "address": row.address,
        "secret": row.secret,
        "expires": settlement.expires or now,
        "renewed": now,
    }
    version = connection.execute(_VERSION, {"channel": row.channel, "format": row.format}).scalar() or 0
    if standing is not None:
        connection.execute(_RENEW.values(terms), {"which": standing.key})
        return "renewed"
    fresh = {
        "key": next_key(connection, _SUBSCRIPTIONS),
        "channel": row.channel,
        "format": row.format,
        "callback": row.callback,
        "host": row.host,
        "begun": now,
        "had": 0,
        "owed": version,
        "since": now,
        # Published between the asking and the answer: nobody else would tell of it.
        "due": AT_ONCE if version > row.seen else None,
        "rest": None,
        "attempts": 0,
        "fails": 0,
        "failing": False,
        "answer": "",
        "touched": now,
        "lease": None,
    }
    insert(connection, _SUBSCRIPTIONS, [terms | fresh])
    return "verified"


def _standing(connection: Connection, row: AnyRow) -> AnyRow | None:
    place = {"channel": row.channel, "format": row.format, "callback": row.callback}
    return connection.execute(_STANDING, place).first()


def _versions(connection: Connection, numbers: Mapping[ChannelKey, int]) -> dict[tuple[ChannelKey, Format], int]:
    keys = {number: key for key, number in numbers.items()}
    return {
        (keys[row.channel], Format(row.format)): row.version for row in rows_in(connection, _VERSIONS, numbers.values())
    }


def _digest(one: Request) -> str:
    words = [one.speech, one.asking, one.topic.path, one.address, one.callback, one.lease, one.secret, one.echo]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _row(one: Request, key: int, digest: str, channel: int, seen: int) -> dict[str, Any]:
    return {
        "key": key,
        "digest": digest,
        "speech": one.speech.value,
        "asking": one.asking.value,
        "channel": channel,
        "format": one.topic.format.value,
        "address": one.address,
        "callback": one.callback,
        "host": one.host,
        "seconds": one.lease,
        "secret": one.secret,
        "echo": one.echo,
        "seen": seen,
        "created": one.created,
        "due": AT_ONCE,
        "attempts": 0,
        "lease": None,
    }


def _request(row: AnyRow) -> Request:
    return Request(
        speech=Speech(row.speech),
        asking=Asking(row.asking),
        topic=Topic(ChannelKey(ChannelKind(row.kind), row.slug), Format(row.format)),
        address=row.address,
        callback=row.callback,
        host=row.host,
        lease=row.seconds,
        created=row.created,
        secret=row.secret,
        echo=row.echo,
        turn=row.key,
        attempts=row.attempts,
    )


_REQUESTS, _SUBSCRIPTIONS = schema.hub_requests, schema.subscriptions
_FEEDS, _CHANNELS = schema.feeds, schema.channels
_PRESENT = bindparam("present", type_=_REQUESTS.c.due.type)
_UNTIL = bindparam("until", type_=_REQUESTS.c.due.type)
_WAITING = select(func.count()).select_from(_REQUESTS)
_ANY = select(_REQUESTS.c.key).limit(1)
_KNOWN = select(_REQUESTS.c.digest).where(among(_REQUESTS.c.digest))
_BY_HOST = select(_REQUESTS.c.host, func.count()).where(among(_REQUESTS.c.host)).group_by(_REQUESTS.c.host)
_VERSIONS = select(_FEEDS.c.channel, _FEEDS.c.format, _FEEDS.c.version).where(among(_FEEDS.c.channel))
_VERSION = select(_FEEDS.c.version).where(
    _FEEDS.c.channel == bindparam("channel"), _FEEDS.c.format == bindparam("format")
)
_DUE = (
    select(_REQUESTS, _CHANNELS.c.kind, _CHANNELS.c.slug)
    .join(_CHANNELS, _CHANNELS.c.key == _REQUESTS.c.channel)
    .where(
        _REQUESTS.c.due <= _PRESENT,
        # A lease that ends later than any could was written before the clock was set back.
        or_(_REQUESTS.c.lease.is_(None), _REQUESTS.c.lease <= _PRESENT, _REQUESTS.c.lease > _UNTIL),
        _REQUESTS.c.host.not_in(bindparam("skip", expanding=True)),
    )
    .order_by(_REQUESTS.c.key)
    .limit(bindparam("most"))
)
_LEASE = _REQUESTS.update().where(among(_REQUESTS.c.key)).values(lease=_UNTIL)
_LATER = (
    _REQUESTS.update()
    .where(_REQUESTS.c.key == bindparam("which"))
    .values(due=bindparam("later", type_=_REQUESTS.c.due.type), attempts=bindparam("tried"), lease=None)
)
_BY_KEY = select(_REQUESTS).where(among(_REQUESTS.c.key)).order_by(_REQUESTS.c.key)
_END = _REQUESTS.delete().where(among(_REQUESTS.c.key))
_TOTAL = select(func.count()).select_from(_SUBSCRIPTIONS)
_SUBSCRIBED_BY_HOST = (
    select(_SUBSCRIPTIONS.c.host, func.count()).where(among(_SUBSCRIPTIONS.c.host)).group_by(_SUBSCRIPTIONS.c.host)
)
_STANDING = select(_SUBSCRIPTIONS.c.key).where(
    _SUBSCRIPTIONS.c.channel == bindparam("channel"),
    _SUBSCRIPTIONS.c.format == bindparam("format"),
    _SUBSCRIPTIONS.c.callback == bindparam("callback"),
)
_RENEW = _SUBSCRIPTIONS.update().where(_SUBSCRIPTIONS.c.key == bindparam("which"))
_UNSUBSCRIBE = _SUBSCRIPTIONS.delete().where(_SUBSCRIPTIONS.c.key == bindparam("which"))
