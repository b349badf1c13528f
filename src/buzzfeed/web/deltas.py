"""Deltas (RFC 3229 with ``A-IM: feed``): to who names an edition that is remembered, only what came or changed since.

A delta is a feed of its own under the whole feed's frame, so that a reader needs nothing but its parser. It stands
beside the feed's document: the 200 and 304 know nothing of it. Each is joined, proved and compressed once, in a thread,
by the first who asks, and goes with the edition that it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from buzzfeed import feeds, verify
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import ServedFeed
from buzzfeed.ports.shelf import Shelf
from buzzfeed.web.documents import LONGEST_LIST, Document, GoneError, Header, UselessError

_TAG = re.compile(rb'"([0-9a-f]{32})(?:-gz|-br|-zst)?"')
_NOBODY_WANTS = re.compile(rb"q=0(?:\.0*)?")


class FeedDeltas:
    """The deltas that lead to one edition of a feed: `buzzfeed.web.documents.Deltas`."""

    __slots__ = ("_documents", "_feed", "_headers", "_known", "_store", "_useless")

    def __init__(self, feed: ServedFeed, store: Shelf, headers: Callable[[], tuple[Header, ...]]) -> None:
        """Know nothing yet; ``headers`` are sent with the feed's 200, too."""
        self._feed = feed
        self._store = store
        self._headers = headers
        self._known: dict[bytes, str] | None = None
        self._documents: dict[bytes, Document] = {}
        self._useless: set[bytes] = set()

    @property
    def loaded(self) -> bool:
        """Whether it is known which editions are remembered."""
        return self._known is not None

    def load(self) -> None:
        """Look up which editions are remembered: they are the same for as long as this one is served.

        Raises:
            StoreError: the store cannot be read.
        """
        digests = self._store.remembered(self._feed.channel, self._feed.format)
        self._known = {one[:32].encode("ascii"): one for one in digests if one != self._feed.digest}

    def choose(self, if_none_match: bytes) -> Document | None:
        """Return the delta since the latest remembered edition that is named, in whatever coding the client holds it.

        ``None`` where none is named, and where the whole feed is to be given instead.
        """
        known = self._known or {}
        # A proxy that compresses makes a tag weak: what the client holds is the same edition all the same.
        tags = {found[1]: found[0] for found in _TAG.finditer(if_none_match[:LONGEST_LIST]) if found[1] in known}
        for prefix, digest in known.items():
            if prefix in tags:
                return None if prefix in self._useless else self._document(tags[prefix], digest)
        return None

    def give_up(self, delta: Document) -> None:
        """Give the whole feed from now on where this delta would have been given."""
        self._useless.update(tag[1:33] for tag, document in self._documents.items() if document is delta)

    def _document(self, tag: bytes, digest: str) -> Document:
        found = self._documents.get(tag)
        if found is None:
            found = self._documents.setdefault(tag, self._delta(tag, digest))
        return found

    def _delta(self, tag: bytes, digest: str) -> Document:
        feed = self._feed
        return Document(
            kind="feed",
            # An edition may come back: its bytes are the same then, its time is another.
            key=f"{feed.path} {feed.committed.timestamp():.0f} {feed.digest} since {tag.decode('ascii')}",
            digest=feed.digest,
            media_type=feed.format.media_type,
            load=lambda: self._joined(digest),
            cache_control="no-store",
            modified=feed.committed,
            headers=lambda: ((b"im", b"feed"), (b"delta-base", tag), *self._headers()),
            status=226,
        )

    def _joined(self, digest: str) -> bytes:
        """Join and prove a delta.

        Raises:
            GoneError: another edition is the current one by now.
            UselessError: it spares nothing, or cannot say what was taken back.
            StoreError: the store cannot be read.
        """
        feed = self._feed
        since = self._store.since(feed.channel, feed.format, digest)
        if since is None or since.edition.digest != feed.digest:
            raise GoneError(feed.path)
        ids = feeds.changed(since.former, since.edition.entries)
        if ids and len(ids) == len(since.edition.entries):
            raise UselessError(feed.path)
        try:
            made = feeds.excerpt(since.edition, ids, since.fragments)
        except BuzzfeedError as error:
            raise UselessError(feed.path) from error
        if not verify.check_whole(made.document, feed.format, made.ids, since.gone).sound:
            raise UselessError(feed.path)
        return made.document


def asks_for_delta(headers: Iterable[Header]) -> bool:
    """Return whether a request accepts the instance manipulation ``feed`` (RFC 3229 §10.5.3)."""
    for name, value in headers:
        if name == b"a-im":
            for member in value.lower().split(b","):
                manipulation, _, weight = member.replace(b" ", b"").partition(b";")
                if manipulation == b"feed":
                    return _NOBODY_WANTS.fullmatch(weight) is None
    return False
