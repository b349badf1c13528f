"""Decisions as they are kept beside revisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.engine import Connection

from buzzfeed.model import Judgement
from buzzfeed.store.codec import pack_reasons
from buzzfeed.store.sql import execute_many
from buzzfeed.store.standing import UPDATE_REVISION

Decided = tuple[int, int, Judgement, str, str]
"""An article's number, a revision's number, what was decided, by whom, and a note."""


def store_decisions(connection: Connection, decided: Iterable[Decided], now: datetime) -> None:
    """Write decisions beside stored revisions, in the place of what stood there."""
    rows = [
        {
            "who": article,
            "which": number,
            "status": judgement.status.value,
            "reasons": pack_reasons(judgement.reasons),
            "due": judgement.due,
            "by": by,
            "note": note,
            "decided": now,
            "as_judged": False,
        }
        for article, number, judgement, by, note in decided
    ]
    execute_many(connection, UPDATE_REVISION, rows)
