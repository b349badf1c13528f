"""Our own subscriptions at hubs: what those to our own feed (canaries) and to others' feeds (upstreams) share; pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

RENEWED_AFTER = timedelta(days=1)
"""A subscription is asked for again each day, whatever its lease: a hub that lost it is found out."""


@dataclass(frozen=True, slots=True)
class OwnSubscription:
    """Our subscription at ``hub`` for the feed ``topic``; pushes are signed with ``secret``.

    ``digest`` is that of the token in ``callback`` (`callback_digest`). ``asked`` is when the hub was asked last,
    ``verified`` when it last said that it heard us, ``expires`` its lease's end, ``due`` when to ask next.
    ``attempts`` counts those in a row that came to nothing, ``words`` say why. ``forged`` is when a push last came
    whose signature was wrong. Times are UTC.
    """

    hub: str
    topic: str
    callback: str = field(repr=False)
    digest: str
    secret: str = field(repr=False)
    due: datetime
    asked: datetime | None = None
    verified: datetime | None = None
    expires: datetime | None = None
    attempts: int = 0
    words: str = ""
    forged: datetime | None = None

    @property
    def mode(self) -> str:
        """What the hub is asked for (``hub.mode``)."""
        return "subscribe"

    def live(self, now: datetime) -> bool:
        """Whether the subscription stands."""
        return self.expires is not None and self.expires > now

    def means(self, mode: str, now: datetime) -> bool:
        """Whether we meant what a hub asks about (WebSub §5.3): we asked for it, or it stands."""
        pending = self.asked is not None and self.attempts > 0
        return mode == self.mode and (pending or self.live(now))


def callback_digest(token: str) -> str:
    """Return what a callback's token is known by."""
    return hashlib.sha256(b"buzzfeed canary " + token.encode("utf-8", "surrogatepass")).hexdigest()


def renewed_after(lasts: timedelta) -> timedelta:
    """Return after how long a subscription is asked for again whose lease ``lasts`` so long; 30 seconds at least."""
    return max(min(lasts * 0.8, RENEWED_AFTER), timedelta(seconds=30))
