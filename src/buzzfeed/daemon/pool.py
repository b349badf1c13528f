"""Worker processes for cold builds: spawned when there is much to do, giving way to whoever serves readers."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import chain, islice
from typing import TypeVar

from buzzfeed.errors import BuzzfeedError

T = TypeVar("T")
R = TypeVar("R")

# Below this many pieces, starting a process (about half a second) costs more than it saves.
WORTH_A_PROCESS = 96
_PIECES_AT_ONCE = 16
_AHEAD = 32


class WorkerPool:
    """Runs pure work in this process where there is little of it, in ``processes`` others where there is much."""

    def __init__(self, processes: int, *, nice: int = 0) -> None:
        """Use ``processes`` worker processes at most, each ``nice`` to others; none are started yet."""
        self._processes = processes
        self._nice = nice
        self._executor: ProcessPoolExecutor | None = None

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` for each item, in order.

        Items are taken a little ahead of the answers that were asked for: enough to keep all processes at work, too
        few for ten thousand articles and all that was made of them to be held at once.
        """
        rest = iter(items)
        first = list(islice(rest, WORTH_A_PROCESS))
        if len(first) < WORTH_A_PROCESS or self._processes < 2 - bool(self._executor):
            return map(work, chain(first, rest))
        return self._spread(work, chain(first, rest))

    def _spread(self, work: Callable[[T], R], items: Iterator[T]) -> Iterator[R]:
        ahead: deque[Future[list[R]]] = deque()
        try:
            workers = self._workers()
            while pieces := list(islice(items, _PIECES_AT_ONCE)):
                ahead.append(workers.submit(_done, work, pieces))
                if len(ahead) >= _AHEAD:
                    yield from ahead.popleft().result()
            while ahead:
                yield from ahead.popleft().result()
        except BrokenProcessPool as error:
            self.close()
            hint = "give buzzfeed more memory, or set work.processes = 1; nothing is lost, run it again"
            raise BuzzfeedError("worker processes", "one was killed at its work", hint, retryable=True) from error
        finally:
            for future in ahead:
                future.cancel()

    def close(self) -> None:
        """End the worker processes, if there are any; more work starts new ones."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _workers(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(
                self._processes, mp_context=context, initializer=_settle, initargs=(self._nice,)
            )
        return self._executor


def processes_for(setting: int, *, serving: bool) -> int:
    """Return how many worker processes to use: the setting, else every core, less one where readers are served."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return setting or max(1, cores - 1 if serving else cores)


def _done(work: Callable[[T], R], pieces: Sequence[T]) -> list[R]:
    return [work(piece) for piece in pieces]


def _settle(nice: int) -> None:
    """Let a worker give way to others, and leave signals to its parent.

    What it makes is small and soon gone, so that looking for cycles as often as usual costs a tenth of its time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    if nice:
        _give_way(nice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when its parent is no more: who is killed can close no pool, and workers would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _give_way(nice: int) -> None:
    """Run only where nobody else wants the core, if the system has that.

    A reader's request then takes the core at once; from a merely niced worker it does so at the end of a slice,
    milliseconds later.
    """
    os.nice(nice)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
