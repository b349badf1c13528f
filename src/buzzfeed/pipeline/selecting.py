"""Feeds of entries that somebody selected: joined from proved fragments, and proved as whole documents.

Made where they are asked for, beside the server, where no feedparser may run (one thread of it costs the server nearly
all its speed): every entry went through it when its fragment was proved, and so did every name in the frame, in the
frame of its own channel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from buzzfeed import channels, feeds, verify
from buzzfeed.errors import RenderError
from buzzfeed.model import Channel, ChannelKey, ChannelState, EntryRef, Format, Newsroom
from buzzfeed.model.wire import updated_of
from buzzfeed.ports import Shelf

SPARE = 3
"""How many times as many entries are asked for as are shown: some may not be proved (yet)."""

Proved = Sequence[tuple[EntryRef, bytes]]
"""Entries, newest first, each with its proved fragment."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many entries a feed holds at most, and how many bytes."""

    items: int
    max_bytes: int


def selected(
    channel: Channel,
    fmt: Format,
    newsroom: Newsroom,
    entries: Proved,
    max_bytes: int,
    notes: Sequence[feeds.Note] = (),
    left_out: Callable[[RenderError], object] = repr,
) -> feeds.Built:
    """Join proved entries under a channel's frame into a feed, and prove the whole.

    Nobody tells a hub of such a feed: it names none. Where there are ``notes``, each entry ends with its own; one that
    has no place for it is left out, and ``left_out`` is told.

    Raises:
        RenderError: it cannot be written, or is not sound; it is not to be served.
    """
    own = replace(newsroom, hubs=())
    if notes:
        entries, notes = _noted(entries, fmt, notes, left_out)
    refs = [entry for entry, _ in entries]
    fragments = {feeds.fragment_key(entry.digest, fmt, own): data for entry, data in entries}
    built = feeds.assemble(channel, fmt, own, refs, fragments, max_bytes)
    ids = [entry.id for entry in built.edition.entries]
    ends = [(note.html, note.plain, note.text) for note in notes[: len(ids)]]
    verdicts = (
        verify.check_frame(built.frame.document, fmt, channel, own, updated_of(channel, built.edition.entries)),
        verify.check_annotated(built.document, fmt, ids, ends)
        if ends
        else verify.check_whole(built.document, fmt, ids),
    )
    for verdict in verdicts:
        if not verdict.sound:
            first = verdict.findings[0]
            cause = f"is not sound: {first.code} at {first.place}: {first.text}"
            raise RenderError(f"{channel.page} ({fmt})", cause, "it is not served; report it with this line")
    return built


def _noted(
    entries: Proved, fmt: Format, notes: Sequence[feeds.Note], left_out: Callable[[RenderError], object]
) -> tuple[Proved, Sequence[feeds.Note]]:
    """Return entries that end with their notes, and these notes: without its own, no entry may stand here."""
    found: list[tuple[tuple[EntryRef, bytes], feeds.Note]] = []
    for (entry, data), note in zip(entries, notes, strict=True):
        try:
            found.append(((entry, feeds.annotated(data, fmt, note).data), note))
        except RenderError as error:
            left_out(RenderError(entry.id, error.cause, error.hint))
    return [one for one, _ in found], [note for _, note in found]


def mixed(
    shelf: Shelf,
    mix: channels.Mix,
    states: Mapping[ChannelKey, ChannelState],
    fmt: Format,
    newsroom: Newsroom,
    bounds: Bounds,
) -> feeds.Built:
    """Make a mix's feed from what its channels have shown.

    Args:
        shelf: what may stand in public.
        mix: what is combined.
        states: of all its channels, and of the channel of all articles.
        fmt: the format.
        newsroom: who publishes.
        bounds: of the feed.

    Raises:
        RenderError: it is not sound.
        StoreError: the store cannot be read.
    """
    found = shelf.selection(mix.any, mix.all, mix.none, bounds.items * SPARE)

    def key_of(entry: EntryRef) -> str:
        return feeds.fragment_key(entry.digest, fmt, newsroom)

    lending = mix.wanted or tuple(key for key in states if not key.slug)
    entries = shelf.proved(found, fmt, key_of, lending, bounds.items)
    return selected(channels.describe_mix(mix, states, newsroom), fmt, newsroom, entries, bounds.max_bytes)
