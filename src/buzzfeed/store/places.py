"""Where articles stand: origins that are away, further places, and who has to be judged again when one goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import Intake, Status
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, upsert
from buzzfeed.store.sql import among, execute_in, execute_many, rows_in
from buzzfeed.store.standing import Standing

_ARTICLES, _PLACES, _STAMPS, _RIVALS = schema.articles, schema.places, schema.stamps, schema.rivals
_SOURCE: BindParameter[str] = bindparam("source")
_THERE = and_(_ARTICLES.c.source == bindparam("of"), among(_ARTICLES.c.origin))
_SEEN_TILL_NOW = select(_ARTICLES.c.key).where(_THERE, _ARTICLES.c.away.is_(None))
_GOES = _ARTICLES.update().where(_THERE, _ARTICLES.c.away.is_(None)).values(away=bindparam("now"))
_RETURNS = (
    _ARTICLES.update()
    .where(_THERE, _ARTICLES.c.away.is_not(None), _ARTICLES.c.status != Status.RETRACTED.value)
    .values(away=None)
)
_LEAVE = _PLACES.delete().where(_PLACES.c.source == _SOURCE, among(_PLACES.c.origin))
_FURTHER = (
    select(_PLACES)
    .where(among(_PLACES.c.article))
    .order_by(_PLACES.c.article, _PLACES.c.rank, _PLACES.c.source, _PLACES.c.origin)
)
_KEYS = select(_ARTICLES.c.id, _ARTICLES.c.key).where(among(_ARTICLES.c.id))
_FORGET_RIVALS = _RIVALS.delete().where(among(_RIVALS.c.article))
_WAITING = (
    select(_ARTICLES.c.key, _ARTICLES.c.source, _ARTICLES.c.origin)
    .join(_RIVALS, _RIVALS.c.article == _ARTICLES.c.key)
    .where(among(_RIVALS.c.rival), _ARTICLES.c.gone.is_(None))
)
_UNSTAMP = (
    _STAMPS.update().where(_STAMPS.c.source == bindparam("of"), _STAMPS.c.origin == bindparam("at")).values(stamp="")
)


def note_sightings(connection: Connection, intake: Intake, now: datetime) -> set[int]:
    """Keep which origins are seen and which are not; return the articles that were seen till now."""
    here = [*intake.back, *intake.touched]
    execute_in(connection, _RETURNS, here, of=intake.source)
    away = [*intake.missing, *intake.left]
    lost = {row.key for row in rows_in(connection, _SEEN_TILL_NOW, away, of=intake.source)}
    if lost:
        execute_in(connection, _GOES, away, of=intake.source, now=now)
    return lost


def keep_places(connection: Connection, intake: Intake) -> None:
    """Forget the places that vanished or that articles are taken from now, and keep the further ones."""
    filed = [one.article.origin for one in intake.revisions]
    execute_in(connection, _LEAVE, {*intake.vanished, *intake.left, *filed}, source=intake.source)
    keys = _keys(connection, {place.article for place in intake.places})
    upsert(
        connection,
        _PLACES,
        [
            {
                "source": one.source,
                "origin": one.origin,
                "article": keys[one.article],
                "guid": one.guid,
                "rank": one.rank,
            }
            for one in intake.places
            if one.article in keys
        ],
    )


def take_further_places(connection: Connection, leaving: Iterable[Standing]) -> dict[int, tuple[str, str]]:
    """Have articles that lose their origin be taken from their next place; return which have one, and where it is."""
    by_key = {standing.key: standing for standing in leaving}
    heirs: dict[int, tuple[str, str]] = {}
    for key, rows in groupby(rows_in(connection, _FURTHER, by_key), attrgetter("article")):
        heir = next(rows)
        heirs[key] = heir.source, heir.origin
        by_key[key].row |= {"source": heir.source, "origin": heir.origin, "guid": heir.guid, "away": None}
        execute_in(connection, _LEAVE, [heir.origin], source=heir.source)
    return heirs


def keep_rivals(connection: Connection, rivals: Mapping[int, Sequence[str]]) -> None:
    """Keep because of which others these articles are held, in the place of what was kept of them."""
    execute_in(connection, _FORGET_RIVALS, rivals)
    keys = _keys(connection, {id_ for ids in rivals.values() for id_ in ids})
    pairs = {(key, keys[id_]) for key, ids in rivals.items() for id_ in ids if id_ in keys and keys[id_] != key}
    insert(connection, _RIVALS, [{"article": key, "rival": rival} for key, rival in sorted(pairs)])


def judge_rivals_again(connection: Connection, changed: Collection[int], besides: Collection[int] = ()) -> None:
    """Have the articles read again that are held because of one of these, ``besides`` those that were just judged."""
    waiting = rows_in(connection, _WAITING, changed) if changed else []
    read_again(connection, {(row.source, row.origin) for row in waiting if row.key not in besides})


def read_again(connection: Connection, origins: Iterable[tuple[str, str]]) -> None:
    """Have origins read again with the next look, though nothing changed in them."""
    execute_many(connection, _UNSTAMP, [{"of": source, "at": origin} for source, origin in origins])


def _keys(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    return {row.id: row.key for row in rows_in(connection, _KEYS, ids)} if ids else {}
