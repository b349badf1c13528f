"""Assembly: a feed from its frame and its entries' fragments, by reference and as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from buzzfeed.errors import RenderError
from buzzfeed.feeds.frames import Frame, frame
from buzzfeed.feeds.version import RENDERER
from buzzfeed.model import Channel, Edition, EntryRef, Format, Newsroom
from buzzfeed.model.wire import feed_title, updated_of


@dataclass(frozen=True, slots=True)
class Built:
    """A feed as it was built: the edition by reference, its whole bytes, and its frame, which is proved apart."""

    edition: Edition
    document: bytes
    frame: Frame


def fragment_key(digest: str, fmt: Format, newsroom: Newsroom) -> str:
    """Return the name of an entry's bytes, 32 hexadecimal characters: it changes whenever they may.

    Args:
        digest: that of all values of the article that are rendered.
        fmt: the format.
        newsroom: of whose values an entry shows one, the address under which terms have their schemes.
    """
    return _key(digest, fmt, newsroom.feeds_url)


@lru_cache(maxsize=1 << 15)
def _key(digest: str, fmt: Format, feeds_url: str) -> str:
    words = f"{RENDERER}\n{fmt}\n{feeds_url}\n{digest}"
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def assemble(
    channel: Channel,
    fmt: Format,
    newsroom: Newsroom,
    entries: Sequence[EntryRef],
    fragments: Mapping[str, bytes],
    max_bytes: int,
    ready: Frame | None = None,
) -> Built:
    """Build one feed: its frame, and its entries' fragments joined, newest first as given.

    Args:
        channel: what is followed.
        fmt: the format.
        newsroom: who publishes.
        entries: newest first.
        fragments: the entries' bytes by `fragment_key`.
        max_bytes: the oldest entries are left out while the document is larger; one always stays.
        ready: the frame of all these entries, where it is at hand.

    Raises:
        RenderError: a fragment is not at hand, or the frame cannot be written.
    """
    keys = [fragment_key(entry.digest, fmt, newsroom) for entry in entries]
    for entry, key in zip(entries, keys, strict=True):
        if key not in fragments:
            raise RenderError(entry.id, f"its {fmt} fragment is not at hand", "build again")
    updated = updated_of(channel, entries)
    made = ready or frame(channel, fmt, newsroom, updated)
    count = _fitting(made, [len(fragments[key]) for key in keys], max_bytes)
    if count < len(keys):
        entries, keys = entries[:count], keys[:count]
        remaining = updated_of(channel, entries)
        made = made if remaining == updated else frame(channel, fmt, newsroom, remaining)
        updated = remaining
    document = made.head + made.glue.join([fragments[key] for key in keys]) + made.tail
    edition = Edition(
        channel=channel.key,
        format=fmt,
        title=feed_title(channel, newsroom),
        digest=hashlib.sha256(document).hexdigest(),
        length=len(document),
        head=made.head,
        glue=made.glue,
        tail=made.tail,
        fragments=tuple(keys),
        entries=tuple(entries),
        updated=updated,
    )
    return Built(edition, document, made)


def _fitting(made: Frame, lengths: Sequence[int], max_bytes: int) -> int:
    """Return how many entries fit, one at least; a frame is as long whatever its date."""
    total = len(made.document)
    for count, length in enumerate(lengths):
        total += length + (len(made.glue) if count else 0)
        if total > max_bytes:
            return max(count, 1)
    return len(lengths)
