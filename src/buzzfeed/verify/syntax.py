"""The syntax of small things: dates, addresses, language tags. Each is judged by its specification alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_RFC822 = re.compile(
    rf"(?:(?P<day>{'|'.join(_DAYS)})\s*,\s*)?(?P<date>[0-9]{{1,2}})\s+(?P<month>{'|'.join(_MONTHS)})\s+"
    r"(?P<year>[0-9]{4}|[0-9]{2})\s+(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\s+"
    r"(?P<zone>UT|GMT|[ECMP][SD]T|[A-IK-Z]|[+-][0-9]{4})",
    re.IGNORECASE,
)
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_RFC3339 = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
)
_W3CDTF = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}))?)?)?")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NOT_IN_URL = re.compile(r"[\s<>\"\x00-\x1f\x7f]")
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+|[Ii]-[A-Za-z]{3,8}"
)
_LONGEST = 200
_HOSTED = frozenset({"http", "https", "ftp", "ftps"})


class NotADateError(ValueError):
    """A date that its format does not allow; ``code`` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rfc822(text: str) -> datetime:
    """Read a date as RSS 2.0 writes it (RFC 822 §5, years of two or four digits).

    Raises:
        NotADateError: with code ``bad-date``, or ``day-name`` where the day of the week is another.
    """
    match = _RFC822.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise NotADateError("bad-date")
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 50 else 1900  # RFC 2822 §4.3
    parts = [int(part) for part in match["time"].split(":")]
    try:
        when = datetime(
            year,
            _MONTHS.index(match["month"].title()) + 1,
            int(match["date"]),
            parts[0],
            parts[1],
            min(parts[2], 59) if len(parts) == 3 and parts[2] <= 60 else sum(parts[2:]),  # a leap second
            tzinfo=_zone(match["zone"].upper()),
        )
        utc = when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotADateError("bad-date") from error
    if match["day"] and _DAYS[when.weekday()] != match["day"].title():
        raise NotADateError("day-name")
    return utc


def _zone(name: str) -> timezone:
    if name[0] in "+-":
        minutes = int(name[1:3]) * 60 + int(name[3:])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))
    return timezone(timedelta(hours=_HOURS.get(name, 0)))


def rfc3339(text: str) -> datetime:
    """Read a date as Atom and JSON Feed write it (RFC 3339, RFC 4287 §3.3); fractions of a second are dropped.

    Raises:
        NotADateError: with code ``bad-date``.
    """
    match = _RFC3339.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise NotADateError("bad-date")
    clock = match["time"].replace(":60", ":59") if match["time"].endswith(":60") else match["time"]
    try:
        when = datetime.fromisoformat(f"{match['date']}T{clock}{match['zone'].replace('Z', '+00:00')}")
        return when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotADateError("bad-date") from error


def w3cdtf(text: str) -> datetime | None:
    """Read a date as Dublin Core writes it: RFC 3339, or less of it, which is no instant (W3C note NOTE-datetime).

    Raises:
        NotADateError: with code ``bad-date``.
    """
    if len(text) <= _LONGEST and _W3CDTF.fullmatch(text.strip()):
        return None
    return rfc3339(text)


def url_fault(text: str) -> str:
    """Return what is wrong with an absolute address (``link-not-absolute``, ``bad-url``), or nothing."""
    text = text.strip()
    if not _ABSOLUTE.match(text):
        return "link-not-absolute"
    if _NOT_IN_URL.search(text):
        return "bad-url"
    try:
        parts = urlsplit(text)
        hostless = parts.scheme.lower() in _HOSTED and not parts.hostname
    except ValueError:
        return "bad-url"
    return "bad-url" if hostless else ""


def is_language(text: str) -> bool:
    """Return whether ``text`` is a well-formed language tag (RFC 5646 §2.1)."""
    return len(text) <= _LONGEST and _LANGUAGE.fullmatch(text) is not None
