"""Excerpts: some entries of a feed as a feed of their own: a delta (RFC 3229), what a push carries.

How one is proved, without rendering anything and without feedparser: its frame (``head``, ``glue``, ``tail``) was
proved as an empty feed when the edition was built, and each fragment as a feed of one entry. What is new is the
joining. So an excerpt goes out only once `buzzfeed.verify.check_whole` has parsed it strictly and found just
`Excerpt.ids` in it, each once and in their order, none of them among the feed's tombstones (invariant 3). With
``gone``, that also holds it to say of each of these ids that it was taken back. Only Atom can (RFC 6721): in RSS and
JSON Feed an excerpt is never sound where something was taken back since, and the whole feed has to be given instead.

A channel that somebody puts together (a mix, a personal feed) has a frame of its own, under which
`buzzfeed.feeds.assemble` joins it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from buzzfeed.errors import RenderError
from buzzfeed.model import Edition, EntryRef


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A feed that holds some of an edition's entries, newest first: its bytes, and the ids that must stand in it."""

    document: bytes
    ids: tuple[str, ...]


def excerpt(edition: Edition, ids: Collection[str], fragments: Mapping[str, bytes]) -> Excerpt:
    """Join the entries of an edition that are among ``ids`` under its own frame; prove it before it goes out.

    Args:
        edition: whose frame and entries; it says of itself what the whole feed says (its time, links and tombstones).
        ids: which entries; those that the edition does not hold are left out, as what was taken back must be.
        fragments: the bytes of these entries at least, by key.

    Raises:
        RenderError: a fragment is not at hand.
    """
    chosen = [(ref.id, key) for ref, key in zip(edition.entries, edition.fragments, strict=True) if ref.id in ids]
    for id_, key in chosen:
        if key not in fragments:
            raise RenderError(id_, f"its {edition.format} fragment is not at hand", "build again")
    document = edition.head + edition.glue.join(fragments[key] for _, key in chosen) + edition.tail
    return Excerpt(document, tuple(id_ for id_, _ in chosen))


def changed(former: Iterable[EntryRef], entries: Iterable[EntryRef]) -> tuple[str, ...]:
    """Return the ids of the entries that the former edition held not at all, or with other values, newest first.

    Whatever is rendered counts, a renamed term included, so that who takes them over has what the whole feed says.
    """
    before = {ref.id: ref.digest for ref in former}
    return tuple(ref.id for ref in entries if before.get(ref.id) != ref.digest)
