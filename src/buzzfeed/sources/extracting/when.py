"""Dates as they stand on a page, in French and English, brought to ISO 8601 words."""

from __future__ import annotations

import re

from buzzfeed.model import fold
from buzzfeed.sources.dates import iso

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb", "mars march mar", "avril avr april apr",
            "mai may",
            "juin june jun", "juillet juil july jul", "aout august aug", "septembre sept sep september",
            "octobre oct october", "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CLOCK = (
    r"(?:[\s,]{0,3}(?:a|at|vers|-|–|·|\|)?\s{0,3}(?P<hour>[01]?\d|2[0-4])\s?(?:h|:|heures?)\s?(?P<minute>[0-5]\d)?"
    r"(?::[0-5]\d)?\s?(?P<half>[ap]\.?m\b)?)?"
)
_SAID = tuple(
    re.compile(pattern + _CLOCK)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s(?P<month>{_MONTH})\b\.?,?\s(?P<year>\d{{4}})",
        rf"\b(?P<month>{_MONTH})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
        r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})",
        r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[t]?",
    )
)
_LATER = re.compile(r"\b(?:mis[e]? a jour|maj|modifiee?|actualisee?|updated?|last modified|edited|revise[de]?e?)\b")
_NEVER = re.compile(r"(?:1970-01-01|0\d{3}-\d{2}-\d{2})T00:00:00")
"""What systems write that have no date: the zero of their clocks."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?)?")


def moment(words: str) -> str:
    """Return a date as ISO 8601 words: as machines write it, else as people do; nothing where it is none."""
    written = iso(words[:100])
    if _NEVER.match(written):
        return ""
    if _ISO.fullmatch(written):
        return written
    found = said(words)
    return found[0] or found[1]


def said(text: str) -> tuple[str, str]:
    """Return when a line says that it was published, and when changed: « Publié le …, mis à jour le … »."""
    plain = fold(text[:500])
    published = updated = ""
    for start, date in _dates(plain):
        later = list(_LATER.finditer(plain, 0, start))
        # « Mis à jour » counts for the date that follows it, not for one after that.
        if later and not any(later[-1].end() <= other < start for other, _ in _dates(plain)):
            updated = updated or date
        else:
            published = published or date
    return published, updated


def finer(date: str, others: list[str]) -> str:
    """Return a date, with the time or the zone that another voice adds to the very same one."""
    for other in others:
        day_alone = len(date) == 10 and other.startswith(date)
        if len(other) > len(date) and (day_alone or (len(date) == 19 and other[:16] == date[:16])):
            date = other
    return date


def _dates(plain: str) -> list[tuple[int, str]]:
    """Find the dates of a folded text, with their places, in order."""
    found: list[tuple[int, str]] = []
    for pattern in _SAID:
        for match in pattern.finditer(plain):
            date = _date(match)
            if date and all(abs(match.start() - place) > 5 for place, _ in found):
                found.append((match.start(), date))
    return sorted(found)


def _date(match: re.Match[str]) -> str:
    month = _MONTHS.get(match["month"]) or int(match["month"]) if match["month"] else 0
    day, year = int(match["day"]), int(match["year"])
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year < 2200):
        return ""
    bare = f"{year}-{month:02}-{day:02}"
    if match["hour"] is None:
        return bare
    hour = int(match["hour"]) % 24
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    return f"{bare}T{hour:02}:{match['minute'] or '00'}:00"
