"""Running counts of the hub, and the moment that is always past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.store import schema
from buzzfeed.store.bulk import insert_missing
from buzzfeed.store.sql import execute_many

AT_ONCE = datetime.fromtimestamp(0, UTC)
"""What is due now, whatever the clock is set to."""

_TALLIES = schema.hub_tallies
_ADD = (
    _TALLIES.update()
    .where(_TALLIES.c.name == bindparam("which"))
    .values(value=_TALLIES.c.value + bindparam("more", type_=_TALLIES.c.value.type))
)


def add_tallies(connection: Connection, counts: Mapping[str, int]) -> None:
    """Add to running counts; one that is not there begins at nothing."""
    counted = {name: count for name, count in sorted(counts.items()) if count}
    insert_missing(connection, _TALLIES, [{"name": name, "value": 0} for name in counted])
    execute_many(connection, _ADD, [{"which": name, "more": count} for name, count in counted.items()])


def tallies(connection: Connection) -> dict[str, int]:
    """Return every running count, by name."""
    return {name: int(value) for name, value in connection.execute(select(_TALLIES.c.name, _TALLIES.c.value))}
