"""Closed archives (RFC 5005): which of a channel's members stand in which, and how each archive is joined.

``memberships.archive`` is the truth: it is set when an archive is closed, for good, and a member that leaves its
channel leaves its archive with it. ``archives`` and ``archive_pages`` hold what was last proved of an archive. Where
its members are not as they were then, it is *stale*: the next build writes it anew, and until then it is read without
what is not public any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, func, select

from buzzfeed.model import ArchivePage, ChannelKey, EntryRef, Format
from buzzfeed.ports import Archived
from buzzfeed.store import schema
from buzzfeed.store.channel_rows import slugs_by_kind
from buzzfeed.store.codec import unpack_entries, unpack_keys
from buzzfeed.store.editions import fragments_in
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, rows_in


class ArchiveReading(Part):
    """`Shelf.archive`."""

    def archive(self, key: ChannelKey, number: int, fmt: Format) -> Archived | None:
        """Return a closed archive as far as it is public, as `Shelf.archive` says."""
        place = {"kind": key.kind.value, "slug": key.slug, "number": number, "format": fmt.value}
        with self._db.read() as connection:
            row = connection.execute(_PAGE, place).first()
            if row is None:
                return None
            pairs = list(zip(unpack_entries(row.entries), unpack_keys(row.fragments), strict=True))
            public = {one.id for one in rows_in(connection, _STANDING, [ref.id for ref, _ in pairs])}
            chosen = [(ref.id, name) for ref, name in pairs if ref.id in public]
            fragments = fragments_in(connection, {name for _, name in chosen})
        if any(name not in fragments for _, name in chosen):
            return Archived((), None)
        page = ArchivePage(bytes(row.head), bytes(row.glue), bytes(row.tail), ())
        document = page.head + page.glue.join(fragments[name] for _, name in chosen) + page.tail
        return Archived(tuple(id_ for id_, _ in chosen), document)


class Archiving(ArchiveReading):
    """`Store.unarchived` to `Store.sizes`."""

    def unarchived(self, keys: Collection[ChannelKey]) -> Mapping[ChannelKey, tuple[EntryRef, ...]]:
        """Return the members of channels that stand in no archive, newest first."""
        found: dict[ChannelKey, list[EntryRef]] = defaultdict(list)
        with self._db.read() as connection:
            for kind, slugs in slugs_by_kind(keys).items():
                for slug, *ref in rows_in(connection, _UNARCHIVED, slugs, kind=kind.value):
                    found[ChannelKey(kind, slug)].append(EntryRef(*ref))
        return {key: newest_first(refs) for key, refs in found.items()}

    def archived(self, key: ChannelKey, numbers: Collection[int]) -> Mapping[int, tuple[EntryRef, ...]]:
        """Return the members of some of a channel's archives, newest first, as they are now."""
        found: dict[int, list[EntryRef]] = {number: [] for number in numbers}
        place = {"kind": key.kind.value, "slug": key.slug}
        with self._db.read() as connection:
            for number, *ref in rows_in(connection, _MEMBERS_OF, numbers, **place):
                found[number].append(EntryRef(*ref))
        return {number: newest_first(refs) for number, refs in found.items()}

    def stale_archives(self, keys: Collection[ChannelKey]) -> Mapping[ChannelKey, tuple[int, ...]]:
        """Return the numbers of those archives that have to be written anew."""
        found: dict[ChannelKey, list[int]] = defaultdict(list)
        with self._db.read() as connection:
            for kind, slugs in slugs_by_kind(keys).items():
                for slug, number in rows_in(connection, _STALE, slugs, kind=kind.value):
                    found[ChannelKey(kind, slug)].append(number)
        return {key: tuple(sorted(numbers)) for key, numbers in found.items()}

    def sizes(self, keys: Collection[str]) -> Mapping[str, int]:
        """Return how many bytes each of these fragments has that are kept."""
        with self._db.read() as connection:
            return {row.key: row.size for row in rows_in(connection, _SIZES, keys)}


def newest_first(refs: Collection[EntryRef]) -> tuple[EntryRef, ...]:
    """Return entries in the order of feeds: by publication, the latest first, then by id."""
    return tuple(sorted(refs, key=lambda ref: (-ref.published.timestamp(), ref.id)))


_CHANNELS, _MEMBERS, _ENTRIES = schema.channels, schema.memberships, schema.entries
_ARCHIVES, _PAGES, _FRAGMENTS = schema.archives, schema.archive_pages, schema.fragments
_THIS = (_CHANNELS.c.kind == bindparam("kind"), _CHANNELS.c.slug == bindparam("slug"))
_REF = (_ENTRIES.c.id, _ENTRIES.c.digest, _ENTRIES.c.mark, _ENTRIES.c.published, _ENTRIES.c.updated)
_STANDING = select(_ENTRIES.c.id, _ENTRIES.c.article).where(among(_ENTRIES.c.id))
_UNARCHIVED = (
    select(_CHANNELS.c.slug, *_REF)
    .join(_MEMBERS, _MEMBERS.c.channel == _CHANNELS.c.key)
    .join(_ENTRIES, _ENTRIES.c.article == _MEMBERS.c.article)
    .where(_CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug), _MEMBERS.c.archive.is_(None))
)
_MEMBERS_OF = (
    select(_MEMBERS.c.archive, *_REF)
    .join(_CHANNELS, _CHANNELS.c.key == _MEMBERS.c.channel)
    .join(_ENTRIES, _ENTRIES.c.article == _MEMBERS.c.article)
    .where(*_THIS, among(_MEMBERS.c.archive))
)
_STALE = (
    select(_CHANNELS.c.slug, _ARCHIVES.c.number)
    .join(_ARCHIVES, _ARCHIVES.c.channel == _CHANNELS.c.key)
    .where(_CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug), _ARCHIVES.c.stale)
)
_PAGE = (
    select(_ARCHIVES.c.entries, *(_PAGES.c[name] for name in "head glue tail fragments".split()))
    .join(_PAGES, (_PAGES.c.channel == _ARCHIVES.c.channel) & (_PAGES.c.number == _ARCHIVES.c.number))
    .join(_CHANNELS, _CHANNELS.c.key == _ARCHIVES.c.channel)
    .where(*_THIS, _ARCHIVES.c.number == bindparam("number"), _PAGES.c.format == bindparam("format"))
)
_SIZES = select(_FRAGMENTS.c.key, func.length(_FRAGMENTS.c.data).label("size")).where(among(_FRAGMENTS.c.key))
