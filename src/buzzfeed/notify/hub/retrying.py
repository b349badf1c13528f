"""When a subscriber is told again, and when not any more: pure rules."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

DELAYS = (5, 300, 1800, 7200, 18000, 36000, 36000)
"""Seconds from a failed attempt to the next one; after the last, the notification is dropped."""

ASKED_AGAIN = (5, 60)
"""Seconds after which a callback that could not be reached is asked again whether it meant what it asked."""

JITTER = 0.1
"""By which share a delay is made shorter or longer, so that what failed together does not return together."""


def next_try(seed: str, failed: int, now: datetime, retry_after: float | None = None) -> datetime | None:
    """Return when to tell a subscriber again whose ``failed``-th attempt just failed; ``None`` if no more.

    The jitter is drawn from ``seed``; ``retry_after`` is the least number of seconds that it asked for.
    """
    if failed > len(DELAYS):
        return None
    share = int.from_bytes(hashlib.sha256(f"{seed} {failed}".encode()).digest()[:4]) / 0xFFFFFFFF
    delay = DELAYS[failed - 1] * (1 - JITTER + 2 * JITTER * share)
    return now + timedelta(seconds=math.ceil(max(delay, retry_after or 0.0)))


def next_question(failed: int, now: datetime) -> datetime | None:
    """Return when to ask a callback again that could not be reached ``failed`` times; ``None`` if no more."""
    return now + timedelta(seconds=ASKED_AGAIN[failed - 1]) if failed <= len(ASKED_AGAIN) else None
