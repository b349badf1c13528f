"""What the outside hands in, on its way from the serve process to the store: one small Protocol for each concern.

Outputs read the shelf and can write nothing; what people and programs hand in is left here, and goes no further than
its own tables. None of it raises the generation: nothing that is published changes by it. All methods raise
`StoreError` (or a kind of it) and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from buzzfeed.model import AudienceReport, AudienceSum, Canary, CanaryPush
from buzzfeed.model.subscriptions import Request
from buzzfeed.ports.ownsubscriptions import OwnSubscriptionInbox
from buzzfeed.ports.personal import PersonalInbox
from buzzfeed.ports.pushing import PushInbox
from buzzfeed.ports.upstreams import UpstreamInbox

MOST_WISHES = 10_000
"""Sources of which it may wait at once that they be looked at."""


class TokenUses(Protocol):
    """That a token let somebody in."""

    def token_used(self, name: str, day: date) -> None:
        """Keep the last day on which a token let somebody in; nothing happens where it was revoked since."""
        ...


class HubInbox(Protocol):
    """Wishes to be told of new editions."""

    def leave(self, requests: Sequence[Request], room: int, host_room: int) -> tuple[bool, ...]:
        """Write requests down in one transaction, and return which of them are kept.

        The very same request that waits already counts as kept, and stands behind what its subscriber asked for since.
        One is not kept where ``room`` requests wait in all, or ``host_room`` of its callback's host; a feed that was
        never published has no subscribers either.
        """
        ...

    def settled(self, requests: Sequence[Request], now: datetime) -> tuple[bool | None, ...]:
        """Return of each request that was left whether its callback confirmed it; ``None`` while that is not known."""
        ...


class LookAgain(Protocol):
    """That a source has news: pushed by its hub, said by its own site, or handed in."""

    def look_again(self, source: str, now: datetime) -> bool:
        """Have the work process look at a source at once, within half a second or so where it is idle.

        However often it is asked, one look answers all that was wished before it began. The wish survives a crash, and
        that of a source which is not configured is forgotten. Return whether it is kept: not where `MOST_WISHES` other
        sources wait, which no config reaches.
        """
        ...


class AudienceSums(Protocol):
    """What was counted of polls: sums, and what services report."""

    def keep_audience(self, sums: Sequence[AudienceSum], reports: Sequence[AudienceReport]) -> None:
        """Keep sums and reports, each in the place of what was kept under its key: twice is once."""
        ...


class CanaryInbox(OwnSubscriptionInbox, Protocol):
    """What hubs say to our own subscriptions."""

    def canaries(self) -> tuple[Canary, ...]:
        """Return our own subscriptions, with the secrets by which pushes are told from forgeries."""
        ...

    def canary_pushed(self, push: CanaryPush) -> None:
        """Keep which of these ids are articles of ours; the same body again changes nothing."""
        ...


class Inbox(
    TokenUses, HubInbox, LookAgain, PushInbox, AudienceSums, CanaryInbox, UpstreamInbox, PersonalInbox, Protocol
):
    """All that the serve process may leave in the store."""

    def close(self) -> None:
        """Give back every connection."""
        ...
