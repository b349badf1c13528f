"""What every subscription of ours at a hub needs of the store, whatever it is for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from buzzfeed.model.ownsubscriptions import OwnSubscription


class OwnSubscriptions(Protocol):
    """Subscriptions as hubs are asked for them. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def own_asked(self, one: OwnSubscription) -> None:
        """Keep when a hub was asked (``asked``, ``attempts``), for what, and when to ask again unless it verifies."""
        ...

    def own_failed(self, one: OwnSubscription) -> None:
        """Keep why asking came to nothing (``words``), unless the hub has verified since it was asked."""
        ...


class OwnSubscriptionInbox(Protocol):
    """What hubs say to them. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def own_verified(self, one: OwnSubscription, lease: int, now: datetime) -> None:
        """Keep that a hub asked whether we meant to subscribe, and grants ``lease`` seconds from now on."""
        ...

    def own_denied(self, one: OwnSubscription, words: str, now: datetime) -> None:
        """Keep that a hub denied or ended a subscription (WebSub §5.2), and why; it is asked again in a day."""
        ...

    def own_forged(self, one: OwnSubscription, words: str, now: datetime) -> None:
        """Keep that a push came which was not signed with our secret, and what to say of that, if anything."""
        ...
