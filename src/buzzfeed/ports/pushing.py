"""Articles that are handed in: how they are left in the store, and how the work process takes them from there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from buzzfeed.model.pushed import Kept, Precondition, Pushed, Standing


class PushInbox(Protocol):
    """What a source's owner hands in, and is told of it. All methods raise `StoreError` (or a kind of it) alone.

    None of it is public: what was handed in becomes an article on the same road as any other, in the work process.
    """

    def put_pushed(
        self,
        source: str,
        origin: str,
        body: bytes,
        digest: str,
        condition: Precondition,
        now: datetime,
        birth: str = "",
    ) -> Kept:
        """Keep an article under its id, and have its source looked at; the same once more changes nothing.

        ``birth`` is the digest of a request that creates an article and may come again (`pushed_by`).
        """
        ...

    def pushed_by(self, source: str, birth: str, since: datetime) -> str | None:
        """Return the id of the article that a request created ``since`` (UTC), unless it is deleted."""
        ...

    def drop_pushed(self, source: str, origin: str, condition: Precondition, now: datetime) -> Kept:
        """Note that an article is deleted, and have its source looked at: ``CHANGED``, ``SAME`` or ``ABSENT``."""
        ...

    def standing(self, source: str, origin: str) -> Standing | None:
        """Return how an article of a source stands; ``None`` where nothing was ever handed in under this id."""
        ...

    def standings(self, source: str, after: str, limit: int) -> Sequence[Standing]:
        """Return how articles of a source stand, in the order of their ids, those that come after one; no bodies."""
        ...

    def pushed_at(self, source: str, address: str, slug: str) -> str | None:
        """Return the id of a source's own article by its address in canonical form, or else by the slug of its page."""
        ...


class PushedReading(Protocol):
    """What the work process reads of it. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def pushed_digests(self, source: str) -> Mapping[str, str]:
        """Return the digests of a source's articles by id, the deleted ones left out."""
        ...

    def pushed(self, source: str, ids: Collection[str]) -> Mapping[str, Pushed]:
        """Return articles of a source by id, the deleted ones left out."""
        ...
