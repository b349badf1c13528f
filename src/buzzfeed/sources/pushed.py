"""The push source: what was handed in since the last look, and what was deleted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from buzzfeed.config import PushSource
from buzzfeed.errors import ItemError, SourceError
from buzzfeed.model import Find, Look, RawItem, Reason, SourceMemory
from buzzfeed.model.pushed import Pushed
from buzzfeed.ports import Clock, PushedReading
from buzzfeed.sources import jsonfile
from buzzfeed.sources.fields import Fields
from buzzfeed.sources.items import item_of

_MOST = 1000
_MOST_BYTES = 20_000_000
_GIVEN = "given"
"""The note of how many finds earlier parts of a look gave, so that the last one does not count them again."""


class Push:
    """A `buzzfeed.ports.Source` over what is handed in: looking already gives each item."""

    def __init__(self, settings: PushSource, store: PushedReading | None) -> None:
        """Read from ``store``; without one, as in a worker process, there is only `read`."""
        self._settings = settings
        self._store = store

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to worker processes without the store."""
        return Push, (self._settings, None)

    @property
    def name(self) -> str:
        """Its name in the config."""
        return self._settings.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See what is new, changed and deleted since ``memory``, as much at once as fits in memory.

        Raises:
            SourceError: there is no store to read from.
            StoreError: it cannot be read.
        """
        if self._store is None:
            cause = "what is handed in stands in the store, which is not open here"
            raise SourceError(self.name, cause, "see: buzzfeed articles")
        digests = self._store.pushed_digests(self.name)
        asked = set(only) if only else None
        changed = [
            id_
            for id_, digest in digests.items()
            if (asked is None or id_ in asked) and memory.stamps.get(id_) != digest
        ]
        finds = self._finds(changed[:_MOST])
        more = len(finds) < len(changed)
        given = int(memory.notes.get(_GIVEN, "0")) + len(finds)
        return Look(
            finds=finds,
            unchanged=0 if more or asked is not None else max(0, len(digests) - given),
            vanished=tuple(origin for origin in memory.stamps if origin not in digests),
            notes={_GIVEN: str(given)} if more else {},
            more=more,
        )

    def read(self, find: Find) -> RawItem:
        """Return the item that looking gave.

        Raises:
            ItemError: it gave none.
        """
        if find.ready is None:
            raise ItemError(find.origin, "is not at hand: it is read when its source is looked at")
        return find.ready

    def _finds(self, ids: Collection[str]) -> tuple[Find, ...]:
        """Return finds of articles, at least one and as many as have so many bytes together."""
        assert self._store is not None
        found: list[Find] = []
        size = 0
        for at in range(0, len(ids), 20):
            for id_, pushed in self._store.pushed(self.name, list(ids)[at : at + 20]).items():
                size += len(pushed.body)
                found.append(Find(id_, pushed.digest, raw_item(pushed)))
            if size > _MOST_BYTES:
                break
        return tuple(found)


def raw_item(pushed: Pushed) -> RawItem:
    """Return the raw item of an article as it was handed in; one that cannot be read is held.

    Its id is its source's own and says nothing: neither date nor slug nor language is taken from it, as from a file's
    name.
    """
    try:
        piece = jsonfile.read(pushed.body.decode("utf-8", "replace"), pushed.id)
    except ItemError as error:
        fault = Reason(error.code, f"{error.cause}. {error.hint}".rstrip())
        return RawItem(pushed.source, pushed.id, title="", body="", faults=(fault,))
    item, fields = item_of(pushed.source, pushed.id, piece), Fields(dict(piece.meta))
    return replace(
        item,
        slug=fields.text("slug"),
        published=fields.date("date", "published"),
        language=fields.raw("lang").replace("_", "-"),
    )
