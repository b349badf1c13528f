"""Writing together what comes in together: one transaction for all that arrived while the last one was written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 500
"""Values in one transaction at most."""


class Collector(Generic[T]):
    """Hands values on in batches, one batch at a time; for one event loop."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[bool]]]) -> None:
        """Hand on to ``write``, which says of each value whether it was kept."""
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, value: T) -> bool:
        """Return whether a value was kept, once that is sure.

        Raises:
            Exception: what ``write`` raised; nothing of its batch was kept.
        """
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((value, future))
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._hand_on(batch)
        finally:
            self._writing = None

    async def _hand_on(self, batch: Sequence[tuple[T, asyncio.Future[bool]]]) -> None:
        try:
            kept = await self._write([value for value, _ in batch])
        except Exception as error:  # noqa: BLE001 - each of those who wait for it is told
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), one in zip(batch, kept, strict=True):
            if not future.done():
                future.set_result(one)
