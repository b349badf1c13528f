"""Ingesting: from what a source shows to revisions in the store, each with the guard's decision beside it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from math import inf
from queue import Empty, SimpleQueue

from buzzfeed import articles
from buzzfeed.errors import BuzzfeedError, RestError, SourceError
from buzzfeed.model import (
    Find,
    IdentityKeys,
    Intake,
    Look,
    Severity,
    SourceMemory,
    Status,
)
from buzzfeed.pipeline.batch import Batch
from buzzfeed.pipeline.intake import Job, Refused, Taken, take
from buzzfeed.pipeline.judging import Judging, keep_standard, remembered
from buzzfeed.pipeline.leaving import take_vanished
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

CHUNK = 250
CONFIGURED = "sources"
"""The store's note of the sources that were configured last."""

_GLANCE = 0.1
_TURN = 5.0
_FIRST_TURN = 20.0
_DENIED = (Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD)


def _nothing() -> None:
    return None


def ingest(
    works: Works,
    name: str,
    summary: Summary,
    only: Collection[str] = (),
    dues: Callable[[], object] = _nothing,
    *,
    counted: bool = False,
) -> bool:
    """Look at one source and store what is new, changed or gone; a failing source is reported and left as it was.

    Returns whether it was looked at: not where it failed, nor where the pass was told to stop. A source that shows its
    articles in parts is looked at again and again, each part stored before the next: by hand to its end. Where another
    pass follows by itself it has a few seconds, so that others have their turn; a first import goes on to its end,
    unless the source says that it will be long (`Look.again_in`).

    With ``only``, these origins are known to have changed, and a look at them may be enough. ``dues`` is called again
    and again while the look, or the reading of what it found, goes on. What did not change is not counted where it is
    ``counted`` already.
    """
    begun = works.clock.steady()
    while True:
        part = _ingest_part(works, name, summary, only, dues, counted=counted)
        if part is None:
            return False
        if not part.more:
            if part.again_in is None:  # what an earlier part asked for is done
                summary.again_in.pop(name, None)
            return True
        if works.stopping():
            return False
        if part.waits or (
            works.hurried and (works.clock.steady() - begun > part.turn or _gives_way(works, name, part))
        ):
            summary.again(name, part.again_in or 0.0)
            return True


@dataclass(frozen=True, slots=True)
class _Part:
    """What was looked at: whether there is more to see, in how many seconds, and whether this is a first import."""

    more: bool
    first_import: bool
    again_in: float | None

    @property
    def waits(self) -> bool:
        """Whether the rest cannot be seen at once."""
        return bool(self.again_in)

    @property
    def turn(self) -> float:
        """The seconds after which others have their turn."""
        if not self.first_import:
            return _TURN
        return inf if self.again_in is None else _FIRST_TURN


def _gives_way(works: Works, name: str, part: _Part) -> bool:
    """Whether a source that needs long stands back for another one, in which something has just changed, say."""
    return part.again_in is not None and works.awaited(name)


def _ingest_part(
    works: Works,
    name: str,
    summary: Summary,
    only: Collection[str],
    dues: Callable[[], object],
    *,
    counted: bool,
) -> _Part | None:
    """Look at a source once, as `ingest` says; return ``None`` where it could not be looked at to the end."""
    now = works.clock.now()
    memory, only = remembered(works, name, only)
    look = _look(works, name, memory, only, dues)
    if isinstance(look, Look) and look.incomplete:
        memory, only = remembered(works, name, ())
        look = _look(works, name, memory, only, dues)
    if isinstance(look, RestError):
        if look.troubled:
            summary.trouble(look, Severity.WARNING)
        summary.leave_alone(name, look.seconds)
        return None
    if isinstance(look, Exception):
        summary.trouble(look if isinstance(look, BuzzfeedError) else SourceError(name, f"{look!r:.200}"))
        works.store.remember(replace(memory, failures=memory.failures + 1, checked=now))
        return None
    if look is None:
        return None
    summary.problems.extend(problem for problem in look.problems if problem not in summary.problems)
    summary.again(name, look.again_in)
    if look.progress:
        works.progress(f"looking at {name}", *look.progress)
    if not counted:
        _count_unchanged(works, name, look, summary, only)
    if look.missing or look.back or look.left:
        works.store.absorb(Intake(name, missing=look.missing, back=look.back, left=look.left), now)
    judging = Judging.of(works, name, summary, memory, look)
    if not _read(judging, look, _Looked(works, name, memory, look, only), now, dues):
        return None
    if look.touched or look.aside:
        works.store.absorb(Intake(name, touched=look.touched, aside=look.aside), now)
    take_vanished(works, name, look, summary, now)
    summary.leave(name, look.restless, _still_published(works, name, look.missing))
    keep_standard(works, name)
    _remember(works, memory, look, now)
    return _Part(look.more, memory.first_import and look.more, look.again_in)


def _still_published(works: Works, name: str, missing: Sequence[str]) -> list[str]:
    """Return the places that are missing and whose articles are published: a file that only moved has left its own."""
    if not missing:
        return []
    known = works.store.ledger([IdentityKeys(name, "", origin) for origin in missing]).by_origin
    return [
        origin
        for origin in missing
        if (record := known.get((name, origin))) is not None and record.status is Status.PUBLISHED
    ]


def to_reread(works: Works) -> frozenset[tuple[str, str]]:
    """Return what has to be read again in the sources that are configured, by source and origin."""
    stale = works.store.stale()
    return frozenset((name, origin) for name in stale.keys() & works.sources.keys() for origin in stale[name])


def reread(
    works: Works, summary: Summary, dues: Callable[[], object] = _nothing, failing: Collection[str] = ()
) -> None:
    """Read again what has to be judged again, though nothing changed in it: another article went, or changed.

    What is read here was counted in this pass already, as it stood. ``failing`` sources are left alone. What could not
    be read is noted, so that it alone is no reason for another pass: it waits for a look at its source.
    """
    before = to_reread(works)
    for name in works.sources:
        origins = sorted(origin for source, origin in before if source == name)
        if not origins or name in failing:
            continue
        again = Summary()
        ingest(works, name, again, origins, dues, counted=True)
        summary.take_over(again)
        summary.reread.add(name)
    summary.unread = before & to_reread(works) if before else before


def abandon(works: Works) -> None:
    """Have articles of sources that are configured no more be taken from where else they stand, once."""
    configured = json.dumps(sorted(works.sources))
    if works.store.setting(CONFIGURED) == configured:
        return
    works.store.abandon(tuple(works.sources), works.clock.now())
    works.store.keep_setting(CONFIGURED, configured)


def _read(judging: Judging, look: Look, looked: _Looked, now: datetime, dues: Callable[[], object]) -> bool:
    """Read, identify, judge and store what a look found; return whether all of it was."""
    works, name = judging.works, judging.name
    # All of it is given to the workers at once, so that they read on while a batch is stored.
    results = _meanwhile(works.pool.map(take, _jobs(works, name, look.finds, now)), dues)
    batch = Batch(judging, now, looked.where(now))
    done = 0
    waiting: list[Taken] = []
    while not works.stopping() and (some := list(islice(results, CHUNK))):
        done += len(some)
        looked.unread.difference_update(one.find.origin for one in some)
        waiting += batch.run(some)
        works.progress(f"reading {name}", done, len(look.finds))
    if done < len(look.finds):
        return False
    if waiting:  # files that changed places, say: each can be told now that all of them were read
        batch.run(waiting)
    return True


def _look(
    works: Works, name: str, memory: SourceMemory, only: Collection[str], dues: Callable[[], object]
) -> Look | Exception | None:
    """Look at a source in a thread of its own, so that one which hangs delays no due article.

    Return the look, what went wrong with it, or ``None`` where the pass was told to stop before it ended.
    """
    found: SimpleQueue[Look | Exception] = SimpleQueue()

    def look() -> None:
        try:
            found.put(works.sources[name].look(memory, works.clock, only))
        except Exception as error:  # noqa: BLE001 - one source, whatever its fault, must not stop the others
            found.put(error)

    threading.Thread(target=look, name=f"look {name}", daemon=True).start()
    while not works.stopping():
        try:
            return found.get(timeout=_GLANCE)
        except Empty:
            dues()
    return None


def _meanwhile(results: Iterator[Taken | Refused], dues: Callable[[], object]) -> Iterator[Taken | Refused]:
    """Yield the results, with a look at what is due after each."""
    for result in results:
        yield result
        dues()


def _remember(works: Works, memory: SourceMemory, look: Look, now: datetime) -> None:
    """Write to the store only what changed: a pass that finds nothing new leaves it alone."""
    known = replace(memory, notes=dict(look.notes), first_import=memory.first_import and look.more, failures=0)
    if known != replace(memory, notes=dict(memory.notes)):
        works.store.remember(replace(known, checked=now))


class _Looked:
    """What a look at a source told of places, for those who read what it found."""

    def __init__(self, works: Works, name: str, memory: SourceMemory, look: Look, only: Collection[str]) -> None:
        self._works = works
        self._name = name
        # What was not looked at stands where it stood.
        self._known = None if only else {find.origin for find in look.finds} | memory.stamps.keys()
        self._away = {*look.vanished, *look.missing, *look.left}
        self.unread = {find.origin for find in look.finds}

    def where(self, now: datetime) -> articles.Whereabouts:
        """Return what tells whether a place still holds its article, so that another may take its identity."""
        return articles.Whereabouts(self._lives, self._is_pending, self._works.ranks, now, self._works.guests)

    def _lives(self, source: str, origin: str) -> bool:
        if source != self._name:
            return True
        return (self._known is None or origin in self._known) and origin not in self._away

    def _is_pending(self, source: str, origin: str) -> bool:
        return source == self._name and origin in self.unread


def _jobs(works: Works, name: str, finds: Sequence[Find], now: datetime) -> Iterator[Job]:
    known = works.store.ledger([IdentityKeys(name, "", find.origin) for find in finds]).by_origin
    for find in finds:
        record = known.get((name, find.origin))
        first_seen = record.first_seen if record else now
        yield Job(works.sources[name], works.cleaning[name], works.lookout, find, first_seen)


def _count_unchanged(works: Works, name: str, look: Look, summary: Summary, only: Collection[str]) -> None:
    """Count what stands as it stood; of these, what is denied still counts as held."""
    if only or not look.unchanged:
        summary.articles.unchanged += look.unchanged
        return
    found = {find.origin for find in look.finds} | set(look.vanished)
    denied = [listed.record.origin for listed in works.store.listed(_DENIED) if listed.record.source == name]
    denied += [item.origin for item in works.store.unreadable() if item.source == name]
    held = min(look.unchanged, len(set(denied) - found))
    summary.articles.held += held
    summary.articles.unchanged += look.unchanged - held
