"""The marks of channels whose feeds no longer show what is stored."""

from __future__ import annotations

from sqlalchemy import select

from buzzfeed.model import ChannelKey, ChannelKind, DirtyChannel
from buzzfeed.store import schema
from buzzfeed.store.channel_rows import mark_dirty
from buzzfeed.store.part import Part
from buzzfeed.store.reading import SHOWN

_CHANNELS = schema.channels
_DIRTY = select(_CHANNELS.c.kind, _CHANNELS.c.slug, _CHANNELS.c.dirty).where(_CHANNELS.c.dirty.is_not(None), SHOWN)
_EVERY = select(_CHANNELS.c.key)
_EVERY_ARCHIVE = schema.archives.update().values(stale=True)


class Marking(Part):
    """`Store.dirty` and `Store.mark_all_dirty`."""

    def dirty(self) -> tuple[DirtyChannel, ...]:
        """Return the channels to be rebuilt, in key order; none that has nothing to show and never had."""
        with self._db.read() as connection:
            rows = connection.execute(_DIRTY)
            found = [DirtyChannel(ChannelKey(ChannelKind(kind), slug), ticket) for kind, slug, ticket in rows]
        return tuple(sorted(found, key=lambda one: one.key))

    def mark_all_dirty(self) -> None:
        """Have every channel rebuilt, as `Store.mark_all_dirty` says."""
        with self._db.write() as connection:
            mark_dirty(connection, set(connection.execute(_EVERY).scalars()))
            connection.execute(_EVERY_ARCHIVE)
