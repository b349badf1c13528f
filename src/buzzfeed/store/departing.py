"""Departures: what is written down when an article leaves the outputs, and when it comes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, upsert
from buzzfeed.store.clearing import Clearing
from buzzfeed.store.codec import unpack_entries, unpack_reasons
from buzzfeed.store.sql import among, execute_in, next_key, rows_in
from buzzfeed.store.standing import WITHDRAWS, Standing

Noted = Mapping[int, tuple[str, str]]
"""By whom an article's decision was taken, and with which note, by the article's number."""


def see_off(
    connection: Connection, clearing: Clearing, standings: Iterable[Standing], noted: Noted, now: datetime
) -> None:
    """Write down which articles left the outputs, from which channels, and end the retraction of those that came back.

    One that is held for a while is none that was taken back: it has no retraction and no tombstone.
    """
    by_key = {standing.key: standing for standing in standings}
    gone = [key for key in clearing.left if by_key[key].status in WITHDRAWS]
    if gone:
        _see_off(connection, clearing, [by_key[key] for key in gone], noted, now)
    if clearing.entered:
        _welcome(connection, clearing.entered, noted, now)


def _see_off(
    connection: Connection, clearing: Clearing, gone: Collection[Standing], noted: Noted, now: datetime
) -> None:
    first = next_key(connection, schema.retractions)
    numbers = {standing.key: number for number, standing in enumerate(gone, first)}
    insert(connection, _RETRACTIONS, [_retraction(numbers[one.key], one, clearing, noted, now) for one in gone])
    left = [(one, channel) for one in gone for channel in clearing.left[one.key][2]]
    carried = _carried(connection, {channel for _, channel in left}, {one.id for one in gone})
    insert(
        connection,
        _DEPARTURES,
        [
            {
                "retraction": numbers[one.key],
                "channel": channel,
                "carried": carried.get((channel, one.id)),
                "cleared": None,
            }
            for one, channel in left
        ],
    )
    # Of an article that no edition ever carried nothing is said, not even its id.
    stones = [
        {"channel": channel, "article": one.key, "gone": now} for one, channel in left if one.row["shown"] is not None
    ]
    upsert(connection, _TOMBSTONES, stones)


def _retraction(number: int, one: Standing, clearing: Clearing, noted: Noted, now: datetime) -> dict[str, Any]:
    reasons = unpack_reasons(one.row["reasons"])
    by, note = noted.get(one.key, ("", ""))
    return {
        "key": number,
        "article": one.key,
        "revision": clearing.left[one.key][0],
        "url": clearing.left[one.key][1],
        "reason": reasons[0].code if reasons else one.status.value,
        "by": by,
        "note": note,
        "at": now,
        "told": "[]",
        "undone": None,
        "undone_by": "",
        "undone_note": "",
    }


def _carried(connection: Connection, channels: Collection[int], ids: Collection[str]) -> dict[tuple[int, str], Any]:
    """Return when the last edition of a channel that carried an article was committed, by (channel, id)."""
    carried: dict[tuple[int, str], Any] = {}
    for row in rows_in(connection, _SERVED, channels):
        for ref in unpack_entries(row.data):
            if ref.id in ids:
                place = row.channel, ref.id
                carried[place] = max(row.committed, carried.get(place, row.committed))
    return carried


def _welcome(connection: Connection, articles: Collection[int], noted: Noted, now: datetime) -> None:
    execute_in(connection, _RAZE, articles)
    for row in rows_in(connection, _OPEN, articles):
        by, note = noted.get(row.article, ("", ""))
        connection.execute(_UNDO, {"which": row.key, "now": now, "who": by, "said": note})


def without(connection: Connection, channels: Collection[int], now: datetime) -> None:
    """Note of which channels every feed is without the articles that left them, now that editions were written."""
    waiting = rows_in(connection, _WAITING, channels)
    if not waiting:
        return
    carried = _carried(connection, {row.channel for row in waiting}, {row.id for row in waiting})
    for row in waiting:
        if (row.channel, row.id) not in carried:
            connection.execute(_CLEARED, {"which": row.retraction, "of": row.channel, "now": now})


_RETRACTIONS, _DEPARTURES, _TOMBSTONES = schema.retractions, schema.departures, schema.tombstones
_ARTICLES, _FEEDS, _LISTS = schema.articles, schema.feeds, schema.entry_lists
_AT = _RETRACTIONS.c.at.type
_SERVED = (
    select(_FEEDS.c.channel, _FEEDS.c.committed, _LISTS.c.data)
    .join(_LISTS, (_LISTS.c.channel == _FEEDS.c.channel) & (_LISTS.c.digest == _FEEDS.c.entries))
    .where(among(_FEEDS.c.channel), ~_FEEDS.c.withheld)
)
_RAZE = _TOMBSTONES.delete().where(among(_TOMBSTONES.c.article))
_OPEN = select(_RETRACTIONS.c.key, _RETRACTIONS.c.article).where(
    among(_RETRACTIONS.c.article), _RETRACTIONS.c.undone.is_(None)
)
_UNDO = (
    _RETRACTIONS.update()
    .where(_RETRACTIONS.c.key == bindparam("which"))
    .values(undone=bindparam("now", type_=_AT), undone_by=bindparam("who"), undone_note=bindparam("said"))
)
_WAITING = (
    select(_DEPARTURES.c.retraction, _DEPARTURES.c.channel, _ARTICLES.c.id)
    .join(_RETRACTIONS, _RETRACTIONS.c.key == _DEPARTURES.c.retraction)
    .join(_ARTICLES, _ARTICLES.c.key == _RETRACTIONS.c.article)
    .where(among(_DEPARTURES.c.channel), _DEPARTURES.c.cleared.is_(None), _RETRACTIONS.c.undone.is_(None))
)
_CLEARED = (
    _DEPARTURES.update()
    .where(_DEPARTURES.c.retraction == bindparam("which"), _DEPARTURES.c.channel == bindparam("of"))
    .values(cleared=bindparam("now", type_=_AT))
)
