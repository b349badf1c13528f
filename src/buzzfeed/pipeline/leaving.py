"""Leaving: what sources have no more, or withdraw, is taken back: at once or after a time, never by accident."""

from __future__ import annotations

from datetime import datetime, timedelta

from buzzfeed.model import (
    LEAVING,
    VANISHED,
    Decision,
    Intake,
    Judgement,
    Look,
    Problem,
    Reason,
    Record,
    Revision,
    Severity,
    Status,
)
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

FEW = 3
"""So many articles may always vanish in one look, whatever share of their source they are."""

_ACCEPTED = "accept-vanished:"
_VALID = timedelta(days=1)


def accept_vanished(works: Works, name: str) -> None:
    """Have the next look at a source believed, whatever is missing there: the operator looked, too."""
    works.store.keep_setting(_ACCEPTED + name, works.clock.now().isoformat())


def take_vanished(works: Works, name: str, look: Look, summary: Summary, now: datetime) -> None:
    """Take back what a source has no more; where it is so much that the source may be broken, nothing of it.

    Whoever moved within the source was filed before, and is not at its old place any more.
    """
    vanished = look.vanished
    if look.doubtful or _too_many(works, name, look, summary):
        if not _accepted(works, name, now):
            return
        vanished = look.vanished + look.doubtful
        refused = {"many-vanished", "folder-emptied"}
        summary.problems[:] = [one for one in summary.problems if one.code not in refused]
    if vanished:
        grace = works.settings[name].retract_after
        leaves = now + timedelta(seconds=grace) if grace else None
        summary.articles.retracted += len(works.store.absorb(Intake(name, vanished=vanished, leaves=leaves), now))


def _too_many(works: Works, name: str, look: Look, summary: Summary) -> bool:
    if len(look.vanished) <= FEW:
        return False
    published = [one.record for one in works.store.listed([Status.PUBLISHED]) if one.record.source == name]
    gone = set(look.vanished)
    going = sum(record.origin in gone for record in published)
    if going <= FEW or going <= works.settings[name].most_vanished * len(published):
        return False
    text = f"{going} of its {len(published)} published articles vanished at once, so none of them was retracted"
    hint = f"bring them back, or confirm with: buzzfeed ingest {name} --accept-vanished"
    summary.problems.append(Problem("many-vanished", Severity.WARNING, name, text, hint))
    return True


def _accepted(works: Works, name: str, now: datetime) -> bool:
    """Return whether the operator confirmed it within a day; that is used up with this."""
    said = works.store.setting(_ACCEPTED + name)
    if not said:
        return False
    works.store.keep_setting(_ACCEPTED + name, "")
    return now - datetime.fromisoformat(said) <= _VALID


def is_leaving(judgement: Judgement) -> bool:
    """Return whether a judgement holds an edit that takes its article back."""
    return any(reason.code == LEAVING for reason in judgement.reasons)


def with_grace(
    works: Works, name: str, judgement: Judgement, record: Record | None, before: Revision | None, now: datetime
) -> Judgement:
    """Let a published article that its newsroom withdraws stay for its source's time of grace: the edit waits."""
    grace = works.settings[name].retract_after
    if not grace or judgement.status is not Status.DRAFT or record is None or record.status is not Status.PUBLISHED:
        return judgement
    if before is not None and is_leaving(before.judgement):
        return before.judgement
    leaves = now + timedelta(seconds=grace)
    words = f"Its newsroom withdrew it: it goes at {leaves:%Y-%m-%d %H:%M:%S} UTC, unless this edit is rejected."
    return Judgement(Status.HELD, (Reason(LEAVING, words),), leaves)


def retire(works: Works, summary: Summary) -> None:
    """Take back the articles whose time of grace is over."""
    now = works.clock.now()
    decisions = []
    for one in works.store.leaving(now):
        revision = works.store.revision(one.record.id)
        if revision is not None:
            judgement = _WITHDRAWN if is_leaving(revision.judgement) else VANISHED
            decisions.append(Decision(one.record.id, revision.number, judgement, by="source", turn=revision.turn))
    if decisions:
        works.store.decide(decisions, now)
        summary.articles.retracted += len(decisions)


_WITHDRAWN = Judgement(Status.DRAFT, (Reason("draft", "Its newsroom withdrew it."),))
