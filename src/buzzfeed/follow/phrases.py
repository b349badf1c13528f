"""Dates, numbers and lists as each language writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from buzzfeed.follow.words import Words


@dataclass(frozen=True, slots=True)
class Moment:
    """A date for people, with the instant for machines (RFC 3339, UTC)."""

    iso: str
    text: str


def moment(instant: datetime, words: Words, timezone: str) -> Moment:
    """Return an instant as the day it falls on in ``timezone``: « 12 novembre 2026 », "12 November 2026"."""
    text = written(instant.astimezone(ZoneInfo(timezone)).date(), words)
    return Moment(instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), text)


def written(day: date, words: Words) -> str:
    """Return a day as prose has it: « 1er novembre 2026 », "1 November 2026"."""
    pattern = words.first_day if day.day == 1 else words.day
    return pattern.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def number(value: int, words: Words) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{value:,}".replace(",", words.thousands)


def articles(count: int, words: Words) -> str:
    """Return how many articles there are."""
    if count == 0:
        return words.no_articles
    return words.one_article if count == 1 else words.articles.format(count=number(count, words))


def listing(names: Sequence[str], words: Words) -> str:
    """Return names as a phrase: « Inès, Paul et Zoé »."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.and_word} {names[-1]}"


def language_name(code: str, words: Words) -> str:
    """Return what a language is called, or its code where that is not known."""
    return words.languages.get(code.partition("-")[0].lower(), code)


def shorten(text: str, length: int) -> str:
    """Return ``text`` cut at a space before ``length`` characters, with « … » where something was cut."""
    if len(text) <= length:
        return text
    cut = text[:length]
    whole = cut.rpartition(" ")[0] or cut
    return whole.rstrip(" ,;:.–—\u00a0\u202f") + "…"


def isolated(name: str) -> str:
    """Return a name that keeps its own direction within a phrase of another (Unicode TR9, FSI … PDI)."""
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in name):
        return f"\u2068{name}\u2069"
    return name


def quoted(name: str, words: Words) -> str:
    """Return a name in the quotation marks of the language."""
    return words.quote.format(isolated(name))
