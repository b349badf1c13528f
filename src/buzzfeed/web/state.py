"""What the serve process holds: the table of feeds, the pages, the bytes in memory, and the counts."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from buzzfeed.config import Config
from buzzfeed.errors import StoreError
from buzzfeed.follow import site_of
from buzzfeed.personal import Preferences
from buzzfeed.pipeline.personalising import PersonalDesk
from buzzfeed.pipeline.works import newsroom_of
from buzzfeed.ports import Inbox, Window
from buzzfeed.semantic import find_meaning
from buzzfeed.web.bodies import Bodies
from buzzfeed.web.counting import Counting
from buzzfeed.web.dress import dress_of
from buzzfeed.web.encoding import Encoding
from buzzfeed.web.fixed import fixed_documents
from buzzfeed.web.limiting import Limiter, area_of
from buzzfeed.web.looking import Lines, Lookers
from buzzfeed.web.maker import PageMaker
from buzzfeed.web.pagecache import PageCache
from buzzfeed.web.preparing import AT_ONCE, Preparing
from buzzfeed.web.proxies import Trust
from buzzfeed.web.remembering import Remembering
from buzzfeed.web.rendering import Renderer
from buzzfeed.web.sitemaps import Sitemaps
from buzzfeed.web.table import FeedTable
from buzzfeed.web.turns import Turns

T = TypeVar("T")

log = structlog.get_logger("buzzfeed.web")

_LAST_SUMS = 1.0
"""Seconds that keeping the last sums may take."""

_AROUND = 3
"""How many times as many feeds may come from all around a network as from it alone."""

_EMPTYING = (3.0, 60.0, 600.0)
"""Seconds after something was wiped until the store's log is emptied, and again where it could not be."""

_FORMS = 3
"""Forms of one network that are read, for each page that is made for it: a form leads on to its canonical address."""

_CHANGES = 12
"""How many times as many changes of feeds one network may make as feeds."""

_THREADS = 3
"""Enough that a slow read holds up neither compressing nor another page; more would only take turns."""


class State:
    """One serve process's own. ``maker`` is ``None`` until the store is open; it is replaced with each generation.

    ``inbox`` is where that is left which the outside hands in; ``None`` until the store is open.
    ``now`` gives the present instant: what a news sitemap holds changes by itself.
    ``pages`` are those that the newsroom's channels decide, ``made`` what people put together of them: in a thread of
    its own, so that feeds and pages never wait for it. ``waiting`` says for how many of these each client waits.
    ``desk`` selects for readers, in a thread of its own too (`at_desk`); ``None`` until the store is open, and where
    there are no personal feeds.
    """

    def __init__(self, config: Config) -> None:
        """Hold what the config alone decides; the store comes later, by `attach`."""
        self.config = config
        self.site = site_of(config)
        self.renderer = Renderer(dress_of(config), config.newsroom.prefix)
        self.threads = ThreadPoolExecutor(_THREADS, "pages")
        self.writer = ThreadPoolExecutor(1, "inbox")
        self.table = FeedTable(config, self.site, fixed_documents(config, self.renderer))
        self.bodies = Bodies(config.web.cache_bytes * 3 // 4, self.threads)
        self.pages = PageCache(config.web.cache_bytes // 8, self.threads)
        self.making = ThreadPoolExecutor(1, "made")
        self.made = PageCache(config.web.cache_bytes // 8, self.making)
        self.waiting: Counter[str] = Counter()
        self.limiter = Limiter(config.web.made_per_minute)
        self.selecting = ThreadPoolExecutor(1, "selecting")
        self.turns = Turns(self.selecting)
        self.preparing = Preparing(self.selecting, lambda: self.now())  # noqa: PLW0108 - which clock it is may change
        self.desk: PersonalDesk | None = None
        self.personal_bodies = Bodies(config.personal.cache_bytes // 2, self.turns)
        self.at_desk_now = 0
        self.looking = asyncio.Semaphore(1)
        self.lookers = Lookers()
        self.lines = Lines()
        self.encoding = Encoding()
        self.said_limiter = Limiter(config.web.made_per_minute * _FORMS)
        self.personal_limiter = Limiter(config.personal.made_per_hour, period=3600.0)
        self.area_limiter = Limiter(config.personal.made_per_hour * _AROUND, key=area_of, period=3600.0)
        self.changed_limiter = Limiter(config.personal.made_per_hour * _CHANGES, period=3600.0)
        self.asked_limiter = Limiter(config.personal.asked_per_minute)
        self.remembering = Remembering(lambda: self.inbox)
        self._leaving: asyncio.TimerHandle | None = None
        self._emptying: asyncio.TimerHandle | None = None
        self.counts: dict[tuple[str, int], int] = {}
        self._counting = threading.Lock()
        trust = Trust(config.web.trusted_proxies)
        self.audience = Counting(trust, lambda: self.inbox) if config.audience.count else None
        self.maker: PageMaker | None = None
        self.sitemaps: Sitemaps | None = None
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.store: Window | None = None
        self.inbox: Inbox | None = None

    @property
    def ready(self) -> bool:
        """Whether the first editions are served."""
        return self.table.feeds > 0

    def attach(self, store: Window) -> None:
        """Serve from this store from now on.

        Raises:
            StoreError: it cannot be read.
        """
        self.store = store
        if self.config.personal.enabled:
            self.desk = PersonalDesk(
                store,
                newsroom_of(self.config),
                ZoneInfo(self.config.newsroom.timezone),
                find_meaning(),
                room=self.config.personal.cache_bytes // 2,
                largest=self.config.feeds.max_bytes,
            )
            self.desk.offering.most = self.desk.silence.most = AT_ONCE
        self.refresh()

    def refresh(self) -> None:
        """Take over what was published since; to be called away from the event loop.

        Raises:
            StoreError: the store cannot be read; what was served still is.
        """
        if self.store is not None and (self.table.refresh(self.store) or self.maker is None):
            self.maker = PageMaker(self.site, self.renderer, self.store)
            self.sitemaps = Sitemaps(self.site, self.maker, self.store, self.table.moved)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do what may block, away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def at_desk(self, work: Callable[[], T], *, presses: bool = True, since: float | None = None) -> T:
        """Do what selects for a reader, one after the other, away from the event loop and from all else.

        What does not press is only looked at: it has the same thread (``selecting``) and gives way to ``turns``.
        Whoever has waited for something else counts from ``since`` (`time.monotonic`).

        Raises:
            PreparingError: what is recent is being made ready, and takes longer than anybody should wait for.
        """
        loop, thread = asyncio.get_running_loop(), self.turns if presses else self.selecting
        return await self.preparing.patiently(lambda: self.desk, lambda: loop.run_in_executor(thread, work), since)

    async def make_ready(self) -> None:
        """Have the desk read what is recent, where readers keep feeds: the first of them need not wait for it.

        The weights of the encoder are read beside it.
        """
        if self.desk is not None and await self.in_thread(self._are_kept):
            self.preparing.begin(self.desk)
            self.encoding.wake(self.desk)

    async def hear(self, *said: Preferences, since: float) -> None:
        """Have what preferences say put through the encoder, away from the desk, for one who waits ``since`` then.

        Raises:
            PreparingError: it takes longer than anybody should wait for.
        """
        if self.desk is not None:
            await self.encoding.hear(self.desk, *said, within=self.threads, since=since)

    def _are_kept(self) -> bool:
        store, today = self.store, self.now().date()
        try:
            days = store.personal_days(today - timedelta(days=1), today) if store is not None else ()
        except StoreError as error:
            log.warning("personal feeds are not ready", subject=error.subject, cause=error.cause)
            return False
        return any(one.feeds for one in days)

    def leave_soon(self, seconds: float) -> None:
        """Have what personal feeds showed kept in so many seconds, once for all till then; for the loop's thread."""
        if self._leaving is None:
            self._leaving = asyncio.get_running_loop().call_later(seconds, self._leave)

    def empty_soon(self, tried: int = 0) -> None:
        """Have what was wiped leave the store's log in a few seconds, once for all till then; for the loop's thread."""
        if self._emptying is None and tried < len(_EMPTYING):
            loop = asyncio.get_running_loop()
            self._emptying = loop.call_later(_EMPTYING[tried], self._empty, loop, tried)

    def _empty(self, loop: asyncio.AbstractEventLoop, tried: int) -> None:
        self._emptying = None

        def work() -> None:
            try:
                done = self.inbox is None or self.inbox.empty_log()
            except StoreError as error:
                log.warning("cannot empty the store's log", subject=error.subject, cause=error.cause)
                done = False
            if not done and not loop.is_closed():
                loop.call_soon_threadsafe(self.empty_soon, tried + 1)

        self.writer.submit(work)

    def _leave(self) -> None:
        self._leaving = None
        self.writer.submit(self.remembering.leave)

    def count(self, kind: str, status: int) -> None:
        """Count an answer; any thread may."""
        key = (kind, status)
        with self._counting:
            self.counts[key] = self.counts.get(key, 0) + 1

    def close(self) -> None:
        """Let go of threads and store; what is being made is left."""
        if self.audience is not None:
            self.audience.stop(_LAST_SUMS)
        self.preparing.stop()
        if self._emptying is not None:
            self._emptying.cancel()
        if self._leaving is not None:
            self._leaving.cancel()
            self.remembering.leave()
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.encoding.close()
        self.making.shutdown(wait=False, cancel_futures=True)
        self.selecting.shutdown(wait=False, cancel_futures=True)
        self.writer.shutdown(wait=False, cancel_futures=True)
        for part in (self.store, self.inbox):
            if part is not None:
                part.close()
