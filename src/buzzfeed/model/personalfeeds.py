"""Personal feeds as they are kept: what a reader said, under the digests of two secrets that nobody keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

LONGEST_TITLE = 80
"""Characters of the name that a reader gives a feed."""


@dataclass(frozen=True, slots=True)
class PersonalFeed:
    """One reader's feed.

    ``said`` is what was said, in its canonical spelling (a query string); the sentences in it stand nowhere else.
    ``version`` counts edits from 1. ``used`` is the last day (UTC) on which it was asked for, ``None`` before the
    first; no finer time is kept, and nothing of who asked. ``shown`` and ``heard`` are what selection remembers: places
    that articles took, and the meanings of the sentences' phrases.
    """

    number: int
    said: str
    language: str
    title: str
    feedback: bool
    paused: bool
    version: int
    created: datetime
    edited: datetime
    used: date | None = None
    shown: bytes = b""
    heard: bytes = b""


@dataclass(frozen=True, slots=True)
class Gone:
    """What answers to a secret that was taken out of use: since when, and nothing of what stood there."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """What serving a feed leaves to be kept for the next time; of another ``version`` nothing is kept."""

    number: int
    version: int
    shown: bytes
    heard: bytes


@dataclass(frozen=True, slots=True)
class PersonalDay:
    """How many personal feeds there were on a day (UTC), and how many of these were asked for on it."""

    day: date
    feeds: int
    used: int


def feed_digest(secret: str) -> str:
    """Return what is kept of a feed's secret: SHA-256, in hex. Each holds 192 bits of chance: nobody guesses it."""
    return _digest(b"buzzfeed personal feed ", secret)


def edit_digest(secret: str) -> str:
    """Return what is kept of the secret by which a feed is managed; it is none of a feed, were they the same."""
    return _digest(b"buzzfeed personal edit ", secret)


def _digest(purpose: bytes, secret: str) -> str:
    return hashlib.sha256(purpose + secret.encode("utf-8", "surrogatepass")).hexdigest()
