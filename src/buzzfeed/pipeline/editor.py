"""The editor's decisions: release, reject, retract. Each is written once and takes effect with the next build."""

from __future__ import annotations

from datetime import datetime

from buzzfeed.articles import UNCLEAR
from buzzfeed.errors import BuzzfeedError
from buzzfeed.guard import FIRM, REJECTED, RELEASED, RETRACTED_BY_EDITOR, awaited
from buzzfeed.model import LEAVING, Decision, Judgement, Reason, Status
from buzzfeed.pipeline.linking import link
from buzzfeed.ports import Store


class DecisionError(BuzzfeedError):
    """The decision does not fit the article: there is none with this id, or it stands elsewhere."""

    code = "decision"


def release(store: Store, article: str, now: datetime, *, by: str = "", note: str = "", new: bool = False) -> Status:
    """Publish a held article as it stands now, or at its time where it is scheduled or under embargo.

    Changed content is judged anew. Where it may be one of several articles, ``new`` says that it is none of them.

    Raises:
        DecisionError: there is no such article, or nothing of it is held.
    """
    revision = store.revision(article)
    if revision is None:
        if article.startswith("unreadable:"):
            raise DecisionError(article, "could not be read, so it cannot be released", "mend the file, or reject it")
        raise unknown(article)
    if revision.judgement.status is not Status.HELD:
        raise DecisionError(article, f"is {revision.judgement.status}, not held", "see: buzzfeed articles")
    if any(reason.code == LEAVING for reason in revision.judgement.reasons):
        mend = f"publish it in {revision.article.origin}, or keep it with: buzzfeed reject ID"
        raise DecisionError(article, "cannot be released: its newsroom withdrew it", mend)
    firm = [reason.text for reason in revision.judgement.reasons if reason.code in FIRM]
    if firm:
        raise DecisionError(article, f"cannot be released: {firm[0]}", f"mend {revision.article.origin}")
    unclear = [reason.text for reason in revision.judgement.reasons if reason.code == UNCLEAR]
    if unclear and not new:
        raise DecisionError(article, f"cannot be released without saying what it is: {unclear[0]}")
    reason = Reason(RELEASED, f"released by {by or 'an editor'}" + (f": {note}" if note else ""))
    reasons = (reason, *revision.judgement.reasons)  # what is overruled: another reason holds it anew
    judgement = awaited(revision.article.published, revision.judgement.due, now, reasons)
    store.decide([Decision(article, revision.number, judgement, by, note)], now)
    if judgement.status is Status.PUBLISHED:
        link(store, [revision.title_key], now)
    return judgement.status


def release_as(store: Store, article: str, now: datetime, *, other: str, by: str = "", note: str = "") -> Status:
    """Say that what is held is another article that is known: it goes on under that one's id, with the next look.

    Where the other still stands at a place of its own, this is a further place of it from then on.

    Raises:
        DecisionError: one of the two is not known, or the first is not held.
    """
    revision, known = store.revision(article), store.revision(other)
    if revision is None or known is None:
        raise unknown(other if revision else article)
    if revision.judgement.status is not Status.HELD:
        raise DecisionError(article, f"is {revision.judgement.status}, not held", "see: buzzfeed articles")
    if article == other:
        raise DecisionError(article, "is itself", f"release it as it is: buzzfeed release {article}")
    store.assign(article, other, now, by=by, note=note)
    return known.judgement.status


def reject(store: Store, article: str, now: datetime, *, by: str = "", note: str = "") -> Status:
    """Refuse a held article, or stop showing an unreadable item; it comes back when its content changes.

    Raises:
        DecisionError: there is no such article, or it is published.
    """
    if article.startswith("unreadable:"):
        if not store.reject_unreadable(article):
            raise unknown(article)
        return Status.REJECTED
    return _decide(store, article, now, Status.REJECTED, REJECTED, by, note, (Status.PUBLISHED, Status.RETRACTED))


def retract(store: Store, article: str, now: datetime, *, by: str = "", note: str = "") -> Status:
    """Take a published article back: it leaves every feed and page with the next build.

    Raises:
        DecisionError: there is no such article, or it is not public.
    """
    # Whatever became of its latest edit: what is public can be taken back, and what never was can not.
    denied = () if store.public([article]) else tuple(Status)
    return _decide(store, article, now, Status.RETRACTED, RETRACTED_BY_EDITOR, by, note, denied)


def _decide(
    store: Store, article: str, now: datetime, status: Status, code: str, by: str, note: str, unfit: tuple[Status, ...]
) -> Status:
    revision = store.revision(article)
    if revision is None:
        raise unknown(article)
    stands = revision.judgement.status
    if stands in unfit:
        mend = _OTHERWISE.get(stands, "see: buzzfeed articles")
        raise DecisionError(article, f"is {stands} and cannot be {status}", mend)
    reason = Reason(code, f"{status} by {by or 'an editor'}" + (f": {note}" if note else ""))
    before = revision.judgement.reasons
    # What a release overruled is kept, so that it holds again where this is undone.
    overruled = before[1:] if status is Status.RETRACTED and before and before[0].code == RELEASED else ()
    store.decide([Decision(article, revision.number, Judgement(status, (reason, *overruled)), by, note)], now)
    return status


_OTHERWISE = {Status.PUBLISHED: "use: buzzfeed retract", Status.HELD: "use: buzzfeed reject"}


def unknown(article: str) -> DecisionError:
    """Return the error that says that there is no such article."""
    return DecisionError(article, "there is no article with this id", "see: buzzfeed articles, buzzfeed held")
