"""Stamps: what is remembered of a page, and when it is worth another look."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from buzzfeed.sources.site.sitemaps import Entry, instant

_READING = 1
"""Raised by one whenever pages are read differently, so that they are all fetched and read anew."""
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=30)
_UNSETTLED = timedelta(days=2)
_CIRCLE = timedelta(days=21)
_MOST_DOUBLINGS = 12


class Kind(StrEnum):
    """What a page held: an article, none, one that seemed to be none any more, or one that is gone for all we know."""

    ARTICLE = "a"
    NONE = "n"
    DOUBTFUL = "d"
    GONE = "g"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is remembered of a page.

    ``lastmod`` is what its sitemap said when it was asked for, at ``checked`` (UTC); ``idle`` how often in a row that
    was in vain; ``listed`` whether a sitemap named it then. ``digest`` tells its article, ``etag`` and ``modified`` are
    the validators of its page. ``same`` is how often in a row it was asked for in vain under the same ``lastmod``.
    ``marks`` are by what its article may be known when it moves, as `buzzfeed.sources.site.moves` makes them.
    """

    kind: Kind
    checked: datetime
    lastmod: str = ""
    idle: int = 0
    listed: bool = True
    digest: str = ""
    etag: str = ""
    modified: str = ""
    same: int = 0
    marks: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Stamp | None:
        """Read a stamp; ``None`` where the page is to be read again, whatever was known of it."""
        try:
            reading, kind, checked, lastmod, idle, listed, digest, etag, modified, *more = json.loads(text)
            if reading != _READING:
                return None
            moment = datetime.fromtimestamp(int(checked), UTC)
            words = str(digest), str(etag), str(modified)
            same = int(more[0]) if more else 0  # earlier releases wrote neither
            marks = tuple(str(more[1]).split()) if len(more) > 1 else ()
            return cls(Kind(kind), moment, str(lastmod), int(idle), bool(listed), *words, same, marks)
        except (ValueError, TypeError, OverflowError, OSError):
            return None

    def __str__(self) -> str:
        """Return it as `of` reads it."""
        values = (
            _READING,
            str(self.kind),
            round(self.checked.timestamp()),
            self.lastmod,
            self.idle,
            int(self.listed),
            self.digest,
            self.etag,
            self.modified,
            self.same,
            " ".join(self.marks),
        )
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    def again(self, entry: Entry | None, now: datetime) -> Stamp:
        """Return it after a look in vain: what was there is there still."""
        lastmod = entry.lastmod if entry else ""
        idle, same = self.in_vain(entry)
        return replace(self, checked=now, idle=idle, listed=entry is not None, lastmod=lastmod, same=same)

    def in_vain(self, entry: Entry | None) -> tuple[int, int]:
        """Return ``idle`` and ``same`` as they are after one more look in vain."""
        return (self.idle, self.same + 1) if self.stands_as(entry) else (self.idle + 1, 0)

    def stands_as(self, entry: Entry | None) -> bool:
        """Return whether a sitemap says that nothing changed since the page was asked for."""
        if entry is None or not self.listed or self.kind not in (Kind.ARTICLE, Kind.NONE):
            return False
        return bool(entry.lastmod) and entry.lastmod == self.lastmod

    def due(self, entry: Entry | None, now: datetime) -> bool:
        """Return whether the page is worth a look."""
        return now >= self.checked + self.wait(entry) or now < self.checked - _LONGEST_WAIT

    def wait(self, entry: Entry | None) -> timedelta:
        """Return how long after the last look another one is worth it.

        A changed ``lastmod`` is, at once; where such looks were in vain before, after an hour, two hours, four …, 30
        days at most: some sitemaps date everything with today. So is a page without a ``lastmod``, or that no sitemap
        names any more, in the same rhythm; and at once where a sitemap named it the last time. A ``lastmod`` that
        stands still is not quite believed: it may tell no more than the day, and its page may have come from a cache.
        """
        if entry is None and self.listed:
            return timedelta()
        if self.stands_as(entry):
            return self._wait_unchanged()
        dated = entry is not None and bool(entry.lastmod) and self.kind in (Kind.ARTICLE, Kind.NONE)
        doublings = self.idle - 1 if dated else self.idle
        return _doubled(doublings) if doublings >= 0 else timedelta()

    def _wait_unchanged(self) -> timedelta:
        """Return it under a ``lastmod`` that stands still: as it is young, or the page held nothing, soon at first."""
        if self.kind is Kind.NONE:
            return min(_doubled(2 * self.same), _CIRCLE)
        date = instant(self.lastmod)
        if date is not None and self.checked < date + _UNSETTLED:
            return min(_doubled(max(self.same, self.idle - 1)), _CIRCLE)
        return _CIRCLE


def _doubled(times: int) -> timedelta:
    return min(_FIRST_WAIT * float(2 ** min(times, _MOST_DOUBLINGS)), _LONGEST_WAIT)
