"""A clock that stands still until it is told to go."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class FakeClock:
    """A `buzzfeed.ports.Clock` whose time moves only by `advance`, `set` and `sleep`; safe between threads.

    Attributes:
        sleeps: the seconds of every `sleep`, in order.
    """

    def __init__(self, now: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> None:
        """Begin at ``now``, an instant in UTC."""
        self._now = now
        self._lock = threading.Lock()
        self._steady = 1000.0
        self.sleeps: list[float] = []

    def now(self) -> datetime:
        """Return the instant this clock stands at, with whole seconds."""
        with self._lock:
            return self._now.replace(microsecond=0)

    def steady(self) -> float:
        """Return seconds that `advance` and `sleep` move, and `set` does not."""
        with self._lock:
            return self._steady

    def sleep(self, seconds: float) -> None:
        """Move on by ``seconds`` at once."""
        self.sleeps.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> datetime:
        """Move on by ``seconds`` and return the new instant."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self._steady += seconds
        return self.now()

    def set(self, now: datetime) -> None:
        """Go to an instant, backwards too: clocks of real machines do."""
        with self._lock:
            self._now = now
