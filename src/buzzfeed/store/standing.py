"""Articles as they stand while one transaction changes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import LEAVING, Judgement, Reason, Status
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert
from buzzfeed.store.codec import pack_reasons, unpack_reasons
from buzzfeed.store.sql import among, execute_many, rows_in
from buzzfeed.store.terms import Use

KEEPS_CLEARED = frozenset({Status.HELD, Status.REJECTED})
"""What may be said of a revision while an earlier one goes on being served."""

WITHDRAWS = frozenset({Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.RETRACTED})
"""What takes the whole article out of every output."""

_DUE = frozenset({Status.SCHEDULED, Status.EMBARGOED})


@dataclass(slots=True)
class Past:
    """What has to be known of a revision to judge another; ``was`` is the stored status, if it is stored already."""

    status: Status
    base: str
    wish: str
    as_judged: bool
    reasons: str
    due: datetime | None
    was: Status | None = None

    def judged(self, judgement: Judgement) -> bool:
        """Return whether this is the very judgement that stands beside it."""
        return (
            self.status is judgement.status
            and self.reasons == pack_reasons(judgement.reasons)
            and self.due == judgement.due
        )


@dataclass(slots=True)
class Standing:
    """One article: its row, which of its revisions is cleared, and which spellings each of them uses.

    ``row`` is the row of ``articles`` as it will be written; ``before`` are the spellings counted until now.
    """

    key: int
    row: dict[str, Any]
    new: bool = False
    cleared: int | None = None
    was_cleared: int | None = None
    past: dict[int, Past] = field(default_factory=dict)
    uses: dict[int, list[Use]] = field(default_factory=dict)
    before: list[Use] = field(default_factory=list)
    leaving: bool = False
    """Whether its latest revision is an edit that takes it back after a time."""

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.row["id"])

    @property
    def latest(self) -> int:
        """The number of its latest revision."""
        return int(self.row["latest"])

    @property
    def status(self) -> Status:
        """Where the article stands."""
        return Status(self.row["status"])

    @property
    def counted(self) -> list[Use]:
        """The spellings that count towards labels: those of the cleared revision, none of what is denied."""
        return [] if self.cleared is None else self.uses.get(self.cleared, [])

    def last_published(self) -> int | None:
        """Return the highest number whose decision is ``published``: the revision that outputs may read."""
        return max((number for number, past in self.past.items() if past.status is Status.PUBLISHED), default=None)

    def withdraw(self, before: int | None = None) -> None:
        """Let no published revision (below ``before``) come back by itself."""
        for number, past in self.past.items():
            if past.status is Status.PUBLISHED and (before is None or number < before):
                past.status = Status.RETRACTED

    def settle(self, number: int, judgement: Judgement) -> None:
        """Take over what the decision about a revision, already in `past`, means for the article.

        Without a cleared revision it is what was decided of the latest one, or of the one that was cleared till now.
        """
        was, self.cleared = self.cleared, self.last_published()
        if number == self.latest:
            self.row["edit"] = judgement.status.value
            self.row["leaves"] = self._leaves(judgement)
            self.leaving = _is_leaving(judgement.reasons)
        if self.cleared is not None:
            self.row["status"] = Status.PUBLISHED.value
            self.row["gone"] = None  # what is public stands on every list, and goes when its origin vanishes again
        elif number in (self.latest, was):
            self.row["status"] = judgement.status.value
        if number == self.latest or (self.cleared is None and number == was):
            self.row["reasons"] = pack_reasons(judgement.reasons)
            self.row["due"] = judgement.due if judgement.status in _DUE else None

    def _leaves(self, judgement: Judgement) -> datetime | None:
        """Return when it goes by itself, now that its latest revision is judged so.

        Whose origin vanished goes in its time whatever is said of its words: nothing would ever ask about it again.
        """
        if _is_leaving(judgement.reasons):
            return judgement.due
        stays = self.leaving or self.row["away"] is None or judgement.status in WITHDRAWS
        leaves: datetime | None = None if stays else self.row["leaves"]
        return leaves


def _is_leaving(reasons: Iterable[Reason]) -> bool:
    return any(reason.code == LEAVING for reason in reasons)


def load_standings(connection: Connection, ids: Collection[str]) -> dict[str, Standing]:
    """Return the articles with these ids, by id, with all that a change needs."""
    found = [
        Standing(row.key, dict(row._mapping))  # noqa: SLF001 -- the public name of a row's mapping
        for row in rows_in(connection, _ROWS, ids)
    ]
    by_key = {standing.key: standing for standing in found}
    _load_past(connection, by_key)
    _load_uses(connection, by_key)
    for standing in found:
        standing.cleared = standing.was_cleared = standing.last_published()
        standing.before = standing.counted
        if standing.row["leaves"] is not None:
            standing.leaving = _is_leaving(unpack_reasons(standing.past[standing.latest].reasons))
    return {standing.id: standing for standing in found}


def store_standings(connection: Connection, standings: Iterable[Standing]) -> None:
    """Write the articles' rows, and the statuses of stored revisions that became others."""
    rows = list(standings)
    insert(connection, _ARTICLES, [standing.row for standing in rows if standing.new])
    known = [{**standing.row, "number": standing.key} for standing in rows if not standing.new]
    execute_many(connection, _UPDATE, known)
    statuses = [
        {"who": standing.key, "which": number, "status": past.status.value}
        for standing in rows
        for number, past in standing.past.items()
        if past.was is not None and past.status is not past.was
    ]
    execute_many(connection, UPDATE_REVISION, statuses)


def spelling_change(standings: Iterable[Standing]) -> Counter[Use]:
    """Return by how much each spelling is used more, or less, than before."""
    change: Counter[Use] = Counter()
    for standing in standings:
        change.update(standing.counted)
        change.subtract(standing.before)
    return change


_ARTICLES, _REVISIONS, _TERMS = schema.articles, schema.revisions, schema.revision_terms
_ROWS = select(_ARTICLES).where(among(_ARTICLES.c.id))
_CHANGING = [column for column in _ARTICLES.columns if column.name not in {"key", "id", "first_seen"}]
_UPDATE = (
    _ARTICLES.update()
    .where(_ARTICLES.c.key == bindparam("number"))
    .values({column.name: bindparam(column.name) for column in _CHANGING})
)
_PAST = select(*(_REVISIONS.c[name] for name in "article number status base wish as_judged reasons due".split())).where(
    among(_REVISIONS.c.article)
)
_USES = (
    select(_TERMS.c.article, _TERMS.c.revision, _TERMS.c.term, _TERMS.c.spelling)
    .where(among(_TERMS.c.article))
    .order_by(_TERMS.c.article, _TERMS.c.revision, _TERMS.c.place)
)
UPDATE_REVISION = _REVISIONS.update().where(
    _REVISIONS.c.article == bindparam("who"), _REVISIONS.c.number == bindparam("which")
)
"""Changes columns of the revision ``which`` of the article ``who``."""


def _load_past(connection: Connection, by_key: dict[int, Standing]) -> None:
    for row in rows_in(connection, _PAST, by_key):
        status = Status(row.status)
        past = Past(status, row.base, row.wish, row.as_judged, row.reasons, row.due, was=status)
        by_key[row.article].past[row.number] = past


def _load_uses(connection: Connection, by_key: dict[int, Standing]) -> None:
    for article, revision, term, spelling in rows_in(connection, _USES, by_key):
        by_key[article].uses.setdefault(revision, []).append((term, spelling))
