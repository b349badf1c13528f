"""Bodies: the bytes of documents, made once per coding, away from the event loop, and kept within a bound."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor

from buzzfeed.web.documents import Body, Document, body_of
from buzzfeed.web.encodings import IDENTITY, compress

_OVERHEAD = 2000
"""Bytes that an entry costs beside its body: messages, headers, the cache's own."""


class ByteCache:
    """The bodies used last, ``limit`` bytes at most; for any thread."""

    def __init__(self, limit: int) -> None:
        """Start empty."""
        self._limit = limit
        self._kept: OrderedDict[tuple[str, str], Body] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def __len__(self) -> int:
        """Return how many bodies are kept."""
        return len(self._kept)

    def get(self, key: tuple[str, str]) -> Body | None:
        """Return a kept body, and remember that it was used."""
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
            return body

    def put(self, key: tuple[str, str], body: Body) -> None:
        """Keep a body, and let go of those not used for longest; one above the whole bound is not kept."""
        cost = body.size + _OVERHEAD
        if cost > self._limit:
            return
        with self._lock:
            former = self._kept.pop(key, None)
            if former is not None:
                self.size -= former.size + _OVERHEAD
            self._kept[key] = body
            self.size += cost
            while self.size > self._limit:
                _, dropped = self._kept.popitem(last=False)
                self.size -= dropped.size + _OVERHEAD


class Bodies:
    """Gives a document's bytes in a coding: from memory, else loaded and compressed by one request for all."""

    def __init__(self, limit: int, threads: Executor) -> None:
        """Keep ``limit`` bytes; load and compress in ``threads``."""
        self.cache = ByteCache(limit)
        self._threads = threads
        self._making: dict[tuple[str, str], asyncio.Task[Body]] = {}

    async def get(self, document: Document, encoding: str) -> Body:
        """Return the body of ``document`` in ``encoding``.

        Raises:
            GoneError: the document is no more.
            BuzzfeedError: its bytes cannot be had now.
        """
        key = (document.key, encoding)
        kept = self.cache.get(key)
        if kept is not None:
            return kept
        task = self._making.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._make(document, encoding))
            self._making[key] = task
            task.add_done_callback(lambda done: self._made(key, done))
        # A client that goes away does not take the bytes from those who wait with it.
        return await asyncio.shield(task)

    async def in_thread(self, work: Callable[[], None]) -> None:
        """Do what may block where documents are loaded."""
        await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _make(self, document: Document, encoding: str) -> Body:
        loop = asyncio.get_running_loop()
        if encoding == IDENTITY:
            data = await loop.run_in_executor(self._threads, document.load)
        else:
            plain = await self.get(document, IDENTITY)
            data = await loop.run_in_executor(self._threads, compress, plain.body["body"], encoding)
        return body_of(document.variant(encoding), data)

    def _made(self, key: tuple[str, str], task: asyncio.Task[Body]) -> None:
        self._making.pop(key, None)
        if not task.cancelled() and task.exception() is None:
            self.cache.put(key, task.result())
