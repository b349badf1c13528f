"""Where a new article of a site may have stood before: known pages that share with it what does not move along.

A site's own name for an article (a short link, a number) is the article's as long as one page alone bears it, and what
is called so says what that article said, under its title, or was published in the same minute, in the same language:
translations, series and templates give one name to several. A moment of publication, told to the minute, only says
which pages are worth being asked where they lead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from buzzfeed.model import RawItem, fold
from buzzfeed.sources.site.stamps import Kind, Stamp
from buzzfeed.sources.text import squeeze

MOST = 3
"""Known pages that a new article may have come from at most: what more of them share tells nothing."""

_NAMED, _DATED, _TITLED, _SAYING, _SPOKEN = "n", "d", "t", "x", "l"
_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 200_000
_TELLING = 400
"""Letters of a text that tells by itself which article it is."""
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT(?!00:00)\d\d:\d\d")
_HELD = (Kind.ARTICLE, Kind.DOUBTFUL)


def marks_of(names: Sequence[str], item: RawItem) -> tuple[str, ...]:
    """Return what an article may be known by when it moves: the site's name for it, its moment and words."""
    dated = [_DATED + _digest(item.published)] if _MINUTE.match(item.published) else []
    titled = _TITLED + _digest(fold(item.title))
    words = squeeze(_TAG.sub(" ", item.body[:_LONGEST]))
    said = [_SAYING + _digest(fold(words))] if len(words) >= _TELLING else []
    spoken = [_SPOKEN + item.language.lower().partition("-")[0]] if item.language else []
    return (*(_NAMED + _digest(name) for name in names[:4]), *dated, titled, *said, *spoken)


def is_described(marks: Sequence[str]) -> bool:
    """Whether marks tell all that `marks_of` does: those of earlier releases do not."""
    return any(mark.startswith(_TITLED) for mark in marks)


class Origins:
    """The articles of a site that are known, by their marks."""

    def __init__(self, stamps: Mapping[str, Stamp | None]) -> None:
        """Look through all of them once."""
        self._found: dict[str, list[str]] = {}
        self._stamps = stamps
        self._all_told = True
        for url, stamp in stamps.items():
            marks = stamp.marks if stamp is not None and stamp.kind in _HELD else ()
            if stamp is None or (stamp.kind in _HELD and not is_described(marks)):
                self._all_told = False  # what this page is called may be what another one is
            for mark in marks:
                if mark[:1] in (_NAMED, _DATED):
                    self._found.setdefault(mark, []).append(url)

    def of(self, url: str, marks: Sequence[str]) -> dict[str, bool]:
        """Return the pages at which an article may have stood before, and whether it is theirs if they are gone."""
        found: dict[str, bool] = {}
        for mark in marks:
            pages = [one for one in self._found.get(mark, ()) if one != url]
            for one in pages if len(pages) <= MOST else ():
                alone = self._all_told and len(pages) == 1 and mark.startswith(_NAMED)
                found[one] = found.get(one, False) or (alone and self._alike(one, marks))
        return found

    def _alike(self, url: str, marks: Sequence[str]) -> bool:
        """Whether what stands at a page has words or moment of a known one; of two languages, nothing is."""
        stamp = self._stamps[url]
        known = frozenset(stamp.marks if stamp is not None else ())
        told = frozenset(marks)
        if _differ(known, told, _SPOKEN):
            return False
        shared = {mark[:1] for mark in known & told}
        if _SAYING in shared or _DATED in shared:
            return True
        return _TITLED in shared and not _differ(known, told, _DATED)


def _differ(known: frozenset[str], told: frozenset[str], kind: str) -> bool:
    """Whether both tell something of a kind, and not the same."""
    one, other = ({mark for mark in marks if mark.startswith(kind)} for marks in (known, told))
    return bool(one and other) and one != other


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()[:10]
