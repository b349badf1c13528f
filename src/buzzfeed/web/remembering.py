"""What serving personal feeds leaves to be kept: gathered in memory, and left in the store a few seconds later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import structlog

from buzzfeed.errors import StoreError
from buzzfeed.model.personalfeeds import PersonalFeed, Remembered
from buzzfeed.ports import Inbox

_MOST = 20_000
_AT_ONCE = 500

log = structlog.get_logger("buzzfeed.web")


class Remembering:
    """What is to be kept of stored feeds; any thread may call it. What is lost is reckoned anew."""

    def __init__(self, inbox: Callable[[], Inbox | None]) -> None:
        """Leave things in what ``inbox`` gives, if anything."""
        self._inbox = inbox
        self._lock = threading.Lock()
        self._waiting: dict[int, Remembered] = {}
        self._used: dict[int, date] = {}

    def latest(self, feed: PersonalFeed) -> PersonalFeed:
        """Return a feed as the store has it, with what is still to be kept of it."""
        held = self._waiting.get(feed.number)
        if held is None or held.version != feed.version:
            return feed
        return replace(feed, shown=held.shown, heard=held.heard)

    def note(self, feed: PersonalFeed, remembered: Remembered | None, day: date) -> bool:
        """Have a feed's use on a day kept, and what is to be remembered; return whether anything waits now."""
        with self._lock:
            if remembered is not None and len(self._waiting) < _MOST:
                self._waiting[feed.number] = remembered
            if feed.used != day and len(self._used) < _MOST:
                self._used[feed.number] = day
            return bool(self._waiting or self._used)

    def leave(self) -> None:
        """Leave what waits in the store, some at a time; what it does not take is tried again."""
        inbox = self._inbox()
        if inbox is None:
            return
        try:
            while self._leave_some(inbox):
                pass
        except StoreError as error:
            log.warning("cannot keep what personal feeds showed", subject=error.subject, cause=error.cause)

    def _leave_some(self, inbox: Inbox) -> bool:
        with self._lock:
            rows = list(self._waiting.values())[:_AT_ONCE]
            used = list(self._used.items())[:_AT_ONCE]
        if rows:
            inbox.remember_personal(rows)
        for day in {day for _, day in used}:
            inbox.personal_used([number for number, one in used if one == day], day)
        with self._lock:
            for row in rows:
                if self._waiting.get(row.number) is row:
                    del self._waiting[row.number]
            for number, day in used:
                if self._used.get(number) == day:
                    del self._used[number]
        return bool(rows or used)
