"""Withdrawing: whatever keeps a feed from being rebuilt, what was taken back is not served in it (invariant 4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from buzzfeed import notify, verify
from buzzfeed.errors import StoreBusyError, StoreError
from buzzfeed.model import (
    ChannelKey,
    DirtyChannel,
    Edition,
    EntryRef,
    Format,
    Problem,
    Publication,
    Severity,
    feed_path,
)
from buzzfeed.pipeline.appearing import prove
from buzzfeed.pipeline.changes import changes_of
from buzzfeed.pipeline.forecasting import window_of
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.telling import told_of
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Shelf, Store

Place = tuple[ChannelKey, Format]
Left = tuple[ChannelKey, Edition, tuple[EntryRef, ...]]
"""A channel, its former edition, and the entries that it holds now."""


def withdraw(works: Works, summary: Summary, attempted: Collection[DirtyChannel] | None) -> None:
    """Take what is denied out of the feeds that a build left as they were.

    ``attempted`` is what it was to build; what was marked since has its turn in the next one. Where it broke off it is
    ``None``, and every channel that waits is looked at.

    Each goes on with its last good edition without those entries: its frame and the fragments that stay were proved.
    Where that is not sound, the feed is not served until it can be rebuilt.
    """
    store = works.store
    former = tainted(store, {one.key for one in store.dirty() if attempted is None or one in attempted})
    if not former:
        return
    withheld = {(feed.channel, feed.format) for feed in store.served() if feed.withheld}
    cleaned = {place: what_is_left(store, *place) for place in former if place not in withheld}
    editions = tuple(found[0] for found in cleaned.values() if found is not None)
    now = works.clock.now()
    targets = told_of(works, {edition.channel for edition in editions})
    changes = changes_of(store, _left(editions, former), window_of(works)) if targets else ()
    refused = tuple(place for place, found in cleaned.items() if found is None)
    seed = " ".join([*(edition.digest for edition in editions), *(feed_path(*place) for place in refused)])
    told = notify.plan(changes, works.config, targets, now, seed)
    # A cache has the former editions, whichever of a channel's formats were rebuilt meanwhile.
    without = _without(store, {place: former[place] for place in cleaned})
    proof = prove(works, without, told, editions, seed, withheld={*withheld, *refused})
    store.publish(
        Publication(editions=editions, deliveries=proof.deliveries, appearances=proof.appearances, withheld=refused),
        now,
    )
    for (key, fmt), found in cleaned.items():
        _tell(summary, key, fmt, served=found is not None)


def tainted(store: Store, keys: Collection[ChannelKey]) -> Mapping[Place, Edition]:
    """Return the current editions of these channels that carry an article which is not public any more."""
    current = store.current(keys)
    public = store.public({entry.id for edition in current.values() for entry in edition.entries})
    return {
        place: edition for place, edition in current.items() if any(entry.id not in public for entry in edition.entries)
    }


def without_denied(store: Shelf, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
    """Return a feed's current edition without its denied entries, and its bytes; ``None`` where that is not sound.

    Raises:
        StoreError: it is damaged.
    """
    found = store.trimmed(key, fmt)
    if found is None or found[0].committed is not None:
        return found
    edition, document = found
    try:
        sound = verify.check_whole(document, fmt, [entry.id for entry in edition.entries]).sound
    except Exception:  # noqa: BLE001 - a fault of ours must not keep what was taken back in a feed
        sound = False
    return found if sound else None


def what_is_left(store: Shelf, key: ChannelKey, fmt: Format) -> tuple[Edition, bytes] | None:
    """Return what `without_denied` does, and ``None`` where the edition is damaged: other feeds are to go on.

    Raises:
        StoreBusyError: the store could not be asked.
    """
    try:
        return without_denied(store, key, fmt)
    except StoreBusyError:
        raise
    except StoreError:
        return None


def _without(store: Store, former: Mapping[Place, Edition]) -> list[tuple[ChannelKey, Edition, list[EntryRef]]]:
    """Return former editions, each with the entries of it that are public still."""
    public = store.public({entry.id for edition in former.values() for entry in edition.entries})
    return [(key, one, [ref for ref in one.entries if ref.id in public]) for (key, _), one in former.items()]


def _left(editions: Collection[Edition], former: Mapping[Place, Edition]) -> list[Left]:
    """Return the channels that are without the articles only now: where a format was rebuilt, it was told already."""
    found: dict[ChannelKey, Left] = {}
    for made in editions:
        if all((made.channel, fmt) in former for fmt in Format):
            found[made.channel] = made.channel, former[made.channel, made.format], made.entries
    return list(found.values())


def _tell(summary: Summary, key: ChannelKey, fmt: Format, *, served: bool) -> None:
    text = "it could not be rebuilt after an article was taken back: "
    text += (
        "its last edition serves without it"
        if served
        else "it answers 503, since its last edition carries it, or is damaged"
    )
    hint = "mend what is reported of it, then: buzzfeed build"
    summary.problems.append(Problem("retraction", Severity.ERROR, f"/feeds/{key.path}.{fmt}", text, hint))
