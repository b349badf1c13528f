"""The application called by hand: what a real server would hardly meet at the right moment."""

import asyncio
from dataclasses import replace

import pytest

from buzzfeed.errors import StoreError
from buzzfeed.model import Format
from buzzfeed.web.app import PublicApp, kind_of
from buzzfeed.web.state import State
from pageask import ask, asking
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article


class Meddled:
    """A store whose documents a test may replace or refuse."""

    def __init__(self, store):
        self._store = store
        self.before_document = lambda: None
        self.error = None

    def __getattr__(self, name):
        return getattr(self._store, name)

    def document(self, key, fmt):
        """Give the document, after whatever the test wants to happen just before."""
        if self.error is not None:
            raise self.error
        self.before_document()
        return self._store.document(key, fmt)


@pytest.fixture
def meddled(tmp_path):
    """Give a state over a store that can be meddled with."""
    config = make_config(tmp_path)
    store = Meddled(writer(config))
    take_in(store, article())
    publish(store)
    state = State(config)
    state.attach(store)
    yield state
    state.close()


def test_an_edition_replaced_while_it_is_asked_for_gives_its_successor(meddled):
    """Between the table and the store the feed was published anew: the answer is the new edition under its own ETag."""
    former = meddled.table.documents["/feeds/all.rss"].digest

    def overtaken():
        meddled.store.before_document = lambda: None
        take_in(meddled.store, replace(article(), title="Autre"), number=2)
        publish(meddled.store, note="second")

    meddled.store.before_document = overtaken
    status, headers, body = ask(meddled, "/feeds/all.rss")
    assert status == 200
    assert b"second" in body
    assert headers[b"etag"].strip(b'"').decode() != former[:32]
    assert meddled.table.documents["/feeds/all.rss"].digest[:32] == headers[b"etag"].strip(b'"').decode()


def test_a_feed_that_is_always_ahead_is_503_in_the_end(meddled):
    """A store that never gives what its table names is asked a few times, not for ever."""
    asked = []
    meddled.store.document = lambda key, fmt: asked.append(key)
    status, headers, _ = ask(meddled, "/feeds/all.rss")
    assert (status, headers[b"retry-after"]) == (503, b"5")
    assert 1 <= len(asked) <= 5


def test_a_store_that_fails_is_503_and_not_a_traceback(meddled):
    """Neither a locked store nor a damaged edition tells a reader what is inside."""
    meddled.store.error = StoreError("/srv/secret.db", "is damaged", "restore a backup")
    for path in ("/feeds/all.rss", "/feeds/all.atom"):
        status, headers, body = ask(meddled, path)
        assert (status, headers[b"retry-after"]) == (503, b"5")
        assert b"secret" not in body
    assert meddled.counts["feed", 503] == 2


def test_what_is_in_memory_is_served_while_the_store_fails(meddled):
    """A feed asked for before, and every 304, need no store."""
    _, headers, body = ask(meddled, "/feeds/all.rss")
    meddled.store.error = StoreError("store", "is locked")
    assert ask(meddled, "/feeds/all.rss")[2] == body
    held = [(b"if-none-match", headers[b"etag"])]
    assert ask(meddled, "/feeds/all.rss", headers=held)[0] == 304
    etag = meddled.table.documents["/feeds/all.json"].variant("").etag
    assert ask(meddled, "/feeds/all.json", headers=[(b"if-none-match", etag)])[0] == 304


def test_pages_of_a_store_that_fails_are_503(meddled):
    """A page that cannot be made now is worth another try."""

    def fail():
        raise StoreError("store", "is locked")

    meddled.store.channels = fail
    assert ask(meddled, "/")[0] == 503
    assert ask(meddled, "/follow/all")[0] == 503
    del meddled.store.channels
    assert ask(meddled, "/")[0] == 200


def test_pages_are_rendered_once(meddled):
    """A page asked for twenty times at once is made once; another generation with something to show makes it anew."""
    made = []
    render = meddled.renderer.directory
    meddled.renderer.directory = lambda view: (made.append(view), render(view))[1]
    app = PublicApp(meddled)

    async def many():
        answers = await asyncio.gather(*(asking(app, "/") for _ in range(20)))
        return {status for status, _, _ in answers}

    assert asyncio.run(many()) == {200}
    assert len(made) == 1
    publish(meddled.store)
    meddled.refresh()
    assert ask(meddled, "/")[0] == 200
    assert len(made) == 1
    take_in(meddled.store, article(id="other", slug="other", origin="other", url="https://lefanal.example/other/"))
    publish(meddled.store)
    meddled.refresh()
    assert ask(meddled, "/")[0] == 200
    assert len(made) == 2


def test_memory_is_bounded(tmp_path):
    """With little memory every feed is still served, and no more is kept than is set."""
    config = make_config(tmp_path, web={"cache_bytes": 20_000})
    store = writer(config)
    take_in(store, article())
    publish(store)
    state = State(config)
    state.attach(store)
    app = PublicApp(state)

    async def all_of_them():
        for path in list(state.table.documents):
            for coding in (b"gzip", b"br", b"zstd", b"identity"):
                status, _, _ = await asking(app, path, headers=[(b"accept-encoding", coding)])
                assert status == 200
        return state.bodies.cache.size

    assert asyncio.run(all_of_them()) <= 15_000
    state.close()


def test_other_protocols_are_not_answered(meddled):
    """A lifespan or a websocket gets no answer, and does no harm."""

    async def nothing(*_):
        raise AssertionError("nothing is sent")

    asyncio.run(PublicApp(meddled)({"type": "lifespan"}, nothing, nothing))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feeds/all.rss", "feed"),
        ("/", "page"),
        ("/follow/tag/x", "page"),
        ("/a/x", "page"),
        ("/a/media/x.png", "media"),
        ("/readyz", "health"),
        ("/wp-login.php", "other"),
    ],
)
def test_requests_are_counted_under_a_few_words(path, kind):
    """Whatever is asked for, the metrics have a handful of classes."""
    assert kind_of(path) == kind


def test_every_format_is_in_the_table(meddled):
    """Each channel's three feeds are served by their paths."""
    for fmt in Format:
        assert f"/feeds/tag/eau.{fmt}" in meddled.table.documents
