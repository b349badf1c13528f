"""Dates as newsrooms write them, read as instants in UTC with whole seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from zoneinfo import ZoneInfo

_WORDS = re.compile(
    r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})|(?P<month2>\d\d)(?P<day2>\d\d))"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2})(?:[:hH]?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
    r"(?:\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d(?::?\d\d)?)?))?(?:\s*\[[A-Za-z_/+-]{1,40}\])?"
)
_MONTH = re.compile(r"[A-Za-z]{3}")
_ENDS_IN_A_TIME = re.compile(r"\d:\d\d(?::\d\d)?$")
_LONGEST = 100


def instant(words: str, zone: str, *, latest: bool = False) -> datetime | None:
    """Return the instant that ``words`` name; ``None`` where they name none that there is between years 1 and 9999.

    Read are ISO 8601 and what is near it (``2024-05-01``, ``2024/5/1 9:30``, ``20240501T093000Z``,
    ``2024-05-01 10:00:00.5 +0200``) and RFC 5322 §3.3 (``Wed, 01 May 2024 10:00:00 +0200``, ``1 May 2024``).
    Fractions of a second are left out. Without an offset, a time is one in ``zone``, a bare day its midnight there. Of
    a local time that the clock shows twice, in autumn, the first is meant; one that it leaves out, in spring, is as
    much later as the clock was put forward. With ``latest``, the later of all that may be meant: so ends an embargo.
    """
    words = words.strip()
    if not words or len(words) > _LONGEST:
        return None
    try:
        match = _WORDS.fullmatch(words)
        moment = _iso(match, zone) if match else _rfc(words, zone)
        if moment is None:
            return None
        meant = moment.astimezone(UTC)
        if latest:
            meant = max(meant, moment.replace(fold=1).astimezone(UTC))
        return meant.replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _iso(match: re.Match[str], zone: str) -> datetime:
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(match[0])
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    return datetime(
        int(match["year"]),
        int(match["month"] or match["month2"]),
        int(match["day"] or match["day2"]),
        hour,
        int(match["minute"] or 0),
        min(int(match["second"] or 0), 59) if match["second"] in (None, "60") else int(match["second"]),
        tzinfo=_offset(match["zone"]) if match["zone"] else _zone(zone),
    )


def _offset(words: str) -> timezone:
    if words[0] not in "+-":
        return UTC
    digits = words[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if hours > 15 or minutes > 59 or seconds > 59:  # none ever was farther from UTC
        raise ValueError(words)
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-span if words[0] == "-" else span)


def _rfc(words: str, zone: str) -> datetime | None:
    words = words if ":" in words else f"{words} 00:00"
    parts = parsedate_tz(words) if _MONTH.search(words) else None
    if parts is None or not re.search(rf"(?<!\d){parts[0]}(?!\d)", words):  # a year of two digits is a guess
        return None
    offset = None if _ENDS_IN_A_TIME.search(words) else parts[9]  # it gives 0 for none
    if offset is not None and abs(offset) >= 16 * 3600:
        return None
    seconds = 59 if parts[5] == 60 else parts[5]
    where = _zone(zone) if offset is None else timezone(timedelta(seconds=offset))
    return datetime(*parts[:5], seconds, tzinfo=where)


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
