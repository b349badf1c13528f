"""The thread of the work process that has meanings made of what was published: slowly, and behind everything else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from buzzfeed.daemon.wiring import yield_to_readers
from buzzfeed.errors import BuzzfeedError
from buzzfeed.pipeline.meaning import make_meanings
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Meaning

log = structlog.get_logger("buzzfeed.meaning")

_LOOK = 60.0
_AFTER_FAULT = 300.0
_YIELDS = 30.0


class MeaningThread(threading.Thread):
    """Makes vectors of articles whenever something was published, and looks once a minute; it never holds a pass up."""

    def __init__(self, works: Works, meaning: Meaning, stop: threading.Event, pressing: Callable[[], bool]) -> None:
        """Work until ``stop`` is set, but for when ``pressing`` says that something cannot wait."""
        super().__init__(name="meaning", daemon=True)
        self._works = works
        self._meaning = meaning
        self._halt = stop
        self._pressing = pressing
        self._woken = threading.Event()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def run(self) -> None:
        """Loop until stopped; as much time as a step took is left to others."""
        yield_to_readers()
        while not self._halt.is_set():
            self._woken.wait(_LOOK)
            self._woken.clear()
            try:
                while self._step():
                    pass
            except BuzzfeedError as error:
                log.error("meanings are not made", subject=error.subject, cause=error.cause, mend=error.hint)
                self._halt.wait(_AFTER_FAULT)
            except Exception:
                # A fault of ours is told in full; sentences are compared by their words meanwhile.
                log.exception("meanings are not made")
                self._halt.wait(_AFTER_FAULT)

    def _step(self) -> bool:
        until = time.monotonic() + _YIELDS
        while self._pressing() and time.monotonic() < until and not self._halt.is_set():
            self._halt.wait(0.1)
        if self._halt.is_set():
            return False
        begun = time.monotonic()
        made = make_meanings(self._works.store, self._meaning, self._works.clock.now(), self._halt.is_set)
        if made:
            self._halt.wait(time.monotonic() - begun)
        return bool(made)
