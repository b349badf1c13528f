"""Pages made once per generation and language, by one request for all, and kept within a bound."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from buzzfeed.web.documents import Document

Key = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's document and its size in bytes."""

    document: Document
    size: int


class PageCache:
    """The pages of the present generation that were asked for last; for the event loop's thread alone."""

    def __init__(self, limit: int, threads: Executor) -> None:
        """Keep ``limit`` bytes; make pages in ``threads``."""
        self._limit = limit
        self._threads = threads
        self._generation: object = None
        self._kept: OrderedDict[Key, Page] = OrderedDict()
        self._making: dict[tuple[object, Key], asyncio.Task[Page | None]] = {}
        self.size = 0

    async def get(self, generation: object, key: Key, make: Callable[[], Page | None]) -> Document | None:
        """Return the page under ``key``, made by ``make`` unless it is kept; ``None`` where there is none.

        Raises:
            BuzzfeedError: it cannot be made now.
        """
        if generation != self._generation:
            self._generation, self.size = generation, 0
            self._kept.clear()
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept.document
        task = self._making.get((generation, key))
        if task is None:
            task = asyncio.get_running_loop().create_task(self._make(make))
            self._making[generation, key] = task
            task.add_done_callback(lambda done: self._made(generation, key, done))
        page = await asyncio.shield(task)
        return page.document if page is not None else None

    async def _make(self, make: Callable[[], Page | None]) -> Page | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, make)

    def _made(self, generation: object, key: Key, task: asyncio.Task[Page | None]) -> None:
        self._making.pop((generation, key), None)
        if task.cancelled() or task.exception() is not None or generation != self._generation:
            return
        page = task.result()
        if page is None or page.size > self._limit:
            return
        self._kept[key] = page
        self.size += page.size
        while self.size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self.size -= dropped.size
