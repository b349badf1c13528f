"""Politeness: one request at a time for each host, pauses, back-off, and what a host asks for itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from buzzfeed.config import NetSettings
from buzzfeed.errors import AddressError, FetchError, RestError
from buzzfeed.net import Net, Polite, Rest, politeness, resting
from buzzfeed.testing import FakeClock, Website
from buzzfeed.testing.server import Answer

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
Making = Callable[..., Polite]


class Notes:
    """A notebook in memory."""

    def __init__(self) -> None:
        """Begin with an empty one."""
        self.facts: dict[str, str] = {}

    def setting(self, name: str) -> str | None:
        """Return a fact."""
        return self.facts.get(name)

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a fact."""
        self.facts[name] = value

    def settings_from(self, prefix: str) -> dict[str, str]:
        """Return the facts whose names begin so."""
        return {name: value for name, value in self.facts.items() if name.startswith(prefix)}

    def drop_setting(self, name: str) -> None:
        """Forget a fact."""
        self.facts.pop(name, None)


@pytest.fixture
def site() -> Iterator[Website]:
    """Serve one page."""
    with Website({"/": b"here", "/other": b"there"}) as running:
        yield running


@pytest.fixture
def making() -> Iterator[Making]:
    """Return what makes a polite way out over a real one, whose chance always says the longest."""
    with Net(NetSettings(timeout=2.0, allow=("127.0.0.0/8",))) as net:

        def make(clock: FakeClock, pace: float = 1.0, patience: float = 5.0, **more: object) -> Polite:
            return Polite(net, clock, pace, patience=patience, **{"chance": lambda: 1.0, **more})  # type: ignore[arg-type]

        yield make


def test_two_requests_to_one_host_are_kept_apart(site: Website, making: Making) -> None:
    """The second one waits for the pace, one to another host does not; an hour later nothing is waited for."""
    clock = FakeClock(START)
    way = making(clock, 2.5)
    way.get(site.url + "/")
    way.get(site.url + "/other")
    assert clock.sleeps == [2.5]
    with Website({"/": b""}) as other:
        way.get(other.url + "/")
    assert clock.sleeps == [2.5]
    clock.advance(3600)
    way.post(site.url + "/", b"x", content_type="text/plain")
    assert clock.sleeps == [2.5]


def test_a_crawl_delay_is_kept_within_its_bound(site: Website, making: Making) -> None:
    """The longer of both pauses holds; a minute is the most; one that is longer than we wait is refused unsent."""
    clock = FakeClock(START)
    way = making(clock, 1.0, patience=100.0)
    way.keep_apart(site.url, 7.0)
    way.get(site.url + "/")
    way.get(site.url + "/")
    way.keep_apart(site.url, 100_000.0)
    way.get(site.url + "/")
    way.get(site.url + "/")
    assert clock.sleeps == [7.0, 60.0, 60.0], "a longer one holds from now on"
    hasty = making(clock, 1.0, patience=5.0)
    hasty.keep_apart(site.url, 30.0)
    hasty.get(site.url + "/")
    with pytest.raises(RestError) as refused:
        hasty.get(site.url + "/")
    assert (refused.value.seconds, refused.value.troubled) == (30.0, False)
    assert site.hits("/") == 5


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_fails_is_left_alone_ever_longer(site: Website, making: Making, status: int) -> None:
    """Two, four, eight … seconds; what would have to wait longer than we do is refused unsent, and says until when."""
    clock = FakeClock(START)
    way = making(clock)
    site.status = status
    for _ in range(3):
        assert way.get(site.url + "/").status == status
    assert clock.sleeps == [2.0, 4.0]
    with pytest.raises(RestError, match=r"asked again from 2026-03-02 08:00:14 UTC") as refused:
        way.get(site.url + "/other")
    assert refused.value.troubled
    assert refused.value.seconds == 8.0
    assert site.requests[-1].path == "/", "what is refused is not sent"
    clock.advance(8)
    site.status = None
    assert way.get(site.url + "/").status == 200
    way.get(site.url + "/")
    assert clock.sleeps == [2.0, 4.0, 1.0], "a success ends it"


def test_back_offs_are_bounded_and_differ(site: Website, making: Making) -> None:
    """After a hundred failures it is an hour; chance takes off half of it at most."""
    site.status = 503
    for chance, longest in ((0.0, 1800.0), (1.0, 3600.0)):
        clock = FakeClock(START)
        way = making(clock, patience=1e9, chance=lambda chance=chance: chance)
        for _ in range(40):
            way.get(site.url + "/")
        assert clock.sleeps[-1] == longest
        assert clock.sleeps[0] == 1.0 + chance


def test_a_network_that_fails_backs_off_and_an_address_that_is_refused_does_not(making: Making) -> None:
    """Whoever refuses the connection is asked later; an address that may not be asked for says nothing of its host."""
    with Website() as gone:
        url = gone.url
    clock = FakeClock(START)
    way = making(clock)
    with pytest.raises(FetchError):
        way.get(url)
    with pytest.raises(FetchError):
        way.get(url)
    assert clock.sleeps == [2.0]
    for _ in range(4):
        with pytest.raises(AddressError):
            way.get("http://10.1.2.3/")
    assert clock.sleeps == [2.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120.0),
        (format_datetime(START + timedelta(minutes=3), usegmt=True), 180.0),
        ("99999999", 86400.0),
        (format_datetime(START - timedelta(days=1), usegmt=True), 2.0),
        ("soon", 2.0),
        ("-5", 2.0),
        ("", 2.0),
    ],
)
def test_retry_after_is_kept_over_a_restart(site: Website, making: Making, asked: str, seconds: float) -> None:
    """Seconds and dates are honoured, a day at most; a later process knows of it, and asks when it is over."""
    clock, notes = FakeClock(START), Notes()
    site.status, site.retry_after = 503, asked
    making(clock, patience=0.5, notes=notes).get(site.url + "/")
    site.status = None
    later = making(clock, patience=0.5, notes=notes)
    with pytest.raises(RestError) as refused:
        later.get(site.url + "/")
    assert refused.value.seconds == seconds
    clock.advance(seconds)
    assert later.get(site.url + "/").status == 200
    clock.advance(2)
    assert making(clock, patience=0.5, notes=notes).get(site.url + "/").status == 200
    assert site.hits("/") == 3


def test_broken_notes_and_a_clock_set_back_lock_nobody_out(site: Website, making: Making) -> None:
    """What cannot be read is no note; nor is a time more than a day ahead, which only a wrong clock can have said."""
    clock, notes = FakeClock(START), Notes()
    host = site.url.removeprefix("http://")
    for text in ("{", "[]", '{"until": "x", "failures": 1}', '{"until": "2026-03-02T08:00:00", "failures": "y"}'):
        notes.facts[f"left-alone:{host}"] = text
        assert making(clock, notes=notes).get(site.url + "/").status == 200
    for ahead in ("2999-01-01T00:00:00+00:00", "2026-03-03T08:10:00+00:00"):
        notes.facts[f"left-alone:{host}"] = json.dumps({"until": ahead, "failures": 3, "alone": {"x": [ahead, "/"]}})
        assert making(clock, notes=notes).get(site.url + "/").status == 200


def test_a_wrong_clock_mutes_nobody(site: Website, making: Making) -> None:
    """What a host asked for while the clock stood in 2036 is nothing once it is set right, in this process and later"""
    clock, notes = FakeClock(datetime(2036, 3, 2, 8, 0, tzinfo=UTC)), Notes()
    way = making(clock, notes=notes)
    site.pages["/robots.txt"] = (503, {"Retry-After": "3600"}, b"")
    way.get(site.url + "/robots.txt")
    with pytest.raises(RestError):
        way.get(site.url + "/")
    clock.set(START)
    assert way.get(site.url + "/").status == 200
    assert making(clock, notes=notes).get(site.url + "/").status == 200


YEAR = (503, {"Retry-After": "31536000"}, b"")


def test_one_page_speaks_for_itself_alone(site: Website, making: Making) -> None:
    """It rests for a day, over restarts; its host is asked on after the usual back-off"""
    clock, notes = FakeClock(START), Notes()
    site.pages["/bad"] = YEAR
    way = making(clock, notes=notes)
    way.get(site.url + "/bad?secret=1")
    assert way.get(site.url + "/").status == 200
    assert clock.sleeps == [2.0]
    assert "secret" not in str(notes.facts)
    for one in (way, making(clock, notes=notes)):
        with pytest.raises(RestError, match="2026-03-03 08:00:00") as refused:
            one.get(site.url + "/bad?secret=1")
        assert (refused.value.alone, refused.value.subject) == (True, site.url + "/bad")
        assert one.get(site.url + "/other").status == 200
    (rest,) = resting(notes.facts, clock.now())
    assert rest.path == "/bad"
    clock.advance(86400)
    site.pages["/bad"] = b"well"
    assert way.get(site.url + "/bad?secret=1").status == 200
    assert notes.facts == {}


def test_robots_txt_and_several_pages_in_a_row_speak_for_their_host(site: Website, making: Making) -> None:
    """Of several, the shortest rest counts; a good answer between begins anew; too many requests are minutes"""
    site.pages["/robots.txt"] = YEAR
    way = making(FakeClock(START))
    way.get(site.url + "/robots.txt")
    with pytest.raises(RestError) as refused:
        way.get(site.url + "/")
    assert (refused.value.seconds, refused.value.alone) == (86400.0, False)
    for number in range(3):
        site.pages[f"/{number}"] = (503, {"Retry-After": f"{7200 - number}"}, b"")
    way = making(FakeClock(START), 0.0)
    for path in ("/0", "/1", "/", "/2"):
        way.get(site.url + path)
    assert way.get(site.url + "/").status == 200, "no three in a row"
    way = making(FakeClock(START), 0.0)
    for path in ("/0", "/1", "/2"):
        way.get(site.url + path)
    with pytest.raises(RestError) as refused:
        way.get(site.url + "/")
    assert refused.value.seconds == 7198.0
    site.pages["/many"] = (429, {"Retry-After": "86400"}, b"")
    way = making(FakeClock(START), 0.0)
    way.get(site.url + "/many")
    with pytest.raises(RestError) as refused:
        way.get(site.url + "/")
    assert refused.value.seconds == 300.0


def test_who_asks_by_hand_is_not_kept_waiting_by_what_was_noted(site: Website, making: Making) -> None:
    """What rests is told, and asked; a rest that is asked for anew holds again"""
    clock, notes = FakeClock(START), Notes()
    site.pages["/robots.txt"] = site.pages["/bad"] = YEAR
    before = making(clock, notes=notes)
    before.get(site.url + "/bad")
    before.get(site.url + "/robots.txt")
    told: list[Rest] = []
    way = making(clock, notes=notes, overridden=told.append)
    assert way.get(site.url + "/").status == 200
    assert [one.path for one in told] == ["", "/bad"]
    assert "Retry-After" in told[0].why
    way.get(site.url + "/bad")
    with pytest.raises(RestError):
        way.get(site.url + "/bad")


def test_what_is_known_of_hosts_is_bounded(site: Website, making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content names hosts without end: old ones are forgotten, their notes too once nothing rested for a day"""
    monkeypatch.setattr(politeness, "MOST_HOSTS", 3)
    clock, notes = FakeClock(START), Notes()
    old, new = START - timedelta(days=1, minutes=1), START - timedelta(hours=23)
    notes.facts = {
        "left-alone:old.example": json.dumps({"until": old.isoformat(), "failures": 9}),
        "left-alone:empty.example": "",
        "left-alone:new.example": json.dumps({"until": new.isoformat(), "failures": 9}),
        "other": "stays",
    }
    way = making(clock, notes=notes)
    for number in range(10):
        with pytest.raises(AddressError):
            way.get(f"http://10.1.2.{number}/")
        way.get(site.url + "/")
    assert notes.facts.keys() == {"left-alone:new.example", "other"}
    assert len(way._hosts) == 3
    assert len(clock.sleeps) == 9, "who is asked is kept in mind"


def test_without_a_pace_only_what_a_host_asks_for_is_waited_for(site: Website, making: Making) -> None:
    """``pace = 0`` is for one's own servers and for tests."""
    clock = FakeClock(START)
    way = making(clock, 0.0)
    site.status = 500
    for _ in range(5):
        way.get(site.url + "/")
    assert clock.sleeps == []
    site.retry_after = "3"
    way.get(site.url + "/")
    way.get(site.url + "/")
    assert clock.sleeps == [3.0]


def test_one_host_is_asked_for_one_thing_at_a_time(making: Making) -> None:
    """Several threads take turns at one host; who would have to wait too long is told so; another host is free."""
    at_once, most, gate, lock = [0], [0], threading.Event(), threading.Lock()

    def busy(_: object) -> Answer:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        gate.wait(5)
        with lock:
            at_once[0] -= 1
        return Answer(200)

    with Website({"/busy": busy}) as site, Website({"/": b""}) as free:
        way = making(FakeClock(START), 0.0, patience=10.0)
        asking = [threading.Thread(target=way.get, args=(site.url + "/busy",)) for _ in range(3)]
        for thread in asking:
            thread.start()
        assert way.get(free.url + "/").status == 200
        gate.set()
        for thread in asking:
            thread.join(20)
        assert (len(site.requests), most[0]) == (3, 1)
        gate.clear()
        hasty = making(FakeClock(START), 0.0, patience=0.2)
        holding = threading.Thread(target=hasty.get, args=(site.url + "/busy",))
        holding.start()
        while len(site.requests) < 4:
            threading.Event().wait(0.01)
        with pytest.raises(RestError, match="something else"):
            hasty.get(site.url + "/busy")
        gate.set()
        holding.join(20)


def test_a_stop_while_waiting_sends_nothing(site: Website, making: Making) -> None:
    """Where the clock wakes early, since the process is to stop, the request is not made."""

    class Stopping(FakeClock):
        def sleep(self, seconds: float) -> None:
            self.sleeps.append(seconds)

    way = making(Stopping(START))
    way.get(site.url + "/")
    with pytest.raises(RestError, match="stops"):
        way.get(site.url + "/")
    assert site.hits("/") == 1


def test_the_user_agent_is_the_honest_one(site: Website) -> None:
    """Who asks says who it is, and how to reach whoever runs it."""
    with Net(NetSettings(allow=("127.0.0.0/8",)), contact="web@lefanal.example") as net:
        Polite(net, FakeClock(START), 0.0).get(site.url + "/")
    assert site.requests[-1].headers["user-agent"].startswith("buzzfeed/")
    assert site.requests[-1].headers["user-agent"].endswith("(+web@lefanal.example)")


def test_a_redirect_counts_for_the_host_that_it_leads_to(site: Website, making: Making) -> None:
    """That one's pace is kept, its failure is its own, no credential goes along; on one host nothing is waited for."""
    clock = FakeClock(START)
    way = making(clock, 2.0)
    with Website({"/": b"fin", "/other": b""}) as there:
        site.redirect("/feed", there.url + "/", 301)
        site.redirect("/twice", "/other")
        way.get(there.url + "/other")
        answer = way.get(site.url + "/feed", headers={"Authorization": "Bearer a", "If-None-Match": '"1"'})
        assert (answer.body, answer.url) == (b"fin", there.url + "/")
        assert clock.sleeps == [2.0], "it was asked just now"
        assert "authorization" not in there.requests[-1].headers
        assert "if-none-match" in there.requests[-1].headers
        clock.advance(60)
        assert way.get(site.url + "/twice").body == b"there"
        assert clock.sleeps == [2.0]
        there.status = 503
        clock.advance(60)
        for _ in range(2):
            assert way.get(site.url + "/feed").status == 503
        with pytest.raises(RestError, match=there.url.partition("//")[2]):
            way.get(site.url + "/feed")
        clock.advance(2)
        assert way.get(site.url + "/").status == 200, "who only points there did not fail"
        site.redirect("/ring", "/ring")
        with pytest.raises(FetchError, match="more than 5 redirects"):
            making(FakeClock(START)).get(site.url + "/ring")
