"""Deliveries while the clock is set: none waits an hour for nothing, none is sent twice."""

import time
from datetime import timedelta

import pytest

from buzzfeed.notify import Dispatcher, build_targets
from buzzfeed.testing import Hub, PingService

HOUR = 3600


class Jumping(Hub):
    """A hub during whose answers the clock is set."""

    def __init__(self, clock, seconds):
        super().__init__()
        self.clock, self.seconds = clock, seconds

    def answer(self, request):
        """Set the clock, and give others the time to claim anew."""
        self.clock.set(self.clock.now() + timedelta(seconds=self.seconds))
        time.sleep(0.6)
        return super().answer(request)


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_what_is_under_way_is_not_sent_twice(config, fetch, outbox, clock, owed, seconds):
    """A claim that ends, or seems to, since the clock was set while its delivery was sent, is not sent again."""
    with Jumping(clock, seconds) as hub:
        targets = build_targets(config({"type": "websub", "name": "hub", "url": hub.url}), fetch)
        outbox.owe(owed("d1", "hub", topics=("t1",)))
        summary = Dispatcher(outbox, targets, clock).drain()
    assert hub.topics == ["t1"]
    assert (summary.sent, outbox.states()) == (1, {"d1": "sent"})


def test_a_retry_waits_as_long_as_it_had_to_and_no_hour(config, fetch, outbox, clock, owed):
    """Set back after a failure, the next attempt comes when it was to come, counted from now."""
    with Hub() as hub:
        hub.status = 503
        dispatcher = Dispatcher(
            outbox, build_targets(config({"type": "websub", "name": "hub", "url": hub.url}), fetch), clock
        )
        outbox.owe(owed("d1", "hub", topics=("t1",)))
        dispatcher.drain()
        hub.status = None
        clock.set(clock.now() - timedelta(seconds=HOUR))
        dispatcher.drain()
        assert outbox.states() == {"d1": "waiting"}
        clock.advance(6)
        dispatcher.drain()
    assert outbox.states() == {"d1": "sent"}
    assert hub.topics == ["t1"]


def test_a_broken_circuit_is_mended_in_its_own_time(config, fetch, outbox, clock, owed):
    """A target that is left alone for a minute is left alone for a minute, though the clock is set back meanwhile."""
    with Hub() as hub:
        hub.status = 500
        targets = build_targets(config({"type": "websub", "name": "hub", "url": hub.url, "batch": 1}), fetch)
        dispatcher = Dispatcher(outbox, targets, clock)
        for number in range(5):
            outbox.owe(owed(f"d{number}", "hub", topics=(f"t{number}",), created=clock.now()))
            dispatcher.drain()
            clock.advance(1)
        assert outbox.targets()["websub:hub"].open_until is not None
        hub.status = None
        clock.set(clock.now() - timedelta(seconds=HOUR))
        outbox.owe(owed("new", "hub", topics=("new",), created=clock.now()))
        dispatcher.drain()
        assert "new" not in hub.topics
        clock.advance(61)
        dispatcher.drain()
        clock.advance(61)
        dispatcher.drain()
    assert "new" in hub.topics


def test_a_ping_is_spaced_by_what_passed(config, fetch, outbox, clock, owed):
    """Half an hour between two pings stays half an hour where the clock is set back between them."""
    with PingService() as service:
        settings = {"type": "xmlrpc", "name": "ping", "url": service.url, "coalesce": "30m"}
        dispatcher = Dispatcher(outbox, build_targets(config(settings), fetch), clock)
        outbox.owe(owed("p1", "ping", "xmlrpc", site=("https://news.example/",)))
        dispatcher.drain()
        clock.set(clock.now() - timedelta(seconds=HOUR))
        outbox.owe(owed("p2", "ping", "xmlrpc", site=("https://news.example/",), created=clock.now()))
        dispatcher.drain()
        assert outbox.states() == {"p1": "sent", "p2": "waiting"}
        clock.advance(1801)
        dispatcher.drain()
    assert outbox.states() == {"p1": "sent", "p2": "sent"}


def test_a_claim_left_behind_ends_though_the_clock_is_set_back(outbox, clock, owed):
    """What a worker claimed and never sent is given to another after the lease, not after the hour besides."""
    outbox.owe(owed("d1", "hub"))
    lease = timedelta(minutes=2)
    assert len(outbox.claim(clock.now(), lease, 9)) == 1
    clock.set(clock.now() - timedelta(seconds=HOUR))
    assert len(outbox.claim(clock.now(), lease, 9)) == 1
