"""Every format of feeds as a source: one golden case each, which says in its head what is to be read of it."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.ports import Response
from buzzfeed.sources.entries import Terms
from buzzfeed.sources.feeding import read_feed, topic_of
from buzzfeed.sources.jsonfeed import DEEPEST
from buzzfeed.sources.parsing import NotAFeedError

CASES = sorted((Path(__file__).parent / "feedcases").iterdir())
URL = "https://up.example/feed"
VERSION = '{"version": "https://jsonfeed.org/version/1.1", "title": "t", %s}'


def read(body, media="", **headers):
    """Read a feed as if it had been fetched."""
    return read_feed("up", Response(200, URL, {"content-type": media, **headers}, body), Terms(), URL)


def expected(body):
    """Return what a case says is to be read of it."""
    if body.lstrip().startswith(b"{"):
        return json.loads(body)["_expect"]
    return json.loads(
        re.search(rb"<!-- expect: (\{.*\})", body)[1].decode("latin-1" if b"ISO-8859-1" in body else "utf-8")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_format_is_read_as_its_case_says(case):
    """Version, count, and the first entry's values are those in the case's head; the media type does not matter"""
    body = case.read_bytes()
    wanted = expected(body)
    feed = read(body, "text/plain")
    assert (feed.version, len(feed.items)) == (wanted.pop("version"), wanted.pop("count"))
    assert [one.code for one in feed.problems] == wanted.pop("problems", [])
    assert feed.topic.hubs == tuple(wanted.pop("hubs", ()))
    assert feed.topic.own == wanted.pop("own", "")
    found = {name: getattr(feed.items[0], name) for name in wanted} if feed.items else {}
    if "image" in found:
        found["image"] = found["image"].ref
    if "enclosures" in found:
        found["enclosures"] = [[one.url, one.media_type, one.length] for one in found["enclosures"]]
    assert {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()} == wanted


@pytest.mark.parametrize(
    ("body", "cause", "hint"),
    [
        (b"[1, 2]", "it is a list", "address of its feed"),
        (b'{"a": 1}', 'it has no "version"', "JSON Feed, RSS or Atom"),
        (b'{"version": "https://jsonfeed.org/version/2", "items": []}', "jsonfeed.org/version/2", "JSON Feed"),
        (b'{"version": 1.1, "items": []}', '"version" is 1.1', "JSON Feed"),
        ((VERSION % '"items": {}').encode(), '"items" is an object, not a list', "publisher"),
        ((VERSION % '"x": 1').encode(), '"items" is missing, not a list', "publisher"),
        ((VERSION % '"items": [').encode(), "broken or cut off: line 1", "tried again"),
        ((VERSION % '"items": [NaN]').encode(), "NaN is no JSON", "publisher"),
        (b'{"version": "\xff"}', "not UTF-8", "publisher"),
        (b"[" + b"{}," * 500_000 + b"{}]", "more arrays and objects", "publisher"),
        (b"[" * 100_000, f"nested deeper than {DEEPEST}", "publisher"),
        ((VERSION % ('"items": [' + "9" * 6000 + "]")).encode(), "cannot be read", "publisher"),
    ],
)
def test_what_is_no_json_feed_is_one_clear_error(body, cause, hint):
    """The error names the key that is wrong, or where the text breaks, and what to do"""
    with pytest.raises(NotAFeedError) as caught:
        read(body, "application/feed+json")
    assert cause in caught.value.cause
    assert hint in caught.value.hint


def test_what_comes_is_told_by_its_content_not_by_its_type():
    """XML that is called JSON is read as XML, JSON that is called XML as JSON, a byte-order mark or not"""
    atom = (CASES[0].parent / "atom10.xml").read_bytes()
    assert read(atom, "application/feed+json").version == "atom10"
    assert read(b"\xef\xbb\xbf" + (CASES[0].parent / "json11.json").read_bytes(), "text/xml").version == "json11"


def test_a_page_in_a_feeds_place_names_the_address_to_set():
    """Feeds that a page links to stand in the mend, RSS and Atom before JSON"""
    page = (
        b'<!doctype html><link rel="alternate" type="application/feed+json" href="/feed.json">'
        b'<link rel="alternate" type="application/atom+xml" href="/atom?a=1&amp;b=2">'
    )
    with pytest.raises(NotAFeedError) as caught:
        read(page, "text/html")
    assert 'set url = "https://up.example/atom?a=1&b=2" (or https://up.example/feed.json)' in caught.value.hint


@pytest.mark.parametrize(
    ("link", "own", "hubs"),
    [
        (
            '<https://h.example/>; rel="hub", <https://up.example/own>; rel=self',
            "https://up.example/own",
            ["https://h.example/"],
        ),
        ('</hub>; rel="alternate hub"; title="a, b"', URL, ["https://up.example/hub"]),
        ("<https://h.example/>; rel=hub, <https://h.example/>; rel=hub", URL, ["https://h.example/"]),
        ('<javascript:x>; rel="hub"', "", []),
        ("<https://h.example/>; rel=next", "", []),
        ("<" * 20_000, "", []),
    ],
)
def test_headers_name_the_hub_and_the_topic(link, own, hubs):
    """Link headers are read first; without a self link the address that was fetched is the topic (WebSub §4)"""
    topic = topic_of(Response(200, URL, {"link": link}), "https://up.example/in-feed" if own == "x" else "")
    assert (topic.own, list(topic.hubs)) == (own, hubs)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
KEYS = st.sampled_from(
    "id url title content_html content_text summary date_published date_modified authors author tags language image "
    "attachments external_url".split()
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=6) | VALUES, max_size=5), VALUES)
def test_whatever_stands_in_items_is_read_or_told(items, top):
    """Any values in any keys: no crash, each origin once, and each has a name"""
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, "hubs": top, "authors": top})
    feed = read(body.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode(), "application/json")
    assert len({one.origin for one in feed.items}) == len(feed.items)
    assert all(one.origin and isinstance(one.body, str) for one in feed.items)


def test_a_long_feed_takes_no_time():
    """Eight megabytes of brackets in strings, and of items, are read in a breath"""
    item = r', "content_text": "[[[[{{{{ \\\" ]]"}'
    items = ",".join(f'{{"id": {number}{item}' for number in range(30_000))
    begun = time.process_time()
    feed = read((VERSION % f'"items": [{items}]').encode())
    assert len(feed.items) == 20_000
    assert feed.problems[0].code == "feed-ill-formed"
    assert time.process_time() - begun < 5
