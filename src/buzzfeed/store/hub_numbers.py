"""Keys of requests and subscriptions: none is ever given twice, also where its row was deleted."""

from __future__ import annotations

from sqlalchemy import Table, bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.store import schema
from buzzfeed.store.bulk import insert_missing

_NUMBERS = schema.hub_numbers
_LAST = select(_NUMBERS.c.last).where(_NUMBERS.c.name == bindparam("which"))
_TAKEN = _NUMBERS.update().where(_NUMBERS.c.name == bindparam("which")).values(last=bindparam("highest"))


def fresh_keys(connection: Connection, table: Table, many: int) -> range:
    """Return so many keys that no row of a table ever had, in a writer's transaction: nobody else takes them."""
    insert_missing(connection, _NUMBERS, [{"name": table.name, "last": 0}])
    last = int(connection.execute(_LAST, {"which": table.name}).scalar_one())
    connection.execute(_TAKEN, {"which": table.name, "highest": last + many})
    return range(last + 1, last + many + 1)
