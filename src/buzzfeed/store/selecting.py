"""Entries of several channels put together, and their proved fragments: what mixes and the like are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind, EntryRef, Format
from buzzfeed.store import schema
from buzzfeed.store.channel_rows import channel_numbers, slugs_by_kind
from buzzfeed.store.codec import unpack_entries, unpack_keys
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, chunks, rows_in

DEPTH = 2000
"""How many of a channel's newest entries are looked at."""

MOST_CANDIDATES = 4000
"""How many of the newest entries of several channels together: with `DEPTH`, the bound on what one question costs."""

_CHANNELS, _MEMBERS, _ENTRIES, _FRAGMENTS = schema.channels, schema.memberships, schema.entries, schema.fragments
_FEEDS, _LISTS, _SEEN, _TRAITS = schema.feeds, schema.entry_lists, schema.seen, schema.traits
_COUNT = select(func.count()).select_from(_MEMBERS).where(_MEMBERS.c.channel == bindparam("channel"))
_NEWEST = (
    select(_MEMBERS.c.article, _MEMBERS.c.published)
    .where(_MEMBERS.c.channel == bindparam("channel"))
    .order_by(_MEMBERS.c.published.desc(), _MEMBERS.c.article.desc())
    .limit(DEPTH)
)
_STANDS = select(_MEMBERS.c.article, _MEMBERS.c.channel).where(
    among(_MEMBERS.c.article), _MEMBERS.c.channel.in_(bindparam("channels", expanding=True))
)
_SHOWN = select(_ENTRIES.c.id, _ENTRIES.c.digest, _ENTRIES.c.mark, _ENTRIES.c.published, _ENTRIES.c.updated).where(
    among(_ENTRIES.c.article),
    exists().where(
        _TRAITS.c.id == _ENTRIES.c.id,
        _SEEN.c.of == _TRAITS.c.key,
        _SEEN.c.channel.in_(bindparam("channels", expanding=True)),
    )
    # What a first import brings straight into an archive was in no edition, and is public there all the same.
    | exists().where(
        _MEMBERS.c.article == _ENTRIES.c.article,
        _MEMBERS.c.archive.is_not(None),
        _MEMBERS.c.channel.in_(bindparam("channels", expanding=True)),
    ),
)
_PUBLIC = select(_ENTRIES.c.id).where(among(_ENTRIES.c.id))
_KEPT = select(_FRAGMENTS.c.key).where(among(_FRAGMENTS.c.key))
_DATA = select(_FRAGMENTS.c.key, _FRAGMENTS.c.data).where(among(_FRAGMENTS.c.key))
_CARRIED = (
    select(_FEEDS.c.fragments, _LISTS.c.data)
    .join(_CHANNELS, _CHANNELS.c.key == _FEEDS.c.channel)
    .join(_LISTS, (_LISTS.c.channel == _FEEDS.c.channel) & (_LISTS.c.digest == _FEEDS.c.entries))
    .where(_CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug))
    .where(_FEEDS.c.format == bindparam("format"), ~_FEEDS.c.withheld)
)


_SINCE = (
    select(func.count())
    .where(
        _MEMBERS.c.channel == _CHANNELS.c.key,
        _MEMBERS.c.published >= bindparam("since", type_=_MEMBERS.c.published.type),
    )
    .scalar_subquery()
)
_COUNTED = select(_CHANNELS.c.kind, _CHANNELS.c.slug, _SINCE.label("since")).where(_CHANNELS.c.public)


class Selecting(Part):
    """`Shelf.counted`, `Shelf.selection` and `Shelf.proved`."""

    def counted(self, since: datetime) -> Mapping[ChannelKey, int]:
        """Return how many entries of each public channel were published since, as `Shelf.counted` says."""
        with self._db.read() as connection:
            rows = connection.execute(_COUNTED, {"since": since}).all()
        return {ChannelKey(ChannelKind(row.kind), row.slug): row.since for row in rows if row.since}

    def selection(
        self,
        any_of: Collection[ChannelKey],
        all_of: Collection[ChannelKey],
        none_of: Collection[ChannelKey],
        limit: int,
    ) -> tuple[EntryRef, ...]:
        """Return the newest published entries of several channels put together, as `Shelf.selection` says."""
        wanted = {*any_of, *all_of} or {ChannelKey(ChannelKind.ALL)}
        with self._db.read() as connection:
            numbers = channel_numbers(connection, {*wanted, *none_of})
            if any(key not in numbers for key in all_of):
                return ()
            any_, all_, none = ({numbers[key] for key in part if key in numbers} for part in (any_of, all_of, none_of))
            if any_of and not any_:
                return ()
            shown = sorted(numbers[key] for key in wanted if key in numbers)
            found: list[EntryRef] = []
            for some in chunks(_candidates(connection, any_, all_, shown)):
                stands = _stands(connection, some, any_ | all_ | none)
                fit = [one for one in some if _fits(stands[one], any_, all_, none)]
                found += [EntryRef(*row) for row in rows_in(connection, _SHOWN, fit, channels=shown)]
                if len(found) >= limit:
                    break
        found.sort(key=_order)
        return tuple(found[:limit])

    def proved(
        self,
        entries: Sequence[EntryRef],
        fmt: Format,
        key_of: Callable[[EntryRef], str],
        standing_in: Collection[ChannelKey],
        limit: int,
    ) -> tuple[tuple[EntryRef, bytes], ...]:
        """Return public entries with their proved fragments, as `Shelf.proved` says."""
        with self._db.read() as connection:
            public = {row.id for row in rows_in(connection, _PUBLIC, [entry.id for entry in entries])}
            present = [(entry, key_of(entry)) for entry in entries if entry.id in public]
            data: dict[str, bytes] = {}
            if len(present) <= limit:  # all of them are wanted: whether they are there is seen by reading them
                data = _data(connection, [key for _, key in present])
                kept = set(data)
            else:
                kept = {row.key for row in rows_in(connection, _KEPT, [key for _, key in present])}
            former = _carried(connection, standing_in, fmt) if len(kept) < len(present) else {}
            chosen = [(entry, key) if key in kept else former.get(entry.id) for entry, key in present]
            pairs = [pair for pair in chosen if pair is not None][:limit]
            data |= _data(connection, [key for _, key in pairs if key not in data])
        found = [(entry, data[key]) for entry, key in pairs if key in data]
        return tuple(sorted(found, key=lambda pair: _order(pair[0])))


def _data(connection: Connection, keys: Sequence[str]) -> dict[str, bytes]:
    return {row.key: bytes(row.data) for row in rows_in(connection, _DATA, keys)} if keys else {}


def _order(entry: EntryRef) -> tuple[float, str]:
    return -entry.published.timestamp(), entry.id


def _candidates(connection: Connection, any_: set[int], all_: set[int], shown: Collection[int]) -> Iterable[int]:
    """Return the articles that may fit, the newest first: of the smallest channel that must hold them, or of each."""
    sources = any_ or shown
    if all_:
        counts = {one: connection.execute(_COUNT, {"channel": one}).scalar_one() for one in all_}
        sources = [min(all_, key=lambda one: (counts[one], one))]
    newest: dict[int, datetime] = {}
    for channel in sources:
        newest.update((row.article, row.published) for row in connection.execute(_NEWEST, {"channel": channel}))
    ordered = sorted(newest, key=lambda article: (-newest[article].timestamp(), article))
    return ordered[:MOST_CANDIDATES]


def _stands(connection: Connection, articles: Sequence[int], channels: Collection[int]) -> Mapping[int, set[int]]:
    """Return in which of these channels each article stands."""
    found: dict[int, set[int]] = defaultdict(set)
    if channels:
        for article, channel in rows_in(connection, _STANDS, articles, channels=sorted(channels)):
            found[article].add(channel)
    return found


def _fits(stands: set[int], any_: set[int], all_: set[int], none: set[int]) -> bool:
    return (not any_ or bool(any_ & stands)) and all_ <= stands and not none & stands


def _carried(
    connection: Connection, channels: Collection[ChannelKey], fmt: Format
) -> Mapping[str, tuple[EntryRef, str]]:
    """Return what the current editions of some channels carry: id → the entry, and its fragment's key."""
    found: dict[str, tuple[EntryRef, str]] = {}
    for kind, slugs in slugs_by_kind(channels).items():
        for row in rows_in(connection, _CARRIED, slugs, kind=kind.value, format=fmt.value):
            pairs = zip(unpack_entries(row.data), unpack_keys(row.fragments), strict=True)
            found.update((entry.id, (entry, key)) for entry, key in pairs)
    return found
