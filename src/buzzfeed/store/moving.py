"""Moving articles by decision: an editor says which one stands at a place, or sources are configured no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from buzzfeed.errors import StoreError
from buzzfeed.model import VANISHED
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert_missing, upsert
from buzzfeed.store.channel_rows import raise_generation
from buzzfeed.store.clearing import Clearing, clear
from buzzfeed.store.codec import lookup
from buzzfeed.store.decisions import store_decisions
from buzzfeed.store.departing import see_off
from buzzfeed.store.part import Part
from buzzfeed.store.places import judge_rivals_again, read_again, take_further_places
from buzzfeed.store.standing import Standing, load_standings, spelling_change, store_standings
from buzzfeed.store.terms import TermBook, apply_spellings
from buzzfeed.store.vanishing import vanish

_ARTICLES, _PLACES, _STAMPS = schema.articles, schema.places, schema.stamps


class Moving(Part):
    """`Store.assign` and `Store.abandon`."""

    def assign(self, article: str, other: str, now: datetime, *, by: str = "", note: str = "") -> None:
        """Have what stands at an article's place be another article, as `Store.assign` says.

        Raises:
            StoreError: nothing was changed: one of them is not known.
        """
        with self._db.write() as connection:
            standings = load_standings(connection, {article, other})
            for one in (article, other):
                if one not in standings:
                    raise StoreError(one, "the store knows no such article", 'see "buzzfeed articles" for their ids')
            _assign(connection, standings[article], standings[other], now, by, note)

    def abandon(self, configured: Collection[str], now: datetime) -> None:
        """Have articles of other sources be taken from further places, as `Store.abandon` says."""
        with self._db.write() as connection:
            lost = select(_PLACES.c.source, _PLACES.c.origin).where(_PLACES.c.source.not_in(configured))
            left = [(source, origin) for source, origin in connection.execute(lost)]
            connection.execute(_PLACES.delete().where(_PLACES.c.source.not_in(configured)))
            stranded = (
                select(_ARTICLES.c.id)
                .join(_PLACES, _PLACES.c.article == _ARTICLES.c.key)
                .where(_ARTICLES.c.source.not_in(configured))
                .distinct()
            )
            standings = load_standings(connection, connection.execute(stranded).scalars().all())
            stood = {one.key: (str(one.row["source"]), str(one.row["origin"])) for one in standings.values()}
            heirs = take_further_places(connection, standings.values())
            store_standings(connection, standings.values())
            # Where they stood is read again once its source is put back, so that its copies count as places again.
            read_again(connection, [*heirs.values(), *(stood[key] for key in heirs), *left])


def _assign(connection: Connection, standing: Standing, known: Standing, now: datetime, by: str, note: str) -> None:
    source, origin, guid = (str(standing.row[name]) for name in ("source", "origin", "guid"))
    retracted = vanish([standing], now)
    if _stands(connection, known):
        place = {"source": source, "origin": origin, "article": known.key, "guid": guid, "rank": 0}
        upsert(connection, _PLACES, [place])
    else:
        known.row |= {"source": source, "origin": origin, "guid": guid, "away": None, "gone": None}
    if guid:
        insert_missing(connection, schema.guids, [{"source": source, "guid": lookup(guid), "article": known.key}])
    standings = [standing, known]
    store_standings(connection, standings)
    store_decisions(connection, [(one.key, one.latest, VANISHED, by, note) for one in retracted], now)
    book = TermBook(connection)
    clearing = Clearing(connection, book, now)
    relabelled = apply_spellings(connection, book, spelling_change(standings))
    clear(clearing, connection, standings, {})
    see_off(connection, clearing, standings, dict.fromkeys([*clearing.left, *clearing.entered], (by, note)), now)
    clearing.relabel(relabelled)
    clearing.finish()
    judge_rivals_again(connection, [one.key for one in standings])
    read_again(connection, [(source, origin)])
    raise_generation(connection)


def _stands(connection: Connection, known: Standing) -> bool:
    """Whether an article's own place still holds it, as far as the store knows."""
    if known.row["away"] is not None or known.row["gone"] is not None:
        return False
    at = (_STAMPS.c.source == known.row["source"]) & (_STAMPS.c.origin == known.row["origin"])
    return connection.execute(select(_STAMPS.c.origin).where(at)).first() is not None
