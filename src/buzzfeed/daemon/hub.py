"""The hub's part of the work process: a thread that verifies subscribers and tells them."""

from __future__ import annotations

import threading

import structlog

from buzzfeed.config import Config
from buzzfeed.daemon.wiring import network
from buzzfeed.errors import BuzzfeedError
from buzzfeed.notify.hub import Hub
from buzzfeed.ports import Clock, Subscribers

log = structlog.get_logger("buzzfeed.hub")

_AFTER_STORE = 5.0
_AFTER_FAULT = 30.0


def hub_of(config: Config, store: Subscribers, clock: Clock) -> Hub:
    """Return the newsroom's hub, with connections of its own."""
    return Hub(config, store, network(config), clock)


class HubThread(threading.Thread):
    """Runs the hub until stopped.

    Whoever starts it holds the data folder's lock: claims that stand are those of a process that died.
    """

    def __init__(self, hub: Hub, store: Subscribers, stop: threading.Event) -> None:
        """Work until ``stop`` is set and `end` is called."""
        super().__init__(name="hub", daemon=True)
        self._hub = hub
        self._store = store
        self._halt = stop
        self._fresh = True

    def wake(self) -> None:
        """Look for what is owed now."""
        self._hub.wake()

    def end(self) -> None:
        """Begin nothing more."""
        self._hub.stop()

    def run(self) -> None:
        """Loop until stopped; whatever fails, the store knows what is owed."""
        while not self._halt.is_set():
            try:
                if self._fresh:
                    self._store.give_back()
                    self._fresh = False
                self._hub.run()
            except BuzzfeedError as error:
                log.error("the hub stands still", subject=error.subject, cause=error.cause, mend=error.hint)
                self._halt.wait(_AFTER_STORE)
            except Exception:
                log.exception("the hub stands still")
                self._halt.wait(_AFTER_FAULT)
