"""Asking callbacks: what confirms, what does not, what is asked again, and where nobody is called at all."""

from datetime import timedelta

import pytest

from buzzfeed.config import HubSettings, NetSettings
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Asking, Request, Settled, Speech, Taken, Topic
from buzzfeed.net import Net
from buzzfeed.notify.hub.retrying import ASKED_AGAIN, DELAYS, next_question, next_try
from buzzfeed.notify.hub.verifying import Verifier
from buzzfeed.testing import Answer, CountingListener, FakeClock, Website

TOPIC = Topic(ChannelKey(ChannelKind.ALL), Format.RSS)


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


def settle(url, clock, *, crowded="", allow=("127.0.0.0/8",), **changes):
    """Have a request for a callback at ``url`` settled."""
    values = {"speech": Speech.WEBSUB, "asking": Asking.SUBSCRIBE, "lease": 600, "created": clock.now(), **changes}
    request = Request(topic=TOPIC, address="https://feeds.example/all.rss", callback=url, host="h", **values)
    with Net(NetSettings(allow=allow)) as net:
        return Verifier(HubSettings(timeout=2.0), net, clock).settle(Taken(request, crowded))


def echo(request):
    """Answer with the challenge."""
    fields = dict(part.split("=", 1) for part in request.query.split("&"))
    return Answer(200, {}, fields["hub.challenge"].encode())


def test_just_the_challenge_confirms(clock):
    """The challenge and nothing else confirms, until the end of the lease."""
    with Website({"/": echo}) as site:
        settled = settle(f"{site.url}/", clock)
    assert settled.outcome is Settled.VERIFIED
    assert settled.expires == clock.now() + timedelta(seconds=600)
    assert "hub.lease_seconds=600" in site.requests[0].query


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (b"%s", Settled.VERIFIED),
        (b"\n %s\r\n", Settled.VERIFIED),
        (b"<link rel=canonical href='/?q=&challenge=%s'>", Settled.REFUSED),
        (b"url=x&challenge=%s", Settled.REFUSED),
        (b"%s %s", Settled.REFUSED),
    ],
)
def test_rsscloud_is_confirmed_by_the_challenge_and_not_by_a_page_that_repeats_it(clock, page, outcome):
    """White space around the challenge is let pass; a search page that shows what it was asked is no consent."""

    def answer(request):
        return Answer(200, {}, page.replace(b"%s", request.query.rpartition("challenge=")[2].encode()))

    with Website({"/search": answer}) as site:
        assert settle(f"{site.url}/search?q=", clock, speech=Speech.RSSCLOUD).outcome is outcome


@pytest.mark.parametrize("status", [200, 204, 302, 400, 404, 410])
def test_anything_else_refuses(clock, status):
    """An answer without the challenge, a redirect and every 4xx refuse; no redirect is followed."""
    headers = {"Location": "/elsewhere"} if status == 302 else {}
    with Website({"/": (status, headers, b"" if status == 204 else b"no")}) as site:
        assert settle(f"{site.url}/", clock).outcome is Settled.REFUSED
    assert len(site.requests) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_who_cannot_answer_now_is_asked_twice_more(clock, status):
    """A fault of its server is no refusal: it is asked again after a while, and given up after the third time."""
    with Website({"/": (status, {}, b"")}) as site:
        first = settle(f"{site.url}/", clock)
        assert (first.outcome, first.due) == (Settled.AGAIN, clock.now() + timedelta(seconds=ASKED_AGAIN[0]))
        assert settle(f"{site.url}/", clock, attempts=2).outcome is Settled.REFUSED


def test_private_address_is_never_called(clock):
    """A callback on a private address is refused without a connection, however it is spelt and whatever is asked."""
    with CountingListener() as listener:
        for host in ("127.0.0.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]"):
            url = f"http://{host}:{listener.port}/"
            assert settle(url, clock, allow=()).outcome is Settled.REFUSED
            assert settle(url, clock, allow=(), echo=False).outcome is Settled.REFUSED
            assert settle(url, clock, allow=(), crowded="full").outcome is Settled.DENIED
        assert listener.connections == 0


def test_crowded_hub_denies_with_its_reason(clock):
    """Where there is no room, the callback is told so, and not asked."""
    with Website({"/": (200, {}, b"")}) as site:
        assert settle(f"{site.url}/?a=1", clock, crowded="full up").outcome is Settled.DENIED
    query = site.requests[0].query
    assert query.startswith("a=1&hub.mode=denied&")
    assert "hub.reason=full+up" in query
    assert "challenge" not in query


def test_retries_follow_the_schedule_jittered_and_end():
    """Each delay is the schedule's, a tenth longer or shorter, differs between subscribers, and ends."""
    now = FakeClock().now()
    for failed, delay in enumerate(DELAYS, 1):
        waits = {(next_try(f"s{number}", failed, now) - now).total_seconds() for number in range(50)}
        assert all(0.9 * delay <= wait <= 1.1 * delay + 1 for wait in waits)
        assert failed == 1 or len(waits) > 5
    assert next_try("s", len(DELAYS) + 1, now) is None
    assert next_try("s", 1, now, retry_after=900.0) == now + timedelta(seconds=900)
    assert next_question(len(ASKED_AGAIN) + 1, now) is None
