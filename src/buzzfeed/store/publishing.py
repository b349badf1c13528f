"""The publishing transaction: editions, the deliveries they owe, and the channels they settle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from buzzfeed.errors import StaleError, StoreError
from buzzfeed.model import Edition, EntryRef, Publication
from buzzfeed.store import schema
from buzzfeed.store.appearing import expect
from buzzfeed.store.bulk import insert_missing, upsert
from buzzfeed.store.channel_rows import channel_numbers, ensure_channels, raise_generation
from buzzfeed.store.closing import write_archives
from buzzfeed.store.codec import pack_entries, pack_keys, unpack_keys
from buzzfeed.store.departing import without
from buzzfeed.store.outbox import delivery_row
from buzzfeed.store.recognising import keep_shown, keep_traits
from buzzfeed.store.sql import AnyRow, among, execute_in, execute_many, rows_in

KEPT_EDITIONS = 24
"""How many editions of a feed are remembered, the current one included: a busy day's, so that who asks once a day is
given what came since (RFC 3229). A list of 50 entries takes about 5 kB."""

Place = tuple[int, str]
"""A feed: its channel's number and its format."""


def publish(connection: Connection, publication: Publication, now: datetime) -> int:
    """Write a publication, and return the generation it gave.

    Raises:
        StaleError: an edition carries an article that left the outputs since.
        StoreError: a fragment that an edition names is not kept.
    """
    generation = raise_generation(connection)
    numbers = ensure_channels(connection, {edition.channel: edition.updated for edition in publication.editions})
    editions = {(numbers[one.channel], one.format.value): one for one in publication.editions}
    current = _current(connection, editions)
    _have_fragments(connection, publication, editions, current)
    lists = _Lists()
    rows = [_row(place, edition, current.get(place), lists, now) for place, edition in editions.items()]
    for row in rows:
        row.setdefault("generation", generation)
    insert_missing(connection, schema.entry_lists, lists.rows)
    upsert(connection, schema.feeds, rows)
    _remember(connection, rows)
    lists_shown = [edition.entries for edition in editions.values()] + [one.entries for one in publication.archives]
    _show(connection, {entry.id for entries in lists_shown for entry in entries}, now)
    archived = channel_numbers(connection, {one.channel for one in publication.archives})
    write_archives(connection, publication.archives, archived)
    insert_missing(connection, schema.deliveries, [delivery_row(one) for one in publication.deliveries])
    expect(connection, publication.appearances)
    keep_traits(connection, publication.traits)
    keep_shown(connection, publication.shown)
    _settle(connection, publication, set(numbers.values()))
    without(connection, _withhold(connection, publication, generation) | set(numbers.values()), now)
    return generation


def _show(connection: Connection, ids: Collection[str], now: datetime) -> None:
    """Note which articles are shown for the first time.

    Raises:
        StaleError: one of them was taken back since the editions were built: no edition may bring it out.
    """
    denied = set(ids).difference(row.id for row in rows_in(connection, _STANDING, ids))
    if denied:
        raise StaleError(min(denied), "it left the outputs while its feeds were built", "build again", retryable=True)
    execute_in(connection, _SHOW, ids, now=now)


def _withhold(connection: Connection, publication: Publication, generation: int) -> set[int]:
    """Stop serving feeds that have nothing sound to show; return their channels."""
    numbers = channel_numbers(connection, {key for key, _ in publication.withheld})
    rows = [
        {"of": numbers[key], "as": fmt.value, "now": generation} for key, fmt in publication.withheld if key in numbers
    ]
    execute_many(connection, _WITHHOLD, rows)
    return set(numbers.values())


class _Lists:
    """The lists of entries of one publication: the formats of a channel mostly share one, which is packed once."""

    def __init__(self) -> None:
        self._packed: dict[tuple[EntryRef, ...], tuple[str, bytes]] = {}
        self._rows: dict[tuple[int, str], dict[str, Any]] = {}

    def add(self, channel: int, entries: tuple[EntryRef, ...]) -> str:
        packed = self._packed.get(entries)
        if packed is None:
            packed = self._packed[entries] = pack_entries(entries)
        digest, data = packed
        self._rows[channel, digest] = {"channel": channel, "digest": digest, "data": data}
        return digest

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self._rows.values())


def _current(connection: Connection, places: Collection[Place]) -> dict[Place, AnyRow]:
    rows = rows_in(connection, _CURRENT, {channel for channel, _ in places})
    return {(row.channel, row.format): row for row in rows if (row.channel, row.format) in places}


def _have_fragments(
    connection: Connection,
    publication: Publication,
    editions: Mapping[Place, Edition],
    current: Mapping[Place, AnyRow],
) -> None:
    """Make sure that every fragment is there: pruning may have come between. Those of current editions always are."""
    wanted = {key for one in publication.archives for page in one.pages.values() for key in page.fragments}
    for place, edition in editions.items():
        before = current.get(place)
        wanted.update(
            edition.fragments if before is None else set(edition.fragments) - set(unpack_keys(before.fragments))
        )
    kept = {row.key for row in rows_in(connection, _KEPT, wanted)}
    if missing := wanted - kept:
        raise StoreError(
            "a publication", f"{len(missing)} of its fragments are not in the store", "build it again", retryable=True
        )


def _row(place: Place, edition: Edition, before: AnyRow | None, lists: _Lists, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "channel": place[0],
        "format": place[1],
        "title": edition.title,
        "digest": edition.digest,
        "length": edition.length,
        "updated": edition.updated,
        "size": len(edition.entries),
        "entries": lists.add(place[0], edition.entries),
        "glue": edition.glue,
        "tail": edition.tail,
        "head": edition.head,
        "fragments": pack_keys(edition.fragments),
        "withheld": False,
    }
    committed = now.replace(microsecond=0)
    if before is None:
        return row | {"version": 1, "committed": committed}
    if before.digest == edition.digest:
        return row | {
            "version": before.version,
            "committed": before.committed,
            **({} if before.withheld else {"generation": before.generation}),
        }
    later = max(committed, before.committed + timedelta(seconds=1))
    return row | {"version": before.version + 1, "committed": later}


def _remember(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Remember what these editions held, and forget what is older than the last few."""
    upsert(connection, schema.editions, [{name: row[name] for name in _REMEMBERED} for row in rows])
    old = [
        {"of": row["channel"], "as": row["format"], "till": row["version"] - KEPT_EDITIONS}
        for row in rows
        if row["version"] > KEPT_EDITIONS
    ]
    execute_many(connection, _FORGET, old)
    execute_in(connection, _FORGET_LISTS, {row["channel"] for row in rows})


def _settle(connection: Connection, publication: Publication, published: Collection[int]) -> None:
    execute_in(connection, _PUBLIC, published)
    numbers = channel_numbers(connection, [one.key for one in publication.settled])
    rows = [{"number": numbers[one.key], "ticket": one.ticket} for one in publication.settled if one.key in numbers]
    execute_many(connection, _SETTLE, rows)


_FEEDS, _EDITIONS, _LISTS = schema.feeds, schema.editions, schema.entry_lists
_CHANNELS, _FRAGMENTS = schema.channels, schema.fragments
_REMEMBERED = ("channel", "format", "version", "digest", "committed", "entries")
_CURRENT = select(
    *(_FEEDS.c[name] for name in "channel format version digest committed generation fragments withheld".split())
).where(among(_FEEDS.c.channel))
_KEPT = select(_FRAGMENTS.c.key).where(among(_FRAGMENTS.c.key))
_STANDING = select(schema.entries.c.id).where(among(schema.entries.c.id))
_SHOWN = schema.articles.c.shown
_SHOW = (
    schema.articles.update()
    .where(among(schema.articles.c.id), _SHOWN.is_(None))
    .values(shown=bindparam("now", type_=_SHOWN.type))
)
_WITHHOLD = (
    _FEEDS.update()
    .where(_FEEDS.c.channel == bindparam("of"), _FEEDS.c.format == bindparam("as"))
    .values(withheld=True, generation=bindparam("now"))
)
_FORGET = _EDITIONS.delete().where(
    _EDITIONS.c.channel == bindparam("of"),
    _EDITIONS.c.format == bindparam("as"),
    _EDITIONS.c.version <= bindparam("till"),
)
_FORGET_LISTS = _LISTS.delete().where(
    among(_LISTS.c.channel),
    ~exists().where(_EDITIONS.c.channel == _LISTS.c.channel, _EDITIONS.c.entries == _LISTS.c.digest),
)
_PUBLIC = _CHANNELS.update().where(among(_CHANNELS.c.key), ~_CHANNELS.c.public).values(public=True)
_SETTLE = (
    _CHANNELS.update()
    .where(_CHANNELS.c.key == bindparam("number"), _CHANNELS.c.dirty == bindparam("ticket"))
    .values(dirty=None)
)
