"""Feeds of channels that a reader combines, asked of the application over a real newsroom."""

from __future__ import annotations

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import feedparser
import pytest
from lxml import etree

from buzzfeed import verify
from buzzfeed.daemon.wiring import network
from buzzfeed.model import Format
from buzzfeed.pipeline.ingest import ingest
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import prepare
from buzzfeed.testing import LocalPool
from mixdesk import Desk
from pageask import ask

import harness

IN_ORDER = ["Le quai", "Le phare", "L’arbitre", "Le match", "Un téléphone", "Un robot & un <but>", "Une puce"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a newsroom that only reads."""
    made = Desk(tmp_path_factory.mktemp("redaction"))
    yield made
    made.close()


@pytest.fixture
def own(tmp_path):
    """Give a newsroom whose articles change."""
    made = Desk(tmp_path / "redaction")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("any=category:high-tech,tag:ia&none=category:sport", [0, 4, 5, 6]),
        ("any=category:high-tech,tag:mer", [0, 1, 4, 5, 6]),
        ("all=tag:foot,tag:ia", [2, 5]),
        ("any=category:culture,category:sport&all=tag:ia", [0, 2]),
        ("none=tag:ia", [1, 3, 4]),
        ("any=author:zoe,tag:ia&none=query:bord-de-mer", [0, 2, 3, 4, 5, 6]),
        ("all=category:culture,category:sport", []),
    ],
)
def test_a_mix_holds_what_its_channels_say(desk, query, at):
    """Any of, each of, none of: categories, tags, authors and selections together, newest first."""
    assert desk.titles(query) == [IN_ORDER[place] for place in at]


@pytest.mark.parametrize("fmt", Format)
def test_a_mix_is_a_sound_feed_as_any_other(desk, fmt):
    """The gate finds nothing in it, its entries are those of other feeds to the byte, and it names itself."""
    path = f"/feeds/mix.{fmt}?any=category:high-tech,tag:ia&none=tag:mer"
    status, headers, body = desk.get(path)
    assert (status, headers["content-type"]) == (200, fmt.media_type)
    assert verify.examine(body, path, fmt.media_type).findings == ()
    whole = desk.get(f"/feeds/all.{fmt}")[2]
    if fmt is Format.JSON:
        feed = json.loads(body)
        own = feed["feed_url"]
        assert all(item in json.loads(whole)["items"] for item in feed["items"])
        assert (feed["title"], feed.get("hubs")) == ("Le Fanal – High Tech + IA, sans Mer", None)
    else:
        tag = b"item" if fmt is Format.RSS else b"entry"
        entries = re.findall(rb"<%b[ >].*?</%b>" % (tag, tag), body, re.DOTALL)
        assert len(entries) == 4
        assert all(entry in whole for entry in entries)
        read = feedparser.parse(body)
        assert read["feed"]["title"] == "Le Fanal – High Tech + IA, sans Mer"
        own = next(link["href"] for link in read["feed"]["links"] if link["rel"] == "self")
        etree.fromstring(body)
    assert own == f"https://flux.lefanal.example{path}"
    assert f'<{own}>; rel="self"' in headers["link"]
    assert "hub" not in headers["link"]


def test_other_forms_lead_to_the_canonical_one(desk):
    """Another order or a foreign parameter is sent on for good, an encoded colon is not; one channel is itself."""
    status, headers, _ = desk.get("/feeds/mix.rss?none=tag:mer&any=tag:ia&any=category:high-tech&utm_source=x")
    assert (status, headers["location"]) == (301, "/feeds/mix.rss?any=category:high-tech,tag:ia&none=tag:mer")
    assert desk.get("/feeds/mix.rss?any=category%3Ahigh-tech%2Ctag%3Aia&none=tag%3Amer")[0] == 200
    status, headers, _ = desk.get("/feeds/mix.atom?all=tag:ia&any=tag:ia")
    assert (status, headers["location"]) == (301, "/feeds/tag/ia.atom")
    status, headers, _ = desk.get("/feeds/mix.atom?any=query:littoral,tag:ia")
    assert (status, headers["location"]) == (301, "/feeds/mix.atom?any=query:bord-de-mer,tag:ia")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("any=tag:nirgends,tag:ia", 404, "tag:nirgends"),
        ("any=tag:ia&none=tag:ia", 400, "wanted and excluded"),
        ("", 400, "names no channel"),
        ("any=<script>", 404, "no channel"),
        ("any=" + ",".join(f"tag:t{number}" for number in range(11)), 400, "more than 10"),
        ("any=" + "x" * 5000, 400, "longer"),
    ],
)
def test_what_cannot_be_given_is_said_in_plain_words(desk, query, status, words):
    """Unknown terms, contradictions, too many of them: one line that says what, never to be taken for a page."""
    found, headers, body = desk.get(f"/feeds/mix.rss?{query}")
    assert (found, headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert words in body.decode()
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_mix_is_made_once_a_generation_and_answers_not_modified(own):
    """It is not put together twice of one state; what else is published leaves its bytes and its ETag as they are."""
    path = "/feeds/mix.atom?any=category:sport,tag:mer"
    _, headers, body = own.get(path)
    asked = []
    first = own.state.store.selection
    own.state.store.selection = lambda *rest: asked.append(rest) or first(*rest)
    try:
        assert own.get(path)[2] == body
        status, again, _ = own.get(path, {"If-None-Match": headers["etag"]})
        assert (status, again["etag"]) == (304, headers["etag"])
        own.write("ecran", category="High Tech")
        own.run(serve=True)
        assert own.get(path, {"If-None-Match": headers["etag"]})[0] == 304
        assert own.get(path)[2] == body
        assert len(asked) == 1
        own.write("maree", category="Sport")
        own.run(serve=True)
        assert own.get(path, {"If-None-Match": headers["etag"]})[0] == 200
        assert len(asked) == 2
    finally:
        del own.state.store.selection
    assert own.get(path, {"Accept-Encoding": "gzip"})[1]["content-encoding"] == "gzip"


@pytest.fixture
def short(tmp_path, monkeypatch):
    """Give a newsroom whose feeds hold two entries, so that most articles stand in archives alone."""
    monkeypatch.setattr(harness, "CONFIG", harness.CONFIG + "\n[feeds]\nitems = 2\n")
    made = Desk(tmp_path / "redaction")
    yield made
    made.close()


def test_a_mix_says_what_an_article_says_now_that_no_feed_of_its_channels_shows(short):
    """An edit or another tag of an article that slid out of its channels' feeds is in the mix as in its archive."""
    query = "all=category:high-tech,tag:ia"
    for day, name in enumerate(("un", "deux"), 21):
        short.write(name, day, category="High Tech")
        short.run(serve=True)
    assert short.titles(query) == ["Un robot & un <but>", "Une puce"]
    short.write("robot", 2, title="Un robot, corrigé")
    short.run(serve=True)
    assert short.titles(query) == ["Un robot, corrigé", "Une puce"]
    short.write("robot", 2, tags=["Foot"])
    short.run(serve=True)
    assert short.titles(query) == ["Une puce"]


def test_a_mix_holds_what_a_first_import_archived_at_once(short):
    """An article that was never in a feed is public in its archive, and in mixes as well."""
    assert short.titles("all=category:high-tech,tag:ia") == ["Un robot & un <but>", "Une puce"]


def test_feeds_do_not_wait_for_mixes_and_one_client_takes_not_every_turn(desk):
    """While mixes take long, pages are made and feeds loaded; who waits for three is to ask again, others are not."""
    release, first = threading.Event(), desk.state.store.selection
    paths = [f"/feeds/mix.rss?any=author:zoe,tag:{one}&none=query:bord-de-mer" for one in ("ia", "foot", "mer")]

    def slow(*rest):
        release.wait(20)
        return first(*rest)

    desk.state.store.selection = slow
    here, there = {"X-Forwarded-For": "203.0.113.50"}, {"X-Forwarded-For": "203.0.113.51"}
    try:
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(desk.get, path, here) for path in paths]
            until = time.monotonic() + 10
            while sum(desk.state.waiting.values()) < 3 and time.monotonic() < until:
                time.sleep(0.01)
            assert desk.get("/feeds/tag/foot.atom", {"Accept-Encoding": "gzip"})[0] == 200
            assert desk.get("/follow/tag/foot")[0] == 200
            status, headers, _ = desk.get("/feeds/mix.atom?any=tag:foot,tag:ia&none=tag:mer", here)
            assert (status, headers["retry-after"]) == (429, "1")
            other = pool.submit(desk.get, "/feeds/mix.atom?any=tag:foot,tag:ia&none=tag:mer", there)
            release.set()
            assert [one.result()[0] for one in (*asked, other)] == [200] * 4
        assert not desk.state.waiting
    finally:
        release.set()
        del desk.state.store.selection


def test_one_that_was_made_before_is_made_again_without_a_token(own):
    """A new generation has mixes made again: a service that polls many is not turned away for that."""
    path = "/feeds/mix.rss?any=tag:ia,tag:mer"
    own.state.limiter = type(own.state.limiter)(1)
    assert own.get(path)[0] == 200
    own.write("ecran", category="Sport")
    own.run(serve=True)
    assert own.get(path)[0] == 200
    assert own.get("/feeds/mix.rss?any=tag:foot,tag:mer")[0] == 429


def test_an_edit_that_is_not_proved_yet_does_not_take_the_article_out(own):
    """Between taking a new text in and proving it, a mix shows what its channels still show."""
    query = "any=category:sport,tag:mer"
    own.write("match", title="Le match, relu", day=4)
    own.write("neuf", title="Tout neuf", category="Sport")
    own.clock.advance(60)
    works = prepare(own.config, own.store, own.clock, LocalPool(), network(own.config))
    ingest(works, "redaction", Summary())
    own.state.refresh()
    assert own.titles(query) == ["Le quai", "Le phare", "L’arbitre", "Le match"]
    own.run(serve=True)
    assert own.titles(query) == ["Tout neuf", "Le quai", "Le phare", "L’arbitre", "Le match, relu"]


def test_what_is_taken_back_leaves_every_mix(own):
    """A deleted file, and an article that an edit makes a draft, are gone from mixes with the next generation."""
    query = "any=category:sport,tag:mer"
    etag = own.get(f"/feeds/mix.rss?{query}")[1]["etag"]
    own.newsroom.articles.joinpath("match.json").unlink()
    own.write("quai", draft=True)
    for _ in range(3):
        own.run(serve=True)
    status, _, body = own.get(f"/feeds/mix.rss?{query}", {"If-None-Match": etag})
    assert status == 200
    assert own.titles(query) == ["Le phare", "L’arbitre"]
    assert b"Le match" not in body
    assert b"Le quai" not in body


def test_one_client_may_have_so_many_made_and_no_more(tmp_path):
    """Who asks for ever new mixes waits; others do not, and what is at hand is given at once, behind a proxy too."""
    desk = Desk(tmp_path / "redaction")
    try:
        desk.state.limiter = type(desk.state.limiter)(2)
        proxied = {"X-Forwarded-For": "203.0.113.9"}
        queries = ["any=tag:ia,tag:mer", "any=tag:foot,tag:ia", "any=tag:foot,tag:mer"]
        answers = [desk.get(f"/feeds/mix.rss?{query}", proxied) for query in queries]
        assert [status for status, _, _ in answers] == [200, 200, 429]
        assert 0 < int(answers[2][1]["retry-after"]) <= 60
        assert desk.get(f"/feeds/mix.rss?{queries[0]}", proxied)[0] == 200
        other = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        assert desk.get(f"/feeds/mix.rss?{queries[2]}", other)[0] == 200
    finally:
        desk.close()


def test_a_mix_answers_get_and_head_alone(desk):
    """A POST is refused, a HEAD gives the headers alone, an unknown format nothing."""
    path = "/feeds/mix.rss?any=tag:ia,tag:mer"
    assert ask(desk.state, path, "POST")[0] == 405
    status, headers, body = ask(desk.state, path, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers[b"content-length"]) > 500
    assert desk.get("/feeds/mix.xml?any=tag:ia,tag:mer")[0] == 404
