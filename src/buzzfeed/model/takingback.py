"""Taking back: tombstones, corrections, retractions with what they reached, and every decision that was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from buzzfeed.model.articles import Judgement
from buzzfeed.model.channels import ChannelKey
from buzzfeed.model.deliveries import Delivery, DeliveryState
from buzzfeed.model.words import Reason, Status

LEAVING = "leaving"
"""The code of the reason that holds an edit which takes its article back, while its time of grace runs."""
ORIGIN_VANISHED = "origin-vanished"
"""The code of the first reason of an article that was taken back since its source no longer had it."""
VANISHED = Judgement(Status.RETRACTED, (Reason(ORIGIN_VANISHED, "Its source no longer has it."),))
"""Why an article was retracted by itself; its `Record` carries this reason until it is decided anew."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A dated note that stands at the top of an article: what was corrected, by whom, when (UTC)."""

    article: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as the log keeps it; ``reason`` is the code of its first reason, ``by`` may be ``clock``, say."""

    revision: int
    status: Status
    reason: str
    by: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one delivery that told of a retraction; ``at`` is when it last changed (UTC)."""

    target: str
    type: str
    state: DeliveryState
    attempts: int
    answer: str
    at: datetime

    @classmethod
    def of(cls, delivery: Delivery) -> Told:
        """Return what became of a delivery so far."""
        when = delivery.updated or delivery.created
        return cls(delivery.target, delivery.type, delivery.state, delivery.attempts, delivery.answer, when)


@dataclass(frozen=True, slots=True)
class Departure:
    """A channel that a retracted article left.

    ``carried`` is when the last edition that carried it was committed, ``None`` where none that is remembered did;
    ``cleared`` when the first without it was, in every format; ``tombstone`` whether its Atom feed says that it is
    gone.
    """

    channel: ChannelKey
    carried: datetime | None
    cleared: datetime | None
    tombstone: bool


@dataclass(frozen=True, slots=True)
class Retraction:
    """One time that an article left the outputs.

    ``revision`` is the one that was public, ``url`` where it stood, ``reason`` a code, ``shown`` when an edition first
    carried the article (``None``: none ever did), ``told`` what became of deliveries that are forgotten by now;
    ``undone`` is when it came back.
    """

    article: str
    revision: int
    reason: str
    by: str
    note: str
    at: datetime
    shown: datetime | None
    url: str = ""
    departures: tuple[Departure, ...] = ()
    told: tuple[Told, ...] = ()
    undone: datetime | None = None
    undone_by: str = ""
    undone_note: str = ""
