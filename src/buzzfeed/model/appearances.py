"""Appearances: whether what was published is seen where the world reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AppearanceState(StrEnum):
    """How an appearance stands: looked for, seen, announced without having been seen, or not to be seen from here."""

    WAITING = "waiting"
    VISIBLE = "visible"
    LATE = "late"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Appearance:
    """What one publication should show at the public address: in these feeds, of these articles.

    ``feeds`` are paths below ``feeds_url``; ``follows`` are the ids of the purges that go before. Times are UTC:
    ``served`` is when our own server had it (or did not answer), ``seen`` when it was seen at the public address,
    ``due`` when to look next. ``looks`` counts the looks, ``words`` say what the last one saw.
    """

    id: str
    feeds: tuple[str, ...]
    articles: tuple[str, ...]
    created: datetime
    due: datetime
    follows: tuple[str, ...] = ()
    state: AppearanceState = AppearanceState.WAITING
    served: datetime | None = None
    seen: datetime | None = None
    ended: datetime | None = None
    looks: int = 0
    words: str = ""
