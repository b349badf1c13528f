"""Publishing to a hub of others, on the wire."""

from urllib.parse import parse_qsl

import pytest

from buzzfeed.errors import DeliveryError
from buzzfeed.notify import build_targets
from buzzfeed.testing import Hub, Website

TOPICS = ("https://f.example/feeds/all.rss", "https://f.example/feeds/tag/l%27%C3%A9t%C3%A9.atom?x=1&y")


@pytest.fixture
def target(config, fetch):
    """Give a maker of targets for a hub."""
    return lambda hub, **more: build_targets(config({"type": "websub", "url": hub.url, **more}), fetch)[0]


def test_topics_are_published_in_one_form(target, owed):
    """`hub.mode=publish` and `hub.url` for each topic, encoded; 204 is success."""
    with Hub() as hub:
        answer = target(hub).send(owed(topics=TOPICS))
    assert answer == "204 No Content"
    assert hub.publications == [TOPICS]
    assert hub.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(hub.requests[0].body.decode()) == [("hub.mode", "publish"), *(("hub.url", one) for one in TOPICS)]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(target, owed, status):
    """Hubs thank in many ways."""
    with Hub() as hub:
        hub.status = status
        assert target(hub).send(owed()).startswith(str(status))


def test_a_hub_that_reads_topic_is_told_with_topic(target, owed):
    """One that refuses `hub.url` is asked with `hub.topic`, and from then on at once."""
    with Hub() as hub:
        hub.parameter = "hub.topic"
        told = target(hub)
        assert told.send(owed(topics=TOPICS)) == "204 No Content"
        assert (hub.publications, len(hub.requests)) == ([TOPICS], 2)
        told.send(owed(topics=TOPICS))
        assert len(hub.requests) == 3


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        (400, False),
        (403, False),
        (404, False),
        (410, False),
        (408, True),
        (425, True),
        (429, True),
        (500, True),
        (503, True),
    ],
)
def test_refusals_are_told_apart(target, owed, status, retryable):
    """Ours to mend, or theirs: the error says which."""
    with Hub() as hub:
        hub.status = status
        with pytest.raises(DeliveryError, match=str(status)) as raised:
            target(hub).send(owed())
    assert raised.value.retryable is retryable


@pytest.mark.parametrize(
    ("header", "wait"), [("7", 7.0), ("", None), ("soon", None), ("-3", None), ("99999999999", 86400.0), ("²", None)]
)
def test_retry_after_is_read(target, owed, header, wait):
    """Seconds are taken, a day at most; nonsense is not."""
    with Hub() as hub:
        hub.status, hub.retry_after = 503, header
        with pytest.raises(DeliveryError) as raised:
            target(hub).send(owed())
    assert raised.value.retry_after == wait


def test_retry_after_may_be_a_date(target, owed):
    """A date is read against the hub's own clock."""
    late = {"Retry-After": "Mon, 02 Mar 2026 08:01:30 GMT", "Date": "Mon, 02 Mar 2026 08:00:00 GMT"}
    with Website({"/": (429, late, b"")}) as site, pytest.raises(DeliveryError) as raised:
        target(site).send(owed())
    assert raised.value.retry_after == 90.0


def test_a_hub_that_moved_is_ours_to_mend(target, owed):
    """A redirect is not followed; the answer says where the hub went."""
    with Hub() as hub, Hub() as other:
        hub.redirect = f"{other.url}/"
        with pytest.raises(DeliveryError, match="Temporary Redirect") as raised:
            target(hub).send(owed())
    assert other.requests == []
    assert other.url in raised.value.hint
    assert not raised.value.retryable


def test_what_a_hub_says_is_kept_in_a_line(target, owed):
    """The first words of a plain text answer stand in the error, without control characters."""
    said = b"no such topic\r\n\x1b[31mhere " + b"x" * 500
    site = Website({"/": (404, {"Content-Type": "text/plain"}, said)})
    with site, pytest.raises(DeliveryError, match="404 Not Found: no such topic") as raised:
        target(site).send(owed())
    assert "\x1b" not in str(raised.value)
    assert len(raised.value.cause) < 200


def test_no_answer_is_tried_again(target, owed):
    """A dropped connection, a silent hub and a closed port are retryable."""
    with Hub() as hub:
        hub.down = True
        with pytest.raises(DeliveryError, match="without an answer") as dropped:
            target(hub).send(owed())
        hub.down, hub.slow = False, 5.0
        with pytest.raises(DeliveryError, match=r"within 0\.1 s") as silent:
            target(hub, timeout=0.1).send(owed())
    with pytest.raises(DeliveryError, match="refused") as closed:
        target(hub).send(owed())
    assert [error.value.retryable for error in (dropped, silent, closed)] == [True, True, True]


def test_waiting_deliveries_merge_into_full_requests(target, owed, seconds):
    """Each topic once, in order, `batch` in a request; each request names the deliveries that need it."""
    with Hub() as hub:
        told = target(hub, batch=3)
    due = [
        owed("d1", topics=("t1", "t2"), articles=("a1",)),
        owed("d2", topics=("t2", "t3", "t4"), articles=("a2", "a1")),
        owed("d3", topics=("t1",), articles=("a3",)),
    ]
    first, second = told.merge(due)
    assert (first.request.payload, first.covers) == ({"topics": ("t1", "t2", "t3")}, ("d1", "d3", "d2"))
    assert (second.request.payload, second.covers) == ({"topics": ("t4",)}, ("d2",))
    assert (first.request.id, set(first.request.articles)) == ("d1", {"a1", "a2", "a3"})
    assert told.merge([]) == ()
