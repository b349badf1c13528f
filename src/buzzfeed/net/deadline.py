"""The total deadline of a request, known to every socket that works for it, and a lookup that keeps it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from typing import Any

Rows = Iterable[tuple[int, int, int, str, tuple[Any, ...]]]
Resolver = Callable[..., Rows]
"""The shape of ``socket.getaddrinfo``."""

_ends: ContextVar[float] = ContextVar("deadline")

# The system's lookup cannot be cancelled: this many may hang at once before a new one has to wait.
_LOOKUPS = threading.BoundedSemaphore(32)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give all that runs in this context, in this thread, ``seconds``."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def remaining() -> float:
    """Return the seconds left.

    Raises:
        TimeoutError: none are.
    """
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def timely(resolver: Resolver | None) -> Resolver:
    """Return a resolver that raises `TimeoutError` at the deadline; a lookup that hangs is left to end by itself."""

    def lookup(host: str, port: int, family: int = 0, kind: int = 0, proto: int = 0, flags: int = 0) -> Rows:
        ask = resolver or socket.getaddrinfo
        if flags & socket.AI_NUMERICHOST:
            return ask(host, port, family, kind, proto, flags)
        if not _LOOKUPS.acquire(timeout=remaining()):
            raise TimeoutError("timed out")
        given: SimpleQueue[Rows | Exception] = SimpleQueue()

        def work() -> None:
            try:
                given.put(list(ask(host, port, family, kind, proto, flags)))
            except Exception as error:  # noqa: BLE001 - it is raised again below, in the thread that asked
                given.put(error)
            finally:
                _LOOKUPS.release()

        threading.Thread(target=work, name=f"lookup {host}"[:60], daemon=True).start()
        try:
            answer = given.get(timeout=remaining())
        except Empty:
            raise TimeoutError("timed out") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    return lookup
