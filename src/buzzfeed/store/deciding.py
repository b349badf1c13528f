"""Editorial transactions: what an editor, the clock or verification decides about a revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.errors import StoreError
from buzzfeed.model import Decision, Delivery, Status
from buzzfeed.store import schema
from buzzfeed.store.channel_rows import raise_generation
from buzzfeed.store.clearing import Clearing, clear
from buzzfeed.store.decisions import Decided, store_decisions
from buzzfeed.store.departing import see_off
from buzzfeed.store.outbox import owe
from buzzfeed.store.part import Part
from buzzfeed.store.places import judge_rivals_again, read_again
from buzzfeed.store.standing import WITHDRAWS, Past, Standing, load_standings, spelling_change, store_standings
from buzzfeed.store.terms import TermBook, apply_spellings
from buzzfeed.store.vanishing import retract

_WITHDRAWN = WITHDRAWS - {Status.RETRACTED}


class Deciding(Part):
    """`Store.decide` and what the clock has to ask."""

    def decide(self, decisions: Sequence[Decision], now: datetime, deliveries: Sequence[Delivery] = ()) -> None:
        """Change statuses, as `Store.decide` says.

        A revision that is published stands in the channels that were stored with it. ``RETRACTED`` takes back the whole
        article: no revision of it comes back unless it is decided anew.

        Raises:
            StoreError: nothing was changed: an article or a revision is not known, or was withdrawn since.
        """
        with self._db.write() as connection:
            _decide(connection, decisions, now)
            owe(connection, deliveries)

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return the articles whose time has come, earliest first, as `Store.due` says."""
        with self._db.read() as connection:
            return tuple(connection.execute(_DUE, {"now": now}).scalars())

    def next_due(self) -> datetime | None:
        """Return when the next article is due, as `Store.next_due` says."""
        with self._db.read() as connection:
            return connection.execute(_NEXT_DUE).scalar()


_ARTICLES = schema.articles
_AWAITED = (
    _ARTICLES.c.status.in_([Status.SCHEDULED.value, Status.EMBARGOED.value]),
    _ARTICLES.c.gone.is_(None),
    _ARTICLES.c.due.is_not(None),
)
_DUE = (
    select(_ARTICLES.c.id)
    .where(*_AWAITED, _ARTICLES.c.due <= bindparam("now", type_=_ARTICLES.c.due.type))
    .order_by(_ARTICLES.c.due, _ARTICLES.c.id)
)
_NEXT_DUE = select(_ARTICLES.c.due).where(*_AWAITED).order_by(_ARTICLES.c.due).limit(1)


def _decide(connection: Connection, decisions: Sequence[Decision], now: datetime) -> None:
    standings = load_standings(connection, {decision.article for decision in decisions})
    turns = {id_: standing.row["turn"] for id_, standing in standings.items()}
    was = {id_: standing.row["status"] for id_, standing in standings.items()}
    decisions = [one for one in decisions if one.turn is None or one.turn == turns.get(one.article)]
    decided: list[Decided] = []
    for decision in decisions:
        standing, past = _find(standings, decision)
        judgement = decision.judgement
        numbers = {decision.revision}
        if judgement.status is Status.RETRACTED:
            retract(standing, judgement)
            numbers.add(standing.latest)
        else:
            _apply(standing, past, decision)
        standing.row["turn"] += 1
        decided += [(standing.key, number, judgement, decision.by, decision.note) for number in numbers]
    store_standings(connection, standings.values())
    store_decisions(connection, decided, now)
    book = TermBook(connection)
    clearing = Clearing(connection, book, now)
    relabelled = apply_spellings(connection, book, spelling_change(standings.values()))
    clear(clearing, connection, standings.values(), {})
    back = [standings[one.article] for one in decisions if was[one.article] == Status.RETRACTED.value]
    read_again(connection, [(one.row["source"], one.row["origin"]) for one in back if one.cleared is not None])
    see_off(connection, clearing, standings.values(), {key: (by, note) for key, _, _, by, note in decided}, now)
    clearing.relabel(relabelled)
    clearing.finish()
    judge_rivals_again(connection, {standing.key for standing in standings.values()})
    raise_generation(connection)


def _find(standings: Mapping[str, Standing], decision: Decision) -> tuple[Standing, Past]:
    standing = standings.get(decision.article)
    if standing is None:
        raise StoreError(decision.article, "the store knows no such article", 'see "buzzfeed articles" for their ids')
    past = standing.past.get(decision.revision)
    if past is None:
        raise StoreError(decision.article, f"it has no revision {decision.revision}", "look at it again")
    return standing, past


def _apply(standing: Standing, past: Past, decision: Decision) -> None:
    status, number = decision.judgement.status, decision.revision
    later = [past.status for at, past in standing.past.items() if at > number]
    if status is Status.PUBLISHED and _WITHDRAWN.intersection(later):
        raise StoreError(
            decision.article, "its newsroom has withdrawn it since", "look at its latest revision", retryable=True
        )
    if status in WITHDRAWS:
        standing.withdraw(before=number)
    past.status = status
    standing.settle(number, decision.judgement)
