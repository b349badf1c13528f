"""The subscriptions' part of the work process: threads that ask hubs, and see what they push."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

import structlog

from buzzfeed.errors import BuzzfeedError
from buzzfeed.notify import Listener, Subscriber

log = structlog.get_logger("buzzfeed.canary")

_LOOK = 1.0
_AFTER_STORE = 10.0
_AFTER_FAULT = 60.0


class _Asking(threading.Thread, ABC):
    """Works until stopped, once whoever serves is there to be called back."""

    trouble: str

    def __init__(self, name: str, stop: threading.Event, served: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._halt = stop
        self._served = served

    @abstractmethod
    def work(self) -> None:
        """Do what is due."""

    def run(self) -> None:
        """Loop until stopped; whatever fails, the store knows what is due."""
        while not self._served.wait(_LOOK):
            if self._halt.is_set():
                return
        while not self._halt.is_set():
            try:
                self.work()
                self._halt.wait(_LOOK)
            except BuzzfeedError as error:
                log.error(self.trouble, subject=error.subject, cause=error.cause, mend=error.hint)
                self._halt.wait(_AFTER_STORE)
            except Exception as error:  # noqa: BLE001 - a fault of ours; its lines could hold a token
                log.error(self.trouble, cause=type(error).__name__)
                self._halt.wait(_AFTER_FAULT)


class CanaryThread(_Asking):
    """Runs the listener: our own feed, at each hub that is told of it."""

    trouble = "hubs are not measured"

    def __init__(self, listener: Listener, stop: threading.Event, published: threading.Event) -> None:
        """Work from ``published`` on until ``stop`` is set: to a feed that is not there yet no hub subscribes us."""
        super().__init__("canary", stop, published)
        self._listener = listener

    def work(self) -> None:
        """Subscribe where it is due, and confirm what was pushed."""
        self._listener.ask(self._halt.is_set)
        if confirmed := self._listener.hear():
            log.info("pushes came", deliveries=confirmed)


class UpstreamThread(_Asking):
    """Runs the subscriber: the feeds that sources read, at the hubs that they name."""

    trouble = "hubs of sources are not asked"

    def __init__(self, subscriber: Subscriber, stop: threading.Event, served: threading.Event) -> None:
        """Work from ``served`` on until ``stop`` is set."""
        super().__init__("upstream", stop, served)
        self._subscriber = subscriber

    def work(self) -> None:
        """Subscribe, renew and leave where it is due."""
        if asked := self._subscriber.ask(self._halt.is_set):
            log.info("hubs of sources were asked", hubs=asked)
