"""The port of the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from buzzfeed.model import (
    Article,
    ChannelKey,
    ChannelState,
    Decision,
    Delivery,
    DeliveryState,
    DirtyChannel,
    Edition,
    EntryRef,
    Format,
    Fragment,
    IdentityKeys,
    Intake,
    Ledger,
    Listed,
    Media,
    Publication,
    Revision,
    ServedFeed,
    SourceMemory,
    Status,
    TargetState,
    Term,
    Unreadable,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles there are by status, and deliveries by state; what is not there is not named."""

    articles: Mapping[Status, int]
    deliveries: Mapping[DeliveryState, int]


class Store(Protocol):
    """The state: articles and their revisions, channels, editions, deliveries. One sync API for every database.

    All methods raise `StoreError` (or a kind of it) and nothing else.
    """

    def close(self) -> None:
        """Give back every connection."""
        ...

    def generation(self) -> int:
        """Return the count of publishing and editorial transactions; cheap enough to ask several times a second."""
        ...

    # -- sources and articles: the ingesting side

    def memory(self, source: str, only: Collection[str] = ()) -> SourceMemory:
        """Return what is remembered of a source; with ``only``, no stamps but those of these origins."""
        ...

    def remember(self, memory: SourceMemory) -> None:
        """Keep a source's notes, failures, time of check and whether its first import is done; not its stamps."""
        ...

    def ledger(self, keys: Sequence[IdentityKeys], slugs: Collection[str] = ()) -> Ledger:
        """Return the records that any of ``keys`` may mean, and who holds which of ``slugs``.

        ``by_id`` holds the records whose id is a key's guid, too.
        """
        ...

    def terms(self) -> tuple[Term, ...]:
        """Return every term ever seen, denied articles' included: for giving slugs, never for output."""
        ...

    def addresses(self, title_keys: Collection[str]) -> Mapping[str, str]:
        """Return the addresses of published articles by folded title, where one and only one bears it."""
        ...

    def wanting(self, title_keys: Collection[str]) -> tuple[str, ...]:
        """Return the ids of articles whose latest revision names one of these titles without knowing its address."""
        ...

    def absorb(self, intake: Intake, now: datetime) -> tuple[str, ...]:
        """Store revisions and decisions in one transaction.

        Channels that a published article enters, leaves or changes in become dirty. A revision with ``replaces`` takes
        the place of the latest one with the same number (its rendering changed, not what it says). A held edit to a
        published article leaves the last cleared revision in its channels. After the transaction each term bears its
        most used spelling (ties: the first in code point order), and so do all stored articles. Returns the ids of
        articles that were retracted since their origin vanished.
        """
        ...

    def decide(self, decisions: Sequence[Decision], now: datetime) -> None:
        """Change statuses in one editorial transaction; channels that are touched become dirty; generation rises.

        A ``HELD`` decision on the cleared revision brings back the last cleared one before it, if there is one.
        """
        ...

    def revision(self, article: str) -> Revision | None:
        """Return the latest revision of an article, media left out."""
        ...

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return the ids of scheduled and embargoed articles whose time has come."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next scheduled or embargoed article is due."""
        ...

    def listed(self, statuses: Collection[Status] | None = None) -> tuple[Listed, ...]:
        """Return articles with these statuses (all if ``None``), newest first.

        A published article whose latest edit is held is listed as held where ``HELD`` alone is asked for, else as
        published.
        """
        ...

    def tally(self) -> Tally:
        """Count articles by status, as `listed` shows all of them, and deliveries by state, without reading them."""
        ...

    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return the items that could not be read and were not rejected."""
        ...

    def reject_unreadable(self, item: str) -> bool:
        """Stop showing an unreadable item until it changes; returns whether there was one."""
        ...

    # -- channels, fragments, editions: the publishing side

    def establish(self, key: ChannelKey, title: str, now: datetime) -> None:
        """Make a channel public though no article ever stood in it, created ``now`` unless it was before."""
        ...

    def sync_queries(
        self, matches: Mapping[str, tuple[str, Callable[[Article], bool]]], digest: str, now: datetime
    ) -> None:
        """Make query channels hold what their queries match: slug → (title, match).

        Does nothing while ``digest`` (of the queries' settings) is what it was.
        """
        ...

    def dirty(self) -> tuple[DirtyChannel, ...]:
        """Return the channels whose feeds no longer show what is stored, in key order."""
        ...

    def mark_all_dirty(self) -> None:
        """Have every channel rebuilt: the renderer or a setting changed. Identical editions are not published again."""
        ...

    def channel(self, key: ChannelKey) -> ChannelState | None:
        """Return one channel's state."""
        ...

    def states(self, keys: Collection[ChannelKey]) -> Mapping[ChannelKey, ChannelState]:
        """Return the states of those of ``keys`` that hold a published article or were ever public."""
        ...

    def channels(self) -> tuple[ChannelState, ...]:
        """Return every channel that holds a published article or was ever public, in key order."""
        ...

    def members(self, key: ChannelKey, limit: int) -> tuple[EntryRef, ...]:
        """Return a channel's published entries, newest first (by publication, then id), ``limit`` at most."""
        ...

    def articles(self, ids: Collection[str]) -> Mapping[str, Article]:
        """Return the cleared revisions of published articles, by id; denied ones are left out."""
        ...

    def fragments(self, keys: Collection[str]) -> Mapping[str, bytes]:
        """Return the proved fragments that are kept, by key."""
        ...

    def kept(self, keys: Collection[str]) -> frozenset[str]:
        """Return which of these fragments are kept, without reading them."""
        ...

    def keep_fragments(self, fragments: Sequence[Fragment]) -> None:
        """Keep proved fragments; keeping one twice is no error."""
        ...

    def edition(self, key: ChannelKey, fmt: Format) -> Edition | None:
        """Return the current edition of a feed."""
        ...

    def current(self, keys: Collection[ChannelKey]) -> Mapping[tuple[ChannelKey, Format], Edition]:
        """Return the current editions of some channels, in every format that has one."""
        ...

    def document(self, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
        """Return the current edition and its whole bytes, read in one transaction and held against its digest."""
        ...

    def publish(self, publication: Publication, now: datetime) -> int:
        """Commit editions and deliveries together, and raise the generation; return it.

        Each edition gets its ``committed`` time: ``now``, or one second after the feed's last one if that is later.
        Settled channels stop being dirty unless they were marked anew.
        """
        ...

    def served(self, since: int = 0) -> tuple[ServedFeed, ...]:
        """Return the current editions committed after generation ``since``, in path order."""
        ...

    def page(self, slug: str) -> Article | None:
        """Return the published article whose own page has this slug."""
        ...

    def media(self, name: str) -> Media | None:
        """Return a picture that a published article shows."""
        ...

    # -- deliveries

    def deliveries(self, states: Collection[DeliveryState] | None = None, limit: int = 1000) -> tuple[Delivery, ...]:
        """Return deliveries, newest first."""
        ...

    def claim(self, now: datetime, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        """Take due deliveries for this worker alone; a claim that is not recorded ends with its lease."""
        ...

    def record(self, deliveries: Sequence[Delivery], targets: Sequence[TargetState] = ()) -> None:
        """Keep how deliveries stand now, give their claims back, and keep their targets' state."""
        ...

    def targets(self) -> Mapping[str, TargetState]:
        """Return what is remembered of each target."""
        ...

    # -- upkeep

    def setting(self, name: str) -> str | None:
        """Return a small fact kept by name (the digest of the settings that feeds were rendered with, say)."""
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a small fact."""
        ...

    def prune(self, now: datetime, keep_deliveries: timedelta) -> None:
        """Forget old deliveries, fragments that no current edition names, and pictures that no revision names."""
        ...
