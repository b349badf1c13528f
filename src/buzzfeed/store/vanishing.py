"""What becomes of articles whose origin is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from buzzfeed.model import VANISHED, Judgement, Status
from buzzfeed.store.standing import Standing


def vanish(standings: Iterable[Standing], now: datetime, leaves: datetime | None = None) -> list[Standing]:
    """Retract those that are published, take the others off every list, and return the retracted ones.

    With ``leaves``, the published ones stay until then: they are retracted unless their origin is back.
    """
    retracted = []
    for standing in standings:
        standing.row["away"] = standing.row["away"] or now
        if standing.cleared is not None and leaves is not None:
            standing.row["leaves"] = standing.row["leaves"] or leaves
        elif standing.cleared is not None:
            retract(standing, VANISHED)
            retracted.append(standing)
        elif standing.status is not Status.RETRACTED:
            standing.row["gone"] = now
    return retracted


def retract(standing: Standing, judgement: Judgement) -> None:
    """Take back a whole article: its published revisions, and its latest one whatever it was."""
    standing.withdraw()
    standing.past[standing.latest].status = Status.RETRACTED
    standing.settle(standing.latest, judgement)
