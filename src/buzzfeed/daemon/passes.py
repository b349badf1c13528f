"""The thread that runs passes: one at a time, woken by schedules, watched folders, wishes, due times and decisions."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import structlog

from buzzfeed.daemon.slowing import Slowing
from buzzfeed.daemon.wiring import yield_to_readers
from buzzfeed.daemon.wishes import Wishes
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import DirtyChannel, Severity
from buzzfeed.pipeline.ingest import to_reread
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Rounds

log = structlog.get_logger("buzzfeed.passes")

_TICK = 0.05
_ASK_STORE = 0.25
_LONGEST_REST = 6 * 3600.0
_WATCH_STANDS = 2.0
_SOON = 1.0
_AFTER_TROUBLE = 5.0
_AFTER_FAULT = 30.0
_NEAR = frozenset(("folder", "push"))
"""Kinds of sources that lie on this machine: a look at them costs nobody else anything."""
LATEST = "last_pass"


class Passes(threading.Thread):
    """Runs a pass whenever there is a reason for one; never two at once, never one for nothing."""

    def __init__(self, works: Works, stop: threading.Event, published: Callable[[], None]) -> None:
        """Work until ``stop`` is set; call ``published`` after each pass, so that deliveries go out."""
        super().__init__(name="passes", daemon=True)
        self._works = replace(works, awaited=self._awaits_another)
        self._halt = stop
        self._published = published
        self._lock = threading.Lock()
        self._wanted: dict[str, float] = {}
        self._origins: dict[str, set[str]] = {}
        self._rest_until: dict[str, float] = {}
        self._wishes = Wishes(works.store, {one.name: one.type in _NEAR for one in works.settings.values()})
        self._slowing = Slowing(works.store, works.clock, works.settings)
        self._generation = -1
        self._left: frozenset[DirtyChannel] = frozenset()
        self._unread: frozenset[tuple[str, str]] = frozenset()
        self._running = False
        self.first_done = threading.Event()

    @property
    def pressing(self) -> bool:
        """Whether a pass is under way, or wanted within the second: what can wait had better do so."""
        soon = time.monotonic() + _SOON
        with self._lock:
            return self._running or bool(self._origins) or any(when <= soon for when in self._wanted.values())

    def _awaits_another(self, name: str) -> bool:
        """Whether a look at another source than ``name`` is wanted by now."""
        now = time.monotonic()
        with self._lock:
            wanted = {one for one, when in self._wanted.items() if when <= now}
            wanted.update(one for one, changed in self._origins.items() if changed)
        return bool(wanted - {name})

    def wake(self, names: Collection[str], after: float = 0.0) -> None:
        """Ask for a look at some sources, ``after`` seconds from now at the latest."""
        when = time.monotonic() + after
        with self._lock:
            for name in names:
                self._wanted[name] = min(when, self._wanted.get(name, when))

    def touched(self, origins: Mapping[str, Collection[str]]) -> None:
        """Ask for a look at what changed in some sources; at all of a source whose changes are not known."""
        self.wake([name for name, changed in origins.items() if not changed])
        with self._lock:
            for name, changed in origins.items():
                self._origins.setdefault(name, set()).update(changed)

    def scheduled(self, name: str) -> None:
        """Ask for a look as the schedule says, unless the source rests since it failed, or is pushed."""
        if name in self._resting() or self._slowing.may_wait(name):
            return
        source: object = self._works.sources.get(name)
        if isinstance(source, Rounds):
            source.on_schedule()
        self.wake([name])

    def run(self) -> None:
        """Loop until stopped."""
        yield_to_readers()
        ask_store_at = 0.0
        while not self._halt.wait(_TICK):
            looks = self._take_looks()
            try:
                if looks or not self.first_done.is_set():
                    self._pass(looks)
                elif time.monotonic() >= ask_store_at:
                    ask_store_at = time.monotonic() + _ASK_STORE
                    self._heed_wishes()
                    if self._decided() or self._due():
                        self._pass({})
            except BuzzfeedError as error:
                log.error("pass failed", subject=error.subject, cause=error.cause, mend=error.hint)
                ask_store_at = self._again_after(looks, _AFTER_TROUBLE)
            except Exception:
                # A fault of ours: it is told in full, and the next reason for a pass tries again.
                log.exception("pass failed")
                ask_store_at = self._again_after(looks, _AFTER_FAULT)
            self._running = False

    def _heed_wishes(self) -> None:
        """Have sources looked at that somebody wishes to be looked at."""
        for name, seconds in self._wishes.heed(self._resting()).items():
            self.wake([name], after=seconds)

    def _again_after(self, looks: Collection[str], seconds: float) -> float:
        """Have what a pass that broke off was begun for, a decision as well as looks, begin another; return when."""
        self.wake(looks, after=seconds)
        self._generation = -1
        self._halt.wait(1.0)
        return time.monotonic() + seconds

    def _take_looks(self) -> dict[str, Collection[str]]:
        """Return the sources to look at now, and what alone to look at in each: nothing named is everything."""
        now = time.monotonic()
        with self._lock:
            looks: dict[str, Collection[str]] = {name: changed for name, changed in self._origins.items() if changed}
            looks.update({name: () for name, when in self._wanted.items() if when <= now})
            self._wanted = {name: when for name, when in self._wanted.items() if when > now}
            self._origins.clear()
            self._running = bool(looks)
        return {name: changed for name, changed in looks.items() if name in self._works.sources}

    def _decided(self) -> bool:
        """Whether someone else, an editor's command say, changed what is to be published.

        What the last pass itself left (a feed that failed, a file whose folder is not mounted) is no reason for another
        one: that is read again when its source is looked at.
        """
        store = self._works.store
        generation = store.generation()
        changed, self._generation = generation != self._generation, generation
        return changed and bool(set(store.dirty()) - self._left or to_reread(self._works) - self._unread)

    def _due(self) -> bool:
        now, due = self._works.clock.now(), self._works.store.next_due()
        return (due is not None and due <= now) or bool(self._works.store.leaving(now))

    def _pass(self, looks: Mapping[str, Collection[str]]) -> None:
        begun = time.monotonic()
        self._running = True
        wishes = self._wishes.begin([name for name, only in looks.items() if not only])
        self._slowing.looked(looks)
        summary = run_pass(self._works, looks, self._resting())
        if not self._works.stopping():
            self._wishes.end(wishes)
        # A decision may have come while we built: the next tick compares what is dirty with what we left so.
        self._left, self._unread, self._generation = frozenset(summary.left), summary.unread, -1
        self._keep(summary, time.monotonic() - begun)
        self._rest({*looks, *summary.reread})
        for name, seconds in summary.again_in.items():
            self.wake([name], after=seconds)
            if name in summary.resting:
                self._rest_until[name] = time.monotonic() + seconds - 1.0
        self._published()
        if not self.first_done.is_set():
            # What was saved after the first look and before the watch stood is seen by this one.
            folders = [name for name, settings in self._works.settings.items() if settings.type == "folder"]
            self.wake(folders, after=_WATCH_STANDS)
        self.first_done.set()

    def _keep(self, summary: Summary, seconds: float) -> None:
        """Log the pass, and keep it for the metrics, unless nothing came of it."""
        for problem in (one.loggable for one in summary.problems):
            level = log.error if problem.severity is Severity.ERROR else log.warning
            level(problem.text, code=problem.code, subject=problem.subject, mend=problem.hint)
        if not (summary.problems or summary.feeds.built or not self.first_done.is_set()):
            return
        log.info("pass", seconds=round(seconds, 3), **_counts(summary))
        facts = {"at": self._works.clock.now().isoformat(), "seconds": seconds, "problems": len(summary.problems)}
        self._works.store.keep_setting(LATEST, json.dumps(facts))

    def _resting(self) -> frozenset[str]:
        """Return the sources that are left alone for now, since they failed."""
        now = time.monotonic()
        return frozenset(name for name, until in tuple(self._rest_until.items()) if now < until)

    def _rest(self, names: Collection[str]) -> None:
        """Let a source that keeps failing rest: twice as long each time, six hours at the most."""
        for name in names:
            failures = self._works.store.memory(name).failures
            if failures:
                interval = self._works.settings[name].interval
                rest = min(interval * 2 ** min(failures - 1, 12), max(_LONGEST_REST, interval))
                self._rest_until[name] = time.monotonic() + rest - 1.0
            else:
                self._rest_until.pop(name, None)


def _counts(summary: Summary) -> dict[str, int]:
    articles, feeds = summary.articles, summary.feeds
    return {
        "new": articles.new,
        "changed": articles.changed,
        "held": articles.held,
        "retracted": articles.retracted,
        "published": feeds.published,
        "failed": feeds.failed,
    }
