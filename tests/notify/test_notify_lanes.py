"""Targets that do not wait for each other, limits of time, and what a crash leaves behind."""

import threading
import time
from datetime import timedelta

import pytest

from buzzfeed.errors import StoreError
from buzzfeed.notify import Dispatcher, build_targets
from buzzfeed.testing import Hub, PingService


class GatedHub(Hub):
    """A hub that takes requests and answers none before its gate is opened."""

    def __init__(self):
        super().__init__()
        self.gate = threading.Event()

    def answer(self, request):
        """Answer once the gate is open."""
        self.gate.wait(10)
        return super().answer(request)


@pytest.fixture
def hubs():
    """Give two running hubs, the first of them with a gate that is shut."""
    with GatedHub() as slow, Hub() as quick:
        yield slow, quick
        slow.gate.set()


@pytest.fixture
def dispatcher(config, fetch, outbox, clock, hubs):
    """Give a maker of dispatchers for the two hubs, called ``slow`` and ``quick``."""
    announce = [
        {"type": "websub", "name": name, "url": hub.url, "batch": 1}
        for name, hub in zip(("slow", "quick"), hubs, strict=True)
    ]
    return lambda **more: Dispatcher(outbox, build_targets(config(*announce), fetch), clock, **more)


@pytest.fixture
def topic(owed):
    """Give a maker of deliveries."""
    return lambda id_, target: owed(id_, target, "websub", topics=(f"t-{id_}",))


def lanes():
    """Return the threads that send."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("delivery")]


def until(condition, limit=5.0):
    """Wait for a condition."""
    ends = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.01)


def test_a_slow_target_delays_no_other(dispatcher, hubs, outbox, topic):
    """The quick hub is told while the slow one takes its time, also of what comes up meanwhile."""
    outbox.owe(topic("s1", "slow"), topic("q1", "quick"))
    drain = threading.Thread(target=dispatcher().drain)
    drain.start()
    until(lambda: hubs[1].topics == ["t-q1"])
    outbox.owe(topic("q2", "quick"))
    until(lambda: hubs[1].topics == ["t-q1", "t-q2"])
    assert (len(hubs[0].requests), hubs[0].topics) == (1, [])
    hubs[0].gate.set()
    drain.join()
    assert outbox.states() == dict.fromkeys(("s1", "q1", "q2"), "sent")


def test_a_dead_target_delays_no_other(config, fetch, outbox, clock, owed, hubs):
    """A ping service that never answers takes its time alone."""
    with PingService() as dead:
        dead.slow = 30.0
        announce = [
            {"type": "xmlrpc", "name": "dead", "url": dead.url, "timeout": 1.5},
            {"type": "websub", "name": "quick", "url": hubs[1].url},
        ]
        outbox.owe(owed("p", "dead", "xmlrpc", site=["s"]), owed("q", "quick", "websub", topics=["t"]))
        drain = threading.Thread(target=Dispatcher(outbox, build_targets(config(*announce), fetch), clock).drain)
        drain.start()
        until(lambda: outbox["q"].state == "sent")
        assert outbox["p"].answer == ""
        drain.join()
    assert "no whole answer within 1.5 s" in outbox["p"].answer


def test_a_drain_ends_at_its_limit(dispatcher, hubs, outbox, topic):
    """What is under way comes to its end by itself; what was not begun is given back, unattempted, and sent later."""
    outbox.owe(*(topic(f"s{number}", "slow") for number in range(3)))
    told = dispatcher()
    summary = told.drain(limit_seconds=0.2)
    assert (summary.sent, summary.waiting) == (0, 3)
    hubs[0].gate.set()
    until(lambda: not lanes())
    assert len(hubs[0].topics) == 1
    assert sorted(outbox.states().values()) == ["sent", "waiting", "waiting"]
    assert told.drain().sent == 2
    assert sorted(hubs[0].topics) == ["t-s0", "t-s1", "t-s2"]
    assert {one.attempts for one in outbox.deliveries()} == {1}


def test_stop_ends_a_drain(dispatcher, hubs, outbox, topic):
    """A drain that is told to stop begins no further request."""
    outbox.owe(*(topic(f"s{number}", "slow") for number in range(3)))
    told = dispatcher()
    drain = threading.Thread(target=told.drain)
    drain.start()
    until(lambda: hubs[0].requests)
    told.stop()
    drain.join(4)
    assert not drain.is_alive()
    hubs[0].gate.set()
    until(lambda: not lanes())
    assert len(hubs[0].requests) == 1
    assert told.drain().sent == 0


def test_no_thread_is_left(dispatcher, hubs, outbox, topic):
    """After a drain its lanes are gone."""
    hubs[0].gate.set()
    outbox.owe(topic("s", "slow"), topic("q", "quick"))
    dispatcher().drain()
    until(lambda: not lanes())


def test_a_crash_between_sending_and_recording_sends_again(dispatcher, hubs, outbox, topic, clock, seconds):
    """The same delivery, under the same id, once its lease has ended and not before."""
    outbox.owe(topic("q", "quick"))
    outbox.broken = True  # as good as a crash: it was sent, and nobody wrote it down
    with pytest.raises(StoreError, match="disk is full"):
        dispatcher().drain()
    assert hubs[1].topics == ["t-q"]
    assert outbox["q"].state == "waiting"
    outbox.broken = False
    assert dispatcher().drain().sent == 0
    clock.advance(120)
    assert dispatcher().drain().sent == 1
    assert hubs[1].topics == ["t-q", "t-q"]
    assert [one.id for one in outbox.records] == ["q"]


def test_what_another_worker_claimed_is_not_sent(dispatcher, hubs, outbox, topic, clock):
    """Two workers share an outbox, and each delivery is sent by one of them."""
    outbox.owe(*(topic(f"q{number}", "quick") for number in range(20)))
    drains = [threading.Thread(target=dispatcher().drain) for _ in range(4)]
    for drain in drains:
        drain.start()
    for drain in drains:
        drain.join()
    assert sorted(hubs[1].topics) == sorted(f"t-q{number}" for number in range(20))


def test_claims_are_given_back_before_they_end(dispatcher, hubs, outbox, topic):
    """What cannot be begun within half the lease is claimed anew, so that nobody sends it beside us."""
    hubs[0].gate.set()
    hubs[0].slow = 0.6
    outbox.owe(*(topic(f"s{number}", "slow") for number in range(4)))
    assert dispatcher(lease=timedelta(seconds=2)).drain().sent == 4
    assert sorted(hubs[0].topics) == [f"t-s{number}" for number in range(4)]
    given_back = [one for one in outbox.records if one.state == "waiting"]
    assert given_back
    assert {one.attempts for one in given_back} == {0}
