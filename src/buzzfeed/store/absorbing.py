"""The ingesting transaction: every revision first, the decision beside it, and the channels that it touches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.errors import StaleError
from buzzfeed.model import VANISHED, Intake, Judgement, Reason, Revision, Status, Term
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, upsert
from buzzfeed.store.channel_rows import raise_generation
from buzzfeed.store.clearing import Clearing, clear
from buzzfeed.store.codec import pack_reasons
from buzzfeed.store.decisions import SOURCE, store_decisions
from buzzfeed.store.departing import see_off
from buzzfeed.store.filing import Filing
from buzzfeed.store.outbox import owe
from buzzfeed.store.part import Part
from buzzfeed.store.places import judge_rivals_again, keep_places, note_sightings, read_again, take_further_places
from buzzfeed.store.sql import among, execute_in, next_key, rows_in
from buzzfeed.store.standing import Standing, load_standings, spelling_change, store_standings
from buzzfeed.store.terms import TermBook, apply_spellings
from buzzfeed.store.vanishing import vanish

CORRECTED = Judgement(Status.PUBLISHED, (Reason("corrected", "An editor corrected it."),))
"""How the log of decisions tells of a correction."""


class Absorbing(Part):
    """`Store.absorb`."""

    def absorb(self, intake: Intake, now: datetime) -> tuple[str, ...]:
        """Store an intake, as `Store.absorb` says; the same intake once more changes nothing.

        A revision whose status is neither published, held nor rejected withdraws its article from every output. An
        article that was never published and whose origin vanished leaves every list, keeps its id, and is back on them
        when its origin is. Where an article leaves the outputs, the generation rises, so that its page goes at once.

        Raises:
            StaleError: somebody decided about one of the articles since it was judged; nothing of it was stored.
            StoreError: nothing of it was stored.
        """
        with self._db.write() as connection:
            return _absorb(connection, intake, now)


def _absorb(connection: Connection, intake: Intake, now: datetime) -> tuple[str, ...]:
    of_source = intake.correction is None  # which says nothing of what its source holds
    changed = note_sightings(connection, intake, now)
    if of_source:
        keep_places(connection, intake)
    book = TermBook(connection)
    book.ensure(term for revision in intake.revisions for term in _terms(revision))
    ids = {revision.article.id for revision in intake.revisions}
    standings = load_standings(connection, ids)
    _refuse_stale(intake, standings)
    filing = Filing(connection, book, standings, now, of_source=of_source)
    for revision in intake.revisions:
        filing.file(revision)
    retracted, heirs = _see_origins(connection, intake, standings, now) if of_source else ([], [])
    if intake.correction is not None:
        standings[intake.correction.article].row["turn"] += 1
    store_standings(connection, standings.values())
    filing.write()
    store_decisions(connection, [(one.key, one.latest, VANISHED, SOURCE, "") for one in retracted], now)
    _keep_correction(connection, intake, standings)
    clearing = Clearing(connection, book, now)
    relabelled = apply_spellings(connection, book, spelling_change(standings.values()))
    clear(clearing, connection, standings.values(), filing.cleared)
    see_off(
        connection, clearing, standings.values(), dict.fromkeys([*clearing.left, *clearing.entered], (SOURCE, "")), now
    )
    clearing.relabel(relabelled)
    clearing.finish()
    if clearing.withdrew or intake.correction is not None:  # a daemon is to build what an editor did
        raise_generation(connection)
    if of_source:
        _keep_stamps(connection, intake)
        _keep_unreadable(connection, intake)
    owe(connection, intake.deliveries)
    read_again(connection, heirs)
    changed |= {standing.key for standing in standings.values()}
    judge_rivals_again(connection, changed, {standings[id_].key for id_ in ids})
    return tuple(sorted(standing.id for standing in retracted))


_ARTICLES, _STAMPS, _UNREADABLE = schema.articles, schema.stamps, schema.unreadable
_SOURCE: BindParameter[str] = bindparam("source")
_AT = select(*(_ARTICLES.c[name] for name in ("id", "origin", "gone", "leaves"))).where(
    _ARTICLES.c.source == _SOURCE, among(_ARTICLES.c.origin)
)
_UNSTAMP = _STAMPS.delete().where(_STAMPS.c.source == _SOURCE, among(_STAMPS.c.origin))
_MEND = _UNREADABLE.delete().where(_UNREADABLE.c.source == _SOURCE, among(_UNREADABLE.c.origin))
_REJECTED = select(_UNREADABLE.c.origin, _UNREADABLE.c.stamp).where(
    _UNREADABLE.c.source == _SOURCE, among(_UNREADABLE.c.origin), _UNREADABLE.c.rejected
)


def _refuse_stale(intake: Intake, standings: Mapping[str, Standing]) -> None:
    """Keep what an editor decided while an item was read and judged: it would be overwritten by what was known before.

    A correction is no edit of the source's: it would overwrite what was filed since it was made, too.

    Raises:
        StaleError: an article's turn is another than that which its revision was judged by, or what is corrected is
            not its latest revision any more.
    """
    for revision in intake.revisions:
        standing = standings.get(revision.article.id)
        if standing is not None and revision.turn is not None and standing.row["turn"] != revision.turn:
            raise _stale(revision, "somebody decided about it meanwhile")
        if intake.correction is not None and (standing is None or standing.latest != revision.number - 1):
            raise _stale(revision, "an edit of it came in meanwhile")


def _stale(revision: Revision, cause: str) -> StaleError:
    return StaleError(revision.article.id, cause, "judge it anew", retryable=True)


def _keep_correction(connection: Connection, intake: Intake, standings: Mapping[str, Standing]) -> None:
    one = intake.correction
    if one is None:
        return
    number, article = next_key(connection, schema.corrections), standings[one.article]
    insert(
        connection,
        schema.corrections,
        [{"key": number, "article": article.key, "note": one.note, "by": one.by, "at": one.at}],
    )
    store_decisions(connection, [(article.key, article.latest, CORRECTED, one.by, one.note)], one.at, beside=False)


def _terms(revision: Revision) -> tuple[Term, ...]:
    return tuple(use.term for use in revision.uses) + revision.article.terms


def _see_origins(
    connection: Connection, intake: Intake, standings: dict[str, Standing], now: datetime
) -> tuple[list[Standing], list[tuple[str, str]]]:
    """Have the articles at vanished origins go, and those come back whose unread origin is there again.

    Whose origin holds another article now has lost it, too. Returns whom that retracts, and the further places from
    which articles are taken instead.
    """
    # A place may be another source's, which may call its own items alike.
    further = {place.origin for place in intake.places if place.source == intake.source}
    taken = {one.article.origin for one in intake.revisions} | further
    origins = {*intake.vanished, *taken}
    gone = [row for row in rows_in(connection, _AT, origins, source=intake.source) if row.gone is None]
    # An article that was filed just now has moved: its old origin is gone, not itself.
    leaving = load_standings(connection, [row.id for row in gone if row.id not in standings])
    there = rows_in(connection, _AT, set(intake.touched) - taken, source=intake.source)
    held = {row.origin for row in there if row.gone is None}
    back = [row.id for row in there if row.gone is not None and row.origin not in held and row.id not in standings]
    back += [row.id for row in there if row.leaves is not None and row.id not in standings]
    coming = load_standings(connection, back)
    for standing in coming.values():
        standing.row["gone"] = None
        if not standing.leaving:  # what its newsroom withdraws leaves though its place is there
            standing.row["leaves"] = None
    standings |= {**coming, **leaving}
    heirs = take_further_places(connection, leaving.values())
    return vanish([one for one in leaving.values() if one.key not in heirs], now, intake.leaves), list(heirs.values())


def _keep_stamps(connection: Connection, intake: Intake) -> None:
    stamps = {revision.article.origin: revision.stamp for revision in intake.revisions}
    stamps |= {**intake.touched, **intake.aside}
    stamps |= {item.origin: item.stamp for item in intake.unreadable}
    upsert(
        connection,
        _STAMPS,
        [{"source": intake.source, "origin": origin, "stamp": stamp} for origin, stamp in stamps.items()],
    )
    execute_in(connection, _UNSTAMP, {*intake.vanished, *intake.left}, source=intake.source)


def _keep_unreadable(connection: Connection, intake: Intake) -> None:
    """Keep what could not be read; a rejected item stays rejected while its stamp stays."""
    mended = {revision.article.origin for revision in intake.revisions} | set(intake.touched) | set(intake.vanished)
    execute_in(connection, _MEND, mended, source=intake.source)
    unread = {item.origin: item for item in intake.unreadable}
    rejected = {row.origin: row.stamp for row in rows_in(connection, _REJECTED, unread, source=intake.source)}
    upsert(
        connection,
        _UNREADABLE,
        [
            {
                "source": intake.source,
                "origin": item.origin,
                "id": item.id,
                "stamp": item.stamp,
                "reasons": pack_reasons(item.reasons),
                "seen": item.seen,
                "rejected": rejected.get(item.origin) == item.stamp,
            }
            for item in unread.values()
        ],
    )
