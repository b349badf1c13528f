"""The canary's rules: who is asked, what is confirmed by which push, and how a hub is judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import FetchError
from buzzfeed.model import Canary, CanaryMeasure, CanaryPush, CanaryState, Delivery, DeliveryState
from buzzfeed.model.canaries import health, ids_in
from buzzfeed.notify.canary import Listener, matched
from buzzfeed.notify.subscribing import AGAIN, is_private
from buzzfeed.ports import Response
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOPIC = "https://n.example/feeds/all.atom"
LIVE = Canary(
    *("https://h.example/", TOPIC, TOPIC, "d", "s", NOW),
    target="h",
    type="websub",
    begun=NOW,
    expires=NOW + timedelta(9),
)
WAIT = timedelta(minutes=15)


def at(seconds):
    """Return a moment."""
    return NOW + timedelta(seconds=seconds)


def told(**changes):
    """Return a delivery that was sent ten seconds in."""
    payload = {"topics": (TOPIC,)}
    one = Delivery("x", "h", "websub", payload, ("a", "b"), at(1), at(1), DeliveryState.SENT, updated=at(10))
    return replace(one, **changes)


def pushed(seconds, *ids, target="h"):
    """Return a push."""
    return CanaryPush(target, "websub", f"{seconds}", at(seconds), ids)


def test_push_confirms_what_was_owed_before_it():
    """The first push of the same hub that came after the publication and holds one of its articles counts."""
    pushes = (pushed(0, "a"), pushed(11, "c"), pushed(12, "a", target="other"), pushed(14, "b"), pushed(20, "a"))
    (one,) = matched([told()], pushes, {("h", "websub"): LIVE})
    assert one == CanaryMeasure("h", "websub", "x", at(10), at(14))
    assert one.seconds == 4


@pytest.mark.parametrize(
    ("delivery", "canary"),
    [
        (told(), replace(LIVE, begun=at(11))),
        (told(), replace(LIVE, begun=None)),
        (told(payload={"topics": ("https://n.example/feeds/tag/x.atom",)}), LIVE),
        (told(target="other"), LIVE),
    ],
)
def test_what_nobody_could_hear_is_not_measured(delivery, canary):
    """A hub told before the subscription stood, or of another feed, is not judged by that."""
    assert matched([delivery], (pushed(14, "a"),), {("h", "websub"): canary}) == ()


def measures(*pushes):
    """Return what was measured, the latest first: seconds until the push, or nothing."""
    found = [
        CanaryMeasure("h", "websub", f"{n}", at(n * 100), None if one is None else at(n * 100 + one))
        for n, one in enumerate(reversed(pushes))
    ]
    return found[::-1]


@pytest.mark.parametrize(
    ("canary", "known", "state", "seconds"),
    [
        (LIVE, measures(), CanaryState.UNKNOWN, None),
        (LIVE, measures(2, 9, 4), CanaryState.PUSHES, 4),
        (LIVE, measures(None, None), CanaryState.SILENT, None),
        (LIVE, measures(None, None, None, 3), CanaryState.SILENT, 3),
        (LIVE, measures(None, 3), CanaryState.PUSHES, 3),
        (replace(LIVE, expires=None, attempts=1), measures(), CanaryState.UNVERIFIED, None),
        (replace(LIVE, expires=None), measures(), CanaryState.UNKNOWN, None),
    ],
)
def test_hub_is_judged_by_the_last_publications(canary, known, state, seconds):
    """Pushes, silence and a subscription that was never verified are told apart, with the median."""
    found = health(canary, known, WAIT, at(5000))
    assert (found.state, found.seconds) == (state, seconds)


def test_push_that_may_still_come_is_not_missed():
    """Within the wait nothing is said; forged pushes are named where they came instead."""
    assert health(LIVE, measures(None), WAIT, at(60)).state is CanaryState.UNKNOWN
    forged = health(replace(LIVE, forged=at(30)), measures(None), WAIT, at(1000))
    assert (forged.state, "wrong signature" in forged.text) == (CanaryState.SILENT, True)


@given(st.binary(max_size=2000))
def test_ids_are_read_from_anything(junk):
    """Whatever is pushed, reading it raises nothing and gives whole ids."""
    assert all(ids_in(b"<id>a&amp;b</id>" + junk + b'<guid isPermaLink="false"><![CDATA[c]]></guid>'))
    assert ids_in(b"<id> a&amp;b </id><at:deleted-entry when='x' ref=\"t\"/>") == ("a&b", "t")


def test_ids_are_bounded_and_read_in_linear_time():
    """A push made to be slow to read is not."""
    assert len(ids_in(b"".join(b"<id>%d</id>" % n for n in range(5000)))) == 1000
    assert ids_in(b"<id>" + b" " * 1_000_000 + b"<id " * 100_000 + b"<deleted-entry " * 50_000) == ()


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]/", True),
        ("http://192.168.1.2", True),
        ("http://localhost:1", True),
        ("http://nas.local/x", True),
        ("https://n.example/flux", False),
        ("http://8.8.8.8", False),
    ],
)
def test_private_addresses_are_told_apart(url, private):
    """What names this machine or a private network is known without asking anybody."""
    assert is_private(url) is private


class Memory:
    """A store that remembers what is asked, and a network that answers as it is told."""

    def __init__(self, config):
        """Remember nothing."""
        self.config, self.known, self.asked, self.status = config, {}, [], 202

    def canaries(self):
        """Return what there is."""
        return tuple(self.known.values())

    def keep_canaries(self, canaries):
        """Have these."""
        self.known = {one.digest: one for one in canaries}

    def own_asked(self, canary):
        """Keep it."""
        self.known[canary.digest] = canary

    def own_failed(self, canary):
        """Keep the words."""
        self.known[canary.digest] = replace(self.known[canary.digest], words=canary.words)

    def post(self, url, body, **_options):
        """Answer a hub's answer."""
        self.asked.append((url, {name: value[0] for name, value in parse_qs(body.decode()).items()}))
        if not self.status:
            raise FetchError(url, "no answer", retryable=True)
        return Response(self.status, url, {"content-type": "text/plain"}, body)


@pytest.fixture
def listener(config):
    """Give a listener at our own hub and another's, with its memory and clock."""
    config = config({"type": "websub", "url": "https://h.example/"})
    memory, clock = Memory(config), FakeClock(NOW)
    return Listener(config, memory, memory, clock), memory, clock


def test_hubs_are_asked_once_and_again_with_growing_distance(listener):
    """Each hub is asked at its own callback; in vain, it is asked again later and later; its words show no token."""
    ear, memory, clock = listener
    memory.status = 500
    assert ear.ask() == 2
    assert ear.ask() == 0
    callbacks = {form["hub.callback"] for _, form in memory.asked}
    assert len(callbacks) == 2
    assert all(len(one.rpartition("/")[2]) == 43 for one in callbacks)
    assert all(form["hub.mode"] == "subscribe" and len(form["hub.secret"]) == 43 for _, form in memory.asked)
    for wait in AGAIN:
        clock.advance(wait - 1)
        assert ear.ask() == 0
        clock.advance(1)
        assert ear.ask() == 2
    known = memory.canaries()
    assert not any(one.secret in one.words or one.callback.rpartition("/")[2] in one.words for one in known)
    again = Listener(memory.config, memory, memory, clock)
    clock.advance(61)
    assert again.ask() == 2
    assert {form["hub.callback"] for _, form in memory.asked} == callbacks


def test_standing_subscription_is_not_asked_for_again_at_a_start(listener):
    """A restart leaves what stands alone; what is not configured any more is dropped."""
    ear, memory, clock = listener
    ear.ask()
    clock.advance(3600)
    later = clock.now() + timedelta(days=1)
    memory.known = {key: replace(one, expires=later, due=later) for key, one in memory.known.items()}
    assert Listener(memory.config, memory, memory, clock).ask() == 0
    off = memory.config.model_copy(update={"proof": memory.config.proof.model_copy(update={"canary": False})})
    assert Listener(off, memory, memory, clock).ask() == 0
    assert memory.known == {}


def test_newcomer_bothers_nobody(config):
    """From this very machine no hub in the world is asked for anything."""
    config = config({"type": "websub", "url": "https://h.example/"}, feeds_url="http://127.0.0.1:8000")
    memory = Memory(config)
    Listener(config, memory, memory, FakeClock(NOW)).ask()
    assert [url for url, _ in memory.asked] == ["http://127.0.0.1:8000/hub"]
