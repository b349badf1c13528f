"""What subscribers ask for: left by whoever answers the world, verified by the work process."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, func, or_, select, type_coerce
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Asking, Claim, Request, Settled, Settlement, Speech, Taken, Topic
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, insert_missing
from buzzfeed.store.channel_rows import channel_numbers
from buzzfeed.store.hub_numbers import fresh_keys
from buzzfeed.store.hub_tallies import AT_ONCE, add_tallies
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, execute_in, execute_many, rows_in

CROWDED = "this hub has as many subscriptions as it takes"
CROWDED_HOST = "this host has as many subscriptions as one may have here"

_INSTANT = timedelta(seconds=1)
_CLOCKS = timedelta(seconds=30)
"""By how much the clocks of two machines may differ: one writes down what is asked for, another what became of it."""


class HubInbox(Part):
    """`buzzfeed.ports.inbox.HubInbox`."""

    def leave(self, requests: Sequence[Request], room: int, host_room: int) -> tuple[bool, ...]:
        """Write requests down, and return which of them are kept."""
        with self._db.write() as connection:
            numbers = channel_numbers(connection, {one.topic.channel for one in requests})
            versions = _versions(connection, numbers)
            waiting = connection.execute(_WAITING).scalar_one()
            digests = [_digest(one) for one in requests]
            known = {row.digest: row for row in rows_in(connection, _KNOWN, set(digests))}
            of_host = Counter(dict(map(tuple, rows_in(connection, _BY_HOST, {one.host for one in requests}))))
            keys = fresh_keys(connection, _REQUESTS, len(requests))
            rows: dict[str, dict[str, Any]] = {}
            again: dict[str, int] = {}
            kept = []
            for key, one, digest in zip(keys, requests, digests, strict=True):
                place = (one.topic.channel, one.topic.format)
                if place not in versions:
                    kept.append(False)
                    continue
                if digest in known:
                    again[digest] = key
                elif digest in rows:
                    rows[digest] = {**rows.pop(digest), "key": key}
                else:
                    if waiting + len(rows) >= room or of_host[one.host] >= host_room:
                        kept.append(False)
                        continue
                    of_host[one.host] += 1
                    rows[digest] = _row(one, key, digest, numbers[one.topic.channel], versions[place])
                kept.append(True)
            insert_missing(connection, _REQUESTS, list(rows.values()))
            _asked_again(connection, known, again)
            return tuple(kept)

    def settled(self, requests: Sequence[Request], now: datetime) -> tuple[bool | None, ...]:
        """Return which requests were confirmed, as far as that is known."""
        with self._db.read() as connection:
            numbers = channel_numbers(connection, {one.topic.channel for one in requests})
            waiting = {row.digest for row in rows_in(connection, _KNOWN, {_digest(one) for one in requests})}
            return tuple(
                None if _digest(one) in waiting else _confirmed(connection, one, numbers.get(one.topic.channel), now)
                for one in requests
            )


def _confirmed(connection: Connection, one: Request, channel: int | None, now: datetime) -> bool:
    """Whether a subscription stands that was begun or renewed since it was asked for, as far as clocks agree.

    Where it was renewed shortly before, and this request failed, it stands all the same.
    """
    if channel is None:
        return False
    place = _Place(channel, one.topic.format.value, one.speech.value, one.callback)
    found = connection.execute(_STANDING, place._asdict()).first()
    return found is not None and found.expires > now and found.renewed >= one.created - _CLOCKS


def _asked_again(connection: Connection, known: Mapping[str, AnyRow], again: Mapping[str, int]) -> None:
    """Put requests that wait already, and were made again, behind others of the same subscriber that came between.

    What comes of the former one does not count then, as it would be older than those.
    """
    last: dict[_Place, int] = {}
    for row in rows_in(connection, _OF_HOSTS, {known[digest].host for digest in again}):
        last[_place(row)] = max(last.get(_place(row), 0), row.key)
    behind = [
        {"which": known[digest].key, "behind": key}
        for digest, key in again.items()
        if last[_place(known[digest])] > known[digest].key
    ]
    execute_many(connection, _BEHIND, behind)


class HubRequests(Part):
    """The part of `buzzfeed.ports.subscribers.Subscribers` that is about requests."""

    def take_requests(
        self, now: datetime, lease: timedelta, limit: int, most: int, most_of_host: int, skip: Collection[str] = ()
    ) -> tuple[Taken, ...]:
        """Claim requests that are to be verified, of each host the oldest first, one host after the other."""
        values = {"present": now, "until": now + lease, "skip": list(skip), "most": limit}
        with self._db.read() as connection:
            # Most looks find nothing, or what is being asked or waits for its next try: they cost no writer its turn.
            if connection.execute(_IS_DUE, values).first() is None:
                return ()
        with self._db.write() as connection:
            rows = connection.execute(_DUE, values).all()
            execute_in(connection, _LEASE, [row.key for row in rows], until=now + lease)
            total = connection.execute(_TOTAL, {"present": now}).scalar_one()
            hosts = {row.host for row in rows}
            of_host = Counter(dict(map(tuple, rows_in(connection, _SUBSCRIBED_BY_HOST, hosts, present=now))))
            taken = []
            for row in rows:
                crowded = ""
                standing = _standing(connection, row)
                if row.asking == Asking.SUBSCRIBE and (standing is None or standing.expires <= now):
                    crowded = CROWDED if total >= most else CROWDED_HOST if of_host[row.host] >= most_of_host else ""
                    total, of_host[row.host] = total + (not crowded), of_host[row.host] + (not crowded)
                taken.append(Taken(_request(row), crowded))
            return tuple(taken)

    def hold_requests(self, claims: Sequence[Claim], now: datetime, lease: timedelta) -> None:
        """Have claims last longer."""
        rows = [{"which": one.key, "by": one.number, "until": now + lease} for one in claims]
        with self._db.write() as connection:
            execute_many(connection, _HOLD, rows)

    def settle_requests(self, settlements: Sequence[Settlement], now: datetime) -> None:
        """Keep what became of requests."""
        if not settlements:
            return
        counts: Counter[str] = Counter()
        with self._db.write() as connection:
            again = [one for one in settlements if one.outcome is Settled.AGAIN]
            rows = [
                {
                    "which": one.request.turn.key,
                    "by": one.request.turn.number,
                    "later": one.due,
                    "tried": one.request.attempts + 1,
                }
                for one in again
            ]
            execute_many(connection, _LATER, rows)
            ended = {one.request.turn: one for one in settlements if one.outcome is not Settled.AGAIN}
            over = []
            for row in rows_in(connection, _BY_KEY, {claim.key for claim in ended}):
                found = ended.get(Claim(row.key, row.claim))
                if found is None:
                    continue  # claimed by somebody else since, who will say what came of it
                over.append(row.key)
                word = found.outcome.value
                if found.outcome is Settled.VERIFIED:
                    word = _verified(connection, row, found, now)
                    connection.execute(_SUPERSEDE, {**_place(row)._asdict(), "which": row.key})
                counts[word] += 1
            execute_in(connection, _END, over)
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
        "host": row.host,
        "secret": row.secret,
        "expires": settlement.expires or now,
        "renewed": now,
        "lapsed": None,
    }
    version = connection.execute(_VERSION, {"channel": row.channel, "format": row.format}).scalar() or 0
    if standing is not None and standing.expires > now:
        # Another instant than before, so that a 410 to a push that was begun before does not end what was renewed.
        terms["renewed"] = max(now, standing.renewed + _INSTANT)
        connection.execute(_RENEW.values(terms), {"which": standing.key})
        return "renewed"
    had = standing.had if standing is not None else 0
    anew = terms | {
        "begun": now,
        # An rssCloud subscriber fetches, and is told again once that edition is to be seen.
        "owed": max(had, row.seen) if row.speech == Speech.RSSCLOUD else version,
        "since": now,
        # Published between the asking and the answer: nobody else would tell of it.
        "due": AT_ONCE if version > max(had, row.seen) else None,
        "rest": None,
        "attempts": 0,
        "fails": 0,
        "failing": False,
        "answer": "",
        "touched": now,
        "lease": None,
    }
    if standing is not None:
        # Its lease was over, and nobody owed it anything since: it begins anew, whatever is on its way to it.
        connection.execute(_RENEW.values(**anew, claim=_SUBSCRIPTIONS.c.claim + 1), {"which": standing.key})
        return "verified"
    (key,) = fresh_keys(connection, _SUBSCRIPTIONS, 1)
    place = {"key": key, "channel": row.channel, "format": row.format, "callback": row.callback}
    insert(connection, _SUBSCRIPTIONS, [anew | place | {"had": 0, "claim": 0}])
    return "verified"


def _standing(connection: Connection, row: AnyRow) -> AnyRow | None:
    return connection.execute(_STANDING, _place(row)._asdict()).first()


class _Place(NamedTuple):
    """What one subscription is: there is one of each. Names are those of the statements' parameters."""

    channel: int
    format: str
    speech: str
    callback: str


def _place(row: AnyRow) -> _Place:
    return _Place(row.channel, row.format, row.speech, row.callback)


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
        "claim": 0,
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
        turn=Claim(row.key, row.claim + 1),  # as it was read before it was claimed
        attempts=row.attempts,
    )


_REQUESTS, _SUBSCRIPTIONS = schema.hub_requests, schema.subscriptions
_FEEDS, _CHANNELS = schema.feeds, schema.channels
_PRESENT = bindparam("present", type_=_REQUESTS.c.due.type)
_UNTIL = bindparam("until", type_=_REQUESTS.c.due.type)
_WAITING = select(func.count()).select_from(_REQUESTS)
_KNOWN = select(_REQUESTS).where(among(_REQUESTS.c.digest))
_OF_HOSTS = select(_REQUESTS).where(among(_REQUESTS.c.host))
_BY_HOST = select(_REQUESTS.c.host, func.count()).where(among(_REQUESTS.c.host)).group_by(_REQUESTS.c.host)
_VERSIONS = select(_FEEDS.c.channel, _FEEDS.c.format, _FEEDS.c.version).where(among(_FEEDS.c.channel))
_VERSION = select(_FEEDS.c.version).where(
    _FEEDS.c.channel == bindparam("channel"), _FEEDS.c.format == bindparam("format")
)
_READY = (
    _REQUESTS.c.due <= _PRESENT,
    # A lease that ends later than any could was written before the clock was set back.
    or_(_REQUESTS.c.lease.is_(None), _REQUESTS.c.lease <= _PRESENT, _REQUESTS.c.lease > _UNTIL),
    _REQUESTS.c.host.not_in(bindparam("skip", expanding=True)),
)
_IS_DUE = select(_REQUESTS.c.key).where(*_READY).limit(1)
_DUE = (
    select(_REQUESTS, _CHANNELS.c.kind, _CHANNELS.c.slug)
    .join(_CHANNELS, _CHANNELS.c.key == _REQUESTS.c.channel)
    .where(*_READY)
    # Each host's oldest before the second of any: who asks for much delays itself alone.
    .order_by(func.row_number().over(partition_by=_REQUESTS.c.host, order_by=_REQUESTS.c.key), _REQUESTS.c.key)
    .limit(bindparam("most"))
)
_LEASE = _REQUESTS.update().where(among(_REQUESTS.c.key)).values(lease=_UNTIL, claim=_REQUESTS.c.claim + 1)
_CLAIMED = (_REQUESTS.c.key == bindparam("which"), _REQUESTS.c.claim == bindparam("by"))
_HOLD = _REQUESTS.update().where(*_CLAIMED, _REQUESTS.c.lease.is_not(None)).values(lease=_UNTIL)
_BEHIND = (
    _REQUESTS.update()
    .where(_REQUESTS.c.key == bindparam("which"))
    .values(key=bindparam("behind"), due=type_coerce(AT_ONCE, _REQUESTS.c.due.type), lease=None)
)
_LATER = (
    _REQUESTS.update()
    .where(*_CLAIMED)
    .values(due=bindparam("later", type_=_REQUESTS.c.due.type), attempts=bindparam("tried"), lease=None)
)
_BY_KEY = select(_REQUESTS).where(among(_REQUESTS.c.key)).order_by(_REQUESTS.c.key)
_END = _REQUESTS.delete().where(among(_REQUESTS.c.key))
_LIVE = _SUBSCRIPTIONS.c.expires > _PRESENT
_TOTAL = select(func.count()).where(_LIVE)
_SUBSCRIBED_BY_HOST = (
    select(_SUBSCRIPTIONS.c.host, func.count())
    .where(among(_SUBSCRIPTIONS.c.host), _LIVE)
    .group_by(_SUBSCRIPTIONS.c.host)
)


def _same_place(table: Table) -> tuple[ColumnElement[bool], ...]:
    return tuple(table.c[name] == bindparam(name) for name in _Place._fields)


_STANDING = select(
    _SUBSCRIPTIONS.c.key, _SUBSCRIPTIONS.c.expires, _SUBSCRIPTIONS.c.had, _SUBSCRIPTIONS.c.renewed
).where(*_same_place(_SUBSCRIPTIONS))
# What a subscriber confirmed stands above what it asked for before, whether that is being verified or waits.
_SUPERSEDE = _REQUESTS.delete().where(*_same_place(_REQUESTS), _REQUESTS.c.key < bindparam("which"))
_RENEW = _SUBSCRIPTIONS.update().where(_SUBSCRIPTIONS.c.key == bindparam("which"))
_UNSUBSCRIBE = _SUBSCRIPTIONS.delete().where(_SUBSCRIPTIONS.c.key == bindparam("which"))
