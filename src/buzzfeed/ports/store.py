"""The port of the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from buzzfeed.model import (
    Adopted,
    Adoption,
    Article,
    ChannelKey,
    Correction,
    Decided,
    Decision,
    Delivery,
    DirtyChannel,
    Edition,
    EntryRef,
    Format,
    Fragment,
    Handover,
    IdentityKeys,
    Intake,
    Kin,
    Ledger,
    Listed,
    Publication,
    Retraction,
    Revision,
    SourceMemory,
    Status,
    Term,
    Token,
    Tombstone,
    Traits,
    Unreadable,
)
from buzzfeed.ports.appearing import Sights
from buzzfeed.ports.listening import Listening
from buzzfeed.ports.personal import PersonalUpkeep
from buzzfeed.ports.pushing import PushedReading
from buzzfeed.ports.shelf import Outbox, Window
from buzzfeed.ports.subscribers import Subscribers
from buzzfeed.ports.upstreams import Upstreams
from buzzfeed.ports.wishes import LookWishes


class Store(
    Window, Outbox, Sights, Subscribers, Listening, Upstreams, LookWishes, PushedReading, PersonalUpkeep, Protocol
):
    """The state: articles and their revisions, channels, editions, deliveries. One sync API for every database.

    Whatever makes an output is given less of it: see `buzzfeed.ports.shelf`. All methods raise `StoreError` (or a kind
    of it) and nothing else.
    """

    # -- sources and articles: the ingesting side

    def memory(self, source: str, only: Collection[str] = ()) -> SourceMemory:
        """Return what is remembered of a source; with ``only``, no stamps but those of these origins."""
        ...

    def remember(self, memory: SourceMemory) -> None:
        """Keep a source's notes, failures, time of check and whether its first import is done; not its stamps."""
        ...

    def ledger(self, keys: Sequence[IdentityKeys], slugs: Collection[str] = ()) -> Ledger:
        """Return the records that any of ``keys`` may mean, and who holds which of ``slugs``.

        ``by_id`` holds the records whose id is one of a key's ``ids``.
        """
        ...

    def stale(self) -> Mapping[str, tuple[str, ...]]:
        """Return, by source, the known origins that have to be read again though nothing changed in them."""
        ...

    def make_stale(self, source: str, origins: Collection[str]) -> None:
        """Have known origins read again with the next look: their stamps become empty."""
        ...

    def assign(self, article: str, other: str, now: datetime, *, by: str = "", note: str = "") -> None:
        """Have what stands at an article's place be another article, and be read again; the generation rises.

        The first leaves every list. The other is taken from there if its own place is gone, else that is a further one.
        """
        ...

    def abandon(self, configured: Collection[str], now: datetime) -> None:
        """Have articles of sources that are not among ``configured`` be taken from further places in those that are.

        Where they stood in sources that are not is to be read again, should these be configured once more.
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
        published article leaves the last cleared revision in its channels. After the transaction each term bears the
        spelling that cleared revisions use most (ties: the first in code point order), and so do all stored articles;
        a term that none of them carries keeps the label it has. Returns the ids of articles that were retracted since
        their origin vanished, or holds another article now; one that has a further place is not: it is taken from
        there, and that place becomes stale. Where an article goes or changes, those that are held because of it become
        stale.

        Raises:
            StaleError: somebody decided about an article since it was judged, or what is corrected was edited since;
                nothing was stored: judge it anew.
        """
        ...

    def decide(self, decisions: Sequence[Decision], now: datetime, deliveries: Sequence[Delivery] = ()) -> None:
        """Change statuses in one editorial transaction; channels that are touched become dirty; generation rises.

        A ``HELD`` decision on the cleared revision brings back the last cleared one before it, if there is one. Every
        decision is added to the log. Where an article leaves the outputs, its retraction is written down, and the
        tombstones of the channels it left, if an edition ever carried it; where it comes back, they go, and its source
        is read again, since it may have changed meanwhile.

        ``deliveries`` are owed for what is decided, and committed with it; one that is known already stays as it is.
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

    def publish(self, publication: Publication, now: datetime) -> int:
        """Commit editions and deliveries together, and raise the generation; return it.

        Each edition gets its ``committed`` time: ``now``, or one second after the feed's last one if that is later.
        Settled channels stop being dirty unless they were marked anew.

        Archives are closed with it: their members are theirs for good.

        Raises:
            StaleError: an edition or archive carries an article that left the outputs meanwhile; nothing was published.
        """
        ...

    # -- archives

    def unarchived(self, keys: Collection[ChannelKey]) -> Mapping[ChannelKey, tuple[EntryRef, ...]]:
        """Return the members of channels that stand in no closed archive, newest first."""
        ...

    def archived(self, key: ChannelKey, numbers: Collection[int]) -> Mapping[int, tuple[EntryRef, ...]]:
        """Return the members of some of a channel's archives as they are now, newest first."""
        ...

    def stale_archives(self, keys: Collection[ChannelKey]) -> Mapping[ChannelKey, tuple[int, ...]]:
        """Return which archives of channels are not as they were last written: their members or names changed since."""
        ...

    def sizes(self, keys: Collection[str]) -> Mapping[str, int]:
        """Return how many bytes proved fragments have, by key."""
        ...

    # -- taking back

    def public(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these articles are published."""
        ...

    def unpurged(self, since: datetime) -> Mapping[str, tuple[ChannelKey, ...]]:
        """Return what was taken back ``since`` (UTC), is not back, and was named by no purge after that.

        By article: the channels that it left.
        """
        ...

    def leaving(self, now: datetime | None = None) -> tuple[Listed, ...]:
        """Return published articles that their newsroom withdrew and whose time of grace runs.

        With ``now``, those alone whose time is over. Their terms are left out.
        """
        ...

    def tombstones(self, keys: Collection[ChannelKey], limit: int) -> Mapping[ChannelKey, tuple[Tombstone, ...]]:
        """Return the tombstones of some channels, the latest first, ``limit`` of each at most."""
        ...

    def corrections(self, articles: Collection[str]) -> Mapping[str, tuple[Correction, ...]]:
        """Return the corrections of those articles that have any, the oldest first."""
        ...

    def decided(self, article: str) -> tuple[Decided, ...]:
        """Return every decision that was ever taken about an article, the oldest first."""
        ...

    def deliveries_of(self, article: str, since: datetime) -> tuple[Delivery, ...]:
        """Return the deliveries that tell of an article's going, created at ``since`` or later, the oldest first."""
        ...

    def retractions(self, article: str) -> tuple[Retraction, ...]:
        """Return every time that an article was taken back, the latest first."""
        ...

    # -- what readers have seen

    def met(self, ids: Collection[str]) -> frozenset[str]:
        """Return which ids were ever shown anywhere, by a feed of ours or by one that was taken over."""
        ...

    def shown(self, ids: Mapping[ChannelKey, Collection[str]]) -> Mapping[ChannelKey, frozenset[str]]:
        """Return which of these ids each channel ever showed; what it shows for the first time, `publish` notes."""
        ...

    def kin(self, fresh: Sequence[Traits]) -> tuple[Kin, ...]:
        """Return the entries that were shown under other ids and may be these.

        Those that share an address with one, past or present; and those whose bodies have hashes in common with it, a
        few dozen at most, which share most.
        """
        ...

    def allow(self, shown: Mapping[ChannelKey, Collection[str]], now: datetime) -> None:
        """Count ids as shown in channels, have these channels built again, and raise the generation."""
        ...

    def adopt(self, adoption: Adoption, now: datetime) -> None:
        """Take over what a site's feeds showed: whoever matches one of its entries later gets that entry's id.

        A channel that has no edition of its own yet begins where its old feed ended (`handovers`). Twice is once.
        """
        ...

    def adopted(self) -> tuple[Adopted, ...]:
        """Return every entry that was taken over, by id."""
        ...

    def handovers(self, channels: Collection[ChannelKey]) -> Mapping[ChannelKey, Handover]:
        """Return what was taken over of those of these channels that had an old feed before their first edition."""
        ...

    # -- tokens

    def add_token(self, token: Token) -> None:
        """Let a token's bearer in from now on.

        Raises:
            StoreError: one of that name is there already, or there are `MOST_TOKENS`.
        """
        ...

    def revoke_token(self, name: str) -> bool:
        """Let its bearer in no more, and forget it; return whether there was such a token."""
        ...

    # -- upkeep

    def read_anew(self, source: str) -> None:
        """Have all that is known of a source read again: its stamps are emptied, its notes forgotten."""
        ...

    def prune_audience(self, today: date, months: int) -> None:
        """Close the days before yesterday, and forget what is older than ``months`` months.

        A day is closed once the serve process has left it for good: of its runs and reports one sum remains.
        """
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a small fact."""
        ...

    def settings_from(self, prefix: str) -> Mapping[str, str]:
        """Return the small facts whose names begin with ``prefix``, by name."""
        ...

    def drop_setting(self, name: str) -> None:
        """Forget a small fact; one that is not there is none."""
        ...

    def prune(self, now: datetime, keep_deliveries: timedelta) -> None:
        """Forget old deliveries, fragments that no current edition names, and pictures that no revision names.

        What a forgotten delivery told of a retraction is kept with that.
        """
        ...
