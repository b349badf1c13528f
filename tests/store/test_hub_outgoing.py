"""What a subscriber is sent when its turn comes, on both databases: nothing taken back, and nothing to who left."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from store_hubs import TOPIC, ask, new_edition, owed, subscribe
from store_values import ALL, after, build, decide

from buzzfeed.config import HubSettings, NetSettings
from buzzfeed.errors import StoreError
from buzzfeed.model import Format, Publication, Status
from buzzfeed.model.subscriptions import Asking, Reach, Speech, Telling
from buzzfeed.net import Net
from buzzfeed.notify.hub import outgoing
from buzzfeed.notify.hub.bodies import Push
from buzzfeed.notify.hub.outgoing import Outgoing
from buzzfeed.notify.hub.shifts import TellingShift
from buzzfeed.notify.hub.telling import Job, Teller
from buzzfeed.testing import Answer, FakeClock, FakeResolver, Website

from harness import until


@pytest.fixture
def clock():
    """Give a clock that stands at the time of the second edition."""
    made = FakeClock()
    made.set(after(6))
    return made


@pytest.fixture
def out(published, clock, monkeypatch):
    """Give who says what goes out, and looks at each turn."""
    monkeypatch.setattr(outgoing, "FRESH", -1.0)
    return Outgoing(published, clock)


def claim(store, inbox, out, *requests):
    """Have subscribers owed an edition with a second article, and claimed."""
    subscribe(store, inbox, *requests, until=99_999)
    new_edition(store, "b", after(5))
    store.owe([TOPIC], after(5), after(5))
    claimed = owed(store, after(6))
    out.expect(claimed)
    return claimed


def take_back(store):
    """Retract the second article; its feeds are not built again yet."""
    (article,) = [one.id for one in store.present(TOPIC).edition.entries if one.id.endswith("/b")]
    decide(store, article, Status.RETRACTED)


def test_what_was_taken_back_is_not_sent_though_it_was_made_already(published, inbox, out, clock):
    """A body that one was sent goes to nobody else after a retraction: they wait, and get the edition without it."""
    first, second, third = claim(published, inbox, out, ask(1), ask(2), ask(3))
    assert b"/b " in out.at_turn(first).body
    take_back(published)
    put_off = out.at_turn(second)
    assert (put_off.outcome, put_off.due) == (Reach.RETURNED, clock.now() + timedelta(seconds=2))
    published.publish(Publication((build(published, ALL), build(published, ALL, Format.JSON))), after(7))
    sent = out.at_turn(third)
    assert sent.version == 3
    assert b"/b " not in sent.body


@pytest.mark.parametrize("speech", Speech)
def test_a_withheld_feed_is_told_of_ever_more_seldom(published, inbox, out, monkeypatch, speech):
    """Whoever follows a feed that is not served is told nothing, and asked for after two seconds, then a minute."""
    (one,) = claim(published, inbox, out, ask(1, speech=speech))
    published.publish(Publication(withheld=((ALL, Format.RSS),)), after(7))
    waits, present = [], time.monotonic()
    for passed in (0, 1, 20, 3600):
        monkeypatch.setattr(outgoing.time, "monotonic", lambda at=present + passed: at)
        waits.append((out.at_turn(one).due - after(6)).total_seconds())
    assert waits == [2, 2, 20, 60]
    new_edition(published, "c", after(8))
    assert isinstance(out.at_turn(one), Push)


def test_an_edition_calls_who_was_put_off(published, inbox, out):
    """Who was put off since a feed was withheld is due as soon as an edition is announced."""
    (one,) = claim(published, inbox, out, ask(1))
    published.publish(Publication(withheld=((ALL, Format.RSS),)), after(7))
    published.keep_tellings([out.at_turn(one)], after(6))
    assert owed(published, after(7)) == ()
    new_edition(published, "c", after(7))
    published.owe([TOPIC], after(7), after(7))
    assert len(owed(published, after(7))) == 1


def test_who_left_while_waiting_is_sent_nothing(published, inbox, out):
    """A confirmed unsubscription counts for what waits already; a new secret has it claimed anew, at once."""
    one, two, three = claim(published, inbox, out, ask(1), ask(2), ask(3))
    subscribe(published, inbox, ask(1, asking=Asking.UNSUBSCRIBE), ask(2, secret="neu"), until=99_999)
    returned = [out.at_turn(one), out.at_turn(two)]
    assert [(told.outcome, told.due) for told in returned] == [(Reach.RETURNED, None)] * 2
    assert isinstance(out.at_turn(three), Push)
    published.keep_tellings(returned, after(7))
    (again,) = owed(published, after(7))
    assert (again.host, again.secret) == ("s2.example", "neu")
    out.expect([again])
    assert isinstance(out.at_turn(again), Push)


def test_one_look_serves_all_turns_of_a_moment(published, inbox, clock, monkeypatch):
    """Turns a moment apart ask the store once, and one after a publication that called asks it again."""
    out, looks = Outgoing(published, clock), []
    monkeypatch.setattr(outgoing, "FRESH", 60.0)
    honest = published.as_claimed
    monkeypatch.setattr(published, "as_claimed", lambda *some: looks.append(1) or honest(*some), raising=False)
    claimed = claim(published, inbox, out, *(ask(number) for number in range(5)))
    versions = published.version
    monkeypatch.setattr(published, "version", lambda topic: looks.append(topic) or versions(topic), raising=False)
    assert all(isinstance(out.at_turn(one), Push) for one in claimed[:4])
    assert looks == [1, TOPIC]
    take_back(published)
    out.look_again()
    assert isinstance(out.at_turn(claimed[4]), Telling)


def test_a_damaged_edition_keeps_its_own_subscribers_waiting_alone(published, inbox, out, monkeypatch):
    """Where an edition cannot be read, those who are owed it are put off, and nothing is raised."""
    (one,) = claim(published, inbox, out, ask(1))

    def damaged(topic):
        raise StoreError(topic.path, "damaged")

    with monkeypatch.context() as patch:
        patch.setattr(published, "present", damaged, raising=False)
        assert out.at_turn(one).outcome is Reach.RETURNED
    assert isinstance(out.at_turn(one), Push)


def test_a_queue_of_slow_subscribers_sends_nothing_that_was_taken_back_meanwhile(published, inbox, clock):
    """Those who wait behind others when an article is retracted and its feed rebuilt get the edition without it."""
    subscribe(published, inbox, *[ask(1, callback=f"https://s1.example/{n}") for n in range(20)], until=99_999)
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    sent, go = [], threading.Event()

    class Slow:
        def tell(self, job):
            sent.append(b"/b " in job.push.body)
            go.wait(10)
            return Telling(job.owed.key, job.push.version, Reach.DELIVERED)

    shift = TellingShift(published, clock, HubSettings(at_once_per_host=2), Slow())
    assert shift.claim(failing=False)
    until(lambda: len(sent) == 2)
    take_back(published)
    published.publish(Publication((build(published, ALL), build(published, ALL, Format.JSON))), after(6))
    shift.look_again()
    go.set()
    until(lambda: shift.keep(0.05) is None or len(sent) == 20)
    assert sent == [True] * 2 + [False] * 18
    shift.halt()


@pytest.fixture
def tell(published, inbox, clock):
    """Give a way to tell two subscribers at one host, one after the other, over the network, until nothing is due."""

    def told(site, resolver):
        callbacks = [f"http://s1.example:{site.port}/{number}" for number in (1, 2)]
        subscribe(published, inbox, *[ask(1, callback=callback) for callback in callbacks], until=99_999)
        new_edition(published, "b", after(5))
        published.owe([TOPIC], after(5), after(5))
        settings = HubSettings(at_once_per_host=1)
        with Net(NetSettings(allow=("127.0.0.0/8",)), resolver=resolver) as net:
            shift = TellingShift(published, clock, settings, Teller(settings, (), "https://f.example", net, clock))
            shift.claim(failing=False)
            until(lambda: shift.keep(0.05) is False and not shift.busy)
            shift.halt()

    return told


def test_no_push_begins_with_what_was_taken_back_a_moment_ago(published, tell):
    """Once a retraction is committed, the next subscriber is not sent the article, however fresh the last look."""
    bodies = []

    def take(request):
        bodies.append(request.body)
        if len(bodies) == 1:
            take_back(published)
        return Answer(204, {}, b"")

    with Website({"/1": take, "/2": take}) as site:
        tell(site, FakeResolver({"s1.example": ["127.0.0.1"]}))
    assert [b"/b " in body for body in bodies] == [True]
    (one,) = owed(published, after(6))
    assert (one.callback[-1], one.attempts) == ("2", 0)


def test_what_is_taken_back_while_a_connection_is_made_is_not_sent_over_it(published, tell):
    """A retraction during the lookup of a subscriber's name, which may take seconds, still stops the push."""
    known = FakeResolver({"s1.example": ["127.0.0.1"]})

    def slowly(*asked, **options):
        if len(published.present(TOPIC).edition.entries) == 2:
            take_back(published)
        return known(*asked, **options)

    with Website({"/1": b"", "/2": b""}) as site:
        tell(site, slowly)
    assert site.requests == []


def test_a_saved_query_keeps_the_name_by_which_it_is_known_to_a_subscriber(published, inbox, clock):
    """Who subscribed to it under its former slug is told of that topic; everybody else of the canonical address"""
    with Website({"/cb": b""}) as site, Net(NetSettings(allow=("127.0.0.0/8",))) as net:
        teller = Teller(HubSettings(), (), "https://f.example", net, clock, ["vieux"])
        former, alias = "https://f.example/feeds/query/vieux.rss", "https://f.example/feed/"
        claimed = claim(published, inbox, Outgoing(published, clock), ask(1, callback=f"{site.url}/cb"))
        for address in (former, alias):
            push = Push(2, b"x", "application/rss+xml")
            teller.tell(Job(replace(claimed[0], address=address), push, lambda: True))
    links = [request.headers["link"] for request in site.requests]
    assert links == [f'<{former}>; rel="self"', '<https://f.example/feeds/all.rss>; rel="self"']
