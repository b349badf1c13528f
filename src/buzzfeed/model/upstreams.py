"""Upstreams: our subscriptions at the hubs that push the feeds which we take articles from (WebSub); pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from buzzfeed.model.ownsubscriptions import OwnSubscription

UPSTREAM_PATH = "/hub/upstream/"
"""The path below ``feeds_url`` under which hubs reach us with what others publish; a token follows, as for canaries."""

HUB, TOPIC, NEWS = "hub", "topic", "news"
"""Notes of a feed source: the hub that pushes it, the address it is known by there, when a look last found news."""

HUBS = "hubs"
"""The note of a list of feeds: hub and topic of each that names a hub, `MOST_OF_LIST` at most, as JSON."""

MOST_OF_LIST = 50
"""Feeds of one list that are pushed at most, the first of them: hubs are asked for each by itself, once a day."""

PROMPT = timedelta(minutes=2)
"""News that a look found within this time of a push came by that push."""

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Upstream(OwnSubscription):
    """Our subscription for a feed that ``source`` reads.

    ``pushed`` is when a push last came whose signature was right (UTC), of ``pushes`` in all. ``leaving`` is whether it
    is to end: the hub is asked to forget us.
    """

    source: str = field(kw_only=True)
    pushed: datetime | None = None
    pushes: int = 0
    leaving: bool = False

    @property
    def mode(self) -> str:
        """What the hub is asked for (``hub.mode``)."""
        return "unsubscribe" if self.leaving else "subscribe"

    def confirmed(self, notes: Mapping[str, str], now: datetime) -> bool:
        """Whether pushes tell of all there is, as far as can be seen: the source's latest news came by one.

        A push that brought nothing, and news that came without one, both say that it had better be polled as always.
        """
        news = noted(notes.get(NEWS, ""))
        if not self.live(now) or self.leaving or self.pushed is None or news is None:
            return False
        return self.pushed <= news <= self.pushed + PROMPT

    def state(self, now: datetime) -> str:
        """Return how it stands in one word: ``leaving``, ``pushes``, ``subscribed`` or ``asked``."""
        if self.leaving:
            return "leaving"
        if not self.live(now):
            return "asked"
        return "pushes" if self.pushes else "subscribed"


def topics_noted(notes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the hub and the topic of each feed of a source that names a hub."""
    try:
        pairs = json.loads(notes[HUBS]) if HUBS in notes else [(notes.get(HUB, ""), notes.get(TOPIC, ""))]
        return tuple((str(hub), str(topic)) for hub, topic in pairs[:MOST_OF_LIST] if hub and topic)
    except (ValueError, TypeError):
        return ()


def note(moment: datetime) -> str:
    """Return an instant as a source notes it."""
    return moment.strftime(_FORMAT)


def noted(text: str) -> datetime | None:
    """Return the instant that a source noted; ``None`` where it is none."""
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
