"""The offer of personal feeds, made ready in the background: in parts, between which whoever is at the desk goes first.

A request that comes before it is ready waits for it a little; then it is told when to come again. A reader's program
that hears so (503 with ``Retry-After``) keeps what it has and asks again; an answer from half an offer would be wrong,
and what it showed would be remembered as shown.
"""

from __future__ import annotations

import asyncio
import gc
import math
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor
from datetime import datetime
from itertools import chain
from typing import TypeVar

import structlog

from buzzfeed.errors import BuzzfeedError, PreparingError
from buzzfeed.pipeline.personalising import PersonalDesk

T = TypeVar("T")

AT_ONCE = 300
"""Articles that a request has read by itself: some tenths of a second's work."""
PATIENCE = 3.0
"""Seconds that a request waits for what is being made ready."""
_REST = 0.25
"""Of the time that a part took, how much is left to others before the next."""
_SOONEST, _LATEST = 5, 60

log = structlog.get_logger("buzzfeed.web")


class Preparing:
    """Has a desk made ready, once at a time. For the event loop's thread."""

    def __init__(self, executor: Executor, now: Callable[[], datetime]) -> None:
        """Do it in the desk's own thread, behind its turns."""
        self._executor = executor
        self._now = now
        self._task: asyncio.Task[None] | None = None
        self._part = asyncio.Event()
        self._begun, self._share = 0.0, 0.0

    @property
    def running(self) -> bool:
        """Whether something is being made ready."""
        return self._task is not None and not self._task.done()

    @property
    def seconds(self) -> int:
        """After how many seconds to come again, as far as can be told."""
        rest = (time.monotonic() - self._begun) * (1 / self._share - 1) if self._share else 0.0
        return max(_SOONEST, min(_LATEST, math.ceil(rest)))

    def begin(self, desk: PersonalDesk) -> None:
        """Begin, unless it is being done."""
        if not self.running:
            self._begun, self._share = time.monotonic(), 0.0
            parts = chain(desk.offering.prepare(self._now()), desk.silence.prepare())
            self._task = asyncio.get_running_loop().create_task(self._run(parts))

    async def patiently(
        self, desk: Callable[[], PersonalDesk | None], work: Callable[[], Awaitable[T]], since: float | None = None
    ) -> T:
        """Do what may need what is being made ready: again after each part of it, for a few seconds.

        They count from ``since`` (`time.monotonic`) where somebody has waited already.

        Raises:
            PreparingError: it is not ready by then.
        """
        until = (time.monotonic() if since is None else since) + PATIENCE
        while True:
            try:
                # Behind a part nobody waits longer either: what has not begun by then is left.
                async with asyncio.timeout(max(0.0, until - time.monotonic()) if self.running else None):
                    return await work()
            except TimeoutError:
                raise PreparingError("the offer of personal feeds") from None
            except PreparingError:
                if (ready := desk()) is None:
                    raise
                self.begin(ready)
                if not await self._a_part(until - time.monotonic()):
                    raise

    def stop(self) -> None:
        """Begin no further part."""
        if self._task is not None:
            self._task.cancel()

    async def _a_part(self, within: float) -> bool:
        """Wait until a part more is done; return whether it was, within so many seconds."""
        try:
            async with asyncio.timeout(max(0.0, within)):
                await self._part.wait()
        except TimeoutError:
            return False
        return True

    async def _run(self, parts: Iterator[float]) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                begun = time.monotonic()
                share = await loop.run_in_executor(self._executor, next, parts, None)
                if share is None:
                    gc.freeze()  # it stays: no later search for cycles, which stops every thread, goes through it
                    return
                self._share = share
                self._tell()
                await asyncio.sleep((time.monotonic() - begun) * _REST)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told once, in one line
            if isinstance(error, BuzzfeedError):
                log.warning("personal feeds are not ready", subject=error.subject, cause=error.cause)
            else:
                log.error("personal feeds are not ready", subject=type(error).__name__, cause=str(error))
            await asyncio.sleep(PATIENCE)  # whoever waits gives up rather than have it tried over and over
        finally:
            self._tell()

    def _tell(self) -> None:
        """Let those who wait look again, each once."""
        self._part.set()
        self._part = asyncio.Event()
