"""The clock of a running process."""

from __future__ import annotations

import threading
from datetime import UTC, datetime


class SystemClock:
    """The system's time in UTC, whole seconds; sleeping ends early once the process was asked to stop."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        """Watch ``stop`` while sleeping."""
        self._stop = stop or threading.Event()

    def now(self) -> datetime:
        """Return the present instant in UTC, cut to whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)

    def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``, or until asked to stop."""
        self._stop.wait(seconds)
