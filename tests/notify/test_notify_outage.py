"""A day on which nobody can be told, and the morning after: nothing is lost, and nobody is run over."""

from __future__ import annotations

import pytest

from buzzfeed.model import Publication
from buzzfeed.notify import Dispatcher, build_targets, plan
from buzzfeed.testing import Hub, IndexNowEndpoint, PingService, Website

DAY = 24 * 3600
EVERY = 7200
KEY = "0123456789abcdef"


def timed(server, clock):
    """Note when each request arrives, by the clock of the test."""
    server.times = []
    handle = server.handle

    def noting(request):
        if request.method == "POST":
            server.times.append(clock.steady())
        return handle(request)

    server.handle = noting
    return server


@pytest.fixture
def world(clock):
    """Run one target of each kind."""
    with Hub() as hub, PingService() as ping, IndexNowEndpoint() as engine:
        yield [timed(server, clock) for server in (hub, ping, engine)]


@pytest.fixture
def site():
    """Run the newsroom's own site, where IndexNow's key stands."""
    with Website({f"/{KEY}.txt": KEY}) as site:
        yield site


@pytest.fixture
def told(world, site, config):
    """Name them in a config, at two feeds a request, so that there is something to pace."""
    hub, ping, engine = world
    return config(
        {"type": "websub", "url": hub.url, "batch": 2},
        {"type": "xmlrpc", "url": ping.url},
        {"type": "indexnow", "url": engine.endpoint, "key": KEY},
        url=site.url,
    )


def walk(dispatcher, clock, end):
    """Send whatever falls due until ``end``, going from one due time to the next."""
    while True:
        dispatcher.drain()
        due = dispatcher.next_due()
        if due is None or due > end:
            clock.advance(max(0.0, (end - clock.now()).total_seconds()))
            return
        clock.advance(max(1.0, (due - clock.now()).total_seconds()))


def most_within(times, seconds):
    """Return how many requests came within the busiest span of so many seconds."""
    return max((sum(0 <= time - begun < seconds for time in times) for begun in times), default=0)


def test_a_day_without_targets_loses_nothing_and_ends_without_a_herd(
    outbox, world, told, fetch, clock, change, seconds
):
    """What is published every two hours while all targets are down, they are all told when back, at a walk."""
    targets = build_targets(told, fetch)
    dispatcher = Dispatcher(outbox, targets, clock)
    for server in world:
        server.down = True
    articles = [f"tag:news.example,2026:{number:02}" for number in range(DAY // EVERY)]
    for article in articles:
        url = f"{told.newsroom.url}/{article[-2:]}"
        owed = plan([change(article, url=url, published=clock.now())], told, targets, clock.now())
        outbox.publish(Publication(deliveries=owed), clock.now())
        walk(dispatcher, clock, clock.now() + seconds(EVERY))
    hub, ping, engine = world
    assert [hub.publications, ping.pings, engine.submissions] == [[], [], []]
    knocks = {type(server).__name__: server.connections for server in world}
    assert all(count < 80 for count in knocks.values()), f"an absent target was not left alone: {knocks}"

    for server in world:
        server.down = False
        server.times.clear()
    back = clock.now()
    while "waiting" in outbox.states().values():
        walk(dispatcher, clock, clock.now() + seconds(600))
        assert clock.now() - back <= seconds(10 * 3600), "what waits is not taken along by the first that goes through"

    states = outbox.states()
    assert set(states.values()) <= {"sent", "superseded"}, "something was lost or still waits"
    assert sorted(set(engine.urls)) == sorted(f"{told.newsroom.url}/{article[-2:]}" for article in articles)
    assert {"https://feeds.example/feeds/all.rss", "https://feeds.example/feeds/tag/ia.json"} <= set(hub.topics)
    assert len(ping.pings) == 1
    assert all("superseded" not in state for id_, state in states.items() if _type(outbox, id_) != "xmlrpc")

    rate = {type(server).__name__: most_within(server.times, 1.0) for server in world}
    sent = {type(server).__name__: len(server.times) for server in world}
    print(f"all told {clock.now() - back} after the return: {sent} requests, within one second at most {rate}")
    assert all(most <= 10 for most in rate.values()), f"a herd: {rate}"
    assert sum(sent.values()) <= 20


def _type(outbox, id_):
    return outbox[id_].type


def test_what_piled_up_goes_out_at_the_pace_of_its_target(outbox, world, told, fetch, clock, owed):
    """Twenty requests that wait for one hub go a fifth of a second apart after the first five: its `pace`."""
    hub = world[0]
    target = build_targets(told, fetch)[0]
    topics = [f"https://f.example/{number}.rss" for number in range(40)]
    outbox.owe(*(owed(f"d{number}", target.name, topics=(topic,)) for number, topic in enumerate(topics)))
    Dispatcher(outbox, (target,), clock).drain()
    assert sorted(hub.topics) == sorted(topics)
    assert most_within(hub.times, 1.0) <= 10
    assert hub.times[-1] - hub.times[0] == pytest.approx(15 * 0.2, abs=0.01)
