"""What looking at our own public address needs of the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from buzzfeed.model import Appearance, ChannelKey, Edition, EntryRef, Format, TargetState


class Sights(Protocol):
    """What should be visible, and what was seen. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def waiting_appearances(self) -> tuple[Appearance, ...]:
        """Return what is still looked for, the oldest first."""
        ...

    def record_appearances(self, appearances: Sequence[Appearance], now: datetime) -> None:
        """Keep how appearances stand.

        Where one is served by our own server, the purges that wait for it fall due; where it came to its end, all else.
        """
        ...

    def still_owed(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these deliveries wait to be sent."""
        ...

    def editions_of(self, keys: Collection[ChannelKey]) -> Mapping[tuple[ChannelKey, Format], Edition]:
        """Return the current editions of some channels, in every format that has one."""
        ...

    def lately(self, key: ChannelKey, fmt: Format) -> Mapping[str, tuple[EntryRef, ...]]:
        """Return what the last few editions of a feed held, by digest, the current one included."""
        ...

    def targets(self) -> Mapping[str, TargetState]:
        """Return what is remembered of each target, and of the public address."""
        ...

    def keep_target(self, target: TargetState) -> None:
        """Remember this of a target, or of the public address."""
        ...
