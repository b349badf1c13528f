"""Rows of channels: their numbers, titles and marks, inside one writing transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind, TermKind
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert
from buzzfeed.store.sql import among, execute_in, execute_many, next_key, rows_in

_OF_TERMS = {ChannelKind(kind.value) for kind in TermKind}


def channel_numbers(connection: Connection, keys: Iterable[ChannelKey]) -> dict[ChannelKey, int]:
    """Return the numbers of those channels that have a row."""
    found = {}
    for kind, slugs in slugs_by_kind(keys).items():
        for slug, number in rows_in(connection, _NUMBERS, slugs, kind=kind.value):
            found[ChannelKey(kind, slug)] = number
    return found


def ensure_channels(connection: Connection, since: Mapping[ChannelKey, datetime]) -> dict[ChannelKey, int]:
    """Return the numbers of channels that articles stand in; those without a row get one.

    ``since`` is when the oldest of the articles that enter now was published: a channel is created then, once.
    """
    numbers = channel_numbers(connection, since)
    missing = [key for key in since if key not in numbers]
    if missing:
        titles = _titles(connection, missing)
        numbers |= _insert_rows(connection, {key: titles.get(key, key.slug) for key in missing})
    by_number = {number: key for key, number in numbers.items()}
    unborn = {number: by_number[number] for number in connection.execute(_UNBORN).scalars() if number in by_number}
    execute_many(connection, _UPDATE, [{"number": number, "created": since[key]} for number, key in unborn.items()])
    # A channel that was only known by its old feed's address is now called as its term is.
    titles = _titles(connection, unborn.values())
    named = [{"number": number, "title": titles[key]} for number, key in unborn.items() if key in titles]
    execute_many(connection, _UPDATE, named)
    return numbers


def add_channels(connection: Connection, keys: Iterable[ChannelKey]) -> dict[ChannelKey, int]:
    """Return the numbers of channels; those without a row get one, though nothing stands in them yet."""
    numbers = channel_numbers(connection, keys)
    missing = {key: key.slug for key in keys if key not in numbers}
    return numbers | (_insert_rows(connection, missing) if missing else {})


def name_channels(connection: Connection, titles: Mapping[ChannelKey, str]) -> set[int]:
    """Give channels their titles, before anything stands in them; return the numbers of those that were renamed."""
    numbers = channel_numbers(connection, titles)
    _insert_rows(connection, {key: title for key, title in titles.items() if key not in numbers})
    stored = {row.key: row.title for row in rows_in(connection, _TITLES, numbers.values())}
    renamed = {number: titles[key] for key, number in numbers.items() if stored[number] != titles[key]}
    execute_many(connection, _UPDATE, [{"number": number, "title": title} for number, title in renamed.items()])
    return set(renamed)


def mark_dirty(connection: Connection, numbers: Collection[int]) -> None:
    """Mark channels with a ticket of its own, so that whoever builds them now does not settle this mark."""
    if not numbers:
        return
    connection.execute(_NEXT_TICKET)
    ticket = connection.execute(_TICKET).scalar_one()
    execute_in(connection, _MARK, sorted(numbers), ticket=ticket)


def mark_retracted(connection: Connection, numbers: Collection[int], now: datetime) -> None:
    """Note when an article was last taken out of channels; a clock that was set back takes nothing back."""
    execute_in(connection, _RETRACT, sorted(numbers), now=now)


def make_stale(connection: Connection, places: Collection[tuple[int, int]]) -> None:
    """Have archives (channel, number) written anew by the next build of their channels."""
    execute_many(connection, _MAKE_STALE, [{"of": of, "which": number} for of, number in sorted(places)])


def raise_generation(connection: Connection) -> int:
    """Count one more publishing or editorial transaction, and return the count."""
    connection.execute(_NEXT_GENERATION)
    return int(connection.execute(_GENERATION).scalar_one())


_CHANNELS, _TERMS, _STATE = schema.channels, schema.terms, schema.state
_NUMBERS = select(_CHANNELS.c.slug, _CHANNELS.c.key).where(
    _CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug)
)
_UNBORN = select(_CHANNELS.c.key).where(_CHANNELS.c.created.is_(None))
_TITLES = select(_CHANNELS.c.key, _CHANNELS.c.title).where(among(_CHANNELS.c.key))
_UPDATE = _CHANNELS.update().where(_CHANNELS.c.key == bindparam("number"))
_MARK = _CHANNELS.update().where(among(_CHANNELS.c.key)).values(dirty=bindparam("ticket"))
_RETRACTED, _NOW = _CHANNELS.c.retracted, bindparam("now", type_=_CHANNELS.c.retracted.type)
_RETRACT = (
    _CHANNELS.update()
    .where(among(_CHANNELS.c.key), or_(_RETRACTED.is_(None), _RETRACTED < _NOW))
    .values(retracted=_NOW)
)
_MAKE_STALE = (
    schema.archives.update()
    .where(schema.archives.c.channel == bindparam("of"), schema.archives.c.number == bindparam("which"))
    .values(stale=True)
)
_NEXT_TICKET = _STATE.update().values(ticket=_STATE.c.ticket + 1)
_TICKET = select(_STATE.c.ticket)
_NEXT_GENERATION = _STATE.update().values(generation=_STATE.c.generation + 1)
_GENERATION = select(_STATE.c.generation)
_LABELS = select(_TERMS.c.slug, _TERMS.c.label).where(_TERMS.c.kind == bindparam("kind"), among(_TERMS.c.slug))


def _insert_rows(connection: Connection, titles: Mapping[ChannelKey, str]) -> dict[ChannelKey, int]:
    first = next_key(connection, schema.channels)
    numbers = {key: number for number, key in enumerate(sorted(titles), first)}
    rows = [
        {"key": number, "kind": key.kind.value, "slug": key.slug, "title": titles[key], "public": False}
        for key, number in numbers.items()
    ]
    insert(connection, schema.channels, rows)
    return numbers


def _titles(connection: Connection, keys: Iterable[ChannelKey]) -> dict[ChannelKey, str]:
    """Return the labels of the terms that channels gather; the others are called by their slugs."""
    titles = {}
    for kind, slugs in slugs_by_kind(keys).items():
        if kind in _OF_TERMS:
            for slug, label in rows_in(connection, _LABELS, slugs, kind=kind.value):
                titles[ChannelKey(kind, slug)] = label
    return titles


def slugs_by_kind(keys: Iterable[ChannelKey]) -> dict[ChannelKind, list[str]]:
    """Return the slugs of channels by their kind."""
    slugs = defaultdict(list)
    for key in keys:
        slugs[key.kind].append(key.slug)
    return slugs
