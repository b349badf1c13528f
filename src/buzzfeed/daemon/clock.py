"""The clock of a running process."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

from buzzfeed.ports import Clock

_LEAST = 2.0


class SystemClock:
    """The system's time in UTC, whole seconds; sleeping ends early once the process was asked to stop."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        """Watch ``stop`` while sleeping."""
        self._stop = stop or threading.Event()

    def now(self) -> datetime:
        """Return the present instant in UTC, cut to whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)

    def steady(self) -> float:
        """Return seconds that setting the clock does not move."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``, or until asked to stop."""
        self._stop.wait(seconds)


class Jumps:
    """Notices that the clock was set: it then went on by more, or by less, than the time that passed."""

    def __init__(self, clock: Clock) -> None:
        """Begin with the clock as it stands."""
        self._clock = clock
        self._offset = self._now()

    def moved(self) -> float:
        """Return by how many seconds the clock was set since this was asked last, negative backwards; 0 if it was not.

        Less than two seconds are none: the clock shows whole ones, and is slowed and hurried by its keepers.
        """
        offset = self._now()
        moved = offset - self._offset
        if abs(moved) < _LEAST:
            return 0.0
        self._offset = offset
        return moved

    def _now(self) -> float:
        return self._clock.now().timestamp() - self._clock.steady()
