"""Who is owed which edition: owed in one statement for all of a feed's subscribers, claimed and kept in batches."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, func, or_, select, true, type_coerce
from sqlalchemy.engine import Connection

from buzzfeed.errors import StoreError
from buzzfeed.model import ChannelKey, ChannelKind, Edition, EntryRef, Format
from buzzfeed.model.subscriptions import (
    LATER,
    WAITED,
    WAITS,
    Announced,
    Claim,
    Owed,
    Present,
    Reach,
    Speech,
    Telling,
    Topic,
    within,
)
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.channel_rows import channel_numbers
from buzzfeed.store.codec import unpack_entries
from buzzfeed.store.editions import edition_in, fragments_in
from buzzfeed.store.hub_tallies import AT_ONCE, add_tallies
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, execute_in, execute_many, rows_in


class HubPushes(Part):
    """The part of `buzzfeed.ports.subscribers.Subscribers` that is about editions owed."""

    def subscribed(self, topics: Collection[Topic], speech: Speech | None = None) -> frozenset[Topic]:
        """Return which of these topics anybody follows, or anybody who speaks one protocol."""
        with self._db.read() as connection:
            if connection.execute(_ANYBODY).first() is None:
                return frozenset()
            numbers = channel_numbers(connection, {topic.channel for topic in topics})
            rows = rows_in(connection, _FOLLOWED, numbers.values(), told=_told(speech))
        followed = {(row.channel, row.format) for row in rows}
        return frozenset(topic for topic in topics if (numbers.get(topic.channel), topic.format.value) in followed)

    def owe(self, topics: Collection[Topic], since: datetime, now: datetime, speech: Speech | None = None) -> int:
        """Owe each subscriber of these topics, or those who speak one protocol, their present editions."""
        with self._db.write() as connection:
            numbers = channel_numbers(connection, {topic.channel for topic in topics})
            wanted = {(numbers[one.channel], one.format.value) for one in topics if one.channel in numbers}
            feeds = {
                (row.channel, row.format): row.version
                for row in rows_in(connection, _VERSIONS, {number for number, _ in wanted})
                if (row.channel, row.format) in wanted
            }
            _announce(connection, feeds)
            connection.execute(_SET_BACK, {"present": now})
            owed = 0
            for (channel, fmt), version in sorted(feeds.items()):
                place = {"of": channel, "as": fmt, "present": now, "told": _told(speech)}
                connection.execute(_OWE, {**place, "version": version, "published": since})
                owed += connection.execute(_HOW_MANY, place).scalar_one()
            return owed

    def take_owed(
        self, now: datetime, lease: timedelta, limit: int, failing: bool, skip: Collection[str] = ()
    ) -> tuple[Owed, ...]:
        """Claim subscriptions whose time to be told has come, the longest due first."""
        values = {"present": now, "until": now + lease, "bad": failing, "skip": list(skip), "most": limit}
        with self._db.read() as connection:
            # Most looks find nothing: they cost no writer its turn.
            ahead = failing and connection.execute(_AHEAD, {"present": now}).first() is not None
            if not ahead and connection.execute(_IS_DUE, values).first() is None:
                return ()
        with self._db.write() as connection:
            if ahead:
                connection.execute(_SET_BACK, {"present": now})
            rows = connection.execute(_DUE, values).all()
            execute_in(connection, _LEASE, [row.key for row in rows], until=now + lease)
        return tuple(_owed(row) for row in rows)

    def as_claimed(self, claimed: Collection[Owed], now: datetime) -> frozenset[Owed]:
        """Return which of these claimed subscriptions are still as they were claimed."""
        if not claimed:
            return frozenset()
        with self._db.read() as connection:
            rows = rows_in(connection, _TERMS, {one.key.key for one in claimed}, present=now)
        terms = {Claim(row.key, row.claim): (row.callback, row.secret, row.address, row.speech) for row in rows}
        return frozenset(
            one for one in claimed if terms.get(one.key) == (one.callback, one.secret, one.address, one.speech.value)
        )

    def hold_owed(self, claims: Sequence[Claim], now: datetime, lease: timedelta) -> None:
        """Have claims last longer."""
        with self._db.write() as connection:
            execute_many(connection, _HOLD, [_of(one) | {"until": now + lease} for one in claims])

    def keep_tellings(self, tellings: Sequence[Telling], now: datetime) -> None:
        """Keep what became of claimed subscriptions."""
        by: dict[Reach, list[Telling]] = {}
        for one in tellings:
            by.setdefault(one.outcome, []).append(one)
        delivered = by.get(Reach.DELIVERED, [])
        missed = by.get(Reach.FAILED, []) + by.get(Reach.DROPPED, [])
        counts = Counter({outcome.value: len(some) for outcome, some in by.items() if outcome is not Reach.RETURNED})
        for one in delivered:
            counts[_waited(one.waited)] += 1
        counts[WAITED] = sum(round(one.waited) for one in delivered)
        with self._db.write() as connection:
            execute_many(
                connection,
                _DELIVERED,
                [_of(one.key) | {"now": now, "v": one.version, "slow": one.slow} for one in delivered],
            )
            execute_many(
                connection,
                _MISSED,
                [
                    _of(one.key)
                    | {
                        "now": now,
                        "v": one.version,
                        "later": one.due,
                        "resting": one.rest,
                        "said": one.answer,
                        "tried": 0 if one.due is None else 1,
                    }
                    for one in missed
                ],
            )
            execute_many(
                connection,
                _RETURNED,
                [_of(one.key) | {"later": one.due} for one in by.get(Reach.RETURNED, [])],
            )
            counts[Reach.GONE.value] = _end(connection, by.get(Reach.GONE, []))
            add_tallies(connection, counts)

    def give_back(self) -> None:
        """End every claim."""
        with self._db.write() as connection:
            for table in (_SUBSCRIPTIONS, schema.hub_requests):
                connection.execute(table.update().where(table.c.lease.is_not(None)).values(lease=None))

    def next_telling(self, now: datetime) -> datetime | None:
        """Return when the next subscription or request falls due."""
        with self._db.read() as connection:
            found = [connection.execute(_NEXT, {"present": now, "bad": bad}).scalar() for bad in (False, True)]
            found.append(connection.execute(_NEXT_REQUEST).scalar())
        return min((one for one in found if one is not None), default=None)

    def announced(self, topic: Topic) -> Announced | None:
        """Return what was last announced of a topic."""
        with self._db.read() as connection:
            row = connection.execute(_ANNOUNCED_OF, _place(topic)).first()
        return None if row is None else Announced(topic, row.version, row.before)

    def version(self, topic: Topic) -> int:
        """Return the version of a feed's present edition, 0 where it may not go out."""
        with self._db.read() as connection:
            found = _public_edition(connection, topic)
        return 0 if found is None else found[0]

    def entries_of(self, topic: Topic, version: int) -> tuple[EntryRef, ...] | None:
        """Return what an edition held, one of the last few."""
        with self._db.read() as connection:
            data = connection.execute(_ENTRIES_OF, {**_place(topic), "v": version}).scalar()
        return None if data is None else unpack_entries(data)

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these articles are not published any more."""
        with self._db.read() as connection:
            return frozenset(ids) - {row.id for row in rows_in(connection, _PUBLIC, ids)}

    def present(self, topic: Topic) -> Present | None:
        """Return a feed's present edition with its fragments, held against its digest."""
        with self._db.read() as connection:
            found = _public_edition(connection, topic)
            if found is None:
                return None
            version, edition = found
            fragments = fragments_in(connection, set(edition.fragments))
        whole = len(fragments) == len(set(edition.fragments))
        if not whole or hashlib.sha256(edition.document(fragments)).hexdigest() != edition.digest:
            raise StoreError(
                edition.path, "its stored bytes are not those that were proved", "restore the store from a backup"
            )
        return Present(version, edition, fragments)


def _public_edition(connection: Connection, topic: Topic) -> tuple[int, Edition] | None:
    """Return a feed's present edition with its version, unless it is withheld or holds what was taken back."""
    row = connection.execute(_PRESENT_OF, _place(topic)).first()
    if row is None or row.withheld:
        return None
    edition = edition_in(connection, topic.channel, topic.format)
    if edition is None:
        return None
    ids = {entry.id for entry in edition.entries}
    if len({found.id for found in rows_in(connection, _PUBLIC, ids)}) < len(ids):
        return None
    return row.version, edition


def _announce(connection: Connection, feeds: dict[tuple[int, str], int]) -> None:
    rows = rows_in(connection, _ANNOUNCED, {channel for channel, _ in feeds})
    known = {(row.channel, row.format): row.version for row in rows}
    fresh = [
        {"channel": channel, "format": fmt, "version": version, "before": known.get((channel, fmt), 0)}
        for (channel, fmt), version in feeds.items()
        if known.get((channel, fmt), 0) < version
    ]
    upsert(connection, schema.hub_topics, fresh)


def _end(connection: Connection, gone: Sequence[Telling]) -> int:
    """End subscriptions as they were when they were claimed; return how many. One renewed since is told once more."""
    ended = 0
    for one in gone:
        found = connection.execute(_END, _of(one.key) | {"term": one.renewed}).rowcount
        if not found:
            connection.execute(_RETURNED, _of(one.key) | {"later": None})
        ended += found
    return ended


def _of(claim: Claim) -> dict[str, Any]:
    return {"which": claim.key, "by": claim.number}


def _told(speech: Speech | None) -> list[str]:
    return [one.value for one in Speech if speech in (one, None)]


def _place(topic: Topic) -> dict[str, str]:
    return {"kind": topic.channel.kind.value, "slug": topic.channel.slug, "as": topic.format.value}


def _owed(row: AnyRow) -> Owed:
    return Owed(
        key=Claim(row.key, row.claim + 1),  # as it was read before it was claimed
        speech=Speech(row.speech),
        topic=Topic(ChannelKey(ChannelKind(row.kind), row.slug), Format(row.format)),
        address=row.address,
        callback=row.callback,
        host=row.host,
        had=row.had,
        owed=row.owed,
        since=row.since,
        attempts=row.attempts,
        renewed=row.renewed,
        secret=row.secret,
    )


def _waited(seconds: float) -> str:
    return next((within(bound) for bound in WAITS if seconds <= bound), LATER)


_SUBSCRIPTIONS, _FEEDS, _CHANNELS = schema.subscriptions, schema.feeds, schema.channels
_TOPICS, _EDITIONS, _LISTS = schema.hub_topics, schema.editions, schema.entry_lists
_S = _SUBSCRIPTIONS.c
_NOW = bindparam("present", type_=_S.since.type)
_UNTIL = bindparam("until", type_=_S.since.type)
_LIVE = _S.expires > _NOW
_TOLD = _S.speech.in_(bindparam("told", expanding=True))
_OF = (_S.channel == bindparam("of"), _S.format == bindparam("as"), _TOLD)
_ANYBODY = select(_S.key).limit(1)
_FOLLOWED = select(_S.channel, _S.format).where(among(_S.channel), _TOLD).distinct()
_VERSIONS = select(_FEEDS.c.channel, _FEEDS.c.format, _FEEDS.c.version).where(among(_FEEDS.c.channel))
_ANNOUNCED = select(_TOPICS).where(among(_TOPICS.c.channel))
_OWE = (
    _SUBSCRIPTIONS.update()
    .where(*_OF, _LIVE, _S.had < bindparam("version"), _S.owed < bindparam("version"))
    .values(
        owed=bindparam("version"),
        since=bindparam("published", type_=_S.since.type),
        # One that asked to be left alone is left alone.
        due=case((_S.rest > _NOW, _S.rest), else_=type_coerce(AT_ONCE, _S.due.type)),
        attempts=0,
        touched=_NOW,
    )
)
_HOW_MANY = select(func.count()).where(*_OF, _LIVE)
_READY = (
    _S.failing == bindparam("bad"),
    _S.due <= _NOW,
    # A lease that ends later than any could was written before the clock was set back.
    or_(_S.lease.is_(None), _S.lease <= _NOW, _S.lease > _UNTIL),
    _LIVE,
    _S.host.not_in(bindparam("skip", expanding=True)),
)
_IS_DUE = select(_S.key).where(*_READY).limit(1)
_DUE = (
    select(_SUBSCRIPTIONS, _CHANNELS.c.kind, _CHANNELS.c.slug)
    .join(_CHANNELS, _CHANNELS.c.key == _S.channel)
    .where(*_READY)
    .order_by(_S.due, _S.key)
    .limit(bindparam("most"))
)
_TERMS = select(_S.key, _S.claim, _S.callback, _S.secret, _S.address, _S.speech).where(among(_S.key), _LIVE)
_LEASE = _SUBSCRIPTIONS.update().where(among(_S.key)).values(lease=_UNTIL, claim=_S.claim + 1)
_CLAIMED = (_S.key == bindparam("which"), _S.claim == bindparam("by"))
_HOLD = _SUBSCRIPTIONS.update().where(*_CLAIMED, _S.lease.is_not(None)).values(lease=_UNTIL)
_WRITTEN_AHEAD = (_S.touched > _NOW, or_(_S.due > _NOW, _S.rest > _NOW))  # the clock was set back since


def _set_back(column: ColumnElement[datetime]) -> ColumnElement[int]:
    return type_coerce(column, BigInteger) - (type_coerce(_S.touched, BigInteger) - type_coerce(_NOW, BigInteger))


_AHEAD = select(_S.key).where(*_WRITTEN_AHEAD).limit(1)
_SET_BACK = (
    _SUBSCRIPTIONS.update()
    .where(*_WRITTEN_AHEAD)
    .values(
        due=case((_S.due > _NOW, _set_back(_S.due)), else_=_S.due),
        rest=_set_back(_S.rest),
        touched=_NOW,
    )
)
_SENT = bindparam("v", type_=_S.had.type)
_AT = bindparam("now", type_=_S.touched.type)
_LATER = bindparam("later", type_=_S.due.type)
_NOTHING = type_coerce(None, _S.due.type)
_DELIVERED = (
    _SUBSCRIPTIONS.update()
    .where(*_CLAIMED)
    .values(
        had=case((_S.had > _SENT, _S.had), else_=_SENT),
        # An edition that was announced meanwhile is still owed.
        due=case((_S.owed > _SENT, type_coerce(AT_ONCE, _S.due.type)), else_=_NOTHING),
        rest=None,
        attempts=0,
        fails=0,
        failing=bindparam("slow"),
        answer="",
        touched=_AT,
        lease=None,
    )
)
_MISSED = (
    _SUBSCRIPTIONS.update()
    .where(*_CLAIMED)
    .values(
        # One that was announced meanwhile has its own tries.
        due=case((_S.owed > _SENT, func.coalesce(_LATER, type_coerce(AT_ONCE, _S.due.type))), else_=_LATER),
        attempts=case((_S.owed > _SENT, 0), else_=_S.attempts + bindparam("tried")),
        rest=bindparam("resting", type_=_S.rest.type),
        fails=_S.fails + 1,
        failing=true(),
        answer=bindparam("said", type_=_S.answer.type),
        touched=_AT,
        lease=None,
    )
)
_RETURNED = _SUBSCRIPTIONS.update().where(*_CLAIMED).values(due=func.coalesce(_LATER, _S.due), lease=None)
_END = _SUBSCRIPTIONS.delete().where(*_CLAIMED, _S.renewed == bindparam("term", type_=_S.renewed.type))
_NEXT = select(func.min(_S.due)).where(_S.failing == bindparam("bad"), _S.due.is_not(None), _LIVE)
_NEXT_REQUEST = select(func.min(schema.hub_requests.c.due))
_CHANNEL = (_CHANNELS.c.kind == bindparam("kind"), _CHANNELS.c.slug == bindparam("slug"))
_ANNOUNCED_OF = (
    select(_TOPICS.c.version, _TOPICS.c.before)
    .join(_CHANNELS, _CHANNELS.c.key == _TOPICS.c.channel)
    .where(*_CHANNEL, _TOPICS.c.format == bindparam("as"))
)
_PRESENT_OF = (
    select(_FEEDS.c.version, _FEEDS.c.withheld)
    .join(_CHANNELS, _CHANNELS.c.key == _FEEDS.c.channel)
    .where(*_CHANNEL, _FEEDS.c.format == bindparam("as"))
)
_ENTRIES_OF = (
    select(_LISTS.c.data)
    .select_from(_EDITIONS)
    .join(_CHANNELS, _CHANNELS.c.key == _EDITIONS.c.channel)
    .join(_LISTS, (_LISTS.c.channel == _EDITIONS.c.channel) & (_LISTS.c.digest == _EDITIONS.c.entries))
    .where(*_CHANNEL, _EDITIONS.c.format == bindparam("as"), _EDITIONS.c.version == bindparam("v"))
)
_PUBLIC = select(schema.entries.c.id).where(among(schema.entries.c.id))
