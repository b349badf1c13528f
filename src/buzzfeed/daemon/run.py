"""``buzzfeed run``: start, signals, reload, drain."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from buzzfeed.config import Config, load
from buzzfeed.daemon.access import locked
from buzzfeed.daemon.background import Audit, Deliveries, Looking, Watch
from buzzfeed.daemon.canary import CanaryThread, UpstreamThread
from buzzfeed.daemon.clock import Jumps
from buzzfeed.daemon.hub import HubThread, hub_of
from buzzfeed.daemon.meaning import MeaningThread
from buzzfeed.daemon.passes import Passes
from buzzfeed.daemon.schedule import reset, scheduler_of
from buzzfeed.daemon.serving import Serving, check_ports
from buzzfeed.daemon.wiring import listener_of, subscriber_of, witness_of, workshop
from buzzfeed.errors import BuzzfeedError
from buzzfeed.notify import Dispatcher
from buzzfeed.pipeline.wishing import tend_personal
from buzzfeed.pipeline.works import Works
from buzzfeed.semantic import find_meaning

log = structlog.get_logger("buzzfeed.daemon")

_TEND = 0.2


class Daemon:
    """The running buzzfeed: made from a config, ended by SIGTERM or SIGINT, reloaded by SIGHUP."""

    def __init__(self, config: Config, announce: Callable[[Config, Works], None] | None = None) -> None:
        """Call ``announce`` once the first editions are served."""
        self._config = config
        self._announce = announce
        self._end = threading.Event()
        self._reload = threading.Event()

    def run(self) -> int:
        """Run until told to stop; return the exit code.

        Raises:
            ConfigError: something in the config cannot be used; nothing was started.
            LockError: another buzzfeed is at work on this data folder.
            StoreError: the store cannot be used.
        """
        scheduler_of(self._config, _nothing, _nothing_at_all)
        with locked(self._config):
            check_ports(self._config)
            self._handle_signals()
            serving = Serving(self._config)
            try:
                while not self._end.is_set():
                    serving = self._work_until_told(serving)
            finally:
                serving.stop()
        log.info("stopped")
        return 0

    def _work_until_told(self, serving: Serving) -> Serving:
        """Work with one config until the end or a reload; return the serve process to go on with."""
        config, stop = self._config, threading.Event()
        with workshop(self._config, serving=True, stop=stop, witnessed=True) as (works, dispatcher):
            if not serving.running:
                serving.start()
            crew = _Crew(self._config, works, dispatcher, stop)
            crew.start()
            self._tend(serving, crew, works)
            self._see_off(crew, serving)
        if self._end.is_set() or not _serves_otherwise(config, self._config):
            return serving
        serving.stop()
        return Serving(self._config)

    def _tend(self, serving: Serving, crew: _Crew, works: Works) -> None:
        announced = False
        while not self._end.wait(_TEND):
            serving.tend()
            crew.mind_the_clock()
            if serving.ready:
                crew.served.set()
            if not announced and serving.ready and crew.passes.first_done.is_set():
                announced = True
                crew.published.set()
                if self._announce is not None:
                    self._announce(self._config, works)
                    self._announce = None
            if self._reload.is_set() and self._take_new_config():
                return

    def _see_off(self, crew: _Crew, serving: Serving) -> None:
        """Let what runs come to its end: ``work.drain`` seconds at the end, on a reload as long as it takes.

        Whoever takes over must not work beside it: two passes at once would each publish what the other knows nothing
        of. Everything in hand has a deadline of its own, and readers are served meanwhile.
        """
        crew.stop()
        drain, ending, told, since = self._config.work.drain, self._end.is_set(), False, time.monotonic()
        while not crew.join(_TEND):
            if not ending:
                serving.tend()
                if self._end.is_set():
                    ending, since = True, time.monotonic()
            if time.monotonic() - since < drain:
                continue
            if ending:
                log.warning("stopped before the work in hand was done; the next start goes on with it")
                return
            if not told:
                told = True
                log.warning("the new config waits for the work in hand")

    def _take_new_config(self) -> bool:
        """Read the config again; where it is wrong, say so and go on with the present one."""
        self._reload.clear()
        try:
            config = load(self._config.file)
            scheduler_of(config, _nothing, _nothing_at_all)
            check_ports(config, held=self._config)
        except BuzzfeedError as error:
            log.error("config not reloaded", subject=error.subject, cause=error.cause, mend=error.hint)
            return False
        if config.store_url != self._config.store_url:
            log.error("config not reloaded", subject="store.url", cause="the store moved", mend="restart instead")
            return False
        log.info("config reloaded", file=str(config.file))
        self._config = config
        return True

    def _handle_signals(self) -> None:
        def end(_number: int, _frame: FrameType | None) -> None:
            self._end.set()

        def reload(_number: int, _frame: FrameType | None) -> None:
            self._reload.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, reload)


class _Crew:
    """The threads of the work process and the scheduler, started and stopped together."""

    def __init__(self, config: Config, works: Works, dispatcher: Dispatcher, stop: threading.Event) -> None:
        self._stop = stop
        self._works = works
        self._dispatcher = dispatcher
        self._config = config
        self._hub = HubThread(hub_of(config, works.store, works.clock), works.store, stop)
        self.deliveries = Deliveries(dispatcher, stop, self._hub.wake)
        self.looking = Looking(witness_of(works, serving=True), stop, self.deliveries.wake)
        self.passes = Passes(works, stop, self._published)
        self.served = threading.Event()
        self.published = threading.Event()
        self._meanings = self._meaning_thread(stop)
        self._threads: list[threading.Thread] = [
            self.passes,
            self.deliveries,
            self.looking,
            Watch(config, stop, self.passes.touched),
            Audit(works, stop, lambda: self.passes.pressing),
            CanaryThread(listener_of(works), stop, self.published),
            UpstreamThread(subscriber_of(works), stop, self.served),
            *([self._meanings] if self._meanings else []),
            *([self._hub] if config.hub.enabled else []),
        ]
        self._jumps = Jumps(works.clock)
        self._scheduler: BackgroundScheduler = scheduler_of(config, self.passes.scheduled, self._upkeep)

    def start(self) -> None:
        self.passes.wake(list(self._works.sources))
        for thread in self._threads:
            thread.start()
        self._scheduler.start()

    def mind_the_clock(self) -> None:
        """Where the clock was set, have the schedules follow it."""
        moved = self._jumps.moved()
        if moved:
            log.warning("the clock was set", seconds=round(moved), direction="forward" if moved > 0 else "back")
            reset(self._scheduler, self._config, moved)

    def _published(self) -> None:
        self.deliveries.wake()
        self.looking.wake()
        if self._meanings is not None:
            self._meanings.wake()

    def _meaning_thread(self, stop: threading.Event) -> MeaningThread | None:
        meaning = find_meaning() if self._config.personal.enabled else None
        return MeaningThread(self._works, meaning, stop, lambda: self.passes.pressing) if meaning else None

    def stop(self) -> None:
        """Ask all of it to end; the store's transactions keep safe what is cut off."""
        self._stop.set()
        self._dispatcher.stop()
        self._published()
        self._hub.end()
        self._scheduler.shutdown(wait=False)

    def join(self, within: float) -> bool:
        """Wait for its end, ``within`` seconds at most; return whether it has come."""
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _upkeep(self) -> None:
        now = self._works.clock.now()
        self._works.store.prune(now, timedelta(seconds=self._config.work.keep_deliveries))
        self._works.store.prune_audience(now.date(), self._config.audience.months)
        # Also where there are none any more: what is still kept of them expires as promised.
        tend_personal(self._works.store, self._config.personal, now)


def _serves_otherwise(before: Config, after: Config) -> bool:
    """Whether a reload changed anything that the serve process reads."""
    ours = {"sources", "guard", "work", "net", "editors"}
    return before.model_dump(exclude=ours) != after.model_dump(exclude=ours) or _named(before) != _named(after)


def _named(config: Config) -> list[tuple[str, str]]:
    """Return what the serve process knows of sources: which there are, and of which kind."""
    return [(source.name, source.type) for source in config.sources]


def _nothing(_source: str) -> None:
    return None


def _nothing_at_all() -> None:
    return None
