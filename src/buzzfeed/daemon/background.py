"""The other threads of the work process: deliveries, watched folders, the audit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping

import structlog

from buzzfeed import sources
from buzzfeed.config import Config
from buzzfeed.daemon.wiring import yield_to_readers
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import ServedFeed
from buzzfeed.notify import Dispatcher, Witness
from buzzfeed.pipeline.audit import audit
from buzzfeed.pipeline.works import Works

log = structlog.get_logger("buzzfeed.background")

_LOOK_AGAIN = 0.2
_AUDIT_AGAIN = 6 * 3600.0
_AUDIT_YIELDS = 30.0
_AUDIT_TOLD = 5.0


class Deliveries(threading.Thread):
    """Drains the outbox: at once after a pass, and whenever a delivery falls due."""

    def __init__(self, dispatcher: Dispatcher, stop: threading.Event, sent: Callable[[], None] = lambda: None) -> None:
        """Work until ``stop`` is set; ``sent`` is called where something was sent."""
        super().__init__(name="deliveries", daemon=True)
        self._dispatcher = dispatcher
        self._halt = stop
        self._sent = sent
        self._woken = threading.Event()

    def wake(self) -> None:
        """Look into the outbox now."""
        self._woken.set()

    def run(self) -> None:
        """Loop until stopped."""
        while not self._halt.is_set():
            self._woken.wait(1.0)
            self._woken.clear()
            try:
                summary = self._dispatcher.drain()
                if summary.sent:
                    self._sent()
                if summary.sent or summary.failed:
                    log.info("deliveries", sent=summary.sent, waiting=summary.waiting, failed=summary.failed)
            except BuzzfeedError as error:
                log.error("deliveries failed", subject=error.subject, cause=error.cause, mend=error.hint)
                self._halt.wait(5.0)
            except Exception:
                # A fault of ours is told in full; the outbox keeps what is owed.
                log.exception("deliveries failed")
                self._halt.wait(30.0)


class Looking(threading.Thread):
    """Looks for what was published at the public address: several times a second at first, then ever more seldom."""

    def __init__(self, witness: Witness, stop: threading.Event, seen: Callable[[], None]) -> None:
        """Work until ``stop`` is set; call ``seen`` when something need not be waited for any more."""
        super().__init__(name="looking", daemon=True)
        self._witness = witness
        self._halt = stop
        self._seen = seen
        self._woken = threading.Event()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def run(self) -> None:
        """Loop until stopped."""
        while not self._halt.is_set():
            self._woken.wait(1.0)
            self._woken.clear()
            try:
                self._look()
            except BuzzfeedError as error:
                log.error("looking failed", subject=error.subject, cause=error.cause, mend=error.hint)
                self._halt.wait(5.0)
            except Exception:
                # A fault of ours is told in full; what waits falls due by itself.
                log.exception("looking failed")
                self._halt.wait(30.0)

    def _look(self) -> None:
        while not self._halt.is_set():
            if self._witness.look():
                self._seen()
            if not self._witness.pressing():
                return
            # A purge that waited for our own server may be due now.
            self._seen()
            self._halt.wait(_LOOK_AGAIN)


class Watch(threading.Thread):
    """Wakes the passes when something changes in a watched folder."""

    def __init__(
        self, config: Config, stop: threading.Event, wake: Callable[[Mapping[str, Collection[str]]], None]
    ) -> None:
        """Watch until ``stop`` is set."""
        super().__init__(name="watch", daemon=True)
        self._config = config
        self._halt = stop
        self._wake = wake

    def run(self) -> None:
        """Watch until stopped; where watching fails, the schedules still look."""
        while not self._halt.is_set():
            try:
                for touched in sources.watch(self._config, self._halt):
                    self._wake(touched)
            except Exception as error:  # noqa: BLE001 - watching is a shortcut: whatever it meets, schedules go on
                log.warning("watching failed; schedules go on", cause=repr(error))
            self._halt.wait(5.0)


class Audit(threading.Thread):
    """Reads whole served feeds through feedparser, slowly, one after another; what it finds is an alarm.

    It rests while a pass is under way or about to begin, so that an article that was just saved has the process to
    itself; half a minute at most, lest a folder in which something is always being written keep it from its work.
    """

    def __init__(self, works: Works, stop: threading.Event, pressing: Callable[[], bool]) -> None:
        """Work until ``stop`` is set, but for when ``pressing`` says that something cannot wait."""
        super().__init__(name="audit", daemon=True)
        self._works = works
        self._halt = stop
        self._pressing = pressing
        self._told = ""
        self._told_at = 0.0
        self._audited: dict[str, tuple[str, float]] = {}
        self.alarms = 0

    def run(self) -> None:
        """Loop until stopped: each new edition once, and each edition again after six hours."""
        yield_to_readers()
        while not self._halt.wait(2.0):
            try:
                for feed in self._works.store.served():
                    if self._halt.is_set():
                        return
                    self._give_way()
                    # What is marked is about to be built anew: until then it need not match what is stored.
                    if self._due(feed) and not self._works.store.dirty():
                        self._look_at(feed)
                self._tell()
            except Exception:
                # Whatever goes wrong here must not end the audits to come.
                log.exception("audit failed")
                self._halt.wait(60.0)

    def _give_way(self) -> None:
        until = time.monotonic() + _AUDIT_YIELDS
        while self._pressing() and time.monotonic() < until and not self._halt.is_set():
            self._halt.wait(0.1)

    def _due(self, feed: ServedFeed) -> bool:
        digest, at = self._audited.get(feed.path, ("", 0.0))
        return digest != feed.digest or time.monotonic() - at >= _AUDIT_AGAIN

    def _look_at(self, feed: ServedFeed) -> None:
        begun = time.monotonic()
        for problem in audit(self._works, feed):
            self.alarms += 1
            log.error("audit alarm", feed=problem.subject, code=problem.code, cause=problem.text)
        self._audited[feed.path] = (feed.digest, time.monotonic())
        if time.monotonic() - self._told_at >= _AUDIT_TOLD:
            self._tell()
        # Three quarters of the time are for others.
        self._halt.wait(3 * (time.monotonic() - begun))

    def _tell(self) -> None:
        """Let `buzzfeed status` know how far the audit is, in a transaction that is not worth one for each feed."""
        words = f"{len(self._audited)} feeds, {self.alarms} alarms"
        if self._audited and words != self._told:
            self._works.store.keep_setting("audit", words)
        self._told, self._told_at = words, time.monotonic()
