"""What is made where it is asked for: once per stamp, by one request for all, and kept within a bound."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass

from buzzfeed.web.documents import Document

Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's document and its size in bytes."""

    document: Document
    size: int


class PageCache:
    """The pages that were asked for last, each with the stamp of what it was made from; for the event loop's thread.

    A stamp is anything that is another once the page would be: what is kept under an older one is never given again.
    """

    def __init__(self, limit: int, threads: Executor) -> None:
        """Keep ``limit`` bytes; make pages in ``threads``."""
        self._limit = limit
        self._threads = threads
        self._kept: OrderedDict[Key, tuple[object, Page]] = OrderedDict()
        self._making: dict[tuple[object, Key], asyncio.Task[Page | None]] = {}
        self.size = 0

    @property
    def making(self) -> int:
        """How many pages are under way."""
        return len(self._making)

    def kept(self, stamp: object, key: Key) -> Document | None:
        """Return what is kept under ``key``, if it bears this stamp, and remember that it was used."""
        found = self._kept.get(key)
        if found is None or found[0] != stamp:
            return None
        self._kept.move_to_end(key)
        return found[1].document

    def holds(self, key: Key) -> bool:
        """Return whether anything is kept under ``key``, of whatever stamp."""
        return key in self._kept

    async def get(self, stamp: object, key: Key, make: Callable[[], Page | None]) -> Document | None:
        """Return the page under ``key``, made by ``make`` unless it is kept; ``None`` where there is none.

        Raises:
            BuzzfeedError: it cannot be made now.
        """
        kept = self.kept(stamp, key)
        if kept is not None:
            return kept
        task = self._making.get((stamp, key))
        if task is None:
            task = asyncio.get_running_loop().create_task(self._make(make))
            self._making[stamp, key] = task
            task.add_done_callback(lambda done: self._made(stamp, key, done))
        page = await asyncio.shield(task)
        return page.document if page is not None else None

    async def _make(self, make: Callable[[], Page | None]) -> Page | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, make)

    def _made(self, stamp: object, key: Key, task: asyncio.Task[Page | None]) -> None:
        self._making.pop((stamp, key), None)
        if task.cancelled() or task.exception() is not None:
            return
        former = self._kept.pop(key, None)
        if former is not None:
            self.size -= former[1].size
        page = task.result()
        if page is None or page.size > self._limit:
            return
        self._kept[key] = (stamp, page)
        self.size += page.size
        while self.size > self._limit:
            _, (_, dropped) = self._kept.popitem(last=False)
            self.size -= dropped.size
