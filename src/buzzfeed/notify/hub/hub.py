"""The hub at work: requests are verified and subscribers told, side by side, as the store says.

State is in the store alone. Whatever was begun and not written down when the process died is begun again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from buzzfeed.config import Config
from buzzfeed.notify.hub.shifts import GLANCE, AskingShift, TellingShift
from buzzfeed.notify.hub.telling import Teller
from buzzfeed.notify.hub.verifying import Verifier
from buzzfeed.ports import Clock, Fetch, Subscribers

_LOOK = 0.25
"""Seconds between two looks for work that nobody called for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of requests and tellings while the hub ran."""

    delivered: int = 0
    failed: int = 0
    gone: int = 0
    verified: int = 0


class Hub:
    """Verifies and tells until there is nothing to do, or until stopped. One at a time in a process."""

    def __init__(self, config: Config, store: Subscribers, fetch: Fetch, clock: Clock) -> None:
        """Do nothing yet."""
        settings = config.hub
        self._settings = settings
        self._store = store
        self._clock = clock
        self._teller = Teller(settings, config.hubs, config.newsroom.feeds_url, fetch, clock, config.renamed)
        self._verifier = Verifier(settings, fetch, clock, config.newsroom.feeds_url)
        self._telling: TellingShift | None = None
        self._woken = threading.Event()
        self._stop = threading.Event()

    def wake(self) -> None:
        """Look for work now, and at what may go out."""
        if self._telling is not None:
            self._telling.look_again()
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more, and let `run` return once what is under way is written down."""
        self._stop.set()
        self._woken.set()

    def drain(self, within: float | None = None) -> Tally:
        """Do all that is due, and return once nothing is, or after ``within`` seconds.

        Raises:
            StoreError: the store failed; what was not written down is done again later.
        """
        return self._run(None if within is None else time.monotonic() + within, forever=False)

    def run(self) -> Tally:
        """Work until stopped.

        Raises:
            StoreError: the store failed; what was not written down is done again later.
        """
        return self._run(None, forever=True)

    def _run(self, ends: float | None, *, forever: bool) -> Tally:
        settings = self._settings
        telling = self._telling = TellingShift(self._store, self._clock, settings, self._teller)
        asking = AskingShift(self._store, self._clock, settings, self._verifier)
        looked = 0.0
        try:
            while not self._stop.is_set() and (ends is None or time.monotonic() < ends):
                worked = telling.claim(failing=False)
                worked = telling.keep(GLANCE) or worked
                # What failed before and what is asked for anew can wait for a moment where others are told.
                if not telling.busy or time.monotonic() - looked >= _LOOK:
                    looked = time.monotonic()
                    worked = telling.claim(failing=True) or worked
                    worked = asking.claim() or worked
                worked = asking.keep(0.0 if telling.busy else GLANCE) or worked
                if worked or telling.busy or asking.busy:
                    continue
                if not forever:
                    break
                self._woken.wait(_LOOK)
                self._woken.clear()
        finally:
            self._end(telling, asking)
        return Tally(telling.delivered, telling.failed, telling.gone, asking.verified)

    def _end(self, telling: TellingShift, asking: AskingShift) -> None:
        """Give back what was not begun, and wait for what is under way, as long as an exchange may take."""
        telling.halt()
        asking.halt()
        until = time.monotonic() + self._settings.timeout + 1
        while (telling.busy or asking.busy) and time.monotonic() < until:
            telling.keep(GLANCE)
            asking.keep(0.0)
