"""Purging: each service is asked in its own way, and one that does not do it is asked again."""

from __future__ import annotations

import json

import pytest

from buzzfeed.config import Config
from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.notify import Dispatcher, Published, build_targets, proof
from buzzfeed.testing import Answer, Cdn

ALL = ChannelKey(ChannelKind.ALL)
IA = ChannelKey(ChannelKind.TAG, "ia")
CHANGED = Published(channels=(IA, ALL), articles=("a1",), slugs=("le-quai",))


@pytest.fixture
def cdn():
    """Run a CDN that stands before nothing."""
    with Cdn() as running:
        yield running


@pytest.fixture
def behind(config, cdn):
    """Give a maker of configs with that CDN, announcing at once."""

    def make(kind="cloudflare", **settings):
        table = {"type": kind, "token": "s3cret", **settings}
        if kind == "webhook":
            table["url"] = f"{cdn.url}/hook"
        else:
            table |= {"api": f"{cdn.url}/client/v4" if kind == "cloudflare" else cdn.url}
            table |= {"zone": "z1"} if kind == "cloudflare" else {"service": "s1"}
        plain = config({"type": "websub", "url": cdn.url}).model_dump()
        return Config.model_validate({**plain, "cdn": table, "proof": {"wait": 0}})

    return make


def purge(settings, outbox, fetch, clock):
    """Have a publication owe a purge, and send it."""
    targets = build_targets(settings, fetch)
    owed = proof(CHANGED, (), settings, targets, clock.now()).deliveries
    outbox.owe(*owed)
    Dispatcher(outbox, targets, clock).drain()
    return [outbox[one.id] for one in owed]


KEYS = ["bf-tag-ia", "bf-all", "bf-a-le-quai", "bf-index"]


def test_cloudflare_is_asked_by_tag(behind, cdn, outbox, fetch, clock):
    """The zone's purge_cache takes the tags of the channels and pages that changed, with the token as Bearer."""
    (sent,) = purge(behind(), outbox, fetch, clock)
    (request,) = cdn.requests
    assert request.path == "/client/v4/zones/z1/purge_cache"
    assert json.loads(request.body) == {"tags": KEYS}
    assert request.headers["authorization"] == "Bearer s3cret"
    assert (str(sent.state), sent.type, sent.target) == ("sent", "purge", "cloudflare")


def test_fastly_is_asked_by_surrogate_key(behind, cdn, outbox, fetch, clock):
    """All keys go in one request; a soft purge says so."""
    purge(behind("fastly", soft=True), outbox, fetch, clock)
    (request,) = cdn.requests
    assert request.path == "/service/s1/purge"
    assert request.headers["surrogate-key"].split() == KEYS
    assert (request.headers["fastly-key"], request.headers["fastly-soft-purge"]) == ("s3cret", "1")


def test_addresses_are_purged_where_keys_are_not_known(behind, cdn, outbox, fetch, clock):
    """With by = "url" every feed, page and list that changed is named, thirty in one request to Cloudflare."""
    purge(behind(by="url"), outbox, fetch, clock)
    (request,) = cdn.requests
    files = json.loads(request.body)["files"]
    for path in ("/feeds/tag/ia.rss", "/feeds/all.json", "/follow/tag/ia", "/a/le-quai", "/", "/feeds.opml"):
        assert f"https://feeds.example{path}" in files
    assert len(files) == len(set(files))


def test_every_known_address_that_shows_what_changed_is_purged(config, clock):
    """Archives, cards, pictures that left, and the addresses of old feeds, below a prefix too."""
    settings = config(feeds_url="https://n.example/flux").model_dump()
    settings |= {
        "cdn": {"type": "webhook", "url": "https://c.example/", "token": "", "by": "url"},
        "proof": {"wait": 0},
    }
    settings["aliases"] = {"/feed/": "all.rss", "/sport/feed/": "category/sport.rss"}
    config = Config.model_validate(settings)
    published = Published(besides=(ALL,), archives=((IA, 3),), pictures=("0a1b.png",))
    (owed,) = proof(published, (), config, build_targets(config, None), clock.now()).deliveries
    paths = {one.removeprefix("https://n.example") for one in owed.payload["urls"]}
    assert paths >= {"/flux/feeds/tag/ia/archive/3.rss", "/flux/feeds/tag/ia/archive/3.json", "/flux/embed/tag/ia"}
    assert paths >= {"/flux/a/media/0a1b.png", "/flux/feeds/all.atom", "/flux/directory.json", "/feed/", "/flux/feed/"}
    assert not [path for path in paths if "sport" in path]
    assert owed.due > owed.created, "our own server is to have it first"


def test_any_other_is_posted_signed_json(behind, cdn, outbox, fetch, clock):
    """A webhook is told the keys, and may check who asks."""
    purge(behind("webhook", secret="hush"), outbox, fetch, clock)
    (request,) = cdn.requests
    assert json.loads(request.body)["keys"] == KEYS
    assert request.headers["x-buzzfeed-signature"].startswith("sha256=")


def test_a_purge_that_fails_is_tried_again_and_tells_no_secret(behind, cdn, outbox, fetch, clock):
    """It waits for another try; neither token nor address stands in what is shown."""
    cdn.broken = 503
    (waits,) = purge(behind("webhook"), outbox, fetch, clock)
    assert (str(waits.state), waits.attempts) == ("waiting", 1)
    assert "hook" not in waits.answer
    assert "s3cret" not in waits.answer
    assert "s3cret" not in repr(behind("webhook").cdn)


def test_a_service_that_thanks_for_nothing_is_asked_again(behind, cdn, outbox, fetch, clock, monkeypatch):
    """Cloudflare answers 200 to what it did not do: what counts is its word that it was done."""
    monkeypatch.setattr(cdn, "answer", lambda _request: Answer(200, {}, b"{}"))
    (waits,) = purge(behind(), outbox, fetch, clock)
    assert str(waits.state) == "waiting"
