"""Turns at a desk with one thread: what presses goes before what may wait, also where that has begun."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Turns(Executor):
    """Work that presses, for the one thread of a pool; what the pool itself is given waits, and gives way to it."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        """Take turns in the thread of this pool, which has no other."""
        self._pool = pool
        self._waiting: deque[Callable[[], None]] = deque()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have something done in the pool's thread before all that may wait."""
        done: Future[T] = Future()

        def turn() -> None:
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(fn(*args, **kwargs))
                except BaseException as error:  # noqa: BLE001 - whoever asked for it gets it
                    done.set_exception(error)

        self._waiting.append(turn)
        self._pool.submit(self._next)
        return done

    def give_way(self) -> None:
        """Do all that waits now; for the pool's thread, by what may wait, between two of its steps."""
        while self._waiting:
            self._next()

    def _next(self) -> None:
        with suppress(IndexError):  # somebody gave way to it
            self._waiting.popleft()()
