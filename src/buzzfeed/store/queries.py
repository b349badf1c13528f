"""Channels that exist by the config: everything, and query channels, which hold what their queries match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.engine import Connection

from buzzfeed.model import Article, ChannelKey, ChannelKind, Term, TermKind
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.channel_rows import channel_numbers, mark_dirty, name_channels
from buzzfeed.store.cleared import load_cleared
from buzzfeed.store.clearing import Clearing
from buzzfeed.store.codec import pack_channels, unpack_article, unpack_channels
from buzzfeed.store.part import Part
from buzzfeed.store.sql import IN_LIMIT, among, execute_many, rows_in
from buzzfeed.store.standing import UPDATE_REVISION
from buzzfeed.store.terms import TermBook

Matches = Mapping[str, tuple[str, Callable[[Article], bool]]]
Place = tuple[int, int]
"""An article's number and a revision's."""

_DIGEST = "store.queries"


class Queries(Part):
    """`Store.establish` and `Store.sync_queries`."""

    def establish(self, key: ChannelKey, title: str, now: datetime) -> None:
        """Make a channel public though nothing stands in it, as `Store.establish` says."""
        with self._db.write() as connection:
            name_channels(connection, {key: title})
            (number,) = channel_numbers(connection, [key]).values()
            born = schema.channels.update().where(schema.channels.c.key == number)
            connection.execute(born.where(schema.channels.c.created.is_(None)).values(created=now))
            connection.execute(born.values(public=True))
            mark_dirty(connection, [number])

    def sync_queries(self, matches: Matches, digest: str, now: datetime) -> None:
        """Make query channels hold what their queries match, as `Store.sync_queries` says.

        Every stored revision is matched, since any may be published later; a few hundred are held in memory at a time.
        Matching is done before the transaction that writes, and again there for what came in between.
        """
        with self._db.read() as connection:
            if _digest(connection) == digest:
                return
            known = {place: (base, slugs) for place, base, slugs in _match(connection, matches, _every(connection))}
        with self._db.write() as connection:
            fresh = [place for place, base in _bases(connection) if known.get(place, ("",))[0] != base]
            known.update({place: (base, slugs) for place, base, slugs in _match(connection, matches, fresh)})
            _write(connection, matches, {place: slugs for place, (_, slugs) in known.items()}, now)
            upsert(connection, schema.settings, [{"name": _DIGEST, "value": digest}])


def _digest(connection: Connection) -> str | None:
    table = schema.settings
    return connection.execute(select(table.c.value).where(table.c.name == _DIGEST)).scalar()


def _bases(connection: Connection) -> list[tuple[Place, str]]:
    table = schema.revisions
    rows = connection.execute(select(table.c.article, table.c.number, table.c.base))
    return [((article, number), base) for article, number, base in rows]


def _every(connection: Connection) -> list[Place]:
    return [place for place, _ in _bases(connection)]


def _match(connection: Connection, matches: Matches, places: list[Place]) -> Iterator[tuple[Place, str, list[str]]]:
    """Yield for each revision the digest of what was matched, and the slugs of the queries that match it."""
    table = schema.revisions
    query = select(table.c.article, table.c.number, table.c.base, table.c.payload)
    for start in range(0, len(places), IN_LIMIT):
        part = places[start : start + IN_LIMIT]
        terms = _terms(connection, part)
        for row in connection.execute(query.where(tuple_(table.c.article, table.c.number).in_(part))):
            article = unpack_article(row.payload, terms[row.article, row.number])
            slugs = [slug for slug, (_, match) in matches.items() if match(article)]
            yield (row.article, row.number), row.base, slugs


def _terms(connection: Connection, places: list[Place]) -> Mapping[Place, list[Term]]:
    table, terms = schema.revision_terms, schema.terms
    query = (
        select(table.c.article, table.c.revision, terms.c.kind, terms.c.name, terms.c.slug, terms.c.label)
        .join(terms, terms.c.key == table.c.term)
        .where(tuple_(table.c.article, table.c.revision).in_(places))
        .order_by(table.c.article, table.c.revision, table.c.place)
    )
    found: dict[Place, list[Term]] = defaultdict(list)
    for article, revision, kind, name, slug, label in connection.execute(query):
        found[article, revision].append(Term(TermKind(kind), name, slug, label))
    return found


def _write(connection: Connection, matches: Matches, slugs: Mapping[Place, list[str]], now: datetime) -> None:
    table, entries = schema.revisions, schema.entries
    changed = []
    for article, number, stored in connection.execute(select(table.c.article, table.c.number, table.c.channels)):
        before = unpack_channels(stored)
        plain = [key for key in before if key.kind is not ChannelKind.QUERY]
        after = (*plain, *(ChannelKey(ChannelKind.QUERY, slug) for slug in slugs[article, number]))
        if set(after) != set(before):
            changed.append({"who": article, "which": number, "channels": pack_channels(after)})
    execute_many(connection, UPDATE_REVISION, changed)
    book = TermBook(connection)
    clearing = Clearing(connection, book, now)
    titles = {ChannelKey(ChannelKind.QUERY, slug): title for slug, (title, _) in matches.items()}
    clearing.touch(name_channels(connection, titles))
    moved = {row["who"] for row in changed}
    query = select(entries.c.article, entries.c.revision).where(among(entries.c.article))
    cleared = {row.article: row.revision for row in rows_in(connection, query, moved)}
    clearing.put_stored(load_cleared(connection, cleared))
    clearing.apply()
    clearing.finish()
