"""When to try again: pure rules, so that a clock in a test can walk through them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from datetime import datetime, timedelta

from buzzfeed.model import TargetState

DELAYS = (5, 30, 300, 1800, 7200, 18000, 36000, 36000)
"""Seconds from a failed attempt to the next one; after the last the delivery is given up."""

JITTER = 0.1
"""By which share a delay is made shorter or longer, so that what failed together does not return together."""

LONGEST = timedelta(days=3)
"""How long a delivery is tried, or waits for its target to be ready, at most."""

BREAKS_AT = 5
"""After how many failures in a row a target is left alone."""

_FIRST_REST, _LONGEST_REST = 60, 3600
_SOONEST_LOOK, _LATEST_LOOK = 15.0, 600.0


def next_try(delivery: str, attempts: int, now: datetime, retry_after: float | None = None) -> datetime | None:
    """Return when to try a delivery again after its ``attempts``-th attempt failed; ``None`` if it is given up.

    The jitter is drawn from the delivery's id, so that the same delivery always has the same times.
    ``retry_after`` is the least number of seconds that the target asked for.
    """
    if attempts > len(DELAYS):
        return None
    digest = hashlib.sha256(f"{delivery} {attempts}".encode()).digest()
    share = int.from_bytes(digest[:4]) / 0xFFFFFFFF
    delay = DELAYS[attempts - 1] * (1 - JITTER + 2 * JITTER * share)
    return now + timedelta(seconds=math.ceil(max(delay, retry_after or 0.0)))


def next_look(created: datetime, now: datetime) -> datetime:
    """Return when to look again whether a target is ready: after as long as was waited already, within bounds."""
    waited = (now - created).total_seconds()
    return now + timedelta(seconds=math.ceil(min(max(waited, _SOONEST_LOOK), _LATEST_LOOK)))


def too_old(created: datetime, now: datetime) -> bool:
    """Whether a delivery was tried, or waited, long enough."""
    return now - created > LONGEST


def after_success(state: TargetState, now: datetime) -> TargetState:
    """Return a target's state once it was told: open to traffic."""
    return replace(state, failures=0, open_until=None, last_sent=now, touched=now)


def after_failure(state: TargetState, now: datetime, retry_after: float | None = None) -> TargetState:
    """Return a target's state after a failure: from the fifth in a row on it is left alone, longer each time.

    One that says how long to wait is left alone as long.
    """
    failures = state.failures + 1
    rest = 0.0
    if failures >= BREAKS_AT:
        rest = min(_FIRST_REST * 2.0 ** min(failures - BREAKS_AT, 10), _LONGEST_REST)
    rest = max(rest, retry_after or 0.0)
    until = now + timedelta(seconds=math.ceil(rest)) if rest else None
    return replace(state, failures=failures, open_until=until, touched=now)


def left_alone_until(state: TargetState, now: datetime) -> datetime | None:
    """Return until when a target is left alone; ``None`` if it may be told now, be it to probe it."""
    return state.open_until if state.open_until is not None and now < state.open_until else None


def set_back(state: TargetState, now: datetime) -> TargetState:
    """Return a target's state as it would be if it had been written now, where the clock was set back since it was.

    Nobody is left alone for an hour because a clock was an hour fast.
    """
    if state.touched is None or state.touched <= now:
        return state
    by = state.touched - now
    return replace(
        state,
        open_until=None if state.open_until is None else state.open_until - by,
        last_sent=None if state.last_sent is None else min(state.last_sent, now),
        touched=now,
    )
