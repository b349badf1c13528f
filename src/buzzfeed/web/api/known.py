"""Which tokens there are, read once for all who ask in the same moment: guesses cost the store nothing each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from buzzfeed.model import Token

OLD = 0.25
"""The seconds for which a reading counts: a token that was revoked opens nothing afterwards."""


class KnownTokens:
    """The tokens of the store; for one event loop."""

    def __init__(
        self, read: Callable[[], Awaitable[Sequence[Token]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Read with ``read``; ``clock`` counts seconds."""
        self._read = read
        self._clock = clock
        self._tokens: Sequence[Token] = ()
        self._at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def recent(self) -> Sequence[Token]:
        """Return the tokens as they stood `OLD` seconds ago at most."""
        if self._clock() - self._at > OLD:
            await self._again()
        return self._tokens

    async def newer(self) -> Sequence[Token]:
        """Return the tokens as they stood after this was asked: one that was just made is among them.

        Whoever asks waits `OLD` seconds at most besides, with all others that do, for one reading.
        """
        asked = self._clock()
        while self._at < asked:
            if (wait := self._at + OLD - self._clock()) > 0:
                await asyncio.sleep(wait)
            if self._at < asked:
                await self._again()
        return self._tokens

    async def _again(self) -> None:
        """Read them, or wait for whoever does."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._once())
        await asyncio.shield(self._reading)

    async def _once(self) -> None:
        begun = self._clock()
        try:
            self._tokens = await self._read()
            self._at = begun
        finally:
            self._reading = None
