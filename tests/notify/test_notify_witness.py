"""The witness: others are told once what was published is seen where the world reads it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from buzzfeed.config import Config
from buzzfeed.model import (
    Appearance,
    AppearanceState,
    ChannelKey,
    ChannelKind,
    Edition,
    EntryRef,
    Format,
    TargetState,
    feed_of,
    feed_path,
)
from buzzfeed.notify import Published, Witness, proof
from buzzfeed.testing import Answer, Website

ALL = ChannelKey(ChannelKind.ALL)
TAG = ChannelKey(ChannelKind.TAG, "ia")


class Sights:
    """What a store would say: editions, and what is looked for; it notes what is recorded."""

    def __init__(self):
        """Know nothing."""
        self.editions = {}
        self.former = {}
        self.waiting = {}
        self.owed = frozenset()
        self.known = {}

    def waiting_appearances(self):
        """Return what is still looked for."""
        return tuple(one for one in self.waiting.values() if one.state is AppearanceState.WAITING)

    def record_appearances(self, appearances, now):
        """Keep how they stand."""
        self.waiting.update((one.id, one) for one in appearances)

    def still_owed(self, ids):
        """Return which purges wait."""
        return self.owed & set(ids)

    def editions_of(self, keys):
        """Return the current editions."""
        return {place: edition for place, edition in self.editions.items() if place[0] in keys}

    def lately(self, key, fmt):
        """Return what former editions held."""
        return self.former.get((key, fmt), {})

    def targets(self):
        """Return what is remembered of the address."""
        return self.known

    def keep_target(self, target):
        """Remember it."""
        self.known = {target.name: target}


def entry(id_, now, mark="m"):
    """Make an entry."""
    return EntryRef(id_, "d", mark, now, now)


def document(*entries):
    """Make an Atom feed of some entries."""
    inner = "".join(
        f"<entry><id>{one.id}</id><updated>{one.updated.isoformat()}</updated><title>{one.mark}</title></entry>"
        for one in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{inner}</feed>'.encode()


def edition(data, *entries, key=ALL):
    """Make the edition of these bytes."""
    import hashlib

    digest = hashlib.sha256(data).hexdigest()
    updated = max(one.updated for one in entries)
    return Edition(key, Format.ATOM, "t", digest, len(data), b"", b"", b"", (), entries, updated)


@pytest.fixture
def world():
    """Run the public address."""
    with Website() as site:
        yield site


@pytest.fixture
def origin():
    """Run our own server."""
    with Website() as site:
        yield site


@pytest.fixture
def sights():
    """Give a store's sights."""
    return Sights()


@pytest.fixture
def settings(config, world, origin):
    """Give a config whose public address is another than that of our own server."""
    plain = config(feeds_url=world.url).model_dump()
    return Config.model_validate({**plain, "web": {"listen": f"127.0.0.1:{origin.port}"}, "proof": {"wait": "20m"}})


@pytest.fixture
def expecting(sights, world, origin, clock):
    """Publish an article a2 beside a1, and have the address show the former edition."""
    first, second = entry("a1", clock.now()), entry("a2", clock.now())
    old, new = document(first), document(second, first)
    former, present = edition(old, first), edition(new, second, first)
    sights.editions[ALL, Format.ATOM] = present
    sights.former[ALL, Format.ATOM] = {former.digest: former.entries, present.digest: present.entries}
    path = feed_path(ALL, Format.ATOM)
    world.pages[path], origin.pages[path] = old, new
    sights.waiting["v"] = Appearance("v", (path,), ("a2",), clock.now(), clock.now())
    return path, old, new


@pytest.fixture
def witness(sights, settings, fetch, clock):
    """Give a witness."""
    return Witness(sights, settings, fetch, clock)


def state(sights):
    """Return how the appearance stands."""
    return sights.waiting["v"].state


def test_what_is_seen_ends_the_wait(witness, sights, world, expecting, clock):
    """While the cache gives the former edition it is waited; once the article is there, when is noted."""
    path, _, new = expecting
    assert witness.look() == 0
    assert "shows an older edition" in sights.waiting["v"].words
    world.pages[path] = new
    clock.advance(2)
    assert witness.look() == 1
    assert state(sights) is AppearanceState.VISIBLE
    assert sights.waiting["v"].seen == clock.now()


def test_a_feed_that_is_there_costs_a_304(witness, sights, world, expecting):
    """The request names the edition: who has it already sends nothing."""
    path, _, _ = expecting
    tag = f'"{sights.editions[ALL, Format.ATOM].digest[:32]}-gz"'
    world.pages[path] = lambda request: Answer(304 if tag in request.headers["if-none-match"] else 500)
    assert witness.look() == 1
    assert state(sights) is AppearanceState.VISIBLE


def test_a_body_that_was_rewritten_on_its_way_is_read(witness, sights, world, expecting):
    """A CDN that touches the bytes leaves ids and times: by these the article is known."""
    path, old, new = expecting
    world.pages[path] = old + b"<!-- cached -->"
    assert witness.look() == 0
    world.pages[path] = new + b"<!-- cached -->"
    assert witness.look() == 1
    assert state(sights) is AppearanceState.VISIBLE


def test_a_correction_without_a_new_date_is_waited_for(witness, sights, world, origin, expecting, clock):
    """An edition that is remembered is compared by what its entries say, not by their dates."""
    path, _, new = expecting
    changed = entry("a2", clock.now(), mark="other")
    first = entry("a1", clock.now())
    newest = document(changed, first)
    sights.editions[ALL, Format.ATOM] = edition(newest, changed, first)
    world.pages[path], origin.pages[path] = new, newest
    assert witness.look() == 0
    world.pages[path] = newest
    assert witness.look() == 1


def test_a_retraction_is_seen_when_the_article_is_gone(witness, sights, world, origin, expecting, clock):
    """An article that left is looked for by its absence."""
    path, old, new = expecting
    sights.editions[ALL, Format.ATOM] = edition(old, entry("a1", clock.now()))
    world.pages[path], origin.pages[path] = new, old
    assert witness.look() == 0
    world.pages[path] = old
    assert witness.look() == 1


def test_nobody_looks_through_a_cache_before_our_own_server_has_it(witness, sights, world, origin, expecting):
    """Whoever did would fill the cache with the former edition."""
    path, old, new = expecting
    origin.pages[path] = old
    assert witness.look() == 0
    assert world.hits(path) == 0
    origin.pages[path] = new
    world.pages[path] = new
    assert witness.look() == 1


def test_purges_go_before(witness, sights, world, expecting):
    """While the CDN was not purged, the address is not looked at."""
    path, _, new = expecting
    sights.waiting["v"] = replace(sights.waiting["v"], follows=("p",))
    sights.owed = frozenset({"p"})
    world.pages[path] = new
    assert [witness.look(), witness.look()] == [0, 0]
    assert world.hits(path) == 0
    assert sights.waiting["v"].served is not None
    sights.owed = frozenset()
    assert witness.look() == 1


def test_a_purge_that_never_comes_to_its_end_holds_nothing_up_for_long(witness, sights, world, expecting, clock):
    """After a minute the address is looked at all the same."""
    path, _, new = expecting
    sights.waiting["v"] = replace(sights.waiting["v"], follows=("p",))
    sights.owed = frozenset({"p"})
    world.pages[path] = new
    witness.look()
    clock.advance(61)
    assert witness.look() == 1


def test_the_wait_is_bounded(witness, sights, expecting, clock):
    """After twenty minutes of an old copy it is given up, and said what stood there; looks grow rare meanwhile."""
    while not witness.look():
        clock.advance(1)
    one = sights.waiting["v"]
    assert one.state is AppearanceState.LATE
    assert one.ended - one.created == timedelta(minutes=20)
    assert "older edition" in one.words
    assert one.looks < 60


@pytest.mark.parametrize("fault", ["down", "page", "forbidden"])
def test_an_address_that_never_served_us_holds_nobody_up(witness, sights, world, expecting, fault):
    """A first run without a proxy, another site at the address: it cannot be proved, and nobody waits for that."""
    path, _, _ = expecting
    if fault == "down":
        world.down = True
    else:
        world.pages[path] = Answer(200 if fault == "page" else 403, {"Content-Type": "text/html"}, b"<h1>Hello</h1>")
    assert witness.look() == 1
    assert state(sights) is AppearanceState.UNPROVED


def test_an_address_that_served_us_before_is_waited_for(witness, sights, settings, world, expecting, clock):
    """Where it is down just now, hubs could not fetch either."""
    path, _, new = expecting
    name = f"public:{settings.newsroom.feeds_url}"
    sights.known = {name: TargetState(name, last_sent=clock.now())}
    world.down = True
    assert witness.look() == 0
    world.down = False
    world.pages[path] = new
    assert witness.look() == 1
    assert state(sights) is AppearanceState.VISIBLE


def test_each_feed_is_fetched_once_for_all_that_is_looked_for(witness, sights, world, expecting, clock):
    """Three publications that wait cost one look at each feed, not three."""
    path, _, _ = expecting
    for number in range(3):
        sights.waiting[f"v{number}"] = replace(sights.waiting["v"], id=f"v{number}")
    witness.look()
    assert world.hits(path) == 1


def test_what_waits_falls_due_by_itself(settings, clock, owed):
    """Were the witness never to look again, others would be told half a minute after the longest wait."""
    announced = [owed("d1", created=clock.now())]
    found = proof(Published((ALL, TAG), ("a2",)), announced, settings, (), clock.now())
    (waiting,) = found.deliveries
    (appearance,) = found.appearances
    assert waiting.after == appearance.id
    assert waiting.due == clock.now() + timedelta(minutes=20, seconds=30)
    assert appearance.feeds[:3] == tuple(feed_path(ALL, fmt) for fmt in Format)


def test_who_fetches_waits_and_who_is_sent_the_content_does_not(settings, clock, owed):
    """Our hub's WebSub subscribers are told at once; rssCloud's fetch what they are told of, and wait as hubs do."""
    announced = [owed("d1", "hub", "hub", created=clock.now()), owed("d2", "rsscloud", "rsscloud", created=clock.now())]
    found = proof(Published((ALL,), ("a2",)), announced, settings, (), clock.now())
    assert {one.type: (one.after, one.due > clock.now()) for one in found.deliveries} == {
        "hub": ("", False),
        "rsscloud": (found.appearances[0].id, True),
    }


def test_without_a_wait_nothing_is_looked_for(settings, clock, owed):
    """proof.wait = 0 tells others at once."""
    off = Config.model_validate({**settings.model_dump(), "proof": {"wait": 0}})
    announced = (owed("d1", created=clock.now()),)
    found = proof(Published((ALL,), ("a2",)), announced, off, (), clock.now())
    assert (found.appearances, found.deliveries) == ((), announced)


@pytest.mark.parametrize("path", ["/feeds/all.rss", "/feeds/tag/ia.atom", "/feeds/query/a-b.json"])
def test_a_path_is_read_back(path):
    """The feed that stands at a path is known by it."""
    assert feed_path(*feed_of(path)) == path


@pytest.mark.parametrize("path", ["/feeds/tag/ia", "/feeds/all/x.rss", "/feeds/nothing/x.rss", "/x.rss", "/feeds/.rss"])
def test_a_path_without_a_feed_is_none(path):
    """What is no feed's path gives none."""
    assert feed_of(path) is None or feed_path(*feed_of(path)) == path


def test_a_look_under_way_does_not_keep_another_thread(witness, expecting, world):
    """Two witnesses at once do no harm: both see the same, and the last one records it."""
    threads = [threading.Thread(target=witness.look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert world.hits(expecting[0]) >= 1
