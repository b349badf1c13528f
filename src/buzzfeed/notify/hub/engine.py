"""Threads that make many requests at once, so that slow hosts hold up nobody else and no host is asked too much.

So many exchanges are under way at a time; one that takes longer than it should gives its place to another and goes on
beside the others, in a place for slow ones. What was begun and has not been written down is bounded as well: that is
what may be said twice after a crash.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import structlog


class _Job(Protocol):
    @property
    def host(self) -> str:
        """The host that it asks."""
        ...


J = TypeVar("J", bound=_Job)
R = TypeVar("R")

SLOW_PLACES = 224
"""Exchanges that may take long beside those that do not."""

PATIENCE = 1.0
"""Seconds after which an exchange counts as slow."""

_IDLE = 10.0

log = structlog.get_logger("buzzfeed.hub")


class Engine(Generic[J, R]):
    """Does jobs in threads; safe for one who adds and gathers, and many who work.

    Attributes:
        size: how many jobs are taken that have to wait for their turn.
    """

    def __init__(
        self,
        work: Callable[[J], R],
        *,
        at_once: int,
        per_host: int,
        slow: int = SLOW_PLACES,
        patience: float = PATIENCE,
    ) -> None:
        """Begin with no thread.

        Args:
            work: what is done with a job; it raises nothing.
            at_once: how many are done at a time.
            per_host: how many of them ask one host.
            slow: how many more may be under way of those that took longer than ``patience`` seconds.
            patience: seconds.
        """
        self._work = work
        self._at_once = at_once
        self._per_host = per_host
        self._slow_places = slow
        self._patience = patience
        self._turn = threading.Condition()
        self._ready: deque[J] = deque()
        self._behind: dict[str, deque[J]] = {}
        self._hosts: Counter[str] = Counter()
        self._quick: dict[int, float] = {}
        self._slow: set[int] = set()
        self._begun: dict[int, J] = {}
        self._done: list[R] = []
        self._unkept = 0
        self._threads = 0
        self._idle = 0
        self.size = 8 * at_once
        self._halted = False
        self._finished = threading.Event()

    @property
    def room(self) -> int:
        """How many jobs may be added without waiting long for their turn."""
        with self._turn:
            return max(0, self.size - len(self._ready))

    @property
    def slow_room(self) -> int:
        """How many jobs may be added that are known to be slow."""
        with self._turn:
            waiting = len(self._ready) + sum(map(len, self._behind.values()))
            return max(0, self._slow_places // 2 - len(self._slow) - waiting)

    @property
    def busy(self) -> bool:
        """Whether a job is under way or waits, or a result was not gathered."""
        with self._turn:
            return bool(self._ready or self._behind or self._quick or self._slow or self._done)

    @property
    def held(self) -> list[J]:
        """The jobs that wait or are under way."""
        with self._turn:
            return [*self._ready, *(job for behind in self._behind.values() for job in behind), *self._begun.values()]

    @property
    def crowded(self) -> frozenset[str]:
        """The hosts for which jobs wait already."""
        with self._turn:
            return frozenset(self._behind)

    def add(self, jobs: Sequence[J]) -> None:
        """Do these jobs, in their order as far as their hosts allow."""
        with self._turn:
            self._ready.extend(jobs)
            self._call_up()

    def gather(self, within: float) -> list[R]:
        """Return the results since the last time, after ``within`` seconds at most; more may come while they are kept.

        Until `kept` is called, what was gathered counts as begun.
        """
        self._finished.wait(within)
        with self._turn:
            self._finished.clear()
            gathered, self._done = self._done, []
            self._set_slow_aside()
            self._call_up()
            return gathered

    def kept(self, number: int) -> None:
        """Say that so many results are written down."""
        with self._turn:
            self._unkept -= number
            self._call_up()

    def halt(self) -> list[J]:
        """Begin nothing more; return what was not begun."""
        with self._turn:
            self._halted = True
            left = [*self._ready, *(job for behind in self._behind.values() for job in behind)]
            self._ready.clear()
            self._behind.clear()
            self._turn.notify_all()
            return left

    def _set_slow_aside(self) -> None:
        limit = time.monotonic() - self._patience
        for thread, began in list(self._quick.items()):
            if began > limit or len(self._slow) >= self._slow_places:
                break
            del self._quick[thread]
            self._slow.add(thread)

    def _may_begin(self) -> bool:
        return bool(self._ready) and len(self._quick) < self._at_once and self._unkept < 3 * self._at_once

    def _call_up(self) -> None:
        """Wake a thread for each job that may begin, or start one."""
        if not self._may_begin():
            return
        wanted = min(len(self._ready), self._at_once - len(self._quick))
        self._turn.notify(wanted)
        most = self._at_once + self._slow_places
        for _ in range(min(wanted - self._idle, most - self._threads)):
            self._threads += 1
            threading.Thread(target=self._run, name="hub", daemon=True).start()

    def _run(self) -> None:
        me = threading.get_ident()
        while (job := self._next(me)) is not None:
            try:
                result = self._work(job)
            except Exception:  # a fault of ours must not end the thread: the claim ends by itself
                log.exception("telling a subscriber failed")
                self._finish(me, job, None)
            else:
                self._finish(me, job, result)

    def _next(self, me: int) -> J | None:
        with self._turn:
            until = time.monotonic() + _IDLE
            while not self._halted:
                if self._may_begin():
                    job = self._ready.popleft()
                    if self._hosts[job.host] >= self._per_host:
                        self._behind.setdefault(job.host, deque()).append(job)
                        continue
                    self._hosts[job.host] += 1
                    self._quick[me] = time.monotonic()
                    self._begun[me] = job
                    self._unkept += 1
                    return job
                self._idle += 1
                self._turn.wait(max(0.0, until - time.monotonic()))
                self._idle -= 1
                if time.monotonic() >= until and not self._may_begin():
                    break
            self._threads -= 1
            return None

    def _finish(self, me: int, job: J, result: R | None) -> None:
        with self._turn:
            self._quick.pop(me, None)
            self._slow.discard(me)
            del self._begun[me]
            self._hosts[job.host] -= 1
            if not self._hosts[job.host]:
                del self._hosts[job.host]
            behind = self._behind.get(job.host)
            if behind:
                self._ready.appendleft(behind.popleft())
                if not behind:
                    del self._behind[job.host]
            if result is None:
                self._unkept -= 1
            else:
                self._done.append(result)
                if len(self._done) >= self._at_once or not self._ready:
                    self._finished.set()
