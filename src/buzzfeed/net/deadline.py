"""What binds a request, known to every socket that works for it: its deadline, which lookups keep, and its leave."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from typing import Any

from buzzfeed.errors import WithdrawnError

Rows = Iterable[tuple[int, int, int, str, tuple[Any, ...]]]
Resolver = Callable[..., Rows]
"""The shape of ``socket.getaddrinfo``."""

_ends: ContextVar[float] = ContextVar("deadline")
_still: ContextVar[Callable[[], bool] | None] = ContextVar("still", default=None)

# The system's lookup cannot be cancelled: this many may hang at once before a new one has to wait.
_LOOKUPS = threading.BoundedSemaphore(32)


@contextmanager
def within(seconds: float, still: Callable[[], bool] | None = None) -> Iterator[None]:
    """Give all that runs in this context, in this thread, ``seconds``; ``still`` says whether anything may be sent."""
    token, leave = _ends.set(time.monotonic() + seconds), _still.set(still)
    try:
        yield
    finally:
        _still.reset(leave)
        _ends.reset(token)


def confirm() -> None:
    """Ask whether what is about to be sent may be.

    Raises:
        WithdrawnError: it may not.
    """
    still = _still.get()
    if still is not None and not still():
        raise WithdrawnError("a request", "what it carried was taken back before it was sent")


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
