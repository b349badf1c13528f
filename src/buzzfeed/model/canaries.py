"""The canary: our own subscription at each hub, by which it is measured whether and how fast pushes come; pure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from buzzfeed.model.ownsubscriptions import OwnSubscription

CANARY_PATH = "/hub/canary/"
"""The path below ``feeds_url`` under which hubs reach the canaries; a token follows that nobody can guess."""

MOST_IDS = 1000
"""Ids that are read from one push at most; a feed that is pushed holds as many entries at most."""

JUDGED = 20
"""Publications by which a hub is judged: the last ones."""

_LONGEST_ID = 2048
_ID = re.compile(
    rb"<(?:[A-Za-z][\w.-]{0,40}:)?(?:id|guid)(?:\s[^<>]{0,500})?>(?:<!\[CDATA\[)?([^<\]]{1,2048})(?:\]\]>)?</"
)
_GONE = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?deleted-entry\s(?:[^<>]{0,600}?\s)?ref=[\"']([^\"'<>]{1,2048})[\"']")


class CanaryState(StrEnum):
    """What is known of a hub: it pushes; it takes pings and pushes nothing; it never verified; nothing yet.

    ``UNTRIED`` is where nothing is asked of it: our address is not one that it could reach.
    """

    PUSHES = "pushes"
    SILENT = "silent"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Canary(OwnSubscription):
    """Our subscription to one of our own feeds, at the hub that the target ``target`` of type ``type`` tells.

    ``begun`` is since when it stands without a gap (UTC).
    """

    target: str = field(kw_only=True)
    type: str = field(kw_only=True)
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class CanaryPush:
    """What a hub pushed: when, the body's digest, and the ids of ours that stood in it."""

    target: str
    type: str
    digest: str
    at: datetime
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CanaryMeasure:
    """One publication of which a hub was ``told``, and when it ``pushed``; ``None`` as long as it did not."""

    target: str
    type: str
    delivery: str
    told: datetime
    pushed: datetime | None = None

    @property
    def seconds(self) -> int | None:
        """Seconds from telling to the push; one that was faster than it was noted counts as none."""
        return None if self.pushed is None else max(0, round((self.pushed - self.told).total_seconds()))


@dataclass(frozen=True, slots=True)
class HubHealth:
    """How a hub fares by its canary: ``seconds`` is the median from telling to push, of ``pushed`` publications.

    ``missed`` is how many it was told of and did not push in time, ``words`` say what is known besides.
    """

    target: str
    type: str
    state: CanaryState
    seconds: int | None = None
    pushed: int = 0
    missed: int = 0
    words: str = ""

    @property
    def text(self) -> str:
        """What is known, in words."""
        known = {
            CanaryState.PUSHES: f"pushes, {self.seconds} s after it is told (median of {self.pushed})",
            CanaryState.SILENT: f"accepts pings, never pushes ({self.missed} publications waited for)",
            CanaryState.UNVERIFIED: "did not verify the subscription",
            CanaryState.UNKNOWN: "unknown yet",
            CanaryState.UNTRIED: "not measured",
        }[self.state]
        return f"{known}: {self.words}" if self.words else known


def ids_in(body: bytes) -> tuple[str, ...]:
    """Return the ids of entries, and of deleted ones, in a feed that somebody sent, in order, each once.

    It is no parser: it reads what stands between tags, in time that grows with the body's length alone, so that it can
    be done beside whoever serves readers. What it finds is compared with ids of ours, and means nothing else.
    """
    found: dict[str, None] = {}
    for pattern in (_ID, _GONE):
        for match in pattern.finditer(body):
            id_ = html.unescape(match[1].decode("utf-8", "replace")).strip()
            if id_ and len(id_) <= _LONGEST_ID:
                found[id_] = None
            if len(found) >= MOST_IDS:
                return tuple(found)
    return tuple(found)


def health(canary: Canary, measures: Sequence[CanaryMeasure], wait: timedelta, now: datetime) -> HubHealth:
    """Return how a hub fares.

    Args:
        canary: our subscription.
        measures: what was measured, the latest told first.
        wait: after how long a push that did not come is missed.
        now: the present (UTC).
    """
    last = measures[:JUDGED]
    taken = [one.seconds for one in last if one.seconds is not None]
    missed = sum(one.pushed is None and now - one.told >= wait for one in last)
    seconds = round(median(taken)) if taken else None
    words = canary.words
    if not canary.live(now):
        tried = canary.attempts > 0
        state = CanaryState.UNVERIFIED if tried else CanaryState.UNKNOWN
        return HubHealth(canary.target, canary.type, state, seconds, len(taken), missed, words)
    ended = [one for one in last if one.pushed is not None or now - one.told >= wait]
    if any(one.pushed is not None for one in ended[:3]):
        state = CanaryState.PUSHES
    elif ended:
        state = CanaryState.SILENT
        words = "what came bore a wrong signature" if _lately(canary.forged, ended[-1].told) else words
    else:
        state = CanaryState.UNKNOWN
    return HubHealth(canary.target, canary.type, state, seconds, len(taken), missed, words)


def _lately(moment: datetime | None, since: datetime) -> bool:
    return moment is not None and moment >= since
