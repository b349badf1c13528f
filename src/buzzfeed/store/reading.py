"""What outputs read: channels, their members, cleared articles, pages and pictures. Every query goes by ``entries``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from buzzfeed.model import (
    Article,
    ChannelKey,
    ChannelKind,
    ChannelState,
    EntryRef,
    Media,
    Term,
    TermKind,
)
from buzzfeed.ports import Located
from buzzfeed.store import schema
from buzzfeed.store.channel_rows import slugs_by_kind
from buzzfeed.store.codec import unpack_article
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow, AnySelect, among, rows_in
from buzzfeed.store.standing import WITHDRAWS

_CHANNELS, _MEMBERS, _ENTRIES = schema.channels, schema.memberships, schema.entries
_REVISIONS, _CARRIED, _TERMS = schema.revisions, schema.revision_terms, schema.terms
_SLUGS, _MEDIA, _REFS = schema.slugs, schema.media, schema.media_refs
_ARTICLES = schema.articles

_HELD = select(func.count()).where(_MEMBERS.c.channel == _CHANNELS.c.key).scalar_subquery()
_LATEST = select(func.max(_MEMBERS.c.published)).where(_MEMBERS.c.channel == _CHANNELS.c.key).scalar_subquery()
# A channel that neither holds a published article nor was ever public does not exist in public.
SHOWN = or_(_CHANNELS.c.public, exists().where(_MEMBERS.c.channel == _CHANNELS.c.key))
"""Which channels there are for the world."""

_THIS = (_CHANNELS.c.kind == bindparam("kind"), _CHANNELS.c.slug == bindparam("slug"))
_STATES = select(_CHANNELS, _HELD.label("held"), _LATEST.label("latest")).where(SHOWN)
_STATE = _STATES.where(*_THIS)
_STATES_OF = _STATES.where(_CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug))
_LISTED = (
    select(_ENTRIES.c.id, _ENTRIES.c.digest, _ENTRIES.c.mark, _ENTRIES.c.published, _ENTRIES.c.updated)
    .join(_MEMBERS, _MEMBERS.c.article == _ENTRIES.c.article)
    .join(_CHANNELS, _CHANNELS.c.key == _MEMBERS.c.channel)
    .where(*_THIS)
    .order_by(_MEMBERS.c.published.desc(), _ENTRIES.c.id)
    .limit(bindparam("limit"))
)
_LOCATED = select(_ENTRIES.c.id, _ENTRIES.c.url, _ENTRIES.c.published, _ENTRIES.c.updated).order_by(
    _ENTRIES.c.published, _ENTRIES.c.id
)
_TOUCHED = (
    select(_CHANNELS.c.kind, _CHANNELS.c.slug, _CHANNELS.c.retracted, func.max(_ENTRIES.c.updated).label("changed"))
    .join(_MEMBERS, _MEMBERS.c.channel == _CHANNELS.c.key)
    .join(_ENTRIES, _ENTRIES.c.article == _MEMBERS.c.article)
    .group_by(_CHANNELS.c.key, _CHANNELS.c.kind, _CHANNELS.c.slug, _CHANNELS.c.retracted)
)
_CLEARED = select(_ENTRIES.c.article, _ENTRIES.c.id, _REVISIONS.c.payload).join(
    _REVISIONS, (_REVISIONS.c.article == _ENTRIES.c.article) & (_REVISIONS.c.number == _ENTRIES.c.revision)
)
_CLEARED_BY_ID = _CLEARED.where(among(_ENTRIES.c.id))
_DIGESTS = select(_ENTRIES.c.id, _ENTRIES.c.digest).where(among(_ENTRIES.c.id))
_CLEARED_BY_ARTICLE = _CLEARED.where(among(_ENTRIES.c.article))
_TERMS_OF = (
    select(_CARRIED.c.article, _TERMS.c.kind, _TERMS.c.name, _TERMS.c.slug, _TERMS.c.label)
    .join(_ENTRIES, (_CARRIED.c.article == _ENTRIES.c.article) & (_CARRIED.c.revision == _ENTRIES.c.revision))
    .join(_TERMS, _TERMS.c.key == _CARRIED.c.term)
    .where(among(_ENTRIES.c.article))
    .order_by(_CARRIED.c.article, _CARRIED.c.place)
)
_HOLDER = select(_SLUGS.c.article).where(_SLUGS.c.slug == bindparam("slug"), _SLUGS.c.public)
_GONE = sorted(status.value for status in WITHDRAWS)
_WITHDRAWN = (
    select(_SLUGS.c.slug)
    .join(_ARTICLES, _ARTICLES.c.key == _SLUGS.c.article)
    .where(_SLUGS.c.slug == bindparam("slug"), _SLUGS.c.public, _ARTICLES.c.status.in_(_GONE))
)
_PICTURE = select(_MEDIA.c.name, _MEDIA.c.media_type, _MEDIA.c.data).where(
    _MEDIA.c.name == bindparam("name"),
    exists().where(
        _REFS.c.name == _MEDIA.c.name, _REFS.c.article == _ENTRIES.c.article, _REFS.c.revision == _ENTRIES.c.revision
    ),
)


class Reading(Part):
    """`Shelf.channel` to `Shelf.media`: channels and what stands in them."""

    def channel(self, key: ChannelKey) -> ChannelState | None:
        """Return one channel's state; ``None`` where it is not among `channels`."""
        with self._db.read() as connection:
            row = connection.execute(_STATE, {"kind": key.kind.value, "slug": key.slug}).first()
        return None if row is None else _state(row)

    def states(self, keys: Collection[ChannelKey]) -> Mapping[ChannelKey, ChannelState]:
        """Return the states of those channels that are among `channels`."""
        with self._db.read() as connection:
            rows = [
                row
                for kind, slugs in slugs_by_kind(keys).items()
                for row in rows_in(connection, _STATES_OF, slugs, kind=kind.value)
            ]
        return {state.key: state for state in map(_state, rows)}

    def channels(self) -> tuple[ChannelState, ...]:
        """Return every channel that exists in public, in key order."""
        with self._db.read() as connection:
            states = [_state(row) for row in connection.execute(_STATES).all()]
        return tuple(sorted(states, key=lambda state: state.key))

    def members(self, key: ChannelKey, limit: int) -> tuple[EntryRef, ...]:
        """Return a channel's entries: by publication, the latest first, then by id from the smallest."""
        with self._db.read() as connection:
            rows = connection.execute(_LISTED, {"kind": key.kind.value, "slug": key.slug, "limit": limit})
            return tuple([EntryRef(*row) for row in rows.all()])

    def articles(self, ids: Collection[str]) -> Mapping[str, Article]:
        """Return the cleared revisions of published articles, by id."""
        with self._db.read() as connection:
            return _cleared(connection, _CLEARED_BY_ID, ids)

    def located(self) -> tuple[Located, ...]:
        """Return where every published article stands, the oldest first."""
        with self._db.read() as connection:
            return tuple([Located(*row) for row in connection.execute(_LOCATED).all()])

    def touched(self) -> Mapping[ChannelKey, datetime]:
        """Return when what each channel shows last changed."""
        with self._db.read() as connection:
            rows = connection.execute(_TOUCHED).all()
        return {_key(row.kind, row.slug): max(filter(None, (row.changed, row.retracted))) for row in rows}

    def standing(self, entries: Collection[EntryRef]) -> Mapping[str, Article]:
        """Return the articles of those entries that still say what they said, by id."""
        digests = {entry.id: entry.digest for entry in entries}
        with self._db.read() as connection:
            now = {row.id: row.digest for row in rows_in(connection, _DIGESTS, digests)}
            return _cleared(connection, _CLEARED_BY_ID, [id_ for id_ in digests if now.get(id_) == digests[id_]])

    def page(self, slug: str) -> Article | None:
        """Return the published article whose own page has this slug, or had it under an earlier cleared revision.

        An article has a page of its own where its address ends with ``/a/`` and its slug.
        """
        with self._db.read() as connection:
            holder = connection.execute(_HOLDER, {"slug": slug}).scalar()
            found = {} if holder is None else _cleared(connection, _CLEARED_BY_ARTICLE, [holder])
        return next((article for article in found.values() if article.url.endswith(f"/a/{article.slug}")), None)

    def withdrawn(self, slug: str) -> bool:
        """Return whether an article that bore this slug in public was taken back."""
        with self._db.read() as connection:
            return connection.execute(_WITHDRAWN, {"slug": slug}).first() is not None

    def media(self, name: str) -> Media | None:
        """Return a picture that a cleared revision shows."""
        with self._db.read() as connection:
            row = connection.execute(_PICTURE, {"name": name}).first()
        return None if row is None else Media(*row)


def _key(kind: str, slug: str) -> ChannelKey:
    return ChannelKey(ChannelKind(kind), slug)


def _state(row: AnyRow) -> ChannelState:
    return ChannelState(
        key=_key(row.kind, row.slug),
        title=row.title,
        articles=row.held,
        created=row.created,
        retracted=row.retracted,
        latest=row.latest,
        public=row.public,
        archives=row.archives,
    )


def _cleared(connection: Connection, query: AnySelect, values: Collection[Any]) -> dict[str, Article]:
    rows = rows_in(connection, query, values)
    terms: dict[int, list[Term]] = defaultdict(list)
    for article, kind, name, slug, label in rows_in(connection, _TERMS_OF, [row.article for row in rows]):
        terms[article].append(Term(TermKind(kind), name, slug, label))
    return {row.id: unpack_article(row.payload, terms[row.article]) for row in rows}
