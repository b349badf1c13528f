"""Who is who: recognising articles, terms and titles again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import IdentityKeys, Ledger, Record, Status, Term, TermKind
from buzzfeed.store import schema
from buzzfeed.store.codec import lookup
from buzzfeed.store.editorial import RECORD, record_of
from buzzfeed.store.part import Part
from buzzfeed.store.places import read_again
from buzzfeed.store.recognising import adopted_as
from buzzfeed.store.sql import AnyRow, among, rows_in

_ARTICLES, _ENTRIES, _TERMS = schema.articles, schema.entries, schema.terms
_URLS, _SLUGS, _WANTED = schema.urls, schema.slugs, schema.wanted
_GUIDS, _PLACES, _STAMPS = schema.guids, schema.places, schema.stamps
_RECORDS = select(*RECORD, _ARTICLES.c.key, _ARTICLES.c.gone)
_BY_ID = _RECORDS.where(among(_ARTICLES.c.id))
_BY_ORIGIN = _RECORDS.where(_ARTICLES.c.source == bindparam("of"), among(_ARTICLES.c.origin))
_BY_BODY = _RECORDS.where(among(_ARTICLES.c.body)).order_by(_ARTICLES.c.key)
_BY_GUID = (
    select(*RECORD, _ARTICLES.c.key, _ARTICLES.c.gone, _GUIDS.c.guid.label("asked"))
    .join(_GUIDS, _GUIDS.c.article == _ARTICLES.c.key)
    .where(_GUIDS.c.source == bindparam("of"), among(_GUIDS.c.guid))
)
_BY_PLACE = (
    select(*RECORD, _ARTICLES.c.key, _ARTICLES.c.gone, _PLACES.c.origin.label("asked"))
    .join(_PLACES, _PLACES.c.article == _ARTICLES.c.key)
    .where(_PLACES.c.source == bindparam("of"), among(_PLACES.c.origin))
)
_BY_ADDRESS = (
    select(*RECORD, _ARTICLES.c.key, _ARTICLES.c.gone, _URLS.c.url.label("asked"))
    .join(_URLS, _URLS.c.article == _ARTICLES.c.key)
    .where(among(_URLS.c.url))
)
_STALE = select(_STAMPS.c.source, _STAMPS.c.origin).where(_STAMPS.c.stamp == "").order_by(*_STAMPS.primary_key)
_HOLDERS = (
    select(_SLUGS.c.slug, _ARTICLES.c.id)
    .join(_ARTICLES, _ARTICLES.c.key == _SLUGS.c.article)
    .where(among(_SLUGS.c.slug))
)
_EVERY_TERM = select(_TERMS.c.kind, _TERMS.c.name, _TERMS.c.slug, _TERMS.c.label).order_by(_TERMS.c.kind, _TERMS.c.name)
_ADDRESSES = (
    select(_ENTRIES.c.title_key, func.min(_ENTRIES.c.url))
    .where(among(_ENTRIES.c.title_key))
    .group_by(_ENTRIES.c.title_key)
    .having(func.count() == 1)
)
_WANTING = select(_ARTICLES.c.id).join(_WANTED, _WANTED.c.article == _ARTICLES.c.key).where(among(_WANTED.c.title_key))


class Identity(Part):
    """`Store.ledger`, `Store.stale`, `Store.make_stale`, `Store.terms`, `Store.addresses` and `Store.wanting`."""

    def ledger(self, keys: Sequence[IdentityKeys], slugs: Collection[str] = ()) -> Ledger:
        """Return the records that ``keys`` may mean, as `Store.ledger` says.

        An article is found by every guid and address it ever had. Where several answer to one key, the one that has it
        now comes before one that had it, and one that is not retracted before one that is; then, of several with one
        address, a published one and the oldest (a copy never stands before its original), else the newest.
        """
        with self._db.read() as connection:
            origins = {(key.source, key.origin) for key in keys if key.origin}
            adopted = adopted_as(connection, keys)
            ids = {id_ for key in keys for id_ in key.ids} | {one.id for one in adopted}
            return Ledger(
                by_guid=_by_guid(connection, {(key.source, key.guid) for key in keys if key.guid}),
                by_origin=_by_origin(connection, origins),
                by_place=_by_place(connection, origins),
                by_address=_by_address(connection, {address for key in keys for address in key.addresses}),
                by_body=_by_body(connection, {key.body for key in keys if key.body}),
                by_id={row.id: record_of(row) for row in rows_in(connection, _BY_ID, ids)},
                slugs={row.slug: row.id for row in rows_in(connection, _HOLDERS, set(slugs))},
                adopted=adopted,
            )

    def stale(self) -> Mapping[str, tuple[str, ...]]:
        """Return the origins that have to be read again, as `Store.stale` says."""
        found: dict[str, list[str]] = defaultdict(list)
        with self._db.read() as connection:
            for source, origin in connection.execute(_STALE):
                found[source].append(origin)
        return {source: tuple(origins) for source, origins in found.items()}

    def make_stale(self, source: str, origins: Collection[str]) -> None:
        """Have origins read again, as `Store.make_stale` says."""
        with self._db.write() as connection:
            read_again(connection, [(source, origin) for origin in origins])

    def terms(self) -> tuple[Term, ...]:
        """Return every term, by kind and folded name."""
        with self._db.read() as connection:
            rows = connection.execute(_EVERY_TERM)
            return tuple(Term(TermKind(kind), name, slug, label) for kind, name, slug, label in rows)

    def addresses(self, title_keys: Collection[str]) -> Mapping[str, str]:
        """Return addresses by folded title, as `Store.addresses` says."""
        wanted = {lookup(title): title for title in title_keys if title}
        with self._db.read() as connection:
            rows = rows_in(connection, _ADDRESSES, wanted)
        return {wanted[title]: url for title, url in rows if url}

    def wanting(self, title_keys: Collection[str]) -> tuple[str, ...]:
        """Return who names one of these titles, as `Store.wanting` says, in the order of ids."""
        titles = {lookup(title) for title in title_keys if title}
        with self._db.read() as connection:
            return tuple(sorted({row.id for row in rows_in(connection, _WANTING, titles)}))


def _sources(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source, value in pairs:
        found[source].add(value)
    return found


def _by_origin(connection: Connection, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
    found = {}
    for source, origins in _sources(pairs).items():
        rows = _best_last(rows_in(connection, _BY_ORIGIN, origins, of=source))
        found.update({(source, row.origin): record_of(row) for row in rows})
    return found


def _by_guid(connection: Connection, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
    found = {}
    for source, guids in _sources(pairs).items():
        full = {lookup(guid): guid for guid in guids}
        rows = _best_last(rows_in(connection, _BY_GUID, full, of=source))
        rows.sort(key=lambda row: (row.source, row.guid) == (source, full[row.asked]))
        found.update({(source, full[row.asked]): record_of(row) for row in rows})
    return found


def _by_place(connection: Connection, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
    return {
        (source, row.asked): record_of(row)
        for source, origins in _sources(pairs).items()
        for row in rows_in(connection, _BY_PLACE, origins, of=source)
    }


def _by_address(connection: Connection, addresses: Collection[str]) -> dict[str, Record]:
    full = {lookup(address): address for address in addresses}
    rows = _best_last(rows_in(connection, _BY_ADDRESS, full))
    rows.sort(key=lambda row: (row.address == full[row.asked], *_claim(row)))
    return {full[row.asked]: record_of(row) for row in rows}


def _by_body(connection: Connection, bodies: Collection[str]) -> dict[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows_in(connection, _BY_BODY, bodies):
        found[row.body].append(record_of(row))
    return {body: tuple(records) for body, records in found.items()}


def _claim(row: AnyRow) -> tuple[bool, bool, bool, int]:
    """Return how good a claim to its address an article has, the better the greater."""
    return row.gone is None, row.status != Status.RETRACTED.value, row.status == Status.PUBLISHED.value, -row.key


def _best_last(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Return rows in such an order that the best of several under one key is kept."""
    return sorted(rows, key=lambda row: (row.gone is None, row.status != Status.RETRACTED.value, row.key))
