"""Archives (RFC 5005 §4): what slides out of a feed stands in a closed archive before it is gone from there.

A channel closes an archive when an entry that is in none leaves its feed, or comes in behind its end. With it go the
oldest that the feed still shows, so that one is closed for every half feed of new articles. An archive keeps its
members for good; one that is stale is written anew as its members are now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from buzzfeed.model import Archive, ArchivePage, Channel, ChannelKey, EntryRef, Format
from buzzfeed.pipeline.plans import ArchivePlan, Plan, fragment_keys
from buzzfeed.pipeline.proving import Framed
from buzzfeed.pipeline.works import Works

_FRAME = 8_000
"""Bytes that a feed without its entries and tombstones takes, generously: what is archived early is not lost."""


@dataclass(frozen=True, slots=True)
class Due:
    """What may have to be archived of a channel.

    ``unarchived`` are its members that are in no archive, newest first; ``stale`` the archives that are to be written
    anew, by number; ``last`` the members of the last one, where one is closed that it has to name.
    """

    unarchived: tuple[EntryRef, ...]
    stale: Mapping[int, tuple[EntryRef, ...]]
    last: tuple[EntryRef, ...]


def due(
    works: Works, plans: Sequence[Plan], waiting: Collection[ChannelKey], barred: Collection[str]
) -> Mapping[ChannelKey, Due]:
    """Return what may have to be archived, without articles that are barred.

    Channels that wait for the forecast's sake close nothing.
    """
    keys = [plan.channel.key for plan in plans]
    unarchived = works.store.unarchived([key for key in keys if key not in waiting])
    stale = works.store.stale_archives(keys)
    found = {}
    for plan in plans:
        key, last = plan.channel.key, plan.channel.archives
        numbers = stale.get(key, ())
        if key in unarchived or numbers:
            outside = not {ref.id for ref in unarchived.get(key, ())} <= {ref.id for ref in plan.entries}
            wanted = {*numbers, last} if last and outside else set(numbers)
            members = works.store.archived(key, wanted) if wanted else {}
            old = {number: _without(members[number], barred) for number in numbers}
            found[key] = Due(_without(unarchived.get(key, ()), barred), old, _without(members.get(last, ()), barred))
    return found


def _without(entries: Sequence[EntryRef], barred: Collection[str]) -> tuple[EntryRef, ...]:
    return tuple(entry for entry in entries if entry.id not in barred)


def entries_of(due: Mapping[ChannelKey, Due], plans: Sequence[Plan]) -> Iterator[EntryRef]:
    """Yield every entry that must be proved before these archives are written."""
    for plan in plans:
        found = due.get(plan.channel.key)
        if found is not None:
            for entries in (found.unarchived, found.last, *found.stale.values()):
                yield from entries


def closed(works: Works, plans: Sequence[Plan], due: Mapping[ChannelKey, Due]) -> tuple[Plan, ...]:
    """Return the plans with the archives that are closed or written anew with them; every entry is proved by now."""
    refs = {ref.digest: ref for plan in plans if plan.channel.key in due for ref in plan.entries}
    refs.update((ref.digest, ref) for ref in entries_of(due, plans))
    lengths = _lengths(works, refs.values())
    return tuple(
        _closed(works, plan, due[plan.channel.key], lengths) if plan.channel.key in due else plan for plan in plans
    )


def _lengths(works: Works, refs: Collection[EntryRef]) -> Mapping[str, int]:
    """Return the bytes of entries by their digest, in the format in which each is longest."""
    keys = {ref.digest: [key for _, key in fragment_keys(works, ref)] for ref in refs}
    sizes = works.store.sizes({key for some in keys.values() for key in some})
    return {digest: max(sizes.get(key, 0) for key in some) for digest, some in keys.items()}


def _closed(works: Works, plan: Plan, due: Due, lengths: Mapping[str, int]) -> Plan:
    most = works.config.feeds.max_bytes
    shown = _shown(plan, lengths, most)
    pages = closings(due.unarchived, shown, works.config.feeds.items, most, lengths)
    last = plan.channel.archives
    numbered = {**due.stale, **dict(enumerate(pages, last + 1))}
    if pages and last and last not in numbered:
        numbered[last] = due.last or works.store.archived(plan.channel.key, [last])[last]
    channel = replace(plan.channel, archives=last + len(pages))
    archives = tuple(ArchivePlan(_page_of(channel, number), numbered[number]) for number in sorted(numbered))
    return replace(plan, channel=channel, archives=archives)


def _page_of(channel: Channel, number: int) -> Channel:
    """Return a channel as one of its archives says of it: what was taken back is told by the feed alone."""
    return replace(channel, archive=number, retracted=None, tombstones=())


def _shown(plan: Plan, lengths: Mapping[str, int], most: int) -> frozenset[str]:
    """Return the ids that a channel's feeds show in every format, for certain: a feed that is too large shows fewer."""
    stones = sum(6 * len(stone.ref) + 150 for stone in plan.channel.tombstones)
    total = _FRAME + 6 * len(plan.channel.description) + stones
    shown: list[str] = []
    for entry in plan.entries:
        total += lengths.get(entry.digest, 0) + 2
        if total > most and shown:
            break
        shown.append(entry.id)
    return frozenset(shown)


def closings(
    unarchived: Sequence[EntryRef], shown: Collection[str], items: int, most: int, lengths: Mapping[str, int]
) -> list[tuple[EntryRef, ...]]:
    """Return the archives that a channel closes now, the oldest first, each newest first; mostly none.

    Args:
        unarchived: the members that are in no archive, newest first.
        shown: the ids that its feeds show; whatever else there is goes into an archive.
        items: entries of a full feed, and of a full archive. Where less than half of that is to go, the oldest that are
            shown go with them.
        most: bytes of an archive, unless it holds one entry alone.
        lengths: the bytes of entries by digest.
    """
    rest = [entry for entry in reversed(unarchived) if entry.id not in shown]
    leaving = len(rest)
    rest += [entry for entry in reversed(unarchived) if entry.id in shown]
    pages, at = [], 0
    while at < leaving:
        left = leaving - at
        count = items if left >= items else max(left, (items + 1) // 2)
        count = _fitting(rest[at : at + count], most - _FRAME, lengths)
        chosen = {entry.id for entry in rest[at : at + count]}
        pages.append(tuple(entry for entry in unarchived if entry.id in chosen))
        at += count
    return pages


def _fitting(entries: Sequence[EntryRef], most: int, lengths: Mapping[str, int]) -> int:
    total = 0
    for count, entry in enumerate(entries):
        total += lengths.get(entry.digest, 0) + 2
        if total > most and count:
            return count
    return len(entries)


def archives_of(works: Works, plan: Plan, framed: Framed) -> tuple[Archive, ...]:
    """Return the archives of a plan, each under its proved frames."""
    return tuple(
        Archive(
            plan.channel.key,
            one.channel.archive,
            one.entries,
            {
                fmt: ArchivePage(
                    frames.frames[fmt].head,
                    frames.frames[fmt].glue,
                    frames.frames[fmt].tail,
                    tuple(dict(fragment_keys(works, entry))[fmt] for entry in one.entries),
                )
                for fmt in Format
            },
        )
        for one, frames in zip(plan.archives, framed.archives, strict=True)
    )
