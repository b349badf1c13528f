"""What is known of retractions, corrections and decisions, and what of an article is public or about to go."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from buzzfeed.model import (
    ChannelKey,
    ChannelKind,
    Correction,
    Decided,
    Delivery,
    DeliveryState,
    Departure,
    Listed,
    Retraction,
    Status,
    Told,
    Tombstone,
)
from buzzfeed.store import schema
from buzzfeed.store.appearing import PURGE
from buzzfeed.store.channel_rows import slugs_by_kind
from buzzfeed.store.columns import instant, seconds
from buzzfeed.store.editorial import RECORD, record_of
from buzzfeed.store.outbox import delivery_of
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, among, rows_in


class TakingBack(Part):
    """`Store.public` to `Store.retractions`."""

    def public(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these articles are published, without reading them."""
        with self._db.read() as connection:
            return frozenset(row.id for row in rows_in(connection, _PUBLIC, ids))

    def unpurged(self, since: datetime) -> Mapping[str, tuple[ChannelKey, ...]]:
        """Return what was taken back and no purge named, as `Store.unpurged` says."""
        found: dict[str, dict[ChannelKey, None]] = {}
        with self._db.read() as connection:
            rows = connection.execute(_LATELY, {"since": since}).all()
            purges = [delivery_of(row) for row in connection.execute(_PURGES, {"since": since})] if rows else []
            purged = {id_: one.created for one in purges for id_ in one.retracted}
            for row in rows:
                if row.id not in purged or purged[row.id] < row.at:
                    found.setdefault(row.id, {})[ChannelKey(ChannelKind(row.kind), row.slug)] = None
        return {id_: tuple(sorted(channels)) for id_, channels in found.items()}

    def leaving(self, now: datetime | None = None) -> tuple[Listed, ...]:
        """Return the articles about to go, as `Store.leaving` says, the next one first."""
        query = _LEAVING if now is None else _LEAVING.where(_ARTICLES.c.leaves <= now)
        with self._db.read() as connection:
            return tuple(Listed(record_of(row), (), (), ()) for row in connection.execute(query))

    def tombstones(self, keys: Collection[ChannelKey], limit: int) -> Mapping[ChannelKey, tuple[Tombstone, ...]]:
        """Return the tombstones of channels, the latest first (then by id), ``limit`` of each at most."""
        found: dict[ChannelKey, list[Tombstone]] = defaultdict(list)
        with self._db.read() as connection:
            for kind, slugs in slugs_by_kind(keys).items():
                for row in rows_in(connection, _TOMBSTONES_OF, slugs, kind=kind.value):
                    found[ChannelKey(kind, row.slug)].append(Tombstone(row.id, row.gone))
        return {key: tuple(sorted(stones, key=_latest_first)[:limit]) for key, stones in found.items()}

    def corrections(self, articles: Collection[str]) -> Mapping[str, tuple[Correction, ...]]:
        """Return the corrections of articles, the oldest first, by id; of those alone that have any."""
        found: dict[str, list[Correction]] = defaultdict(list)
        with self._db.read() as connection:
            for row in sorted(rows_in(connection, _CORRECTIONS, articles), key=lambda row: row.key):
                found[row.id].append(Correction(row.id, row.note, row.by, row.at))
        return {article: tuple(notes) for article, notes in found.items()}

    def decided(self, article: str) -> tuple[Decided, ...]:
        """Return every decision that was taken about an article, the oldest first."""
        with self._db.read() as connection:
            rows = connection.execute(_DECIDED, {"article": article})
            return tuple(Decided(row[0], Status(row[1]), *row[2:]) for row in rows)

    def deliveries_of(self, article: str, since: datetime) -> tuple[Delivery, ...]:
        """Return the deliveries that tell of an article's going, as `Store.deliveries_of` says."""
        table = schema.deliveries
        query = select(table).where(table.c.created >= since).order_by(table.c.created, table.c.id)
        with self._db.read() as connection:
            naming = connection.execute(query.where(table.c.articles.contains(json.dumps(article), autoescape=True)))
            return tuple(one for one in map(delivery_of, naming) if article in one.retracted)

    def retractions(self, article: str) -> tuple[Retraction, ...]:
        """Return every time that an article was taken back, the latest first."""
        with self._db.read() as connection:
            rows = connection.execute(_RETRACTIONS_OF, {"article": article}).all()
            return tuple(_retraction(row, _departures(connection, row.key)) for row in rows)


def _latest_first(stone: Tombstone) -> tuple[float, str]:
    return -stone.when.timestamp(), stone.ref


def _departures(connection: Connection, retraction: int) -> tuple[Departure, ...]:
    rows = connection.execute(_DEPARTURES_OF, {"retraction": retraction})
    found = [
        Departure(ChannelKey(ChannelKind(row.kind), row.slug), row.carried, row.cleared, bool(row.stone))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.channel))


def _retraction(row: AnyRow, departures: tuple[Departure, ...]) -> Retraction:
    return Retraction(
        article=row.id,
        revision=row.revision,
        url=row.url,
        reason=row.reason,
        by=row.by,
        note=row.note,
        at=row.at,
        shown=row.shown,
        departures=departures,
        told=unpack_told(row.told),
        undone=row.undone,
        undone_by=row.undone_by,
        undone_note=row.undone_note,
    )


def pack_told(told: Collection[Told]) -> str:
    """Return what became of deliveries as JSON."""
    return json.dumps([[one.target, one.type, one.state, one.attempts, one.answer, seconds(one.at)] for one in told])


def unpack_told(text: str) -> tuple[Told, ...]:
    """Return what `pack_told` wrote."""
    return tuple(
        Told(target, kind, DeliveryState(state), attempts, answer, instant(at))
        for target, kind, state, attempts, answer, at in json.loads(text)
    )


_ARTICLES, _ENTRIES, _SLUGS = schema.articles, schema.entries, schema.slugs
_CHANNELS, _TOMBSTONES, _DECISIONS = schema.channels, schema.tombstones, schema.decisions
_RETRACTIONS, _DEPARTURES = schema.retractions, schema.departures
_PUBLIC = select(_ENTRIES.c.id).where(among(_ENTRIES.c.id))
_LEAVING = select(*RECORD).where(_ARTICLES.c.leaves.is_not(None)).order_by(_ARTICLES.c.leaves, _ARTICLES.c.id)
_SINCE = bindparam("since", type_=_RETRACTIONS.c.at.type)
_LATELY = (
    select(_ARTICLES.c.id, _RETRACTIONS.c.at, _CHANNELS.c.kind, _CHANNELS.c.slug)
    .join(_ARTICLES, _ARTICLES.c.key == _RETRACTIONS.c.article)
    .join(_DEPARTURES, _DEPARTURES.c.retraction == _RETRACTIONS.c.key)
    .join(_CHANNELS, _CHANNELS.c.key == _DEPARTURES.c.channel)
    .where(_RETRACTIONS.c.at >= _SINCE, _RETRACTIONS.c.undone.is_(None))
)
_PURGES = (
    select(schema.deliveries)
    .where(schema.deliveries.c.type == PURGE, schema.deliveries.c.created >= _SINCE)
    .order_by(schema.deliveries.c.created)
)
_TOMBSTONES_OF = (
    select(_CHANNELS.c.slug, _ARTICLES.c.id, _TOMBSTONES.c.gone)
    .join(_CHANNELS, _CHANNELS.c.key == _TOMBSTONES.c.channel)
    .join(_ARTICLES, _ARTICLES.c.key == _TOMBSTONES.c.article)
    .where(_CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug))
)
_CORRECTIONS = (
    select(schema.corrections, _ARTICLES.c.id)
    .join(_ARTICLES, _ARTICLES.c.key == schema.corrections.c.article)
    .where(among(_ARTICLES.c.id))
)
_DECIDED = (
    select(*(_DECISIONS.c[name] for name in "revision status reason by note at".split()))
    .join(_ARTICLES, _ARTICLES.c.key == _DECISIONS.c.article)
    .where(_ARTICLES.c.id == bindparam("article"))
    .order_by(_DECISIONS.c.key)
)
_RETRACTIONS_OF = (
    select(_RETRACTIONS, _ARTICLES.c.id, _ARTICLES.c.shown)
    .join(_ARTICLES, _ARTICLES.c.key == _RETRACTIONS.c.article)
    .where(_ARTICLES.c.id == bindparam("article"))
    .order_by(_RETRACTIONS.c.key.desc())
)
_DEPARTURES_OF = (
    select(_DEPARTURES, _CHANNELS.c.kind, _CHANNELS.c.slug)
    .add_columns(
        exists()
        .where(_TOMBSTONES.c.channel == _DEPARTURES.c.channel, _TOMBSTONES.c.article == _RETRACTIONS.c.article)
        .label("stone")
    )
    .join(_RETRACTIONS, _RETRACTIONS.c.key == _DEPARTURES.c.retraction)
    .join(_CHANNELS, _CHANNELS.c.key == _DEPARTURES.c.channel)
    .where(_DEPARTURES.c.retraction == bindparam("retraction"))
)
