"""Where a new article of a site may have stood before: known pages that share with it what does not move along.

A site's own name for an article (a short link, a number) is the article's as long as one page alone bears it. A moment
of publication, told to the minute, only says which pages are worth being asked where they lead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from buzzfeed.sources.site.stamps import Kind, Stamp

MOST = 3
"""Known pages that a new article may have come from at most: what more of them share tells nothing."""

_NAMED, _DATED = "n", "d"
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT(?!00:00)\d\d:\d\d")
_HELD = (Kind.ARTICLE, Kind.DOUBTFUL)


def marks_of(names: Sequence[str], published: str) -> tuple[str, ...]:
    """Return what an article may be known by when it moves: what its site calls it, and when it was published."""
    dated = [_DATED + _digest(published)] if _MINUTE.match(published) else []
    return (*(_NAMED + _digest(name) for name in names[:4]), *dated)


class Origins:
    """The articles of a site that are known, by their marks."""

    def __init__(self, stamps: Mapping[str, Stamp | None]) -> None:
        """Look through all of them once."""
        self._found: dict[str, list[str]] = {}
        for url, stamp in stamps.items():
            for mark in stamp.marks if stamp is not None and stamp.kind in _HELD else ():
                self._found.setdefault(mark, []).append(url)

    def of(self, url: str, marks: Sequence[str]) -> dict[str, bool]:
        """Return the pages at which an article may have stood before, and whether it is certain that it is theirs."""
        found: dict[str, bool] = {}
        for mark in marks:
            pages = [one for one in self._found.get(mark, ()) if one != url]
            for one in pages if len(pages) <= MOST else ():
                found[one] = found.get(one, False) or (len(pages) == 1 and mark.startswith(_NAMED))
        return found


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()[:10]
