"""Personal feeds, asked of the application over a real newsroom."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import feedparser
import pytest
import structlog
from prometheus_client import generate_latest

from buzzfeed import verify
from buzzfeed.errors import RenderError, StoreError
from buzzfeed.model import Format, Status
from buzzfeed.model.personalfeeds import edit_digest, feed_digest
from buzzfeed.personal import canonical, preferences_of
from buzzfeed.pipeline import personalising
from buzzfeed.pipeline.editor import retract
from buzzfeed.pipeline.personalising import new_secret
from buzzfeed.store import open_inbox, schema
from buzzfeed.web.app import PublicApp
from buzzfeed.web.metrics import registry_of
from buzzfeed.web.state import State
from mixdesk import Desk

NOON = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
IA = (("much", "tag:IA"), ("amount", "3"), ("front", "0"))
SENTENCE = "Je veux tout savoir des phares de Bretagne & <b>rien d'autre</b>"


class Readers:
    """A newsroom, and readers who keep their feeds there."""

    def __init__(self, root) -> None:
        self.desk = Desk(root)
        self.state = self.desk.state
        self.now = NOON
        self.state.now = lambda: self.now
        self.state.inbox = open_inbox(self.desk.config.store_url)

    def keep(self, *pairs, language="fr", title="", feedback=False):
        """Keep a feed; return its two secrets."""
        feed, edit = new_secret(), new_secret()
        said = canonical(preferences_of(pairs or IA))
        inbox = self.state.inbox
        assert inbox.keep_personal(
            feed_digest(feed), edit_digest(edit), said, language, title, feedback, self.now, 1000
        )
        return feed, edit

    def get(self, path, headers=None):
        """Ask for a path."""
        return self.desk.get(path, headers)

    def titles(self, path):
        """Return the titles in a JSON Feed."""
        status, _, body = self.get(path)
        assert status == 200, (path, status, body)
        return [item["title"] for item in json.loads(body)["items"]]

    def close(self):
        """Let go of everything."""
        self.desk.close()


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """Give a newsroom whose articles stay as they are."""
    made = Readers(tmp_path_factory.mktemp("redaction"))
    yield made
    made.close()


@pytest.fixture
def fresh(readers, monkeypatch):
    """Give the newsroom at noon, with nobody counted, and its limits at rest."""
    readers.now = NOON
    monkeypatch.setattr(readers.state.asked_limiter, "_clients", type(readers.state.asked_limiter._clients)())
    return readers


def query(*pairs):
    """Return preferences as an address says them."""
    return canonical(preferences_of(pairs))


@pytest.mark.parametrize("fmt", list(Format))
def test_each_entry_is_the_public_one_and_ends_with_its_reason(fresh, fmt):
    """Taken out again, the sentence leaves what every feed shows; readers see it at the end of content and lede."""
    _, headers, body = fresh.get(f"/my/feed.{fmt}?{query(*IA)}")
    assert verify.examine(body, "own", headers["content-type"]).sound
    _, _, public = fresh.get(f"/feeds/all.{fmt}")
    said = "Parce que vous suivez «\u00a0IA\u00a0»."
    if fmt is Format.JSON:
        shown = {item["id"]: item for item in json.loads(public)["items"]}
        items = json.loads(body)["items"]
        for item in items:
            assert item["content_html"].endswith(f"<p>{said}</p>")
            assert item["summary"].endswith(f" — {said}")
            item["content_html"] = item["content_html"].removesuffix(f"<p>{said}</p>")
            item["summary"] = item["summary"].removesuffix(f" — {said}")
            assert item == shown[item["id"]]
        assert len(items) == 4
        return
    texts = body.decode().replace(f"<p>{said}</p>", "").replace(f" — {said}", "")
    mark = "item" if fmt is Format.RSS else "entry"
    entries = re.findall(f"<{mark}[ >].*?</{mark}>", texts, re.DOTALL)
    assert len(entries) == 4
    assert all(entry in public.decode() for entry in entries)
    read = feedparser.parse(body)
    assert not read.bozo
    for entry in read.entries:
        assert entry.content[0].value.endswith(f"<p>{said}</p>")
        assert entry.summary.endswith(f" — {said}")


def test_what_reader_wrote_is_shown_as_it_was_written(fresh):
    """Markup in a sentence is text, in each format and by each parser; the title too."""
    feed, _ = fresh.keep(("say", SENTENCE), ("word", "phare"), title="Fil & <i>moi</i>")
    for fmt in Format:
        status, headers, body = fresh.get(f"/my/{feed}.{fmt}")
        assert status == 200
        assert verify.examine(body, "own", headers["content-type"]).sound
        if fmt is Format.JSON:
            (item,) = [one for one in json.loads(body)["items"] if one["title"] == "Le phare"]
            content, lede, title = item["content_html"], item["summary"], json.loads(body)["title"]
        else:
            read = feedparser.parse(body, sanitize_html=True)
            (entry,) = [one for one in read.entries if one.title == "Le phare"]
            content, lede, title = entry.content[0].value, entry.summary, read.feed.title
        assert "<b>" not in content
        assert "phare" in content.rpartition("<p>")[2]
        assert "phare" in lede.rpartition(" — ")[2]
        assert title in ("Le Fanal – Fil & <i>moi</i>", "Le Fanal – Fil &amp; &lt;i&gt;moi&lt;/i&gt;")


def test_answers_are_for_their_reader_alone(fresh):
    """Private caching, no index, no referrer; an ETag of their own, 304, codings, and HEAD."""
    feed, _ = fresh.keep()
    status, headers, body = fresh.get(f"/my/{feed}.rss")
    assert status == 200
    assert headers["cache-control"] == "private, max-age=900"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"
    assert "link" not in headers
    assert b"hub" not in body
    assert 'href="http' in body.decode()
    assert f'/my/{feed}.rss" rel="self"' in body.decode()
    again = fresh.get(f"/my/{feed}.rss", {"If-None-Match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")
    assert again[1]["cache-control"] == headers["cache-control"]
    assert fresh.get(f"/my/{feed}.rss", {"Accept-Encoding": "br"})[1]["content-encoding"] == "br"
    for path in ("/my/x.rss", f"/my/{new_secret()}.json", "/my/feed.pdf", f"/my/{feed}.html"):
        status, told, text = fresh.get(path)
        assert (status, told["cache-control"], told["x-robots-tag"]) == (404, "no-store", "noindex"), path
        assert feed.encode() not in text


def test_nothing_is_selected_again_where_nothing_matters(fresh, monkeypatch):
    """A poll, a conditional one, and another format of the same feed: one selection; and what is at hand comes back."""
    calls = []
    whole = personalising.select
    monkeypatch.setattr(personalising, "select", lambda *args, **more: calls.append(1) or whole(*args, **more))
    feed, _ = fresh.keep()
    _, headers, body = fresh.get(f"/my/{feed}.rss")
    assert fresh.get(f"/my/{feed}.rss", {"If-None-Match": headers["etag"]})[0] == 304
    assert fresh.get(f"/my/{feed}.rss")[2] == body
    assert fresh.get(f"/my/{feed}.atom")[0] == 200
    assert len(calls) == 1


def test_one_address_for_all_that_says_the_same(fresh):
    """Another order or another spelling of a number lead on; the language of reasons is part of it."""
    own = query(*IA)
    for asked in ("amount=3&front=0&much=tag:IA", "much=tag%3AIA&front=00&amount=3", f"{own}&in=fr"):
        status, headers, _ = fresh.get(f"/my/feed.rss?{asked}")
        assert (status, headers["location"]) == (301, f"/my/feed.rss?{own}"), asked
        assert headers["cache-control"].startswith("private")
    assert fresh.get(f"/my/feed.rss?{own.replace('%3A', ':')}")[0] == 200
    english = fresh.get(f"/my/feed.json?{own}&in=en")[2].decode()
    assert "Because you follow “IA”." in english
    assert "by their words" in json.loads(english)["description"]
    assert fresh.get("/my/feed.json")[0] == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("word=" + "a" * 9000, 414),
        ("&".join(f"word=w{number}" for number in range(600)), 400),
        ("&".join(f"hide=h{number}" for number in range(41)), 400),
        ("word=%00", 400),
        ("say=%1b%5b31m", 400),
        ("word=%ff%fe", 400),
        ("word=" + quote("(a+)+$(a|aa)*"), 200),
        ("say=" + quote("a" * 299 + "!"), 200),
        ("say=" + quote("pas " * 70), 200),
        ("much=" + quote("tag:'; DROP TABLE personal_feeds; --"), 200),
        ("nothing=x", 400),
        ("amount=1e9", 400),
        ("amount=-1", 400),
        ("lang=" + quote("../../etc"), 400),
        ("front=6&amount=5", 400),
    ],
)
def test_hostile_preferences_are_answered_soon_and_in_one_line(fresh, asked, status):
    """Whatever an address says: an answer soon, one line where it is refused, and nothing of anybody else."""
    fresh.keep(("say", SENTENCE))
    begun = time.monotonic()
    got, headers, body = fresh.get(f"/my/feed.json?{asked}")
    if got == 301:
        got, headers, body = fresh.get(headers["location"])
    assert time.monotonic() - begun < 20
    assert got == status, body
    assert b"Traceback" not in body
    assert b"Bretagne" not in body
    if status != 200:
        assert body.count(b"\n") == 1
        assert headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "name", ["A" * 60_000, "\x00" * 32, "é" * 32, "' OR 1=1 --", "..", "feed.", "%s%n", "x" * 31, "a.b"]
)
def test_hostile_secrets_are_unknown_as_any_other(fresh, name):
    """Whatever stands in a secret's place: not there, in the words of every 404, and soon."""
    begun = time.monotonic()
    status, headers, body = fresh.get(f"/my/{name}.rss")
    assert time.monotonic() - begun < 20
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert body == fresh.get(f"/my/{new_secret()}.rss")[2]


def test_secrets_are_told_apart(fresh):
    """The secret that manages a feed opens none, nor does one of another reader show more than that reader's."""
    (one, edit), (two, _) = fresh.keep(("word", "phare"), ("front", "0")), fresh.keep(*IA)
    assert fresh.get(f"/my/{edit}.rss")[0] == 404
    assert fresh.get(f"/my/{one.lower()}.rss")[0] == 404
    assert fresh.titles(f"/my/{one}.json") != fresh.titles(f"/my/{two}.json")
    assert fresh.state.inbox.rotate_personal(edit_digest(edit), feed_digest(three := new_secret()), None, NOON)
    assert fresh.get(f"/my/{one}.rss")[0] == 410
    assert fresh.get(f"/my/{three}.rss")[0] == 200
    assert fresh.state.inbox.delete_personal(edit_digest(edit), NOON)
    assert fresh.get(f"/my/{three}.rss")[0] == 410


def test_unknown_addresses_are_asked_for_so_often_alone(fresh):
    """Who guesses is stopped; feeds that are there still answer, however many a service asks for."""
    feed, _ = fresh.keep()
    statuses = [fresh.get(f"/my/{new_secret()}.rss")[0] for _ in range(63)]
    assert statuses[:60] == [404] * 60
    assert 429 in statuses[60:]
    assert fresh.get(f"/my/{feed}.rss")[0] == 200
    status, headers, _ = fresh.get(f"/my/feed.rss?{query(('word', 'girafe'))}")
    assert (status, int(headers["retry-after"]) >= 1) == (429, True)


def test_links_for_feedback_stand_where_they_are_wanted(fresh):
    """They are plain links that hold the feed's own address; off by default, and never in a feed that is not stored."""
    feed, _ = fresh.keep(*IA, feedback=True)
    body = json.loads(fresh.get(f"/my/{feed}.json")[2])["items"][0]
    base = fresh.desk.config.newsroom.feeds_url
    assert f"{base}/my/{feed}/more?{urlencode({'id': body['id']})}" in body["content_html"]
    assert f"{base}/my/{feed}/less?{urlencode({'id': body['id']})}" in body["content_html"]
    assert "/more?" not in body["summary"]
    assert "/more?" not in fresh.get(f"/my/{fresh.keep(*IA)[0]}.json")[2].decode()


def test_what_cannot_be_read_of_a_feed_keeps_it_from_nobody(fresh):
    """A feed that holds what no form takes is served without it and says so; its page opens, and its file."""
    feed, edit = fresh.keep(*IA)
    kept = "much=tag%3AIA&word=%01port&say=%EF%BF%BF&amount=3&front=0"
    assert fresh.state.inbox.edit_personal(edit_digest(edit), 1, kept, "fr", "", True, NOON)
    whole, _ = fresh.keep(*IA)
    assert fresh.titles(f"/my/{feed}.json") == fresh.titles(f"/my/{whole}.json")
    said, plain = (json.loads(fresh.get(f"/my/{one}.json")[2])["description"] for one in (feed, whole))
    assert "n’a pas pu être relue" in said
    assert "n’a pas pu être relue" not in plain
    page = fresh.get(f"/my/edit/{edit}")
    assert page[0] == 200
    assert "n’a pas pu être relue" in page[2].decode()
    export = json.loads(fresh.get(f"/my/edit/{edit}/export")[2])
    assert (export["some_choices_cannot_be_read"], export["choices"]["words_to_follow"]) == (True, [])


def test_paused_feed_shows_what_it_showed_and_says_so(fresh):
    """It answers, with a word in title and description; going on, it is itself again."""
    feed, edit = fresh.keep()
    before = fresh.titles(f"/my/{feed}.json")
    fresh.state.inbox.pause_personal(edit_digest(edit), True, fresh.now)
    fresh.now += timedelta(days=5)
    paused = json.loads(fresh.get(f"/my/{feed}.json")[2])
    assert [item["title"] for item in paused["items"]] == before
    assert paused["title"].endswith("(en pause)")
    assert "en pause" in paused["description"]
    fresh.state.inbox.pause_personal(edit_digest(edit), False, fresh.now)
    assert not json.loads(fresh.get(f"/my/{feed}.json")[2])["title"].endswith("(en pause)")


def test_what_was_shown_is_kept_with_the_day_of_use_and_no_more(fresh):
    """Places are kept a little later, and once; a new process goes on from there; an edit begins anew."""
    feed, edit = fresh.keep()
    titles = fresh.titles(f"/my/{feed}.json")
    assert fresh.state.store.personal_by_feed(feed_digest(feed)).shown == b""
    fresh.state.remembering.leave()
    kept = fresh.state.store.personal_by_feed(feed_digest(feed))
    assert (kept.used, len(kept.shown)) == (NOON.date(), 5 + 13 * 4)
    assert fresh.titles(f"/my/{feed}.json") == titles
    assert not fresh.state.remembering.note(kept, None, NOON.date())
    edited = fresh.state.inbox.edit_personal(
        edit_digest(edit), 1, query(("word", "phare"), ("front", "0")), "fr", "", False, NOON
    )
    assert edited.shown == b""
    assert "Une puce" in titles
    assert "Une puce" not in fresh.titles(f"/my/{feed}.json")
    assert "Le phare" in fresh.titles(f"/my/{feed}.json")


def test_no_secret_nor_sentence_is_in_logs_metrics_or_the_database(fresh, monkeypatch):
    """After all that can go right and wrong: digests alone are kept, sentences in their own row, addresses nowhere."""
    (feed, edit), (other, _) = fresh.keep(("say", SENTENCE), feedback=True), fresh.keep(("say", SENTENCE))
    with structlog.testing.capture_logs() as lines:
        for path in (f"/my/{feed}.rss", f"/my/{feed}.atom", f"/my/{edit}.rss", f"/my/feed.rss?say={quote(SENTENCE)}"):
            fresh.get(path)
        monkeypatch.setattr(personalising, "selected", _broken)
        assert fresh.get(f"/my/{feed}.json")[0] == 503
        monkeypatch.setattr(personalising, "select", lambda *_args, **_more: {}[SENTENCE])
        assert fresh.get(f"/my/{other}.rss")[0] == 503
        monkeypatch.setattr(type(fresh.state.store), "personal_by_feed", _unreadable)
        assert fresh.get(f"/my/{feed}.rss")[0] == 503
    monkeypatch.undo()
    fresh.state.remembering.leave()
    told = repr(lines) + generate_latest(registry_of(fresh.state)).decode()
    assert "cannot serve" in told
    assert 'kind="personal"' in told
    secrets = (feed, edit, other)
    assert not any(word in told for word in (*secrets, "phares", "Bretagne", "127.0.0.1"))
    path = fresh.desk.newsroom.root / "var"
    kept = b"".join(file.read_bytes() for file in path.iterdir() if file.name.startswith("buzzfeed.db"))
    assert feed_digest(feed).encode() in kept
    assert not any(secret.encode() in kept for secret in secrets)
    with fresh.desk.store._db.read() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(table.select()).mappings():
                words = repr({name: value for name, value in row.items() if name != "said"})
                assert "Bretagne" not in words
                assert "127.0.0.1" not in words or table.name in ("settings", "hub_topics")


def _broken(*_args, **_more):
    raise RenderError("a feed", "is not sound", "report it")


def _unreadable(*_args):
    raise StoreError("the store", "cannot be read")


def test_retractions_edits_and_new_articles_reach_a_reader_at_once(tmp_path):
    """The very next answer is without what was taken back, though it stands in a cache and among what was shown."""
    made = Readers(tmp_path)
    try:
        feed, _ = made.keep(*IA)
        assert "Le quai" in made.titles(f"/my/{feed}.json")
        quai = next(one for one in json.loads(made.get(f"/my/{feed}.json")[2])["items"] if one["title"] == "Le quai")
        retract(made.desk.store, quai["id"], NOON, by="Zoé")
        for path in (f"/my/{feed}.json", f"/my/feed.json?{query(*IA)}"):
            assert "Le quai" not in made.get(path)[2].decode()
        made.desk.write("puce", 1, title="Une puce nouvelle")
        made.desk.run(serve=True)
        titles = made.titles(f"/my/{feed}.json")
        assert "Une puce nouvelle" in titles
        assert "Une puce" not in titles
        # An edit that the guard holds leaves what was cleared before.
        made.desk.write("puce", 1, title="Une puce secrète", content_html="<p>Lorem ipsum dolor sit amet.</p>")
        made.desk.run(serve=True)
        assert made.desk.store.listed([Status.HELD])
        titles = made.titles(f"/my/{feed}.json")
        assert "Une puce nouvelle" in titles
        assert "Une puce secrète" not in titles
        made.desk.write("neuf", 9, tags=["IA"], title="Neuf articles", date="2026-03-09T11:00:00Z")
        made.desk.run(serve=True)
        made.now += timedelta(hours=10)
        assert "Neuf articles" in made.titles(f"/my/{feed}.json")
    finally:
        made.close()


def test_without_personal_feeds_nothing_stands_there(readers):
    """A newsroom that wants none has none."""
    config = readers.desk.config
    off = config.model_copy(update={"personal": config.personal.model_copy(update={"enabled": False})})
    state = State(off)
    assert not any(path.startswith("/my") for path in PublicApp(state).paths())
    state.close()
