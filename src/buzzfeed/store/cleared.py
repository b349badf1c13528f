"""Cleared revisions: what entries are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey
from buzzfeed.store import schema
from buzzfeed.store.codec import lookup, unpack_channels
from buzzfeed.store.sql import among, rows_in


@dataclass(frozen=True, slots=True)
class Cleared:
    """A revision that outputs may read: what an entry is made of. ``terms`` are numbers, in the article's order."""

    article: int
    id: str
    revision: int
    published: datetime
    updated: datetime
    base: str
    mark: str
    url: str
    slug: str
    title_key: str
    channels: tuple[ChannelKey, ...]
    terms: tuple[int, ...]


def load_cleared(connection: Connection, revisions: Mapping[int, int]) -> list[Cleared]:
    """Return stored revisions as outputs would read them: ``revisions`` is article → number."""
    found = [row for row in rows_in(connection, _ROWS, revisions) if row.number == revisions[row.article]]
    terms: dict[int, list[int]] = defaultdict(list)
    for article, number, term in rows_in(connection, _CARRIED, revisions):
        if number == revisions[article]:
            terms[article].append(term)
    return [
        Cleared(
            article=row.article,
            id=row.id,
            revision=row.number,
            published=row.published,
            updated=row.updated,
            base=row.base,
            mark=row.mark,
            url=row.url,
            slug=row.slug,
            title_key=lookup(row.title_key),
            channels=unpack_channels(row.channels),
            terms=tuple(terms[row.article]),
        )
        for row in found
    ]


_ARTICLES, _REVISIONS, _TERMS = schema.articles, schema.revisions, schema.revision_terms
_COLUMNS = "article number published updated base mark url slug title_key channels".split()
_ROWS = (
    select(_ARTICLES.c.id, *(_REVISIONS.c[name] for name in _COLUMNS))
    .join(_ARTICLES, _ARTICLES.c.key == _REVISIONS.c.article)
    .where(among(_REVISIONS.c.article))
)
_CARRIED = (
    select(_TERMS.c.article, _TERMS.c.revision, _TERMS.c.term)
    .where(among(_TERMS.c.article))
    .order_by(_TERMS.c.article, _TERMS.c.place)
)
