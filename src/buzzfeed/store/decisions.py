"""Decisions: as they are kept beside revisions, and in the log of all that were ever taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.engine import Connection

from buzzfeed.model import Judgement
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert
from buzzfeed.store.codec import pack_reasons
from buzzfeed.store.sql import execute_many, next_key
from buzzfeed.store.standing import UPDATE_REVISION

Decided = tuple[int, int, Judgement, str, str]
"""An article's number, a revision's number, what was decided, by whom, and a note."""

SOURCE = "source"
"""Who takes back what a source no longer has."""


def store_decisions(connection: Connection, decided: Iterable[Decided], now: datetime, *, beside: bool = True) -> None:
    """Write decisions into the log and, unless they change nothing there, ``beside`` stored revisions."""
    rows = list(decided)
    if beside:
        execute_many(connection, UPDATE_REVISION, [_beside(one, now) for one in rows])
    if rows:
        first = next_key(connection, schema.decisions)
        insert(connection, schema.decisions, [_logged(key, one, now) for key, one in enumerate(rows, first)])


def _beside(decided: Decided, now: datetime) -> dict[str, object]:
    article, number, judgement, by, note = decided
    return {
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


def _logged(key: int, decided: Decided, now: datetime) -> dict[str, object]:
    article, number, judgement, by, note = decided
    return {
        "key": key,
        "article": article,
        "revision": number,
        "status": judgement.status.value,
        "reason": judgement.reasons[0].code if judgement.reasons else "",
        "by": by,
        "note": note,
        "at": now,
    }
