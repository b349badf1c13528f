"""What is public: entries and memberships follow the cleared revisions, and channels that they touch become dirty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, upsert
from buzzfeed.store.channel_rows import ensure_channels, make_stale, mark_dirty, mark_retracted
from buzzfeed.store.cleared import Cleared, load_cleared
from buzzfeed.store.codec import value_digest
from buzzfeed.store.sql import AnyRow, among, execute_many, rows_in
from buzzfeed.store.standing import Standing
from buzzfeed.store.terms import TermBook

Stood = dict[int, int | None]
"""The channels that an article stands in, and in which archive of each, if in any."""


class Clearing:
    """Collects which articles enter, change in or leave the outputs, and carries it out at once."""

    def __init__(self, connection: Connection, book: TermBook, now: datetime) -> None:
        """Start with nothing to do."""
        self._connection = connection
        self._book = book
        self._now = now
        self._wanted: dict[int, Cleared | None] = {}
        self._dirty: set[int] = set()
        self._left: set[int] = set()
        self._entering: list[dict[str, Any]] = []
        self._leaving: list[dict[str, Any]] = []
        self._stale: set[tuple[int, int]] = set()
        self.withdrew = False
        """Whether an article left the outputs altogether."""
        self.left: dict[int, tuple[int, str, set[int]]] = {}
        """The articles that left the outputs: the revision that was public, its address, and where it stood."""
        self.entered: set[int] = set()
        """The articles that stood in no output before."""

    def put(self, cleared: Cleared) -> None:
        """Have this revision stand for its article."""
        self._wanted[cleared.article] = cleared

    def put_stored(self, cleared: Iterable[Cleared]) -> None:
        """Have revisions from the store stand for their articles; their terms are loaded."""
        for one in cleared:
            self._book.load(one.terms)
            self._wanted[one.article] = one

    def drop(self, article: int) -> None:
        """Have the article leave every output."""
        self._wanted[article] = None

    def touch(self, channels: Iterable[int]) -> None:
        """Have these channels marked dirty."""
        self._dirty.update(channels)

    def apply(self) -> None:
        """Write entries and memberships; only what differs is written, and makes channels dirty."""
        if not self._wanted:
            return
        old = {row.article: row for row in rows_in(self._connection, _OLD, self._wanted)}
        stood = self._stood(old)
        numbers = self._numbers()
        upserted, dropped = [], []
        for article, cleared in self._wanted.items():
            before = old.get(article)
            if cleared is not None:
                row = self._row(cleared)
                stands = {numbers[key] for key in cleared.channels}
                if before is None:
                    self.entered.add(article)
                if before is None or any(getattr(before, name) != value for name, value in row.items()):
                    upserted.append(row)
                self._move(before, row, stood[article], stands)
            elif before is not None:
                dropped.append({"who": article})
                self.left[article] = before.revision, before.url, set(stood[article])
                self._move(before, None, stood[article], set())
        self._write(upserted, dropped)
        self._publish_slugs()

    def relabel(self, terms: set[int]) -> None:
        """Give every entry that carries one of these terms its new digest."""
        rows = {row.article: row for row in rows_in(self._connection, _CARRYING, terms)}
        carried = self._carried(rows)
        changed = []
        for article, row in rows.items():
            digest = value_digest(row.base, [self._book[number] for number in carried[article]])
            if digest != row.digest:
                changed.append({"who": article, "digest": digest})
        execute_many(self._connection, _REDIGEST, changed)
        for stood in self._stood([row["who"] for row in changed]).values():
            self._dirty.update(stood)
            self._stale.update((channel, number) for channel, number in stood.items() if number)

    def finish(self) -> None:
        """Mark the channels that were touched: one ticket for the whole transaction."""
        mark_dirty(self._connection, self._dirty)
        mark_retracted(self._connection, self._left, self._now)
        make_stale(self._connection, self._stale)

    def _carried(self, articles: Iterable[int]) -> Mapping[int, list[int]]:
        """Return the terms of entries, by article, in their order."""
        carried: dict[int, list[int]] = defaultdict(list)
        for article, term in rows_in(self._connection, _CARRIED, articles):
            carried[article].append(term)
        self._book.load(term for terms in carried.values() for term in terms)
        return carried

    def _stood(self, articles: Iterable[int]) -> dict[int, Stood]:
        """Return in which channels articles stand, and in which archive of each."""
        stood: dict[int, Stood] = defaultdict(dict)
        for article, channel, archive in rows_in(self._connection, _STOOD, articles):
            stood[article][channel] = archive
        return stood

    def _numbers(self) -> Mapping[ChannelKey, int]:
        since: dict[ChannelKey, datetime] = {}
        for cleared in filter(None, self._wanted.values()):
            for key in cleared.channels:
                since[key] = min(cleared.published, since.get(key, cleared.published))
        return ensure_channels(self._connection, since)

    def _row(self, cleared: Cleared) -> dict[str, Any]:
        return {
            "article": cleared.article,
            "id": cleared.id,
            "revision": cleared.revision,
            "published": cleared.published,
            "updated": cleared.updated,
            "base": cleared.base,
            "digest": value_digest(cleared.base, [self._book[number] for number in cleared.terms]),
            "mark": cleared.mark,
            "url": cleared.url,
            "slug": cleared.slug,
            "title_key": cleared.title_key,
        }

    def _move(self, before: AnyRow | None, row: dict[str, Any] | None, places: Stood, stands: set[int]) -> None:
        """Note which memberships go and come, and which channels and archives show it; an archive keeps its members."""
        stood = set(places)
        changed = before is None or row is None or before.digest != row["digest"]
        moved = before is not None and row is not None and before.published != row["published"]
        out = stood if moved else stood - stands
        into = stands if moved else stands - stood
        if before is not None:
            self._leaving += [{"of": number, "at": before.published, "who": before.article} for number in out]
        if row is not None:
            at, who = row["published"], row["article"]
            self._entering += [
                {"channel": number, "published": at, "article": who, "archive": places.get(number)} for number in into
            ]
        self._left |= stood - stands
        self._dirty |= (stood | stands) if changed or moved else (stood ^ stands)
        altered = stood if changed or moved else stood - stands
        self._stale.update((number, archive) for number in altered if (archive := places[number]) is not None)

    def _write(self, upserted: list[dict[str, Any]], dropped: list[dict[str, Any]]) -> None:
        execute_many(self._connection, _LEAVE, self._leaving)
        execute_many(self._connection, _DROP, dropped)
        self.withdrew |= bool(dropped)
        upsert(self._connection, schema.entries, upserted)
        insert(self._connection, schema.memberships, self._entering)

    def _publish_slugs(self) -> None:
        rows = [{"held": one.slug, "who": one.article} for one in self._wanted.values() if one is not None and one.slug]
        execute_many(self._connection, _PUBLISH_SLUG, rows)


_ENTRIES, _MEMBERS, _TERMS, _SLUGS = schema.entries, schema.memberships, schema.revision_terms, schema.slugs
_WHO: BindParameter[int] = bindparam("who")
_OF_ENTRY = (_TERMS.c.article == _ENTRIES.c.article) & (_TERMS.c.revision == _ENTRIES.c.revision)
_OLD = select(_ENTRIES).where(among(_ENTRIES.c.article))
_STOOD = select(_MEMBERS.c.article, _MEMBERS.c.channel, _MEMBERS.c.archive).where(among(_MEMBERS.c.article))
_CARRYING = (
    select(_ENTRIES.c.article, _ENTRIES.c.base, _ENTRIES.c.digest).join(_TERMS, _OF_ENTRY).where(among(_TERMS.c.term))
)
_CARRIED = (
    select(_TERMS.c.article, _TERMS.c.term)
    .join(_ENTRIES, _OF_ENTRY)
    .where(among(_TERMS.c.article))
    .order_by(_TERMS.c.article, _TERMS.c.place)
)
_REDIGEST = _ENTRIES.update().where(_ENTRIES.c.article == _WHO)
_DROP = _ENTRIES.delete().where(_ENTRIES.c.article == _WHO)
_LEAVE = _MEMBERS.delete().where(
    _MEMBERS.c.channel == bindparam("of"), _MEMBERS.c.published == bindparam("at"), _MEMBERS.c.article == _WHO
)
_PUBLISH_SLUG = (
    _SLUGS.update()
    .where(_SLUGS.c.slug == bindparam("held"), _SLUGS.c.article == _WHO, ~_SLUGS.c.public)
    .values(public=True)
)


def clear(
    clearing: Clearing, connection: Connection, standings: Iterable[Standing], filed: Mapping[int, Cleared]
) -> None:
    """Have the outputs show what the standings say: their cleared revisions, from ``filed`` or else from the store."""
    stored = {}
    for standing in standings:
        number = standing.cleared
        one = filed.get(standing.key)
        if number is None:
            clearing.drop(standing.key)
        elif one is not None and one.revision == number:
            clearing.put(one)
        elif number != standing.was_cleared:
            stored[standing.key] = number
    clearing.put_stored(load_cleared(connection, stored))
    clearing.apply()
