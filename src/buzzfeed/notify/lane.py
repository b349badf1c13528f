"""One target's lane: its own thread, so that a slow or dead target never delays another."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from buzzfeed.errors import StoreError
from buzzfeed.model import Delivery, DeliveryState, TargetState
from buzzfeed.notify import schedule
from buzzfeed.notify.rounds import Round, clock_time, postponed, superseded
from buzzfeed.ports import Clock, Outbox, Target

_RECENT = 10_000


@dataclass
class Tally:
    """What became of deliveries, counted by all lanes of a drain."""

    sent: int = 0
    failed: int = 0
    superseded: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, deliveries: Iterable[Delivery]) -> None:
        """Count deliveries that came to their end."""
        states = Counter(delivery.state for delivery in deliveries)
        with self.lock:
            self.sent += states[DeliveryState.SENT]
            self.failed += states[DeliveryState.FAILED]
            self.superseded += states[DeliveryState.SUPERSEDED]


class Lane:
    """The deliveries claimed for one target, and the thread that sends them.

    A claim lasts for ``lease``; what is not begun within half of it is given back, so that nobody else sends it
    meanwhile.
    """

    def __init__(
        self, target: Target, store: Outbox, clock: Clock, lease: timedelta, tally: Tally, wake: Callable[[], None]
    ) -> None:
        """Begin with nothing to do; ``wake`` is called when nothing is left to do."""
        self.key = target_key(target.type, target.name)
        self.fault: StoreError | None = None
        self._target = target
        self._store = store
        self._clock = clock
        self._patience = lease.total_seconds() / 2
        self._tally = tally
        self._wake = wake
        self._lock = threading.Lock()
        self._queue: list[Delivery] = []
        self._held: set[str] = set()
        self._claimed = 0.0
        self._running = False
        self._halted = threading.Event()

    @property
    def busy(self) -> bool:
        """Whether its thread is at work."""
        with self._lock:
            return self._running

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Take deliveries that were claimed just now, but for those that it has already.

        Where the clock is set, a claim's time may be over while its delivery is under way: it is not sent twice.
        """
        with self._lock:
            fresh = [one for one in deliveries if one.id not in self._held]
            self._held.update(one.id for one in fresh)
            if fresh and not self._queue:
                self._claimed = time.monotonic()
            self._queue.extend(fresh)
            if fresh and not self._running:
                self._running = True
                threading.Thread(target=self._run, name=f"delivery {self.key}", daemon=True).start()

    def halt(self) -> None:
        """Begin no further request; what was not sent is given back."""
        self._halted.set()

    def _run(self) -> None:
        while taken := self._next():
            try:
                self._tell(*taken)
            except StoreError as error:
                # Nothing was lost: the claims end by themselves, and what was not recorded is sent once more.
                self.fault = error
        self._wake()

    def _next(self) -> tuple[list[Delivery], float] | None:
        """Return what is queued and when the first of it was claimed; with nothing queued, the thread is at its end."""
        with self._lock:
            batch, self._queue = self._queue, []
            self._running = bool(batch)
            return (batch, self._claimed) if batch else None

    def _tell(self, batch: Sequence[Delivery], claimed: float) -> None:
        now = self._clock.now()
        stored = self._store.targets().get(self.key) or TargetState(self.key)
        state = schedule.set_back(stored, now)
        if state is not stored:
            self._keep((), state)
        until = schedule.left_alone_until(state, now)
        if until is not None:
            words = f"left alone until {clock_time(until)}: it failed {state.failures} times in a row"
            self._keep([postponed(delivery, until, words, now) for delivery in batch])
            return
        if state.last_sent is not None and now < state.last_sent + self._target.coalesce:
            until = state.last_sent + self._target.coalesce
            words = f"waits until {clock_time(until)}: it was told at {clock_time(state.last_sent)}"
            self._keep([postponed(delivery, until, words, now) for delivery in batch])
            return
        ready = sorted(self._spaced(batch, now), key=lambda one: (one.attempts, one.created, one.id))
        this = Round(self._target, state, ready, self._clock, self._keep)
        this.run(lambda: self._must_stop(claimed))
        if this.sent and self._target.coalesce and self._target.latest_wins:
            self._supersede(max(this.sent, key=lambda one: (one.created, one.id)))
        elif this.sent and state.failures:
            self._hurry()

    def _hurry(self) -> None:
        """Send what failed while the target was away, now that it is back: some of it would wait for hours yet."""
        now = self._clock.now()
        waiting = self._store.deliveries({DeliveryState.WAITING}, _RECENT)
        late = [one for one in waiting if self._is_mine(one) and one.attempts and one.due > now]
        self._keep([postponed(one, now, f"its target is back: {one.answer}", now) for one in late])

    def _supersede(self, newest: Delivery) -> None:
        """End older deliveries that still wait for another try: where the last state wins, it has won."""
        now = self._clock.now()
        waiting = self._store.deliveries({DeliveryState.WAITING}, _RECENT)
        idle = [one for one in waiting if self._is_mine(one) and one.due > now and one.created <= newest.created]
        self._keep([superseded(one, newest.id, now) for one in idle])

    def _is_mine(self, delivery: Delivery) -> bool:
        return (delivery.type, delivery.target) == (self._target.type, self._target.name)

    def _must_stop(self, claimed: float) -> bool:
        return self._halted.is_set() or time.monotonic() - claimed > self._patience

    def _spaced(self, batch: Sequence[Delivery], now: datetime) -> list[Delivery]:
        """Return what may be sent now; an address that was sent within ``spacing`` waits for its turn."""
        spacing = self._target.spacing
        if not spacing:
            return list(batch)
        last: dict[str, datetime] = {}
        for sent in self._store.deliveries({DeliveryState.SENT, DeliveryState.CONFIRMED}, _RECENT):
            if self._is_mine(sent) and sent.updated is not None:
                for address in _addresses(sent):
                    last[address] = max(sent.updated, last.get(address, sent.updated))
        ready, waiting = [], []
        for delivery in batch:
            due = max((last[address] + spacing for address in _addresses(delivery) if address in last), default=now)
            if due > now:
                words = f"waits until {clock_time(due)}: the address was sent at {clock_time(due - spacing)}"
                waiting.append(postponed(delivery, due, words, now))
            else:
                ready.append(delivery)
        self._keep(waiting)
        return ready

    def _keep(self, deliveries: Sequence[Delivery], state: TargetState | None = None) -> None:
        if deliveries or state:
            self._store.record(deliveries, () if state is None else (state,))
        with self._lock:
            self._held.difference_update(one.id for one in deliveries if one.state is DeliveryState.WAITING)
        self._tally.count(deliveries)


def target_key(kind: str, name: str) -> str:
    """Return the name under which a target's state is kept: two protocols may be spoken to one host."""
    return f"{kind}:{name}"


def _addresses(delivery: Delivery) -> Iterable[str]:
    return (address for addresses in delivery.payload.values() for address in addresses)
