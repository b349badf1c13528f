"""Claims that the hub's shifts hold: however long a host keeps others waiting, nobody is told or asked twice."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from store_hubs import TOPIC, ask, new_edition, subscribe
from store_values import NOW, after

from buzzfeed.config import HubSettings
from buzzfeed.model.subscriptions import Reach, Settled, Settlement, Telling
from buzzfeed.notify.hub.engine import Engine
from buzzfeed.notify.hub.shifts import AskingShift, TellingShift
from buzzfeed.testing import FakeClock

SETTINGS = HubSettings(at_once_per_host=2)
SETTLED = 5


class SlowHost:
    """Tells and verifies, and answers nobody before it is let go."""

    def __init__(self):
        self.asked: Counter[str] = Counter()
        self.free = threading.Event()

    def tell(self, job):
        """Be told."""
        self._wait(job.owed.callback)
        return Telling(job.owed.key, job.push.version, Reach.DELIVERED)

    def settle(self, taken):
        """Be asked."""
        self._wait(taken.request.callback)
        return Settlement(taken.request, Settled.VERIFIED, after(99_999))

    def _wait(self, callback):
        self.asked[callback] += 1
        self.free.wait(10)


@pytest.mark.parametrize("moves", [[20] * 8, [86_400, 1], [-86_400, 1]], ids=["long", "forward", "back"])
@pytest.mark.parametrize("telling", [True, False], ids=["told", "asked"])
def test_nobody_is_claimed_twice_while_a_host_is_slow(published, inbox, monkeypatch, moves, telling):
    """What is under way, or waits for its host, is claimed once: for minutes, and when the clock is set."""
    # As where the last of a host's jobs are under way, and none waits: it is not left out by its name.
    monkeypatch.setattr(Engine, "crowded", frozenset())
    host, clock = SlowHost(), FakeClock(NOW)
    wishes = [ask(1, callback=f"https://s1.example/{number}") for number in range(6)]
    if telling:
        subscribe(published, inbox, *wishes, until=999_999)
        new_edition(published, "b", NOW)
        published.owe([TOPIC], NOW, NOW)
        shift = TellingShift(published, clock, SETTINGS, host)
    else:
        assert all(inbox.leave(wishes, 10, 10))
        shift = AskingShift(published, clock, SETTINGS, host)
    look = (lambda: shift.claim(failing=False)) if telling else shift.claim
    assert look()
    for seconds in moves:
        clock.set(clock.now() + timedelta(seconds=seconds))
        assert not look()
    host.free.set()
    until = time.monotonic() + SETTLED
    while shift.busy and time.monotonic() < until:
        shift.keep(0.05)
        look()
    assert sorted(host.asked.values()) == [1] * 6
