"""Granian's server with a short way: what is at hand is answered in the thread that read the request.

By itself Granian hands every request to the event loop: it wakes the loop's thread and starts a task, which costs more
than the answer does. Here the application is asked first, in Granian's own Python thread, and only what it leaves goes
that way. For this we stand in for the part of Granian that hands requests over; it is no public interface, so the
version is held to one minor in pyproject.toml, and a test asks whether requests do come this way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from granian._futures import _cbsched_aioschedule, _future_watcher_wrapper
from granian._granian import ASGIWorker, CallbackScheduler, WorkerSignal
from granian.asgi import _callback_wrapper

from buzzfeed.web.answers import Scope
from buzzfeed.web.documents import Message

# Granian's stubs are behind its code.
_Worker: Any = ASGIWorker
_Scheduler: Any = CallbackScheduler

AtOnce = Callable[[Scope, Callable[[Message], object]], bool]
"""Answers a request (by two messages, not awaited) where it can without waiting; returns whether it did."""

log = structlog.get_logger("buzzfeed.web")


def spawner(at_once: AtOnce) -> Callable[..., Any]:
    """Return what ``Server.serve`` of Granian runs as its worker, instead of its own."""

    async def spawn(number: int, signal: WorkerSignal, app: Any, sockets: tuple[Any, Any], *settings: Any) -> None:
        *sizes, _tasks, mode, http1, http2, websockets, files, _access_log, tls, options = settings
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        signal.add_cb(lambda: loop.call_soon_threadsafe(ended.set_result, None))
        worker = _Worker(number, sockets, None, *sizes, mode, http1, http2, websockets, files, *tls, (None, None))
        callback = _future_watcher_wrapper(_callback_wrapper(app, options, {}))  # type: ignore[no-untyped-call]
        worker.serve_async(_scheduler(loop, callback, at_once), loop, signal)
        await ended

    return spawn


def _scheduler(loop: asyncio.AbstractEventLoop, callback: Any, at_once: AtOnce) -> CallbackScheduler:
    """Return what Granian calls with each request, in its Python thread."""

    class Scheduler(_Scheduler):  # type: ignore[misc]
        def __init__(self, *_: object) -> None:
            super().__init__()
            onward = _cbsched_aioschedule(loop, self._ctx, callback)  # type: ignore[no-untyped-call]

            def schedule(request: Any) -> None:
                # Granian looks neither at what comes back nor at an exception.
                try:
                    if at_once(request.scope, request.proto.send):
                        request.done()
                    else:
                        onward(request)
                except Exception as error:
                    if not loop.is_closed():
                        log.exception("request failed")
                    request.err(error)

            self._schedule_fn = schedule

    scheduler: CallbackScheduler = Scheduler(loop, callback, None, _nothing, _nothing)
    return scheduler


def _nothing(*_: object) -> None:
    """Stand in for entering and leaving a task: tasks are asyncio's own here."""
