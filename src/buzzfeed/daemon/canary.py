"""The canary's part of the work process: a thread that subscribes at hubs and holds pushes against what was told."""

from __future__ import annotations

import threading

import structlog

from buzzfeed.errors import BuzzfeedError
from buzzfeed.notify import Listener

log = structlog.get_logger("buzzfeed.canary")

_LOOK = 1.0
_AFTER_STORE = 10.0
_AFTER_FAULT = 60.0


class CanaryThread(threading.Thread):
    """Runs the listener until stopped, once whoever serves is there to be called back."""

    def __init__(self, listener: Listener, stop: threading.Event, served: threading.Event) -> None:
        """Work from ``served`` on until ``stop`` is set."""
        super().__init__(name="canary", daemon=True)
        self._listener = listener
        self._halt = stop
        self._served = served

    def run(self) -> None:
        """Loop until stopped; whatever fails, the store knows what is due."""
        while not self._served.wait(_LOOK):
            if self._halt.is_set():
                return
        while not self._halt.is_set():
            try:
                self._listener.ask()
                if confirmed := self._listener.hear():
                    log.info("pushes came", deliveries=confirmed)
                self._halt.wait(_LOOK)
            except BuzzfeedError as error:
                log.error("hubs are not measured", subject=error.subject, cause=error.cause, mend=error.hint)
                self._halt.wait(_AFTER_STORE)
            except Exception as error:  # noqa: BLE001 - a fault of ours; its lines could hold a token
                log.error("hubs are not measured", cause=type(error).__name__)
                self._halt.wait(_AFTER_FAULT)
