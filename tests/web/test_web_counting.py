"""Counting beside who answers: what is noted, by whom, and what is left of it."""

import gc
import threading
import weakref
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from buzzfeed.audience import Followed
from buzzfeed.errors import StoreError
from buzzfeed.model import Range
from buzzfeed.model.audience import close_day
from buzzfeed.web import counting
from buzzfeed.web.counting import Counting
from buzzfeed.web.proxies import Trust
from pageserver import Served, make_config, writer
from pagestore import publish, take_in
from pagevalues import article

from harness import until

ALL = Followed("all", "rss", 1)
AGENT = "newsboat/2.37-qzagentqz"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; qzserviceqz)"


class Shelf:
    """An inbox in memory, which fails as long as it is told to."""

    def __init__(self):
        self.rows, self.failing, self.writes = {}, False, 0

    def keep_audience(self, sums, reports):
        """Keep by key, as a store does."""
        if self.failing:
            raise StoreError("here", "full")
        self.writes += bool(sums or reports)
        self.rows.update({(one.day, one.channel, one.family, one.run): one for one in sums})
        self.rows.update({(one.day, one.channel, one.family, one.source): one for one in reports})


class Clock:
    """A clock that the test sets."""

    def __init__(self):
        self.now = datetime(2026, 11, 12, 23, 50, tzinfo=UTC)

    def __call__(self):
        """Return what it was set to."""
        return self.now


@pytest.fixture
def kept():
    """Give an inbox."""
    return Shelf()


@pytest.fixture
def clock():
    """Give a clock."""
    return Clock()


@pytest.fixture
def counted(kept, clock):
    """Give a counting whose thread is not started."""
    return Counting(Trust(["127.0.0.1"]), lambda: kept, clock)


def scope(client="192.0.2.1", method="GET", **headers):
    """Return what a server passes on of a request."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"method": method, "client": (client, 1), "path": "/feeds/all.rss", "headers": named}


def by_family(kept):
    """Return polls and readers by day and family."""
    return {
        (key[0].day, key[2]): (one.polls, one.readers.high)
        for key, one in kept.rows.items()
        if len(key) == 4 and isinstance(key[3], int)
    }


def test_only_polls_of_feeds_are_counted(counted, kept):
    """200, 226 and 304 to GET; no error, no HEAD, nothing that is no feed."""
    for status in (200, 226, 304, 404, 405, 503):
        counted.note(ALL, scope(user_agent=AGENT), status, 10)
    counted.note(ALL, scope(method="HEAD", user_agent=AGENT), 200, 0)
    counted.note(None, scope(user_agent=AGENT), 200, 10)
    counted.count()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (3, 1)}


def test_who_asks_is_known_behind_a_trusted_proxy_alone(counted, kept):
    """Two behind the proxy are two; two names that a stranger gives himself are one."""
    for client in ("192.0.2.1", "192.0.2.2, 127.0.0.1"):
        counted.note(ALL, scope("127.0.0.1", user_agent=AGENT, x_forwarded_for=client), 200, 1)
        counted.note(ALL, scope("198.51.100.9", user_agent="FreshRSS/1", x_forwarded_for=client), 200, 1)
    counted.count()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (2, 2), (12, "FreshRSS"): (2, 1)}


@pytest.mark.parametrize("header", ["sec_gpc", "dnt"])
def test_who_asks_not_to_be_measured_is_not(counted, kept, header):
    """Global Privacy Control and Do Not Track are heeded; the poll counts, nobody behind it does."""
    counted.note(ALL, scope(user_agent=AGENT, **{header: "1"}), 200, 1)
    counted.note(ALL, scope(user_agent=AGENT, **{header: "0"}), 200, 1)
    counted.count()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (1, 1), (12, "others"): (1, 0)}


def test_day_ends_with_its_salt(counted, kept, clock):
    """The same reader on the next day is another digest; the last sums of the day that ended are kept."""
    counted.note(ALL, scope(user_agent=AGENT), 200, 1)
    counted.count()
    salt = counted._tally._salt
    clock.now += timedelta(minutes=20)
    counted.note(ALL, scope(user_agent=AGENT), 200, 1)
    counted.count()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (1, 1), (13, "Newsboat"): (1, 1)}
    assert counted._tally._salt != salt
    assert counted._closing == []


def test_day_ends_with_its_digests_while_the_store_is_full(counted, kept, clock):
    """Sums that wait for the store hold nothing else: no salt, no digest, no agent; they are kept once it is whole."""
    counted.note(ALL, scope(user_agent=AGENT), 200, 1)
    counted.count()
    former, kept.failing = weakref.ref(counted._tally), True
    counted.keep()
    clock.now += timedelta(minutes=20)
    counted.count()
    counted.keep()
    gc.collect()
    assert former() is None
    kept.failing = False
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (1, 1)}


def test_what_cannot_be_kept_is_kept_later(counted, kept):
    """A store that is full or locked loses nothing, and nothing is counted twice."""
    counted.note(ALL, scope(user_agent=AGENT), 200, 1)
    counted.count()
    kept.failing = True
    counted.keep()
    counted.note(ALL, scope(user_agent=AGENT), 304, 0)
    counted.count()
    kept.failing = False
    counted.keep()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (2, 1)}
    assert kept.writes == 1


def test_flood_is_told_and_not_looked_at(counted, kept, monkeypatch):
    """Beyond what fits, notes are not kept in memory; how many there were is."""
    monkeypatch.setattr(counting, "QUEUE", 10)
    for _ in range(25):
        counted.note(ALL, scope(user_agent=AGENT), 200, 1)
    counted.count()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (10, 1), (12, "uncounted"): (15, 0)}


def test_notes_of_many_threads_are_all_counted(counted, kept):
    """Whoever answers, in whatever thread, loses none."""

    def many():
        for _ in range(500):
            counted.note(ALL, scope(user_agent=AGENT), 304, 0)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted.count()
    counted.keep()
    assert by_family(kept) == {(12, "Newsboat"): (2000, 1)}


@pytest.fixture(scope="module")
def polled(tmp_path_factory):
    """Serve a feed twice, restarted in between, to readers whose number is known; give the store and its files."""
    config = make_config(tmp_path_factory.mktemp("polled"), aliases={"/feed/": "all.rss"})
    store = writer(config)
    take_in(store, article())
    publish(store)
    logs = ""
    for run in range(2):
        served = Served(config)
        for number in range(6):
            headers = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": AGENT}
            for path in ("/feeds/all.rss", "/feeds/all.atom", "/feed/"):
                requests.get(served.root + path, headers=headers, timeout=10)
        for path in ("/feeds/all.rss", "/feeds/all.json"):
            requests.get(served.root + path, headers={"User-Agent": FEEDLY.format(40 + run)}, timeout=10)
        requests.get(served.root + "/", headers={"User-Agent": AGENT, "X-Forwarded-For": "203.0.113.77"}, timeout=10)
        assert served.stop()[0] == 0
    yield store, Path(config.base), logs
    store.close()


def test_served_polls_are_kept_over_a_restart(polled):
    """At least the six of one run, at most both runs'; all polls; and the last report once for each address."""
    store, _, _ = polled
    today = datetime.now(UTC).date()
    sums, reports = store.audience(today - timedelta(days=1), today)
    boats = [one for one in sums if one.family == "Newsboat"]
    assert [(one.readers.high, one.polls, one.rss, one.atom) for one in boats] == [(6, 18, 12, 6)] * 2
    assert {one.channel for one in sums} == {"all"}
    assert sorted(one.readers for one in reports) == [41, 41]


def test_crash_loses_little_and_counts_no_report_twice(tmp_path):
    """What was kept before the process was killed stands, and what a service said since stands in its place."""
    config = make_config(tmp_path)
    store = writer(config)
    take_in(store, article())
    publish(store)
    today = datetime.now(UTC).date()
    for run in range(2):
        served = Served(config, keep_every=0.1)
        for agent in (AGENT, FEEDLY.format(40 + run)):
            requests.get(served.root + "/feeds/all.rss", headers={"User-Agent": agent}, timeout=10)
        until(lambda run=run: len(store.audience(today - timedelta(days=1), today)[0]) == 2 * run + 2)
        served.kill()
    sums, reports = store.audience(today - timedelta(days=1), today)
    closed = {one.family: one for one in close_day(sums, reports, sums[0].day)}
    assert (closed["Newsboat"].readers, closed["Newsboat"].polls) == (Range(1, 2), 2)
    assert (closed["Feedly"].readers, closed["Feedly"].polls) == (Range(41, 41), 2)
    store.close()


def test_neither_address_nor_agent_is_at_rest_anywhere(polled):
    """The database, what lies beside it and all other files hold none of it."""
    _, folder, _ = polled
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "buzzfeed.db" for path in files)
    for path in files:
        data = path.read_bytes()
        assert not [word for word in (b"203.0.113", b"qzagentqz", b"qzserviceqz", b"newsboat/") if word in data], path
