"""Telling: changes, deliveries and what is remembered of targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from buzzfeed.model.channels import ChannelKey


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class ChangeKind(StrEnum):
    """What happened to an entry in its channels."""

    NEW = "new"
    UPDATED = "updated"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Change:
    """One article that entered, changed in or left published feeds, and the channels where it did."""

    kind: ChangeKind
    article: str
    url: str
    published: datetime
    channels: tuple[ChannelKey, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification owed to one target.

    ``payload`` holds lists of addresses under fixed names (``topics``, ``urls``), and those of ``articles`` that were
    ``retracted``; ``due`` is when to try next (UTC), ``answer`` what the target last said, shortened. ``after`` is the
    `Appearance` that it waits for, if it does: where that comes to its end before, it is due at once.
    """

    id: str
    target: str
    type: str
    payload: Mapping[str, tuple[str, ...]]
    articles: tuple[str, ...]
    created: datetime
    due: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    answer: str = ""
    updated: datetime | None = None
    after: str = ""

    @property
    def retracted(self) -> tuple[str, ...]:
        """The articles whose going it tells."""
        return self.payload.get(RETRACTED, ())


RETRACTED = "retracted"
"""The payload's name for the articles whose going a delivery tells."""


@dataclass(frozen=True, slots=True)
class TargetState:
    """What is remembered of a target between passes: failures in a row, and until when it is left alone (UTC).

    ``touched`` is when that was written: where it lies ahead, the clock was set back since.
    """

    name: str
    failures: int = 0
    open_until: datetime | None = None
    last_sent: datetime | None = None
    touched: datetime | None = field(default=None, compare=False)
