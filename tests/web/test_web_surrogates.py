"""What a CDN is told by feeds and pages, where there is one."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from buzzfeed.config import Cdn
from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.model.surrogates import LONGEST, article_key, channel_key
from buzzfeed.web.surrogates import LONGEST as LONGEST_HEADER
from buzzfeed.web.surrogates import archive_headers, feed_headers, mix_headers, page_headers

IA = ChannelKey(ChannelKind.TAG, "ia")
KINDS = {
    "cloudflare": {"zone": "z", "token": "t"},
    "fastly": {"service": "s", "token": "t"},
    "webhook": {"url": "http://127.0.0.1/"},
}


def cdn(kind):
    """Make the settings of a CDN."""
    return TypeAdapter(Cdn).validate_python({"type": kind, **KINDS[kind]})


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("cloudflare", {b"cache-tag", b"cdn-cache-control"}),
        ("fastly", {b"surrogate-key", b"cdn-cache-control", b"surrogate-control"}),
        ("webhook", {b"surrogate-key", b"cache-tag", b"cdn-cache-control"}),
    ],
)
def test_a_feed_bears_its_key_and_may_be_kept_for_a_day(kind, names):
    """Each service reads its own header; readers are told their own freshness beside."""
    headers = dict(feed_headers(IA, cdn(kind)))
    assert headers.keys() == names
    assert headers[b"cdn-cache-control"] == b"max-age=86400"
    assert {value for name, value in headers.items() if name in (b"cache-tag", b"surrogate-key")} == {b"bf-tag-ia"}


def test_without_a_cdn_nothing_is_told():
    """Nobody is told keys that nobody asks for."""
    assert (
        feed_headers(IA, None) == page_headers("/", None) == archive_headers(IA, None) == mix_headers([IA], None) == ()
    )


def test_a_mix_goes_with_each_of_its_channels_and_an_archive_with_its_own():
    """Whatever changed in one of them, the mix is forgotten; neither is kept for longer than readers are told."""
    sport = ChannelKey(ChannelKind.CATEGORY, "sport")
    assert mix_headers((sport, IA), cdn("cloudflare")) == ((b"cache-tag", b"bf-category-sport,bf-tag-ia"),)
    assert mix_headers((), cdn("fastly")) == ((b"surrogate-key", b"bf-all"),)
    assert archive_headers(IA, cdn("fastly")) == ((b"surrogate-key", b"bf-tag-ia"),)
    ten = [ChannelKey(ChannelKind.TAG, f"{number}-" + "x" * 200) for number in range(10)]
    ((_, keys),) = mix_headers(ten, cdn("fastly"))
    assert keys.split() == [channel_key(key).encode() for key in ten]
    assert len(keys) < LONGEST_HEADER


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "bf-index"),
        ("/feeds.opml", "bf-index"),
        ("/follow/all", "bf-all"),
        ("/follow/tag/ia", "bf-tag-ia"),
        ("/a/le-quai", "bf-a-le-quai"),
        ("/follow/nothing/x", "bf-index"),
        ("/follow/mix", "bf-index"),
        ("/embed/tag/ia", "bf-index"),
    ],
)
def test_a_page_bears_the_key_of_what_it_shows(path, key):
    """A channel's page goes with its feeds, lists with every publication; languages differ."""
    assert page_headers(path, cdn("cloudflare")) == ((b"cache-tag", key.encode()),)


def test_keys_are_short_and_plain_whatever_a_slug_holds():
    """A long slug is known by its digest, and two long ones apart."""
    keys = {article_key("é" * 300), article_key("é" * 299), channel_key(ChannelKey(ChannelKind.TAG, "a b,c"))}
    assert len(keys) == 3
    assert all(key.isascii() and len(key) <= LONGEST and not set(" ,") & set(key) for key in keys)
