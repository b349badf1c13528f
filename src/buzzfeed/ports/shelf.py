"""What outputs read: cleared revisions of published articles and proved editions, and nothing else (invariant 5).

`buzzfeed.ports.Store` has all of it and the editors' side besides. Feeds, pages, exports and targets are made from
these ports alone, so that an output cannot ask for what was not cleared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from buzzfeed.model import (
    Appearance,
    Article,
    AudienceReport,
    AudienceSum,
    ChannelKey,
    ChannelState,
    Delivery,
    DeliveryState,
    Edition,
    EntryRef,
    Format,
    HubHealth,
    Media,
    ServedFeed,
    Status,
    TargetState,
    Token,
)
from buzzfeed.model.subscriptions import Following
from buzzfeed.ports.personal import PersonalFeeds


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles there are by status, and deliveries by state; what is not there is not named."""

    articles: Mapping[Status, int]
    deliveries: Mapping[DeliveryState, int]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a published article stands: its id, its address, its first publication and its last change (UTC)."""

    id: str
    url: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a feed since one of its last editions.

    ``edition`` is the current one without the entries that are not public any more, ``former`` what the other held, of
    which ``gone`` are not public any more. ``fragments`` are those of entries that are not as they stood there.
    """

    edition: Edition
    former: tuple[EntryRef, ...]
    gone: frozenset[str]
    fragments: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Archived:
    """A closed archive as far as it is public: its ids, newest first, and its bytes, ``None`` where damaged."""

    ids: tuple[str, ...]
    document: bytes | None


class Shelf(Protocol):
    """What may stand in public. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def generation(self) -> int:
        """Return the count of publishing and editorial transactions; cheap enough to ask several times a second."""
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

    def counted(self, since: datetime) -> Mapping[ChannelKey, int]:
        """Return how many of each public channel's entries were published at or after an instant; none is not named."""
        ...

    def selection(
        self,
        any_of: Collection[ChannelKey],
        all_of: Collection[ChannelKey],
        none_of: Collection[ChannelKey],
        limit: int,
    ) -> tuple[EntryRef, ...]:
        """Return the newest published entries of several channels put together, newest first, ``limit`` at most.

        Those that stand in one of ``any_of`` (if there are any), in each of ``all_of``, and in none of ``none_of``; of
        all articles where the first two are empty. Only what one of the channels wanted has shown already, and of each
        of these no more than its newest few thousand are looked at: a bound on what an address may cost.
        """
        ...

    def proved(
        self,
        entries: Sequence[EntryRef],
        fmt: Format,
        key_of: Callable[[EntryRef], str],
        standing_in: Collection[ChannelKey],
        limit: int,
    ) -> tuple[tuple[EntryRef, bytes], ...]:
        """Return of these entries, in order, the first ``limit`` that are public, each with its proved fragment.

        Read in one transaction. Of an entry whose present fragment is not proved yet, the former one stands in, where
        a current edition of ``standing_in`` carries it; what has neither is left out.

        Args:
            entries: newest first.
            fmt: the format.
            key_of: an entry's `fragment key <buzzfeed.feeds.fragment_key>` in it.
            standing_in: the channels whose editions may lend what was proved before.
            limit: entries at most.
        """
        ...

    def articles(self, ids: Collection[str]) -> Mapping[str, Article]:
        """Return the cleared revisions of published articles, by id; denied ones are left out."""
        ...

    def located(self) -> tuple[Located, ...]:
        """Return where every published article stands: by publication, the oldest first, then by id."""
        ...

    def touched(self) -> Mapping[ChannelKey, datetime]:
        """Return when what each channel shows last changed: an article in it, or that one was taken back."""
        ...

    def standing(self, entries: Collection[EntryRef]) -> Mapping[str, Article]:
        """Return the articles of those entries that still say what they said, by id: the others changed since."""
        ...

    def page(self, slug: str) -> Article | None:
        """Return the published article whose own page has this slug."""
        ...

    def withdrawn(self, slug: str) -> bool:
        """Return whether a cleared revision stood under this slug whose article was taken back."""
        ...

    def media(self, name: str) -> Media | None:
        """Return a picture that a published article shows."""
        ...

    def served(self, since: int = 0) -> tuple[ServedFeed, ...]:
        """Return the current editions committed after generation ``since``, in path order."""
        ...

    def document(self, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
        """Return the current edition and its whole bytes, read in one transaction and held against its digest.

        Raises:
            StoreError: it is withheld, or damaged.
        """
        ...

    def remembered(self, key: ChannelKey, fmt: Format) -> tuple[str, ...]:
        """Return the digests of a feed's last few editions, the latest first, the current one included."""
        ...

    def since(self, key: ChannelKey, fmt: Format, digest: str) -> Since | None:
        """Return what became of a feed since the edition with this digest; ``None`` where that is not remembered."""
        ...

    def archive(self, key: ChannelKey, number: int, fmt: Format) -> Archived | None:
        """Return a closed archive (RFC 5005 §4) without the entries that are not public any more.

        It is joined from proved parts: hold it against its ids before it goes out. ``None`` where there is none.
        """
        ...

    def trimmed(self, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
        """Return the current edition without the entries that are not public any more, and its bytes.

        Where there are such entries, the whole was proved with them: hold it against its ids before it goes out. A
        withheld one is given as any other.

        Raises:
            StoreError: it is damaged.
        """
        ...


class Figures(Protocol):
    """What operators' pages show beside: counts and deliveries, never an article's words."""

    def tally(self) -> Tally:
        """Count articles by status, as `Store.listed` shows all of them, and deliveries by state."""
        ...

    def deliveries(self, states: Collection[DeliveryState] | None = None, limit: int = 1000) -> tuple[Delivery, ...]:
        """Return deliveries, newest first."""
        ...

    def following(self, now: datetime) -> Following:
        """Return how the hub fares, in counts that name nobody."""
        ...

    def hub_health(self, wait: timedelta, now: datetime) -> tuple[HubHealth, ...]:
        """Return how each hub fares by our own subscription to it; a push later than ``wait`` is missed."""
        ...

    def upstream_states(self, now: datetime) -> Mapping[str, int]:
        """Count our subscriptions to upstream feeds by how they stand: asked, subscribed, pushes, leaving."""
        ...

    def appearances(self, limit: int = 1000) -> tuple[Appearance, ...]:
        """Return what publications were to show at the public address, the latest first."""
        ...

    def timings(self) -> Mapping[tuple[str, str], tuple[Mapping[int, int], int]]:
        """Return how long things took since their publication, by what and outcome.

        What is ``visible`` or a delivery's type. Given are how many took so many seconds or fewer (-1: more than any
        bound), and the seconds of all together.
        """
        ...

    def oldest_owed(self) -> datetime | None:
        """Return when the oldest delivery that still waits was owed."""
        ...

    def times(self, ids: Collection[str]) -> Mapping[str, tuple[datetime, datetime | None]]:
        """Return when published articles were first seen by buzzfeed, and when a feed first showed them; by id."""
        ...

    def setting(self, name: str) -> str | None:
        """Return a small fact kept by name (the digest of the settings that feeds were rendered with, say)."""
        ...

    def audience(self, since: date, until: date) -> tuple[tuple[AudienceSum, ...], tuple[AudienceReport, ...]]:
        """Return the sums of the days from ``since`` to ``until``, and the reports that stand on any of them.

        Days before the day before yesterday are closed: their sums hold what was reported, and no report is kept.
        """
        ...

    def audience_days(self, since: date, until: date, channel: str = "") -> tuple[AudienceSum, ...]:
        """Return one sum for each closed day (`family` and `run` say nothing), of all channels or of one."""
        ...

    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens that let somebody in, by name."""
        ...


class Window(Shelf, Figures, PersonalFeeds, Protocol):
    """All that the serve process sees of the store."""

    def close(self) -> None:
        """Give back every connection."""
        ...


class Outbox(Protocol):
    """What delivering needs: deliveries as they were planned when their editions were committed."""

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
