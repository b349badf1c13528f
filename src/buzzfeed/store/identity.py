"""Who is who: recognising articles, terms and titles again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import IdentityKeys, Ledger, Record, Status, Term, TermKind
from buzzfeed.store import schema
from buzzfeed.store.codec import lookup
from buzzfeed.store.editorial import RECORD, record_of
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, AnySelect, among, rows_in

_ARTICLES, _ENTRIES, _TERMS = schema.articles, schema.entries, schema.terms
_URLS, _SLUGS, _WANTED = schema.urls, schema.slugs, schema.wanted
_BY_ID = select(*RECORD, _ARTICLES.c.key).where(among(_ARTICLES.c.id))
_OF_SOURCE = select(*RECORD, _ARTICLES.c.key).where(_ARTICLES.c.source == bindparam("source"))
_BY_GUID = _OF_SOURCE.where(among(_ARTICLES.c.guid))
_BY_ORIGIN = _OF_SOURCE.where(among(_ARTICLES.c.origin))
_BY_URL = (
    select(*RECORD, _ARTICLES.c.key, _URLS.c.url.label("asked"))
    .join(_URLS, _URLS.c.article == _ARTICLES.c.key)
    .where(among(_URLS.c.url))
)
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
    """`Store.ledger`, `Store.terms`, `Store.addresses` and `Store.wanting`."""

    def ledger(self, keys: Sequence[IdentityKeys], slugs: Collection[str] = ()) -> Ledger:
        """Return the records that ``keys`` may mean, as `Store.ledger` says.

        An article is found by every address it ever had. Where several answer to one key, the one that has it now comes
        before one that had it, and one that is not retracted before one that is; then, of several with one address,
        a published one and the oldest (a copy never stands before its original), else the newest.
        """
        with self._db.read() as connection:
            guids = {key.guid for key in keys if key.guid}
            return Ledger(
                by_guid=_by_place(connection, _BY_GUID, {(key.source, key.guid) for key in keys if key.guid}, "guid"),
                by_origin=_by_place(
                    connection, _BY_ORIGIN, {(key.source, key.origin) for key in keys if key.origin}, "origin"
                ),
                by_url=_by_url(connection, {key.url for key in keys if key.url}),
                by_id={row.id: record_of(row) for row in rows_in(connection, _BY_ID, guids)},
                slugs={row.slug: row.id for row in rows_in(connection, _HOLDERS, set(slugs))},
            )

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


def _by_place(
    connection: Connection, query: AnySelect, pairs: Collection[tuple[str, str]], name: str
) -> dict[tuple[str, str], Record]:
    """Return records by (source, guid) or (source, origin)."""
    found = {}
    for source in {source for source, _ in pairs}:
        rows = rows_in(connection, query, {value for of, value in pairs if of == source}, source=source)
        found.update({(source, getattr(row, name)): record_of(row) for row in _best_last(rows)})
    return found


def _by_url(connection: Connection, addresses: Collection[str]) -> dict[str, Record]:
    full = {lookup(url): url for url in addresses}
    rows = _best_last(rows_in(connection, _BY_URL, full))
    rows.sort(key=lambda row: (row.url == full[row.asked], *_claim(row)))
    return {full[row.asked]: record_of(row) for row in rows}


def _claim(row: AnyRow) -> tuple[bool, bool, int]:
    """Return how good a claim to its address an article has, the better the greater."""
    return row.status != Status.RETRACTED.value, row.status == Status.PUBLISHED.value, -row.key


def _best_last(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Return rows in such an order that the best of several under one key is kept."""
    return sorted(rows, key=lambda row: (row.status != Status.RETRACTED.value, row.key))
