"""Due articles: scheduled and embargoed ones are published at their time, whatever else is under way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from buzzfeed import notify
from buzzfeed.guard import RELEASED
from buzzfeed.model import ChannelKey, Decision, Judgement, Status
from buzzfeed.pipeline.build import build
from buzzfeed.pipeline.linking import link
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

T = TypeVar("T")
R = TypeVar("R")

_EVERY = 0.25


def promote(works: Works) -> frozenset[ChannelKey]:
    """Publish the scheduled and embargoed articles whose time has come; return the channels that they stand in.

    One that was withdrawn for an embargo and is to be held besides is held from then on.
    """
    now = works.clock.now()
    decisions, holds, touched, titles = [], [], set[ChannelKey](), []
    for article in works.store.due(now):
        revision = works.store.revision(article)
        if revision is None:
            continue
        reasons = revision.judgement.reasons
        held = bool(reasons) and reasons[0].code != RELEASED
        status = Status.HELD if held else Status.PUBLISHED
        if held:
            shown = revision.article
            holds.append(notify.Hold(article, shown.mark, shown.title, shown.source, shown.origin, reasons))
        decisions.append(Decision(article, revision.number, Judgement(status, reasons), by="clock", turn=revision.turn))
        touched.update(revision.channels)
        titles.append(revision.title_key)
    if decisions:
        works.store.decide(decisions, now, notify.notices(holds, works.config, works.targets, now))
        link(works.store, titles, now)
    return frozenset(touched)


class Dues:
    """Publishes what falls due while a pass is at other work: a long import, a look that hangs, a large build.

    Only the channels that due articles stand in are built then, in this process, since worker processes may have much
    to do before; the rest has its turn in the pass.
    """

    def __init__(self, works: Works, summary: Summary) -> None:
        """Count what is done into ``summary``."""
        self._works = replace(works, pool=_Here())
        self._summary = summary
        self._again_at = 0.0

    def __call__(self) -> frozenset[ChannelKey]:
        """Publish what is due, unless that was asked within the last quarter of a second; return what was built."""
        works = self._works
        if time.monotonic() < self._again_at or works.stopping():
            return frozenset()
        due = works.store.next_due()
        touched = frozenset[ChannelKey]()
        if due is not None and due <= works.clock.now():
            touched = promote(works)
            build(works, self._summary, only=touched)
        self._again_at = time.monotonic() + _EVERY
        return touched


class _Here:
    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        return map(work, items)
