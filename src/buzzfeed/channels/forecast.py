"""The redelivery forecast: what a reader would show as new, were an edition to take the place of another.

A reader knows an entry by its id. One whose id was never shown in a channel is new there, whatever it holds; where it
is an article that stood there under another id, the reader shows it a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from buzzfeed.model import ChannelKey, ChannelKind, Edition, EntryRef, Handover, Kin, Traits
from buzzfeed.model.sketches import ALIKE, likeness

APART = 0.15
"""By how much a copy is more like its original than the pieces of a series are like each other."""


@dataclass(frozen=True, slots=True)
class Former:
    """A channel's edition before: its entries, its time, and whether there may have been more than it had room for."""

    entries: tuple[EntryRef, ...]
    updated: datetime
    full: bool = False


def former_of(edition: Edition | None, window: int) -> Former | None:
    """Return an edition as the next one sees it: full where it held as many entries as the window had room for."""
    if edition is None:
        return None
    full = bool(edition.entries) and len(edition.entries) >= window
    return Former(edition.entries, edition.updated, full)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that would be shown as new, and the id it was shown under; ``likeness`` is 1 where the address tells."""

    id: str
    known: str
    address: bool
    likeness: float


class Arrival(StrEnum):
    """Why an entry stands in an edition that did not stand in the one before.

    ``FIRST``: the channel has its first edition. ``NEW``: never shown anywhere. ``BACK``: shown in this channel
    earlier. ``LATE``: shown elsewhere, and filed here since. ``BACKFILL``: it stood in the channel behind the last
    entry there was room for, or a query was changed.
    """

    FIRST = "first"
    NEW = "new"
    BACK = "back"
    LATE = "late"
    BACKFILL = "backfill"


def arrivals(
    key: ChannelKey,
    entries: Sequence[EntryRef],
    former: Former | None,
    met: Collection[str],
    shown: Collection[str],
) -> dict[str, Arrival]:
    """Return why each entry that the former edition did not hold stands in the next one.

    Args:
        key: the channel.
        entries: of its next edition.
        former: its edition before; ``None`` if there was none.
        met: ids that were shown in any channel before.
        shown: ids that were shown in this one before.
    """
    before = {entry.id for entry in former.entries} if former else set()
    return {
        entry.id: _arrival(key, entry, former, entry.id in met, entry.id in shown)
        for entry in entries
        if entry.id not in before
    }


def is_news(key: ChannelKey, entry: EntryRef, former: Former | None, met: bool) -> bool:
    """Return whether an entry that its channel did not show before is worth telling hubs and ping services of.

    None is what comes in where a full edition ended: its window grew, or another entry left. Nor is an article that was
    shown elsewhere, where it stands here only because the channel is new or its query was changed.
    """
    if former is None:
        return not met
    if former.full and _below(entry, former):
        return False
    return not met or key.kind is not ChannelKind.QUERY or entry.updated > former.updated


def _arrival(key: ChannelKey, entry: EntryRef, former: Former | None, met: bool, shown: bool) -> Arrival:
    if former is None:
        return Arrival.FIRST
    if shown:
        return Arrival.BACK
    if not is_news(key, entry, former, met):
        return Arrival.BACKFILL
    return Arrival.LATE if met else Arrival.NEW


def _below(entry: EntryRef, former: Former) -> bool:
    """Whether an entry stands where the former edition ended, in the order of feeds: the latest first."""
    last = former.entries[-1]
    return (entry.published, last.id) < (last.published, entry.id)


def recognise(fresh: Sequence[Traits], kin: Sequence[Kin]) -> tuple[Match, ...]:
    """Return which of some entries were shown under another id already.

    An address tells for itself. A body tells where it is a near copy under much the same title, and of one piece alone:
    where what it resembles has siblings that are as much like it (a weekly press review, a daily forecast: one frame,
    ever new words), it is one more of them, unless it is closer by `APART` or was published at the very same moment.
    Each known entry is recognised in one only, the closest.

    Args:
        fresh: entries whose ids no channel that they stand in has shown.
        kin: for each of them, what it may be.
    """
    candidates: dict[str, list[Kin]] = defaultdict(list)
    for one in kin:
        candidates[one.id].append(one)
    found = [match for traits in fresh for match in _matches(traits, candidates[traits.id])]
    found.sort(key=lambda match: (not match.address, -match.likeness, match.id, match.known))
    taken: set[str] = set()
    recognised: dict[str, Match] = {}
    for match in found:
        if match.id not in recognised and match.known not in taken:
            taken.add(match.known)
            recognised[match.id] = match
    return tuple(recognised.values())


def _matches(traits: Traits, kin: Sequence[Kin]) -> list[Match]:
    same = [Match(traits.id, one.known.id, True, 1.0) for one in kin if one.address]
    others = [one.known for one in kin if not one.address]
    titled = [known for known in others if _titles_agree(traits.title_key, known.title_key)]
    copies = [(share, known) for known in titled if (share := likeness(traits.sketch, known.sketch)) >= ALIKE]
    if not copies:
        return same
    share, known = min(copies, key=lambda pair: (pair[1].published != traits.published, -pair[0], pair[1].id))
    if known.published == traits.published or share >= _siblings(known, others) + APART:
        return [*same, Match(traits.id, known.id, False, share)]
    return same


def _titles_agree(one: str, other: str) -> bool:
    """Whether two folded titles may be one: most words are the same, or all of one's; numbers tell pieces apart."""
    ours, theirs = set(one.split()), set(other.split())
    if ours == theirs:
        return True
    if {word for word in ours if word.isdigit()} != {word for word in theirs if word.isdigit()}:
        return False
    both = len(ours & theirs)
    return both * 10 >= len(ours | theirs) * 7 or both == min(len(ours), len(theirs)) > 1


def _siblings(known: Traits, others: Sequence[Traits]) -> float:
    """Return how much the piece most like this one is, of those that were published at other moments."""
    shares = [likeness(known.sketch, one.sketch) for one in others if one.published != known.published]
    return max(shares, default=0.0)


def redelivered(
    unseen: Mapping[ChannelKey, Collection[str]],
    shown: Mapping[ChannelKey, Collection[str]],
    matches: Sequence[Match],
) -> dict[ChannelKey, tuple[Match, ...]]:
    """Return for each channel what its readers would be shown a second time; channels without are left out.

    Args:
        unseen: the ids in each channel's next edition that it never showed.
        shown: those of the matches' known ids that it did show, now or earlier.
        matches: what was recognised.
    """
    by_id = {match.id: match for match in matches}
    again = {
        key: tuple(match for id_ in ids if (match := by_id.get(id_)) is not None and match.known in shown.get(key, ()))
        for key, ids in unseen.items()
    }
    return {key: found for key, found in again.items() if found}


def windowed(entries: Sequence[EntryRef], handover: Handover | None, most: int) -> tuple[EntryRef, ...]:
    """Return the ``most`` newest entries of a channel.

    Of one that had an old feed, only what was on its first page or is newer: what stood further back there is old to
    long-standing subscribers, and would be new to recent ones.
    """
    if handover is None:
        return tuple(entries[:most])
    return tuple(
        entry
        for entry in entries
        if entry.id in handover.first or (entry.id not in handover.beyond and entry.published >= handover.since)
    )[:most]
