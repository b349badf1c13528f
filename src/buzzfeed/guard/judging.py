"""Judging: what becomes of one revision, by what the newsroom wishes, the rules find and an editor decided before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from buzzfeed.guard.rules import FIRM, Case, weigh
from buzzfeed.model import ORIGIN_VANISHED, Judgement, Reason, Record, Status, Wish

RELEASED = "released"
"""The code of the first reason of a revision that an editor released; after it stand the reasons it overruled."""
RETRACTED_BY_EDITOR = "retracted-by-editor"
"""The code of the first reason of an article that an editor took back."""
REJECTED = "rejected"
"""The code of the first reason of a revision that an editor rejected, while an earlier one may go on being served."""

_WISHES: Mapping[Wish, Reason] = {
    Wish.DRAFT: Reason("draft", "The newsroom says that it is a draft."),
    Wish.PRIVATE: Reason("private", "The newsroom says that it is private."),
    Wish.PROTECTED: Reason("protected", "The newsroom protects it with a password."),
}


def judge(case: Case) -> Judgement:
    """Return the decision on one revision, in this order.

    1. What an editor retracted stays retracted, whatever changes. What was retracted since its origin had vanished is
       judged anew once it is back.
    2. What an editor rejected stays rejected until what a reader sees changes.
    3. What the newsroom keeps back is a draft.
    4. What has faults, or breaks a rule that holds, is held, unless an editor released this very revision for these
       reasons; another reason, and `FIRM` ones, hold it even then.
    5. What has its time to come is scheduled, or embargoed where an embargo ends last, unless it went out before (the
       clock was put back, say). An embargo that is new to a published article withdraws it until then; where it is to
       be held besides, its reasons stand beside the embargo, and it is held from then on.
    6. The rest is published.
    """
    return _decided_before(case) or _kept_back(case) or _withdrawn(case) or _held(case) or _cleared(case)


def warnings(case: Case) -> tuple[Reason, ...]:
    """Return what the rules found that is to be told, and holds nothing."""
    return weigh(case)[1]


def _decided_before(case: Case) -> Judgement | None:
    record = case.record
    if record is None:
        return None
    if record.status is Status.RETRACTED and _first_code(record) != ORIGIN_VANISHED:
        return Judgement(Status.RETRACTED, record.reasons)
    rejected = record.status is Status.REJECTED or _first_code(record) == REJECTED
    if rejected and record.mark == case.article.mark:
        return Judgement(Status.REJECTED, record.reasons)
    return None


def _kept_back(case: Case) -> Judgement | None:
    reason = _WISHES.get(case.item.wish)
    return Judgement(Status.DRAFT, (reason,)) if reason else None


def _withdrawn(case: Case) -> Judgement | None:
    """Return the embargo of what is published already: one that came later than it did."""
    embargo = case.item.embargo
    if embargo is None or not _is_out(case) or embargo <= max(case.now, case.article.published):
        return None
    return Judgement(Status.EMBARGOED, _reasons(case) or _release(case), due=embargo)


def _held(case: Case) -> Judgement | None:
    reasons = _reasons(case)
    return Judgement(Status.HELD, reasons, due=case.item.embargo) if reasons else None


def _reasons(case: Case) -> tuple[Reason, ...]:
    """Return why it is to be held, but for what an editor's release overrules."""
    reasons, _ = weigh(case)
    release = _release(case)
    if not release:
        return reasons
    overruled = {reason.code for reason in release[1:]} - FIRM
    left = tuple(reason for reason in reasons if reason.code not in overruled)
    # Of a new reason the editor is shown all, so that one release may answer all.
    return left if all(reason.code in FIRM for reason in left) else reasons


def _cleared(case: Case) -> Judgement:
    if _is_out(case):
        return Judgement(Status.PUBLISHED, _release(case))
    return awaited(case.article.published, case.item.embargo, case.now, _release(case))


def awaited(published: datetime, embargo: datetime | None, now: datetime, reasons: tuple[Reason, ...]) -> Judgement:
    """Return the decision on what may go out: now, at its time, or at the end of its embargo.

    Args:
        published: its publication, the embargo taken into account.
        embargo: when its embargo ends, if it has one.
        now: the present instant, in UTC.
        reasons: what stands beside the decision.
    """
    due = max(published, embargo or published)
    if due <= now:
        return Judgement(Status.PUBLISHED, reasons)
    return Judgement(Status.EMBARGOED if due == embargo else Status.SCHEDULED, reasons, due=due)


def _is_out(case: Case) -> bool:
    return case.record is not None and case.record.status is Status.PUBLISHED


def _release(case: Case) -> tuple[Reason, ...]:
    """Return what tells of an editor's release, and what it overruled, where it stands for what a reader sees now."""
    if case.record is None or case.record.mark != case.article.mark:
        return ()
    return case.record.reasons if _first_code(case.record) == RELEASED else ()


def _first_code(record: Record) -> str:
    return record.reasons[0].code if record.reasons else ""
