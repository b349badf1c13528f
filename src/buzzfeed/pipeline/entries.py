"""Entries: every article that some feed is to show is rendered and proved before any feed is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from buzzfeed import notify
from buzzfeed.errors import StaleError
from buzzfeed.model import (
    Decision,
    DirtyChannel,
    EntryRef,
    Finding,
    Format,
    Judgement,
    Problem,
    Reason,
    Severity,
    Status,
)
from buzzfeed.pipeline import archiving
from buzzfeed.pipeline.forecasting import Foreseen, foresee
from buzzfeed.pipeline.plans import fragment_keys, plans_of
from buzzfeed.pipeline.proving import EntryJob, Proved, prove
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

ARTICLES_AT_ONCE = 200


def planned(works: Works, dirty: Sequence[DirtyChannel], summary: Summary, meanwhile: Callable[[], None]) -> Foreseen:
    """Return what the feeds of these channels will show, as the forecast allows, and which archives they close.

    Every entry of it is proved and kept.

    ``meanwhile`` is called again and again while proving goes on.

    An article that fails is held with the verdict as its reason, and the plan is made again without it. Where an
    earlier revision of it then comes back and fails too, the feeds go out without any.
    """
    held: set[str] = set()
    barred: set[str] = set()
    while True:
        foreseen = foresee(works, plans_of(works, dirty, barred))
        plans = foreseen.plans
        due = archiving.due(works, plans, {one.key for one in foreseen.waiting}, barred)
        shown = (entry for plan in plans for entry in plan.entries)
        refused = _prove_missing(works, chain(archiving.entries_of(due, plans), shown), meanwhile)
        if not refused:
            return replace(foreseen, plans=archiving.closed(works, plans, due))
        _hold(works, {article: found for article, found in refused.items() if article not in held}, summary)
        barred |= held & refused.keys()
        held |= refused.keys()


def _prove_missing(
    works: Works, entries: Iterable[EntryRef], meanwhile: Callable[[], None]
) -> dict[str, tuple[Finding, ...]]:
    """Prove and keep every fragment that is not kept yet; return what was found, by article."""
    refs = {entry.id: entry for entry in entries}
    keys = {ref.id: fragment_keys(works, ref) for ref in refs.values()}
    kept = works.store.kept([key for pairs in keys.values() for _, key in pairs])
    missing = {
        id_: absent for id_, pairs in keys.items() if (absent := [pair for pair in pairs if pair[1] not in kept])
    }
    refused: dict[str, tuple[Finding, ...]] = {}
    results = works.pool.map(prove, _jobs(works, [refs[id_] for id_ in missing], missing))
    done = 0
    while not works.stopping() and (batch := list(islice(results, ARTICLES_AT_ONCE))):
        refused.update((one.article, one.findings) for one in batch if one.findings)
        _keep(works, batch)
        done += len(batch)
        works.progress("proving entries", done, len(missing))
        meanwhile()
    return refused


def _jobs(
    works: Works, refs: Sequence[EntryRef], missing: Mapping[str, list[tuple[Format, str]]]
) -> Iterator[EntryJob]:
    """Yield what is to be proved, read only as it is asked for: an entry that changed since would get a wrong key.

    Raises:
        StaleError: one did change, or was taken back; plan anew.
    """
    rest = iter(refs)
    while some := list(islice(rest, ARTICLES_AT_ONCE)):
        loaded = works.store.standing(some)
        for ref in some:
            if ref.id not in loaded:
                raise StaleError(ref.id, "it changed while its feeds were built", "build again", retryable=True)
            yield EntryJob(loaded[ref.id], works.newsroom, tuple(missing[ref.id]))


def _keep(works: Works, proved: Sequence[Proved]) -> None:
    works.store.keep_fragments([fragment for one in proved for fragment in one.fragments])


def _hold(works: Works, refused: Mapping[str, tuple[Finding, ...]], summary: Summary) -> None:
    """Hold the articles that would poison their feeds; the last good revision serves."""
    decisions, holds = [], []
    for id_, findings in refused.items():
        revision = works.store.revision(id_)
        if revision is None:
            continue
        reasons = tuple(Reason(f"unsound-{one.code}", f"{one.place}: {one.text}") for one in findings[:5])
        decisions.append(
            Decision(id_, revision.number, Judgement(Status.HELD, reasons), by="verify", turn=revision.turn)
        )
        shown = revision.article
        holds.append(notify.Hold(id_, shown.mark, shown.title, shown.source, shown.origin, reasons))
        first = findings[0]
        summary.problems.append(
            Problem(
                f"unsound-{first.code}",
                Severity.ERROR,
                id_,
                f"{revision.article.origin} is held, since its entry is not sound: {first.place}: {first.text}",
                f"mend {revision.article.origin}, or see: buzzfeed held",
                private=True,
            )
        )
    now = works.clock.now()
    works.store.decide(decisions, now, notify.notices(holds, works.config, works.targets, now))
