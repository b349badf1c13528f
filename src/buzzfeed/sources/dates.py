"""Dates as newsrooms write them, brought to ISO 8601 words without asking whether they exist: that is judged later."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:(?:[Tt]|[ \t]{1,5})(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"[ \t]{0,5}(?:(Z|z|UTC|GMT)|([+-])(\d{1,2}):?(\d{2})?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2}))(?:[-_ .](.*))?", re.DOTALL)
_MAIL = re.compile(r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}")


def iso(text: str) -> str:
    """Return a date as ISO 8601 words: a bare day, a local time, or one with its offset; seconds are whole.

    Read are ``2024-05-01``, ``2024/5/1 9:30``, ``20240501``, ``2024-05-01 09:30:00 -4`` and dates as in mail (RFC 5322
    §3.3). Anything else comes back as it is written.
    """
    text = " ".join(text.split())[:100]
    match = _ISO.fullmatch(text)
    if match is None:
        compact = _COMPACT.fullmatch(text)
        return "-".join(compact.groups()) if compact and _plausible(*compact.groups()) else _from_mail(text)
    year, month, day, hour, minute, second, zulu, sign, hours, minutes = match.groups()
    bare = f"{year}-{month:0>2}-{day:0>2}"
    if hour is None:
        return bare
    offset = "Z" if zulu else f"{sign}{hours:0>2}:{minutes or '00'}" if sign else ""
    return f"{bare}T{hour:0>2}:{minute}:{second or '00'}{offset}"


def from_name(path: str) -> tuple[str, str]:
    """Return the date that a file's path carries, often empty, and its name without date and extension.

    The date leads the name (``2024-05-01-title.md``, ``20240501-title.md``) or is made of folders
    (``2024/05/01/title.md``). ``title/index.md`` is called after its folder.
    """
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    if stem == "index" and folders:
        stem = folders.pop()
    match = _NAMED.fullmatch(stem)
    if match:
        parts = [part for part in match.groups()[:6] if part]
        if _plausible(*parts):
            return iso("-".join(parts)), match[7] or stem
    last = folders[-3:]
    if len(last) == 3 and re.fullmatch(r"\d{4}/\d{1,2}/\d{1,2}", "/".join(last)) and _plausible(*last):
        return iso("-".join(last)), stem
    return "", stem


def _plausible(year: str, month: str, day: str) -> bool:
    return 1900 <= int(year) < 2200 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _from_mail(text: str) -> str:
    if not _MAIL.match(text):
        return text
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return text
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
