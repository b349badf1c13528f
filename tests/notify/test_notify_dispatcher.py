"""Draining the outbox: coalescing, retries, the circuit breaker, and lanes that do not wait for each other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from buzzfeed.model import TargetState
from buzzfeed.notify import Dispatcher, build_targets
from buzzfeed.testing import Answer, Hub, IndexNowEndpoint, PingService, Website

KEY = "0123456789abcdef"


@pytest.fixture
def hub():
    """Give a running hub."""
    with Hub() as hub:
        yield hub


@pytest.fixture
def service():
    """Give a running ping service."""
    with PingService() as service:
        yield service


@pytest.fixture
def dispatcher(config, fetch, outbox, clock):
    """Give a maker of dispatchers over some announcements, each called by the name in its table."""

    def make(*announce, **newsroom):
        return Dispatcher(outbox, build_targets(config(*announce, **newsroom), fetch), clock)

    return make


def websub(hub, **more):
    """Write an ``[[announce]]`` for a hub."""
    return {"type": "websub", "name": "hub", "url": hub.url, **more}


def xmlrpc(service, **more):
    """Write an ``[[announce]]`` for a ping service."""
    return {"type": "xmlrpc", "name": "ping", "url": service.url, **more}


@pytest.fixture
def topic(owed):
    """Give a maker of deliveries to the hub."""
    return lambda id_, *topics, **more: owed(id_, "hub", "websub", topics=topics or (f"t-{id_}",), **more)


@pytest.fixture
def ping(owed):
    """Give a maker of pings."""
    return lambda id_, **more: owed(id_, "ping", "xmlrpc", site=["s"], page=["p"], feed=["f"], **more)


def test_an_empty_outbox_is_drained_at_once(dispatcher, hub):
    """Nothing owed, nothing sent."""
    summary = dispatcher(websub(hub)).drain()
    assert (summary.sent, summary.waiting, summary.failed) == (0, 0, 0)
    assert dispatcher(websub(hub)).next_due() is None


def test_what_is_due_is_sent_once_and_recorded(dispatcher, hub, outbox, clock, topic):
    """The answer, the attempt and the time are kept; a second drain sends nothing."""
    outbox.owe(topic("d1"))
    told = dispatcher(websub(hub))
    assert told.drain().sent == 1
    assert told.drain().sent == 0
    done = outbox["d1"]
    assert (done.state, done.attempts, done.answer, done.updated) == ("sent", 1, "204 No Content", clock.now())
    assert hub.publications == [("t-d1",)]
    assert outbox.targets()["websub:hub"] == TargetState("websub:hub", 0, None, clock.now())


def test_what_is_not_due_waits(dispatcher, hub, outbox, topic, clock, seconds):
    """Its time comes with the clock."""
    outbox.owe(topic("d1", due=clock.now() + seconds(60)))
    told = dispatcher(websub(hub))
    assert told.drain().waiting == 1
    assert told.next_due() == clock.now() + seconds(60)
    clock.advance(60)
    assert told.drain().sent == 1


def test_all_that_waits_for_a_hub_goes_in_one_request(dispatcher, hub, outbox, topic):
    """The union of topics, in order; each delivery is recorded with the same answer."""
    outbox.owe(topic("d1", "a", "b"), topic("d2", "b", "c"), topic("d3", "a"))
    assert dispatcher(websub(hub)).drain().sent == 3
    assert hub.publications == [("a", "b", "c")]
    assert {outbox[id_].answer for id_ in ("d1", "d2", "d3")} == {"204 No Content"}


def test_a_delivery_is_sent_when_its_last_request_was(dispatcher, hub, outbox, topic):
    """One that is split over two requests is recorded once, after the second."""
    outbox.owe(topic("d1", "a", "b", "c"))
    assert dispatcher(websub(hub, batch=2)).drain().sent == 1
    assert hub.publications == [("a", "b"), ("c",)]
    assert [(one.id, one.attempts) for one in outbox.records] == [("d1", 1)]


def test_the_last_ping_wins(dispatcher, service, outbox, ping, clock, seconds):
    """Of three that wait one is sent; the others are superseded, and say by which."""
    outbox.owe(*(ping(f"p{number}", created=clock.now() - seconds(9 - number)) for number in range(3)))
    summary = dispatcher(xmlrpc(service)).drain()
    assert (summary.sent, summary.superseded, len(service.pings)) == (1, 2, 1)
    assert outbox.states() == {"p0": "superseded", "p1": "superseded", "p2": "sent"}
    assert outbox["p0"].answer == "superseded by p2"


def test_a_service_is_pinged_once_in_half_an_hour(dispatcher, service, outbox, ping, clock, seconds):
    """What comes meanwhile waits, and becomes one ping."""
    told = dispatcher(xmlrpc(service))
    outbox.owe(ping("p1"))
    told.drain()
    for minute in (5, 10, 20):
        clock.advance(60)
        outbox.owe(ping(f"p-{minute}", created=clock.now()))
        assert told.drain().sent == 0
    assert told.next_due() == outbox["p1"].updated + seconds(1800)
    assert "waits until 08:30:00Z" in outbox["p-5"].answer
    assert outbox["p-5"].attempts == 0
    clock.set(told.next_due())
    summary = told.drain()
    assert (summary.sent, summary.superseded, summary.waiting, len(service.pings)) == (1, 2, 0, 2)


def test_a_retry_that_a_newer_ping_made_idle_is_dropped(dispatcher, service, outbox, ping, clock):
    """A failed ping is not sent after a newer one was."""
    told = dispatcher(xmlrpc(service))
    outbox.owe(ping("old"))
    service.status = 500
    told.drain()
    service.status = None
    clock.advance(1)
    outbox.owe(ping("new", created=clock.now()))
    told.drain()
    assert outbox.states() == {"old": "superseded", "new": "sent"}
    clock.advance(7200)
    assert told.drain().sent == 0
    assert len(service.pings) == 1


def test_an_address_is_submitted_once_in_ten_minutes(dispatcher, outbox, owed, clock, seconds):
    """Another address goes at once; the same one waits for its turn, and its two waiting deliveries become one."""
    with IndexNowEndpoint() as endpoint, Website({f"/{KEY}.txt": KEY}) as site:
        announce = {"type": "indexnow", "name": "index", "url": endpoint.endpoint, "key": KEY}
        told = dispatcher(announce, url=site.url)

        def submit(id_, path):
            outbox.owe(owed(id_, "index", "indexnow", created=clock.now(), urls=[f"{site.url}/{path}"]))
            return told.drain().sent

        assert submit("d1", "a") == 1
        clock.advance(60)
        assert (submit("d2", "a"), submit("d3", "b"), submit("d4", "a")) == (0, 1, 0)
        assert "the address was sent at 08:00:00Z" in outbox["d2"].answer
        clock.set(outbox["d1"].updated + seconds(600))
        assert told.drain().sent == 2
    assert endpoint.urls == [f"{site.url}/{path}" for path in ("a", "b", "a")]


def test_a_failed_attempt_is_tried_on_schedule(dispatcher, hub, outbox, topic, clock):
    """Nine attempts over a day, each at its time, then it is given up with the last answer kept."""
    told = dispatcher(websub(hub))
    hub.status = 500
    outbox.owe(topic("d1"))
    waits = []
    while told.next_due() is not None:
        told.drain()
        due = told.next_due()
        if due is not None:
            waits.append((due - clock.now()).total_seconds())
            clock.set(due)
    tried = [one.attempts for one in outbox.records if "500" in one.answer]
    assert sorted(set(tried)) == list(range(1, 10))
    assert (outbox["d1"].state, outbox["d1"].attempts) == ("failed", 9)
    assert outbox["d1"].answer.startswith("given up: ")
    assert "500 Internal Server Error" in outbox["d1"].answer
    assert len(hub.requests) == 9
    assert timedelta(hours=24) < timedelta(seconds=sum(waits)) < timedelta(hours=32)


def test_a_target_that_comes_back_is_told(dispatcher, hub, service, outbox, topic, ping, clock):
    """Down, deliveries wait and are no failure; up again, they arrive, once."""
    told = dispatcher(websub(hub), xmlrpc(service))
    hub.down = service.down = True
    outbox.owe(topic("d1"), ping("p1"))
    first = told.drain()
    assert (first.sent, first.waiting, first.failed) == (0, 2, 0)
    assert "closed without an answer" in outbox["d1"].answer
    clock.advance(5)
    told.drain()
    hub.down = service.down = False
    clock.advance(60)
    assert told.drain().sent == 2
    assert (hub.publications, len(service.pings)) == ([("t-d1",)], 1)


def test_what_is_ours_to_mend_fails_at_once(dispatcher, hub, outbox, topic, clock):
    """A refusal for good is not tried again, keeps its answer, and does not count against the target."""
    told = dispatcher(websub(hub, batch=1))
    hub.status = 403
    outbox.owe(*(topic(f"d{number}") for number in range(7)))
    summary = told.drain()
    assert (summary.failed, summary.waiting, len(hub.requests)) == (7, 0, 7)
    assert "403 Forbidden" in outbox["d3"].answer
    clock.advance(86400)
    assert told.drain().failed == 0


def test_a_refusal_shows_that_the_target_lives(dispatcher, hub, outbox, topic, clock):
    """Failures in a row are counted anew after any answer that is final."""
    told = dispatcher(websub(hub))
    hub.status = 500
    outbox.owe(topic("d1"))
    told.drain()
    assert outbox.targets()["websub:hub"].failures == 1
    hub.status = 403
    clock.advance(10)
    assert told.drain().failed == 1
    assert outbox.targets()["websub:hub"].failures == 0


def test_a_target_that_fails_is_left_alone_and_probed(dispatcher, hub, outbox, topic, clock):
    """After five failures in a row nothing is sent for a while; then one probe, and all the rest if it works."""
    told = dispatcher(websub(hub, batch=1))
    hub.status = 500
    for number in range(5):
        outbox.owe(topic(f"d{number}", created=clock.now()))
        told.drain()
        clock.advance(1)
    assert len(hub.requests) == 5
    state = outbox.targets()["websub:hub"]
    assert (state.failures, (state.open_until - clock.now()).total_seconds()) == (5, 59)
    outbox.owe(topic("late", created=clock.now()))
    told.drain()
    assert len(hub.requests) == 5
    assert "left alone until" in outbox["late"].answer
    assert (outbox["late"].attempts, outbox["late"].due) == (0, state.open_until)
    clock.set(state.open_until)
    told.drain()
    assert len(hub.requests) == 6  # the probe, which failed
    assert outbox.targets()["websub:hub"].failures == 6
    hub.status = None
    clock.advance(400)
    assert told.drain().sent == 6
    assert outbox.targets()["websub:hub"].failures == 0


def test_retry_after_closes_the_target(dispatcher, hub, outbox, topic, clock, seconds):
    """One 429 that asks for ten minutes keeps every delivery away for ten minutes."""
    told = dispatcher(websub(hub))
    hub.status, hub.retry_after = 429, "600"
    outbox.owe(topic("d1"))
    told.drain()
    assert outbox["d1"].due == clock.now() + seconds(600)
    clock.advance(60)
    outbox.owe(topic("d2", created=clock.now()))
    told.drain()
    assert len(hub.requests) == 1
    hub.status = None
    clock.advance(540)
    assert told.drain().sent == 2


def test_a_request_that_fails_stops_the_go_and_fresh_ones_lead_the_next(dispatcher, hub, outbox, topic, clock):
    """What was not tried keeps its attempts, and is not held up for ever by one that always fails."""
    told = dispatcher(websub(hub, batch=1))
    outbox.owe(topic("a-poison"), topic("b"), topic("c"))

    usual = hub.answer
    hub.answer = lambda request: Answer(500) if b"poison" in request.body else usual(request)
    told.drain()
    assert outbox.states() == dict.fromkeys(("a-poison", "b", "c"), "waiting")
    assert [outbox[id_].attempts for id_ in ("a-poison", "b", "c")] == [1, 0, 0]
    clock.advance(10)
    told.drain()
    assert outbox.states() == {"a-poison": "waiting", "b": "sent", "c": "sent"}


def test_a_target_that_left_the_config_is_given_up(dispatcher, hub, outbox, topic, ping):
    """Its deliveries fail and say why; the same name with another protocol is another target."""
    outbox.owe(topic("d1"), ping("p1"))
    summary = dispatcher(websub(hub, name="ping")).drain()
    assert (summary.failed, summary.waiting) == (2, 0)
    assert outbox["p1"].answer == "no longer configured"


def test_two_protocols_of_one_name_keep_their_own_state(dispatcher, hub, service, outbox, topic, ping):
    """A hub and a ping service of one name do not share a breaker."""
    told = dispatcher(websub(hub, name="one"), xmlrpc(service, name="one"))
    hub.status = 500
    outbox.owe(replace(topic("d1"), target="one"), replace(ping("p1"), target="one"))
    told.drain()
    assert {name: state.failures for name, state in outbox.targets().items()} == {"websub:one": 1, "xmlrpc:one": 0}


def test_a_key_that_is_not_visible_holds_submissions_for_three_days(dispatcher, outbox, owed, clock):
    """They wait, say for what, cost no attempt, go out once it is visible, and are given up in the end."""
    with IndexNowEndpoint() as endpoint, Website() as site:
        announce = {"type": "indexnow", "name": "index", "url": endpoint.endpoint, "key": KEY}
        told = dispatcher(announce, url=site.url)
        outbox.owe(owed("d1", "index", "indexnow", urls=[f"{site.url}/a"]))
        for _ in range(20):
            told.drain()
            clock.set(told.next_due())
        waiting = outbox["d1"]
        assert (waiting.state, waiting.attempts) == ("waiting", 0)
        assert "the key is not visible there yet (status 404)" in waiting.answer
        assert outbox.targets() == {}
        site.pages[f"/{KEY}.txt"] = KEY
        assert told.drain().sent == 1
        site.pages.clear()
        fresh = dispatcher(announce, url=site.url)
        outbox.owe(owed("d2", "index", "indexnow", urls=[f"{site.url}/b"], created=clock.now()))
        clock.advance(3 * 86400 + 1)
        assert fresh.drain().failed == 1
    assert endpoint.urls == [f"{site.url}/a"]
    assert outbox["d2"].answer.startswith("given up: ")


def test_a_fault_in_a_targets_code_is_a_failure_of_it_alone(outbox, clock, owed, dispatcher, hub, topic, fetch, config):
    """Whatever one target raises, the others are told."""
    (good,) = build_targets(config(websub(hub)), fetch)

    class Broken(type(good)):
        """A target with a fault."""

        def send(self, delivery):
            """Fail in a way of its own."""
            raise ZeroDivisionError("oops")

    bad = Broken(config(websub(hub, name="bad")).announce[0], fetch)
    outbox.owe(topic("d1"), owed("d2", "bad", "websub"))
    summary = Dispatcher(outbox, (good, bad), clock).drain()
    assert (summary.sent, summary.waiting) == (1, 1)
    assert "ZeroDivisionError" in outbox["d2"].answer
