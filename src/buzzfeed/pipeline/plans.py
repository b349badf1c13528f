"""Plans: what the feeds of each channel that changed are to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from buzzfeed import channels, feeds
from buzzfeed.model import Channel, ChannelKey, DirtyChannel, EntryRef, Format, Handover
from buzzfeed.pipeline.works import Works

TOMBSTONES = 50
"""Tombstones in one feed at most, the latest."""


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """An archive that is closed, or written anew: its channel, as that archive says of it, and its entries."""

    channel: Channel
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A channel that changed, with what its feeds will show: its articles, newest first; and its archives to write."""

    dirty: DirtyChannel
    channel: Channel
    entries: tuple[EntryRef, ...]
    archives: tuple[ArchivePlan, ...] = ()

    @property
    def documents(self) -> Iterator[tuple[Channel, tuple[EntryRef, ...]]]:
        """Yield what each document to be framed says of the channel, and its entries: the feed, then its archives."""
        yield self.channel, self.entries
        for one in self.archives:
            yield one.channel, one.entries


def fragment_keys(works: Works, ref: EntryRef) -> list[tuple[Format, str]]:
    """Return the keys of an entry's fragments, by format."""
    return [(fmt, feeds.fragment_key(ref.digest, fmt, works.newsroom)) for fmt in Format]


def plans_of(works: Works, dirty: Sequence[DirtyChannel], barred: Set[str]) -> list[Plan]:
    """Return what the feeds of these channels will show, without articles that are barred; hidden channels left out."""
    keys = [one.key for one in dirty]
    states, handovers = works.store.states(keys), works.store.handovers(keys)
    stones = works.store.tombstones(states, TOMBSTONES)
    shared: dict[str, EntryRef] = {}
    plans = []
    for one in dirty:
        state = states.get(one.key)
        if state is None or not channels.is_public(state, works.config.feeds.tag_minimum):
            continue
        entries = _window(works, one.key, handovers)
        # One value per entry, not one per entry and channel: with thousands of channels that is most of the memory.
        entries = tuple(shared.setdefault(entry.digest, entry) for entry in entries if entry.id not in barred)
        channel = channels.describe(state, works.newsroom, works.queries, stones.get(one.key, ()))
        plans.append(Plan(one, channel, entries))
    return plans


def _window(works: Works, key: ChannelKey, handovers: Mapping[ChannelKey, Handover]) -> tuple[EntryRef, ...]:
    most, handover = works.config.feeds.items, handovers.get(key)
    if handover is None:
        return works.store.members(key, most)
    # What stays out may stand anywhere among what is shown.
    known = len(handover.first) + len(handover.beyond)
    return channels.windowed(works.store.members(key, most + known), handover, most)
