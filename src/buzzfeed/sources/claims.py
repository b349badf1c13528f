"""Claims: which feed of a list an article is read from, where several of them show it.

The first feed that showed an article is the one it is read from, as long as it shows it. An article is known by its
address, and by an id that is one anywhere: a bare number is an id in its own feed alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from buzzfeed.articles.canonical import canonical
from buzzfeed.model import Find, RawItem

_MARK = "|"


class Claims:
    """What each feed of a list is known to show, by feed address."""

    def __init__(self, stamps: Mapping[str, Mapping[str, str]]) -> None:
        """Know what is remembered: the stamps of each feed's entries, by the entries' origins."""
        self._of: dict[str, str] = {}
        for url, entries in stamps.items():
            for inner, stamp in entries.items():
                for mark in (*_named(inner), stamp.partition(_MARK)[2]):
                    if mark:
                        self._of.setdefault(mark, url)

    def others(self, url: str, item: RawItem) -> bool:
        """Whether an entry of the feed at ``url`` is read from another feed."""
        return any(self._of.get(mark, url) != url for mark in _marks(item))

    def take(self, url: str, find: Find) -> Find:
        """Return a find of the feed at ``url`` as one of the list, which is read from there from now on."""
        origin, item = f"{url} {find.origin}", find.ready
        if item is None:
            return Find(origin, find.stamp)
        for mark in _marks(item):
            self._of.setdefault(mark, url)
        stamp = f"{find.stamp}{_MARK}{_digest(canonical(item.url))}" if item.url else find.stamp
        return Find(origin, stamp, replace(item, origin=origin, guid=item.guid if ":" in item.guid else ""))


def bare(stamp: str) -> str:
    """Return a stamp as its feed gave it."""
    return stamp.partition(_MARK)[0]


def _marks(item: RawItem) -> Iterator[str]:
    """Yield what an entry is known by in any feed."""
    if item.url:
        yield _digest(canonical(item.url))
    yield from _named(item.guid)


def _named(guid: str) -> Iterator[str]:
    if guid.startswith(("http://", "https://")):
        yield _digest(canonical(guid))
    if ":" in guid:
        yield _digest(guid)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
