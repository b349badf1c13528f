"""What editors see: revisions, lists of articles, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from buzzfeed.model import (
    DeliveryState,
    Judgement,
    Listed,
    Record,
    Revision,
    Status,
    Term,
    TermKind,
    TermUse,
    Unreadable,
    Wish,
)
from buzzfeed.ports import Tally
from buzzfeed.store import schema
from buzzfeed.store.codec import unpack_article, unpack_channels, unpack_reasons, unpack_strings
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, AnySelect


class Tallies(Part):
    """`Figures.tally`."""

    def tally(self) -> Tally:
        """Count articles and deliveries, as `Figures.tally` says."""
        articles, deliveries = schema.articles, schema.deliveries
        known = _with_status(select(articles.c.status, func.count()), None, only_held=False)
        owed = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._db.read() as connection:
            return Tally(
                articles={
                    Status(status): count for status, count in connection.execute(known.group_by(articles.c.status))
                },
                deliveries={DeliveryState(state): count for state, count in connection.execute(owed)},
            )


class Editorial(Tallies):
    """`Store.revision`, `Store.listed` and the unreadable items."""

    def revision(self, article: str) -> Revision | None:
        """Return the latest revision, as `Store.revision` says."""
        articles, table = schema.articles, schema.revisions
        latest = (table.c.article == articles.c.key) & (table.c.number == articles.c.latest)
        query = (
            select(table, *(articles.c[name] for name in ("first_seen", "source", "origin", "turn")))
            .join(articles, latest)
            .where(articles.c.id == article)
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
            return None if row is None else _revision(row, _uses(connection, row.article, row.number))

    def listed(self, statuses: Collection[Status] | None = None) -> tuple[Listed, ...]:
        """Return articles, as `Store.listed` says; those whose unread origin vanished are left out."""
        articles = schema.articles
        only_held = statuses is not None and set(statuses) == {Status.HELD}
        with self._db.read() as connection:
            rows = connection.execute(
                _with_status(select(*RECORD, articles.c.key), statuses, only_held=only_held).order_by(
                    articles.c.published.desc(), articles.c.id
                )
            ).all()
            names = _names(connection, _with_status(select(articles.c.key), statuses, only_held=only_held))
        listed = []
        for row in rows:
            record = record_of(row)
            labels = names[row.key]
            listed.append(
                Listed(
                    replace(record, status=Status.HELD) if only_held else record,
                    categories=tuple(labels[TermKind.CATEGORY]),
                    tags=tuple(labels[TermKind.TAG]),
                    authors=tuple(labels[TermKind.AUTHOR]),
                )
            )
        return tuple(listed)

    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return what could not be read, latest first."""
        table = schema.unreadable
        query = select(table).where(~table.c.rejected).order_by(table.c.seen.desc(), table.c.id)
        with self._db.read() as connection:
            return tuple(
                Unreadable(row.id, row.source, row.origin, row.stamp, unpack_reasons(row.reasons), row.seen)
                for row in connection.execute(query)
            )

    def reject_unreadable(self, item: str) -> bool:
        """Stop showing an unreadable item, as `Store.reject_unreadable` says."""
        table = schema.unreadable
        with self._db.write() as connection:
            changed = connection.execute(
                table.update().where(table.c.id == item, ~table.c.rejected).values(rejected=True)
            )
            return changed.rowcount > 0


_NAMES = (
    "id source origin guid url slug title status first_seen published updated mark latest reasons address body away "
    "turn shown leaves"
).split()
RECORD = tuple(schema.articles.c[name] for name in _NAMES)
"""The columns of which `record_of` makes a record; they come first in a query."""


def record_of(row: AnyRow) -> Record:
    """Return what the store knows of an article, from a row that begins with `RECORD`."""
    values: list[Any] = list(row[: len(RECORD)])
    values[7], values[13] = Status(values[7]), unpack_reasons(values[13])
    return Record(*values)


def _with_status(query: AnySelect, statuses: Collection[Status] | None, *, only_held: bool) -> AnySelect:
    articles = schema.articles
    listed = query.where(articles.c.gone.is_(None))
    if statuses is None:
        return listed
    if only_held:
        edit = (articles.c.status == Status.PUBLISHED.value) & (articles.c.edit == Status.HELD.value)
        return listed.where(or_(articles.c.status == Status.HELD.value, edit))
    return listed.where(articles.c.status.in_([status.value for status in statuses]))


def _names(connection: Connection, keys: AnySelect) -> dict[int, dict[TermKind, list[str]]]:
    """Return the labels of the terms that articles' latest revisions carry, by article and kind, in their order."""
    articles, table, terms = schema.articles, schema.revision_terms, schema.terms
    query = (
        select(table.c.article, terms.c.kind, terms.c.label)
        .join(articles, (articles.c.key == table.c.article) & (articles.c.latest == table.c.revision))
        .join(terms, terms.c.key == table.c.term)
        .where(table.c.article.in_(keys))
        .order_by(table.c.article, table.c.place)
    )
    names: dict[int, dict[TermKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for article, kind, label in connection.execute(query):
        names[article][TermKind(kind)].append(label)
    return names


def _uses(connection: Connection, article: int, number: int) -> tuple[TermUse, ...]:
    table, terms = schema.revision_terms, schema.terms
    query = (
        select(terms.c.kind, terms.c.name, terms.c.slug, terms.c.label, table.c.spelling)
        .join(terms, terms.c.key == table.c.term)
        .where(table.c.article == article, table.c.revision == number)
        .order_by(table.c.place)
    )
    return tuple(
        TermUse(Term(TermKind(kind), name, slug, label), spelling)
        for kind, name, slug, label, spelling in connection.execute(query)
    )


def _revision(row: AnyRow, uses: tuple[TermUse, ...]) -> Revision:
    article = unpack_article(row.payload, [use.term for use in uses])
    return Revision(
        article=replace(article, source=row.source, origin=row.origin),
        number=row.number,
        judgement=Judgement(Status(row.status), unpack_reasons(row.reasons), row.due),
        guid=row.guid,
        stamp=row.stamp,
        wish=Wish(row.wish),
        first_seen=row.first_seen,
        dated=row.dated,
        uses=uses,
        channels=unpack_channels(row.channels),
        title_key=row.title_key,
        wanted=unpack_strings(row.wanted),
        address=row.address,
        body=row.body,
        turn=row.turn,
    )
