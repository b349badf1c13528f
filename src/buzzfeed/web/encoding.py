"""Readers' phrases on their way through the encoder: in a thread of its own, away from the desk.

Its weights take seconds to be read, and each phrase takes some thousandths of a second: whoever asks the desk for what
is known already waits for neither.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import structlog

from buzzfeed.errors import PreparingError
from buzzfeed.personal import Preferences, phrases_of
from buzzfeed.pipeline.personalising import PersonalDesk
from buzzfeed.web.preparing import PATIENCE

_PHRASES_OF_ONE = 16
"""Phrases that cost as much as a feed without any."""

log = structlog.get_logger("buzzfeed.web")


class Encoding:
    """Has phrases put through the encoder, one reader's after another's. For the event loop's thread."""

    def __init__(self) -> None:
        """Have nothing read yet."""
        self._pool = ThreadPoolExecutor(1, "encoding")
        self._waking: Future[None] | None = None

    @property
    def waking(self) -> bool:
        """Whether the encoder's weights are being read."""
        return self._waking is not None and not self._waking.done()

    def wake(self, desk: PersonalDesk) -> None:
        """Have the encoder's weights read, unless they are."""
        if desk.hearing.awake or self.waking:
            return
        self._waking = self._pool.submit(desk.hearing.wake)
        self._waking.add_done_callback(_told)

    async def hear(self, desk: PersonalDesk, *said: Preferences, within: Executor, since: float) -> None:
        """Have all phrases of these preferences known to the desk; whether they are is looked up ``within`` a thread.

        Whoever asks has waited ``since`` then (`time.monotonic`).

        Raises:
            PreparingError: it takes longer than anybody should wait for, and goes on.
        """
        loop, hearing = asyncio.get_running_loop(), desk.hearing
        if await loop.run_in_executor(within, lambda: all(map(hearing.knows, said))):
            return
        self.wake(desk)
        heard = loop.run_in_executor(self._pool, lambda: [hearing.vectors(one) for one in said])
        heard.add_done_callback(_retrieved)
        try:
            async with asyncio.timeout(max(0.0, since + PATIENCE - time.monotonic())):
                await asyncio.shield(heard)
        except TimeoutError:
            raise PreparingError("the encoder of personal feeds") from None

    def close(self) -> None:
        """Begin nothing further."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def price_of(preferences: Preferences) -> int:
    """Return how many feeds' worth of work these preferences ask for: one, and more for many phrases."""
    return 1 + len(phrases_of(preferences)) // _PHRASES_OF_ONE


def _told(done: Future[None]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("the encoder cannot be read", subject=type(error).__name__, cause=str(error))


def _retrieved(done: asyncio.Future[list[Mapping[str, bytes]]]) -> None:
    """Take note of how it ended: nobody may be there any more who would."""
    if not done.cancelled():
        done.exception()
