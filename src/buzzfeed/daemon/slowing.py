"""Polling less often what is pushed: as long as pushes are seen to tell of all there is, and never much less often."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping

from buzzfeed.config import FeedSource, SourceSettings
from buzzfeed.errors import StoreError
from buzzfeed.ports import Clock, Upstreams

TIMES = 6
"""How many times longer than its schedule says a source is left alone whose news are pushed."""
LONGEST = 3600.0
"""Seconds for which it is left alone at most, unless its own schedule is slower."""


class Slowing:
    """Knows which sources were looked at when, and which of them need not be looked at yet."""

    def __init__(self, store: Upstreams, clock: Clock, settings: Mapping[str, SourceSettings]) -> None:
        """Take every source for one that was never looked at."""
        self._store = store
        self._clock = clock
        self._settings = {name: one for name, one in settings.items() if isinstance(one, FeedSource)}
        self._looked: dict[str, float] = {}
        self._lock = threading.Lock()

    def looked(self, names: Collection[str]) -> None:
        """Note that these sources are looked at now."""
        with self._lock:
            self._looked.update(dict.fromkeys(names, time.monotonic()))

    def may_wait(self, name: str) -> bool:
        """Whether a scheduled look at a source is left out: it was looked at lately, and what is new is pushed."""
        settings = self._settings.get(name)
        with self._lock:
            looked = self._looked.get(name)
        if settings is None or settings.websub is False or looked is None:
            return False
        longest = max(settings.interval, min(settings.interval * TIMES, LONGEST))
        if time.monotonic() - looked >= longest - settings.interval / 2:
            return False
        now = self._clock.now()
        try:
            notes = self._store.source_notes([name]).get(name, {})
            return any(one.source == name and one.confirmed(notes, now) for one in self._store.upstreams())
        except StoreError:
            return False
