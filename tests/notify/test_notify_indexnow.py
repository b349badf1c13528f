"""Submitting addresses to search engines, on the wire, once the key is visible."""

import json

import pytest

from buzzfeed.errors import DeliveryError, NotReadyError
from buzzfeed.notify import build_targets
from buzzfeed.notify import indexnow as indexnow_module
from buzzfeed.testing import IndexNowEndpoint, Website

KEY = "0123456789abcdef"


@pytest.fixture
def endpoint():
    """Give a running endpoint."""
    with IndexNowEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def site():
    """Give the host of the articles, with the key in its place."""
    with Website({f"/{KEY}.txt": f"{KEY}\n"}) as site:
        yield site


@pytest.fixture
def target(config, fetch, endpoint, site):
    """Give a maker of targets."""

    def make(url=None, feeds_url="https://feeds.example", **more):
        announce = {"type": "indexnow", "url": endpoint.endpoint, "key": KEY, **more}
        return build_targets(config(announce, url=url or site.url, feeds_url=feeds_url), fetch)[0]

    return make


def test_addresses_are_submitted_as_one_list(target, endpoint, site, owed):
    """Host, key and list; the key's place is left out where it is the ordinary one."""
    urls = [f"{site.url}/2026/a?x=1&y=é", f"{site.url}/b"]
    assert target().send(owed(urls=urls)) == "200 OK"
    assert endpoint.submissions == [{"host": f"127.0.0.1:{site.port}", "key": KEY, "urlList": urls}]
    assert endpoint.requests[-1].headers["content-type"] == "application/json; charset=utf-8"


def test_accepted_is_success(target, endpoint, site, owed):
    """202 means that the key is still being checked."""
    endpoint.accepted = 202
    assert target().send(owed(urls=[f"{site.url}/a"])) == "202 Accepted"


@pytest.mark.parametrize(
    ("status", "retryable"), [(400, False), (403, False), (422, False), (429, True), (500, True), (503, True)]
)
def test_refusals_are_told_apart(target, endpoint, site, owed, status, retryable):
    """What is ours to mend is not tried again; the rest is, when the endpoint says."""
    endpoint.status, endpoint.retry_after = status, "120"
    with pytest.raises(DeliveryError, match=str(status)) as raised:
        target().send(owed(urls=[f"{site.url}/a"]))
    assert raised.value.retryable is retryable
    assert raised.value.retry_after == (120.0 if retryable else None)


@pytest.mark.parametrize(
    "page", [None, b"another key", b"", (500, {}, KEY.encode()), (200, {}, b"<html>" + KEY.encode()), b"x" * 20_000]
)
def test_nothing_is_submitted_before_the_key_is_visible(target, endpoint, site, owed, page):
    """Absent, wrong or wrapped: it waits, and says for what."""
    told, delivery = target(), owed(urls=[f"{site.url}/a"])
    site.pages.pop(f"/{KEY}.txt")
    if page is not None:
        site.pages[f"/{KEY}.txt"] = page
    with pytest.raises(NotReadyError, match="key") as raised:
        told.send(delivery)
    assert raised.value.subject == f"{site.url}/{KEY}.txt"
    assert endpoint.requests == []
    site.pages[f"/{KEY}.txt"] = KEY
    assert told.send(delivery) == "200 OK"


def test_a_host_that_is_down_is_not_ready(target, endpoint, site, owed):
    """A key that cannot be looked at is not visible."""
    site.down = True
    with pytest.raises(NotReadyError, match="cannot be looked at"):
        target().send(owed(urls=[f"{site.url}/a"]))
    assert endpoint.requests == []


def test_a_key_that_was_seen_is_believed_for_a_while(target, endpoint, site, owed, monkeypatch):
    """It is looked for once an hour, and anew after a 403."""
    told, delivery = target(), owed(urls=[f"{site.url}/a"])
    told.send(delivery)
    told.send(delivery)
    assert site.hits(f"/{KEY}.txt") == 1
    endpoint.status = 403
    with pytest.raises(DeliveryError):
        told.send(delivery)
    endpoint.status = None
    told.send(delivery)
    assert site.hits(f"/{KEY}.txt") == 2
    monkeypatch.setattr(indexnow_module, "_SEEN_FOR", -1.0)
    fresh = target()
    fresh.send(delivery)
    fresh.send(delivery)
    assert site.hits(f"/{KEY}.txt") == 4


def test_a_place_of_ones_own_is_named(target, endpoint, site, owed):
    """`key_location` is looked at and told."""
    site.pages = {"/keys/mine.txt": KEY}
    place = f"{site.url}/keys/mine.txt"
    target(key_location=place).send(owed(urls=[f"{site.url}/keys/a"]))
    assert endpoint.submissions[0]["keyLocation"] == place


def test_below_a_prefix_the_key_stands_below_it_too(target, endpoint, site, owed):
    """Our own pages under a path prefix are spoken for by the key that we serve there."""
    site.pages = {f"/flux/{KEY}.txt": KEY}
    target(url="https://news.example", feeds_url=f"{site.url}/flux").send(owed(urls=[f"{site.url}/flux/a/page"]))
    assert endpoint.submissions[0]["keyLocation"] == f"{site.url}/flux/{KEY}.txt"


def test_waiting_addresses_merge_by_host(target, site, owed, monkeypatch):
    """One list for each host, each address once, no list over the protocol's limit."""
    monkeypatch.setattr(indexnow_module, "MOST", 3)
    due = [
        owed("d1", urls=["https://a.example/1"]),
        owed("d2", urls=["https://b.example/1"]),
        owed("d3", urls=["https://a.example/1", "https://a.example/2"]),
        owed("d4", urls=["https://a.example/3", "https://a.example/4"]),
    ]
    first, second, third = target().merge(due)
    assert first.request.payload["urls"] == tuple(f"https://a.example/{number}" for number in (1, 2, 3))
    assert first.covers == ("d1", "d3", "d4")
    assert (second.request.payload["urls"], second.covers) == (("https://a.example/4",), ("d4",))
    assert third.covers == ("d2",)


def test_the_body_is_json_in_utf_8(target, endpoint, site, owed):
    """Addresses are not escaped, and odd ones do not break the request."""
    target().send(owed(urls=[f"{site.url}/é", f"{site.url}/\ud800"]))
    assert "é" in endpoint.requests[-1].body.decode()
    assert len(json.loads(endpoint.requests[-1].body)["urlList"]) == 2
