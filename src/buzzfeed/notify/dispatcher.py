"""Draining the outbox: what is due is claimed, sent in one lane per target, and recorded.

A delivery that was claimed and not recorded (a crash) is claimed again once its lease has ended: it may be sent twice,
and is never forgotten.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from buzzfeed.model import Delivery, DeliveryState
from buzzfeed.notify.lane import Lane, Tally, target_key
from buzzfeed.ports import Clock, Outbox, Target

LEASE = timedelta(minutes=2)
"""How long a claim lasts."""

_AT_ONCE = 1000
_MOST = 100_000
_GLANCE = 0.25


@dataclass(frozen=True, slots=True)
class Summary:
    """What a drain did: deliveries sent, given up and superseded by newer ones; how many wait in all now."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    superseded: int = 0


class Dispatcher:
    """Sends the outbox's deliveries to the targets. Several may run at once, in one process or in many."""

    def __init__(self, store: Outbox, targets: Sequence[Target], clock: Clock, *, lease: timedelta = LEASE) -> None:
        """Send nothing yet."""
        self._store = store
        self._targets = {target_key(target.type, target.name): target for target in targets}
        self._clock = clock
        self._lease = lease
        self._stop = threading.Event()
        self._waiting: int | None = None

    def stop(self) -> None:
        """End a drain that is under way: no further request is begun, and what was not sent is given back."""
        self._stop.set()

    def drain(self, limit_seconds: float | None = None) -> Summary:
        """Send what is due, and what falls due meanwhile, until nothing is or ``limit_seconds`` have passed.

        A request that is under way at the limit comes to its end by itself, in the background.

        Raises:
            StoreError: the store failed; what was sent and could not be recorded will be sent again.
        """
        ends = time.monotonic() + (limit_seconds if limit_seconds is not None else float("inf"))
        tally, lanes, woken = Tally(), dict[str, Lane](), threading.Event()
        worked = False
        while not self._stop.is_set():
            claimed = self._store.claim(self._clock.now(), self._lease, _AT_ONCE)
            worked = worked or bool(claimed)
            self._share_out(claimed, lanes, tally, woken)
            if not claimed and not any(lane.busy for lane in lanes.values()):
                break
            if time.monotonic() >= ends or any(lane.fault for lane in lanes.values()):
                break
            # A short glance, since others' deliveries may fall due while a slow target takes its time.
            woken.wait(min(_GLANCE, max(0.0, ends - time.monotonic())))
            woken.clear()
        for lane in lanes.values():
            lane.halt()
            if lane.fault is not None:
                raise lane.fault
        if worked or self._waiting is None:
            self._waiting = len(self._store.deliveries({DeliveryState.WAITING}, _MOST))
        with tally.lock:
            return Summary(tally.sent, self._waiting, tally.failed, tally.superseded)

    def next_due(self) -> datetime | None:
        """Return when the next delivery falls due (UTC), perhaps in the past; ``None`` if none waits."""
        return min((one.due for one in self._store.deliveries({DeliveryState.WAITING}, _MOST)), default=None)

    def _share_out(
        self, claimed: Sequence[Delivery], lanes: dict[str, Lane], tally: Tally, woken: threading.Event
    ) -> None:
        groups: dict[str, list[Delivery]] = {}
        for delivery in claimed:
            groups.setdefault(target_key(delivery.type, delivery.target), []).append(delivery)
        for key, group in groups.items():
            target = self._targets.get(key)
            if target is None:
                self._give_up(group, tally)
                continue
            if key not in lanes:
                lanes[key] = Lane(target, self._store, self._clock, self._lease, tally, woken.set)
            lanes[key].add(group)

    def _give_up(self, group: Sequence[Delivery], tally: Tally) -> None:
        now = self._clock.now()
        ended = [replace(one, state=DeliveryState.FAILED, answer="no longer configured", updated=now) for one in group]
        self._store.record(ended)
        tally.count(ended)
