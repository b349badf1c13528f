"""What our subscriptions at the hubs of upstream feeds need of the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from buzzfeed.model.upstreams import Upstream
from buzzfeed.ports.ownsubscriptions import OwnSubscriptionInbox, OwnSubscriptions
from buzzfeed.ports.pushing import PushedReading


class PushTimes(Protocol):
    """When upstream feeds were pushed."""

    def upstreams(self) -> tuple[Upstream, ...]:
        """Return our subscriptions, by source.

        Raises:
            StoreError: they cannot be read.
        """
        ...


class Handed(PushedReading, PushTimes, Protocol):
    """What sources read of what came by itself: articles that were handed in, and when their feeds were pushed."""


class Upstreams(OwnSubscriptions, Protocol):
    """Subscriptions as they are asked for. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def upstreams(self) -> tuple[Upstream, ...]:
        """Return our subscriptions, by source; those that are to end among them."""
        ...

    def source_notes(self, names: Collection[str]) -> Mapping[str, Mapping[str, str]]:
        """Return the notes of sources that were looked at."""
        ...

    def begin_upstream(self, upstream: Upstream) -> None:
        """Keep a new subscription; nobody was asked yet."""
        ...

    def end_upstream(self, digest: str) -> None:
        """Forget a subscription."""
        ...


class UpstreamInbox(OwnSubscriptionInbox, Protocol):
    """What hubs say to our subscriptions. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def upstreams(self) -> tuple[Upstream, ...]:
        """Return our subscriptions, with the secrets by which pushes are told from forgeries."""
        ...

    def upstream_left(self, digest: str) -> None:
        """Forget a subscription that the hub forgets, as we asked."""
        ...

    def upstream_pushed(self, digest: str, now: datetime) -> None:
        """Keep that a push came, and have its source looked at at once (`LookAgain.look_again`)."""
        ...
