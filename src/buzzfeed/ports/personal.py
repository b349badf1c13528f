"""Personal feeds in the store: what the serve process may leave, what outputs read, and what is done behind them.

All methods raise `StoreError` (or a kind of it) and nothing else. Digests are those of `buzzfeed.model.personalfeeds`:
no secret ever comes here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from buzzfeed.model import TermKind
from buzzfeed.model.personalfeeds import Gone, PersonalDay, PersonalFeed, Remembered

TermKey = tuple[TermKind, str]
"""A term by its kind and folded name."""


class PersonalInbox(Protocol):
    """What readers do with their feeds. None of it raises the generation."""

    def keep_personal(
        self,
        feed_digest: str,
        edit_digest: str,
        said: str,
        language: str,
        title: str,
        feedback: bool,
        now: datetime,
        room: int,
    ) -> bool:
        """Keep a new feed; not where ``room`` feeds are kept already, or a digest is in use or was."""
        ...

    def edit_personal(
        self,
        edit_digest: str,
        version: int,
        said: str,
        language: str,
        title: str,
        feedback: bool,
        now: datetime,
    ) -> PersonalFeed | None:
        """Put what is said now in the place of what was, and return it; ``None`` where it is not at ``version``.

        Where the preferences are others than before, what was shown is forgotten.
        """
        ...

    def heed_personal(self, feed_digest: str, version: int, said: str, now: datetime) -> PersonalFeed | None:
        """Change what a feed says, for whoever holds its address, and return it.

        ``None`` where it is not at ``version``, or its reader did not switch such changes on (``feedback``).
        """
        ...

    def rotate_personal(self, edit_digest: str, new_feed: str, new_edit: str | None, now: datetime) -> bool:
        """Give a feed a new secret, with ``new_edit`` both; the old ones are gone from then on.

        That they are gone is known of some tens of changes; of more, the old ones are as if they had never been.
        Returns whether there is such a feed.
        """
        ...

    def pause_personal(self, edit_digest: str, paused: bool, now: datetime) -> bool:
        """Stop a feed from taking in articles, or let it go on; return whether there is such a feed."""
        ...

    def delete_personal(self, edit_digest: str, now: datetime) -> bool:
        """Wipe a feed; of its digests it is known that they are gone. Returns whether there was such a feed."""
        ...

    def empty_log(self) -> bool:
        """Have what was wiped leave the database's log too, which takes a second at most; return whether it did."""
        ...

    def remember_personal(self, remembered: Sequence[Remembered]) -> None:
        """Keep what selection remembers; of feeds that were edited since, nothing is kept."""
        ...

    def personal_used(self, numbers: Collection[int], day: date) -> None:
        """Keep the last day on which feeds were asked for."""
        ...


class PersonalFeeds(Protocol):
    """What is read to serve personal feeds."""

    def personal_by_feed(self, digest: str) -> PersonalFeed | Gone | None:
        """Return the feed whose secret has this digest."""
        ...

    def personal_by_edit(self, digest: str) -> PersonalFeed | Gone | None:
        """Return the feed that is managed by the secret with this digest."""
        ...

    def personal_days(self, since: date, until: date) -> tuple[PersonalDay, ...]:
        """Return how many personal feeds there were on each of these days, as far as it is known."""
        ...

    def meanings(self, encoder: str, marks: Collection[str]) -> Mapping[str, bytes]:
        """Return the vectors of published articles that this encoder made, by their marks."""
        ...

    def label_meanings(self, encoder: str) -> Mapping[TermKey, bytes]:
        """Return the vectors of the labels that terms of published articles bear."""
        ...


class PersonalUpkeep(Protocol):
    """What the work process does behind personal feeds."""

    def unmeant(self, encoder: str, since: datetime, limit: int) -> tuple[str, ...]:
        """Return the ids of articles published since, the newest first, whose vectors this encoder has not made yet."""
        ...

    def keep_meanings(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors of articles by their marks; those of another encoder are dropped."""
        ...

    def unmeant_labels(self, encoder: str, limit: int) -> Mapping[TermKey, str]:
        """Return labels of categories and tags of published articles whose vectors are not made yet, by their terms."""
        ...

    def keep_label_meanings(self, encoder: str, vectors: Mapping[TermKey, tuple[str, bytes]]) -> None:
        """Keep vectors of labels, each with the label it is of."""
        ...

    def forget_meanings(self) -> None:
        """Drop the vectors of articles that are not published, or say something else now, and of their terms."""
        ...

    def personal_said(self) -> tuple[str, ...]:
        """Return what all feeds say that are neither paused nor forgotten: for sums alone."""
        ...

    def keep_personal_day(self, day: date) -> None:
        """Count the feeds that there are, and those that were asked for on a day."""
        ...

    def empty_log(self) -> bool:
        """Have what was wiped leave the database's log too, which takes a second at most; return whether it did."""
        ...

    def prune_personal(
        self, now: datetime, unused: timedelta, unfetched: timedelta, gone_for: timedelta, days: timedelta
    ) -> int:
        """Wipe feeds that nobody asked for in ``unused``, or that nobody ever asked for in ``unfetched``.

        What counts are days of which `keep_personal_day` was told. After ``gone_for`` it is forgotten that digests are
        gone, after ``days`` how many feeds there were. Returns how many feeds were wiped.
        """
        ...
