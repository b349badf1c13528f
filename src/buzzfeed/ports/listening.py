"""What our own subscriptions at hubs need of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from buzzfeed.model import Canary, CanaryMeasure, CanaryPush, Delivery, TargetState
from buzzfeed.ports.ownsubscriptions import OwnSubscriptions


class Listening(OwnSubscriptions, Protocol):
    """Canaries, and what they hear. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def canaries(self) -> tuple[Canary, ...]:
        """Return our own subscriptions."""
        ...

    def keep_canaries(self, canaries: Sequence[Canary]) -> None:
        """Have these subscriptions and no others: what is known of one whose callback changed is forgotten."""
        ...

    def canary_told(self, since: datetime) -> tuple[Delivery, ...]:
        """Return the deliveries sent since to the hubs that have a canary, and not confirmed, the oldest first."""
        ...

    def canary_pushes(self, since: datetime) -> tuple[CanaryPush, ...]:
        """Return what was pushed since, the oldest first."""
        ...

    def keep_measures(self, measures: Sequence[CanaryMeasure]) -> None:
        """Keep what was measured, each in the place of what was known of its publication."""
        ...

    def record(self, deliveries: Sequence[Delivery], targets: Sequence[TargetState] = ()) -> None:
        """Keep how deliveries stand now."""
        ...
