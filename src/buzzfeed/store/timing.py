"""How long things took since their publication, counted for good: what is forgotten is still counted."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import Appearance, AppearanceState, Delivery, DeliveryState
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert_missing
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, execute_many, rows_in

BOUNDS = (1, 2, 5, 10, 30, 60, 300, 1800, 7200, 86400)
"""Seconds up to which things are counted together; what takes longer is counted under ``BEYOND``."""

BEYOND = -1
VISIBLE = "visible"
"""What an appearance is counted as; a delivery is counted as its type."""


class Timings(Part):
    """`Figures.timings` and `Figures.oldest_owed`."""

    def timings(self) -> Mapping[tuple[str, str], tuple[Mapping[int, int], int]]:
        """Return, by what and outcome, how many took how long, and all their seconds."""
        found: dict[tuple[str, str], tuple[dict[int, int], int]] = {}
        with self._db.read() as connection:
            for row in connection.execute(select(schema.timings)):
                counts, total = found.get((row.what, row.outcome), ({}, 0))
                found[row.what, row.outcome] = ({**counts, row.most: row.taken}, total + row.total)
        return found

    def oldest_owed(self) -> datetime | None:
        """Return when the oldest delivery that still waits was owed."""
        table = schema.deliveries
        waiting = select(table.c.created).where(table.c.state == DeliveryState.WAITING.value)
        with self._db.read() as connection:
            return connection.execute(waiting.order_by(table.c.created).limit(1)).scalar()


def time_deliveries(connection: Connection, deliveries: Sequence[Delivery]) -> None:
    """Count what came to its end just now, or was confirmed after it was sent."""
    ended = {one.id: one for one in deliveries if one.state is not DeliveryState.WAITING and one.updated}
    if not ended:
        return
    known = {row.id: row.state for row in rows_in(connection, _STATES, ended)}
    fresh = [one for one in ended.values() if known.get(one.id, one.state.value) != one.state.value]
    _count(connection, [(one.type, one.state.value, _seconds(one.created, one.updated)) for one in fresh])


def time_appearances(connection: Connection, appearances: Iterable[Appearance]) -> None:
    """Count what came to its end just now."""
    ended = [one for one in appearances if one.state is not AppearanceState.WAITING]
    _count(connection, [(VISIBLE, one.state.value, _seconds(one.created, one.seen or one.ended)) for one in ended])


def _seconds(since: datetime, until: datetime | None) -> int:
    return 0 if until is None else max(0, round((until - since).total_seconds()))


def _count(connection: Connection, taken: Sequence[tuple[str, str, int]]) -> None:
    if not taken:
        return
    counts: Counter[tuple[str, str, int]] = Counter()
    totals: Counter[tuple[str, str, int]] = Counter()
    for what, outcome, seconds in taken:
        at = bisect_left(BOUNDS, seconds)
        place = what, outcome, BOUNDS[at] if at < len(BOUNDS) else BEYOND
        counts[place] += 1
        totals[place] += seconds
    keys = [dict(zip(("what", "outcome", "most"), place, strict=True)) for place in counts]
    insert_missing(connection, schema.timings, [{**key, "taken": 0, "total": 0} for key in keys])
    rows = [
        {
            "of": what,
            "how": outcome,
            "within": most,
            "more": counts[what, outcome, most],
            "longer": totals[what, outcome, most],
        }
        for what, outcome, most in counts
    ]
    execute_many(connection, _ADD, rows)


_STATES = select(schema.deliveries.c.id, schema.deliveries.c.state).where(among(schema.deliveries.c.id))
_TIMINGS = schema.timings
_ADD = (
    _TIMINGS.update()
    .where(
        _TIMINGS.c.what == bindparam("of"),
        _TIMINGS.c.outcome == bindparam("how"),
        _TIMINGS.c.most == bindparam("within"),
    )
    .values(taken=_TIMINGS.c.taken + bindparam("more"), total=_TIMINGS.c.total + bindparam("longer"))
)
