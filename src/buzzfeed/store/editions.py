"""Fragments and editions: what is served, by reference."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.errors import StoreError
from buzzfeed.model import ChannelKey, ChannelKind, Edition, Format, Fragment, Publication, ServedFeed
from buzzfeed.ports import Since
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.channel_rows import slugs_by_kind
from buzzfeed.store.codec import unpack_entries, unpack_keys
from buzzfeed.store.part import Part
from buzzfeed.store.publishing import publish
from buzzfeed.store.sql import AnyRow, among, rows_in


class Serving(Part):
    """`Shelf.served` and `Shelf.document`."""

    def served(self, since: int = 0) -> tuple[ServedFeed, ...]:
        """Return the current editions committed after generation ``since``, in path order."""
        with self._db.read() as connection:
            served = [
                ServedFeed(ChannelKey(ChannelKind(kind), slug), Format(fmt), *rest)
                for kind, slug, fmt, *rest in connection.execute(_SERVED, {"since": since})
            ]
        return tuple(sorted(served, key=lambda feed: feed.path))

    def document(self, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
        """Return the current edition and its bytes.

        Raises:
            StoreError: the bytes are not those that were proved: a fragment is missing or damaged; or it is withheld.
        """
        with self._db.read() as connection:
            edition = edition_in(connection, key, fmt)
            if edition is None:
                return None
            if connection.execute(_WITHHELD, _place(key, fmt)).scalar():
                raise StoreError(edition.path, "it carries what was taken back, and is not served", "build it again")
            return edition, _document(connection, edition)

    def trimmed(self, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
        """Return the current edition as far as it is public, as `Shelf.trimmed` says."""
        with self._db.read() as connection:
            edition = edition_in(connection, key, fmt)
            if edition is None:
                return None
            data = _document(connection, edition)
            public = _public(connection, {ref.id for ref in edition.entries})
            if len(public) == len(edition.entries):
                return edition, data
            made = replace(_within(edition, public), committed=None)
            data = made.document(fragments_in(connection, set(made.fragments)))
        return replace(made, digest=hashlib.sha256(data).hexdigest(), length=len(data)), data

    def remembered(self, key: ChannelKey, fmt: Format) -> tuple[str, ...]:
        """Return the digests of a feed's last few editions, the latest first."""
        with self._db.read() as connection:
            return tuple(dict.fromkeys(connection.execute(_REMEMBERED, _place(key, fmt)).scalars()))

    def since(self, key: ChannelKey, fmt: Format, digest: str) -> Since | None:
        """Return what became of a feed since one of its last editions, as `Shelf.since` says."""
        with self._db.read() as connection:
            edition = edition_in(connection, key, fmt)
            data = connection.execute(_FORMER, _place(key, fmt) | {"digest": digest}).scalar()
            if edition is None or data is None:
                return None
            former = unpack_entries(data)
            before = {ref.id: ref.digest for ref in former}
            public = _public(connection, {ref.id for ref in (*former, *edition.entries)})
            edition = _within(edition, public)
            pairs = zip(edition.entries, edition.fragments, strict=True)
            changed = {name for ref, name in pairs if before.get(ref.id) != ref.digest}
            fragments = fragments_in(connection, changed)
        return Since(edition, former, frozenset(before) - public, fragments)


class Editions(Serving):
    """`Store.fragments` to `Store.publish`."""

    def fragments(self, keys: Collection[str]) -> Mapping[str, bytes]:
        """Return the fragments that are kept, by key."""
        with self._db.read() as connection:
            return fragments_in(connection, keys)

    def kept(self, keys: Collection[str]) -> frozenset[str]:
        """Return which fragments are kept."""
        with self._db.read() as connection:
            return frozenset(key for (key,) in rows_in(connection, _KEPT, keys))

    def keep_fragments(self, fragments: Sequence[Fragment]) -> None:
        """Keep fragments; one that is kept already stays, and counts as kept now."""
        now = datetime.now(UTC)
        with self._db.write() as connection:
            rows = {one.key: {"key": one.key, "kept": now, "data": one.data} for one in fragments}
            upsert(connection, schema.fragments, list(rows.values()))

    def edition(self, key: ChannelKey, fmt: Format) -> Edition | None:
        """Return the current edition of a feed."""
        with self._db.read() as connection:
            return edition_in(connection, key, fmt)

    def current(self, keys: Collection[ChannelKey]) -> Mapping[tuple[ChannelKey, Format], Edition]:
        """Return the current editions of some channels, in every format."""
        found = {}
        with self._db.read() as connection:
            for kind, slugs in slugs_by_kind(keys).items():
                for row in rows_in(connection, _CURRENT, slugs, kind=kind.value):
                    key, fmt = ChannelKey(kind, row.slug), Format(row.format)
                    found[key, fmt] = _unpack(row, key, fmt)
        return found

    def editions_of(self, keys: Collection[ChannelKey]) -> Mapping[tuple[ChannelKey, Format], Edition]:
        """Return the current editions of some channels, as `Sights.editions_of` says."""
        return self.current(keys)

    def publish(self, publication: Publication, now: datetime) -> int:
        """Commit editions and deliveries together, as `Store.publish` says.

        An edition with the digest of the current one keeps its time and its generation. A delivery whose id is there
        already stays as it is.

        Raises:
            StoreError: a fragment that an edition names is not kept (any more); nothing was published. ``retryable``.
        """
        with self._db.write() as connection:
            return publish(connection, publication, now)


_FEEDS, _CHANNELS, _LISTS, _FRAGMENTS = schema.feeds, schema.channels, schema.entry_lists, schema.fragments
_OF_SERVED = "format title digest length size updated committed generation withheld".split()
_SERVED = (
    select(_CHANNELS.c.kind, _CHANNELS.c.slug)
    .add_columns(*(_FEEDS.c[name] for name in _OF_SERVED))
    .join(_FEEDS, _FEEDS.c.channel == _CHANNELS.c.key)
    .where(_FEEDS.c.generation > bindparam("since"))
)
_EDITIONS = (
    select(_FEEDS, _LISTS.c.data, _CHANNELS.c.slug)
    .join(_CHANNELS, _CHANNELS.c.key == _FEEDS.c.channel)
    .join(_LISTS, (_LISTS.c.channel == _FEEDS.c.channel) & (_LISTS.c.digest == _FEEDS.c.entries))
    .where(_CHANNELS.c.kind == bindparam("kind"))
)
_EDITION = _EDITIONS.where(_CHANNELS.c.slug == bindparam("slug"), _FEEDS.c.format == bindparam("format"))
_CURRENT = _EDITIONS.where(among(_CHANNELS.c.slug))
_WITHHELD = (
    select(_FEEDS.c.withheld)
    .join(_CHANNELS, _CHANNELS.c.key == _FEEDS.c.channel)
    .where(_CHANNELS.c.kind == bindparam("kind"), _CHANNELS.c.slug == bindparam("slug"))
    .where(_FEEDS.c.format == bindparam("format"))
)
_LAST = schema.editions
_OF_FEED = (
    select(_LAST.c.digest)
    .join(_CHANNELS, _CHANNELS.c.key == _LAST.c.channel)
    .where(_CHANNELS.c.kind == bindparam("kind"), _CHANNELS.c.slug == bindparam("slug"))
    .where(_LAST.c.format == bindparam("format"))
    .order_by(_LAST.c.version.desc())
)
_REMEMBERED = _OF_FEED
_FORMER = (
    _OF_FEED.with_only_columns(_LISTS.c.data)
    .join(_LISTS, (_LISTS.c.channel == _LAST.c.channel) & (_LISTS.c.digest == _LAST.c.entries))
    .where(_LAST.c.digest == bindparam("digest"))
)
_STANDING = select(schema.entries.c.id).where(among(schema.entries.c.id))
_KEPT = select(_FRAGMENTS.c.key).where(among(_FRAGMENTS.c.key))
_BY_KEY = select(_FRAGMENTS.c.key, _FRAGMENTS.c.data).where(among(_FRAGMENTS.c.key))


def _public(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    return frozenset(row.id for row in rows_in(connection, _STANDING, ids))


def _within(edition: Edition, ids: Collection[str]) -> Edition:
    """Return an edition with those of its entries that are among ``ids``; all else it says of itself stays."""
    pairs = [(ref, name) for ref, name in zip(edition.entries, edition.fragments, strict=True) if ref.id in ids]
    return replace(edition, entries=tuple(ref for ref, _ in pairs), fragments=tuple(name for _, name in pairs))


def fragments_in(connection: Connection, keys: Collection[str]) -> dict[str, bytes]:
    """Return the fragments that are kept, by key."""
    return {key: bytes(data) for key, data in rows_in(connection, _BY_KEY, keys)}


def _place(key: ChannelKey, fmt: Format) -> dict[str, str]:
    return {"kind": key.kind.value, "slug": key.slug, "format": fmt.value}


def _document(connection: Connection, edition: Edition) -> bytes:
    """Return an edition's bytes.

    Raises:
        StoreError: they are not those that were proved.
    """
    kept = fragments_in(connection, set(edition.fragments))
    data = b"" if set(edition.fragments) - set(kept) else edition.document(kept)
    if hashlib.sha256(data).hexdigest() != edition.digest:
        raise StoreError(
            edition.path, "its stored bytes are not those that were proved", "restore the store from a backup"
        )
    return data


def edition_in(connection: Connection, key: ChannelKey, fmt: Format) -> Edition | None:
    """Return the current edition of a feed, in a transaction that is under way."""
    row = connection.execute(_EDITION, _place(key, fmt)).first()
    return None if row is None else _unpack(row, key, fmt)


def _unpack(row: AnyRow, key: ChannelKey, fmt: Format) -> Edition:
    return Edition(
        channel=key,
        format=fmt,
        title=row.title,
        digest=row.digest,
        length=row.length,
        head=bytes(row.head),
        glue=bytes(row.glue),
        tail=bytes(row.tail),
        fragments=unpack_keys(row.fragments),
        entries=unpack_entries(row.data),
        updated=row.updated,
        committed=row.committed,
    )
