"""What a serve process reads before it selects: in parts, behind who is at the desk; nobody waits for it for long."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import structlog

from buzzfeed.errors import PreparingError, StoreError
from buzzfeed.follow.words.mine import MINE
from buzzfeed.model.personalfeeds import edit_digest, feed_digest
from buzzfeed.personal import Pace, canonical, preferences_of
from buzzfeed.pipeline import offering
from buzzfeed.pipeline.hearing import Hearing
from buzzfeed.pipeline.personalising import new_secret
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web import encoding, preparing
from buzzfeed.web.app import PublicApp
from buzzfeed.web.secrets import feed_secret
from buzzfeed.web.state import State
from mixdesk import Desk
from pageask import ask, asking

NOON = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
IA = canonical(preferences_of((("much", "tag:IA"), ("amount", "3"), ("front", "0"))))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a newsroom of seven articles, one a day."""
    made = Desk(tmp_path_factory.mktemp("redaction"))
    yield made
    made.close()


@pytest.fixture
def state(desk, monkeypatch):
    """Give a serve process that reads two articles at once, and has read none yet."""
    monkeypatch.setattr(offering, "_AT_ONCE", 2)
    monkeypatch.setattr(preparing, "AT_ONCE", 2)
    made = State(desk.config)
    made.now = lambda: NOON
    made.attach(open_window(desk.config.store_url))
    made.desk.offering.most = 2
    yield made
    made.close()


def test_the_newest_are_ready_first(state, monkeypatch):
    """Parts are made ready from the newest on: feeds by the day need not wait for what they never show."""
    monkeypatch.setitem(offering.OFFERED, Pace.DAY, offering.OFFERED[Pace.DAY].__class__(days=4))
    parts = state.desk.offering.prepare(NOON)
    seen = []
    for _ in parts:
        ready = set()
        for pace in Pace:
            try:
                ready.add((pace, len(state.desk.offer(NOON, pace).candidates)))
            except PreparingError:
                continue
        seen.append(ready)
    assert seen[0] == set()
    assert seen[1] == {(Pace.DAY, 3)}
    assert len(seen) == 4
    assert len(state.desk.offer(NOON, Pace.WEEK).candidates) == 7


def test_what_is_made_in_parts_is_what_is_made_at_once(state, desk):
    """In the end the same articles stand in both offers, and the same feed comes of them."""
    whole = State(desk.config)
    try:
        whole.now = state.now
        whole.attach(open_window(desk.config.store_url))
        path = f"/my/feed.json?{IA}"
        assert ask(state, path)[2] == ask(whole, path)[2]
        assert [item["title"] for item in json.loads(ask(state, path)[2])["items"]]
    finally:
        whole.close()


def test_who_comes_too_early_is_told_when_to_come_again(state, monkeypatch):
    """Feeds answer 503 with Retry-After, pages say why; what was asked for begins to be made ready."""
    monkeypatch.setattr(preparing, "PATIENCE", 0.0)
    status, headers, body = ask(state, f"/my/feed.rss?{IA}")
    assert (status, int(headers[b"retry-after"])) == (503, 5)
    assert b"no-store" in headers[b"cache-control"]
    assert b"being made ready" in body
    status, headers, page = ask(state, "/my?much=tag%3AIA")
    assert (status, int(headers[b"retry-after"])) == (503, 5)
    assert MINE["fr"].starting in page.decode()
    assert 'name="tag:IA" value="much" checked' in page.decode()


def test_feeds_go_between_parts_and_a_change_meanwhile_is_taken_in(state, desk):
    """Whoever is at the desk waits for one part at most; what was published meanwhile is there in the end."""
    order = []

    async def both():
        state.preparing.begin(state.desk)
        for number in range(3):
            await state.at_desk(lambda number=number: order.append((number, state.preparing.running)))
        await asyncio.wait({state.preparing._task})

    desk.write("neu", 8, title="Une nouvelle")
    parts = state.desk.offering.prepare(NOON)
    next(parts)
    desk.run()
    assert all(0 < share <= 1 for share in parts)
    assert "Une nouvelle" in [one.title for one in state.desk.offer(NOON).candidates]
    state.desk.offering._refs.clear()
    state.desk.offering._generation = None
    asyncio.run(both())
    assert order[0] == (0, True)


def test_what_is_ready_is_no_more_searched_for_cycles(state):
    """Thousands of articles in memory stop no request each time that the interpreter looks for what to let go of."""
    gc.unfreeze()

    async def whole():
        state.preparing.begin(state.desk)
        await asyncio.wait({state.preparing._task})

    try:
        asyncio.run(whole())
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_a_store_that_cannot_be_read_meanwhile_is_told_once(state, monkeypatch):
    """It is not tried over and over for those who wait."""
    tried = []

    def broken(*_args):
        tried.append(1)
        raise StoreError("the store", "cannot be read")

    monkeypatch.setattr(preparing, "PATIENCE", 0.1)
    monkeypatch.setattr(type(state.store), "articles", broken)
    assert ask(state, f"/my/feed.rss?{IA}")[0] == 503
    assert len(tried) == 1


def test_a_fault_of_ours_meanwhile_is_told_in_one_line(state, monkeypatch):
    """Whatever it is: who looks after the machine learns of it, and it is not tried over and over."""
    tried = []

    def broken(*_args):
        tried.append(1)
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(preparing, "PATIENCE", 0.1)
    monkeypatch.setattr(type(state.store), "articles", broken)
    with structlog.testing.capture_logs() as logs:
        assert ask(state, f"/my/feed.rss?{IA}")[0] == 503
    (line,) = [one for one in logs if one["event"] == "personal feeds are not ready"]
    assert (line["log_level"], line["subject"], line["cause"]) == ("error", "ZeroDivisionError", "a fault")
    assert len(tried) == 1


def test_nobody_waits_behind_a_part_that_takes_long(state, monkeypatch):
    """Who waited long enough is told to come again while the part is still being made; its own turn is left."""
    begun, held, read = threading.Event(), threading.Event(), state.store.articles
    state.store.articles = lambda ids: begun.set() or (held.wait(60) and read(ids))
    monkeypatch.setattr(preparing, "PATIENCE", 0.1)

    async def early():
        state.preparing.begin(state.desk)
        await asyncio.to_thread(begun.wait, 60)
        status = (await asking(PublicApp(state), f"/my/feed.rss?{IA}"))[0]
        late = not held.is_set()
        held.set()
        await asyncio.wait({state.preparing._task})
        return status, late, (await asking(PublicApp(state), f"/my/feed.rss?{IA}"))[0]

    try:
        assert asyncio.run(early()) == (503, True, 200)
    finally:
        held.set()


def test_looking_back_in_a_silent_newsroom_reads_in_parts_too(state):
    """No more articles are read at once than where something was published, and the preview comes of all of them."""
    state.now, state.desk.silence.most = lambda: NOON + timedelta(days=200), 2
    most, articles = [], state.store.articles
    state.store.articles = lambda ids: most.append(len(ids)) or articles(ids)
    quiet = state.desk.quiet(state.now(), Pace.DAY)
    with pytest.raises(PreparingError):
        state.desk.looked_back(quiet, preferences_of(()))
    assert not most
    status, _, page = ask(state, "/my?much=tag%3AIA&amount=3")
    assert (status, max(most[:4])) == (200, 2)
    assert MINE["fr"].starting not in page.decode()
    assert len(state.desk.looked_back(quiet, preferences_of(())).scored) >= 7


def test_an_export_tells_what_was_shown_a_moment_ago(state, desk):
    """What the store will be told in some seconds is told already."""
    state.desk.offering.most = 100
    state.inbox = open_inbox(desk.config.store_url)
    edit = new_secret()
    secret = feed_secret(edit, 0)
    assert state.inbox.keep_personal(feed_digest(secret), edit_digest(edit), IA, "fr", "", True, NOON, 1000)
    items = json.loads(ask(state, f"/my/{secret}.json")[2])["items"]
    told = json.loads(ask(state, f"/my/edit/{edit}/export")[2])["shown"]
    assert {one["article"] for one in told} >= {one["id"] for one in items} != set()


class _Slow:
    """Stands for an encoder that takes as long as it is held, in whichever thread asks it."""

    name, size = "slow", 1

    def __init__(self):
        self.began, self.go, self.asked = threading.Event(), threading.Event(), []

    def vectors(self, texts):
        self.asked.append((threading.current_thread().name, tuple(texts)))
        self.began.set()
        self.go.wait(60)
        return tuple(b"x" for _ in texts)

    def near(self, asked, held):
        return tuple([0] * len(held) for _ in asked)


def test_phrases_are_put_through_the_encoder_away_from_the_desk(state, monkeypatch):
    """Who asks for what is known does not wait for it; who asked for it waits a little, and then comes again."""
    slow = _Slow()
    state.desk.meaning, state.desk.hearing, state.desk.offering.most = slow, Hearing(slow), 100
    said = canonical(preferences_of((("say", "Les phares de Bretagne"), ("word", "quai"))))

    async def both():
        app = PublicApp(state)
        asked = asyncio.ensure_future(asking(app, f"/my/feed.rss?{said}", client="192.0.2.1"))
        await asyncio.to_thread(slow.began.wait, 60)
        status = (await asking(app, f"/my/feed.rss?{IA}", client="198.51.100.7"))[0]
        assert (status, asked.done()) == (200, False)
        monkeypatch.setattr(encoding, "PATIENCE", 0.01)
        looked, headers, page = await asking(app, f"/my?{said}", client="198.51.100.7")
        assert (looked, int(headers[b"retry-after"]) > 0) == (503, True)
        assert MINE["fr"].starting in page.decode()
        slow.go.set()
        return (await asked)[0]

    try:
        assert asyncio.run(both()) == 200
        assert {thread.partition("_")[0] for thread, _ in slow.asked} == {"encoding"}
    finally:
        slow.go.set()


def test_the_encoder_is_made_ready_where_readers_keep_feeds(state, desk):
    """Its weights are read beside the articles, before anybody asks for what needs them."""
    slow = _Slow()
    slow.go.set()
    state.desk.hearing = Hearing(slow)
    state.inbox = open_inbox(desk.config.store_url)
    edit = new_secret()
    digests = feed_digest(feed_secret(edit, 0)), edit_digest(edit)
    assert state.inbox.keep_personal(*digests, IA, "fr", "", False, NOON, 1000)
    state._are_kept = lambda: True

    async def start():
        await state.make_ready()
        await asyncio.wait({state.preparing._task})
        await asyncio.to_thread(state.encoding._waking.result, 60)

    asyncio.run(start())
    assert [thread for thread, _ in slow.asked] == ["encoding_0"]
    assert state.desk.hearing.awake


def test_pages_of_kept_feeds_give_way_before_each_selection(state, desk, monkeypatch):
    """What a feed held before an edit, and before each step of feedback, is selected behind the feeds of others."""
    state.desk.offering.most, order, select = 100, [], state.desk.select
    state.inbox = open_inbox(desk.config.store_url)
    edit = new_secret()
    secret = feed_secret(edit, 0)
    assert state.inbox.keep_personal(feed_digest(secret), edit_digest(edit), IA, "fr", "", True, NOON, 1000)
    monkeypatch.setattr(state.turns, "give_way", lambda: order.append("way"))
    monkeypatch.setattr(state.desk, "select", lambda *args, **more: order.append("select") or select(*args, **more))
    one = next(iter(state.desk.offer(NOON).candidates)).id
    for path in (f"/my/edit/{edit}?amount=5", f"/my/{secret}/more?{urlencode({'id': one})}"):
        order.clear()
        assert ask(state, path)[0] == 200
        assert order == ["way", "select"] * (len(order) // 2)
        assert len(order) >= 4
