"""Stamps: what is remembered of a page, and when it is worth another look."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from buzzfeed.sources.site.sitemaps import Entry

_READING = 1
"""Raised by one whenever pages are read differently, so that they are all fetched and read anew."""
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=30)
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
    the validators of its page.
    """

    kind: Kind
    checked: datetime
    lastmod: str = ""
    idle: int = 0
    listed: bool = True
    digest: str = ""
    etag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, text: str) -> Stamp | None:
        """Read a stamp; ``None`` where the page is to be read again, whatever was known of it."""
        try:
            reading, kind, checked, lastmod, idle, listed, digest, etag, modified = json.loads(text)
            if reading != _READING:
                return None
            moment = datetime.fromtimestamp(int(checked), UTC)
            return cls(Kind(kind), moment, str(lastmod), int(idle), bool(listed), str(digest), str(etag), str(modified))
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
        )
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    def again(self, entry: Entry | None, now: datetime) -> Stamp:
        """Return it after a look in vain: what was there is there still."""
        return replace(
            self, checked=now, idle=self.idle + 1, listed=entry is not None, lastmod=entry.lastmod if entry else ""
        )

    def due(self, entry: Entry | None, now: datetime) -> bool:
        """Return whether the page is worth a look.

        A changed ``lastmod`` is, at once; where such looks were in vain before, after an hour, two hours, four …, 30
        days at most: some sitemaps date everything with today. So is a page without a ``lastmod``, or that no sitemap
        names any more, in the same rhythm; and at once where a sitemap named it the last time.
        """
        if entry is None and self.listed:
            return True
        dated = entry is not None and bool(entry.lastmod) and self.kind in (Kind.ARTICLE, Kind.NONE)
        if dated and entry is not None and entry.lastmod == self.lastmod and self.listed:
            return False
        doublings = min(self.idle - 1 if dated else self.idle, _MOST_DOUBLINGS)
        wait = min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT) if doublings >= 0 else timedelta()
        return now >= self.checked + wait or now < self.checked - _LONGEST_WAIT
