"""Where hubs reach us with what others publish: what is confirmed, what leads to a look, what comes to nothing."""

import asyncio
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from buzzfeed.model.ownsubscriptions import callback_digest
from buzzfeed.model.upstreams import Upstream
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from pageserver import make_config, writer

TOKEN, SECRET, TOPIC = "T" * 43, "geheim", "https://up.example/feed"


@pytest.fixture
def desk(tmp_path):
    """Give a newsroom with one subscription, asked for just now, and its application."""
    config = make_config(tmp_path)
    store, now = writer(config), datetime.now(UTC).replace(microsecond=0)
    callback = f"{config.newsroom.feeds_url}/hub/upstream/{TOKEN}"
    hub = "https://h.example/"
    one = Upstream(hub, TOPIC, callback, callback_digest(TOKEN), SECRET, now, source="agence")
    store.begin_upstream(one)
    state = State(config)
    state.attach(open_window(config.store_url))
    state.inbox = open_inbox(config.store_url)
    yield store, PublicApp(state), one
    state.close()
    store.close()


def ask(app, method="GET", token=TOKEN, query=None, body=b"", headers=None):
    """Ask at a callback; return the status and the text."""
    sent, parts = [], [body]

    async def receive():
        return {"type": "http.request", "body": parts.pop(0) if parts else b"", "more_body": False}

    async def send(message):
        sent.append(message)

    path = f"/hub/upstream/{token}"
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "client": ("192.0.2.1", 1)}
    scope |= {"query_string": urlencode(query or {}).encode(), "server": ("h", 80), "scheme": "http"}
    scope |= {"headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()]}
    asyncio.run(app({**scope, "http_version": "1.1"}, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode()


def ear_of(app):
    """Return who hears at the callback."""
    (route,) = [one for one in app._routes if getattr(one, "path", "").startswith("/hub/upstream/")]
    return route.endpoint.__self__


def meant(**changes):
    """Return the query by which a hub verifies."""
    fields = {"mode": "subscribe", "topic": TOPIC, "challenge": "abc<b>", "lease_seconds": "7200", **changes}
    return {f"hub.{name}": value for name, value in fields.items()}


def push(app, body=b"<rss/>", secret=SECRET, method="sha256"):
    """Push a signed body; return the status."""
    signature = f"{method}={hmac.digest(secret.encode(), body, method).hex()}"
    return ask(app, "POST", body=body, headers={"x-hub-signature": signature})[0]


def asked(store, one, **changes):
    """Have the hub been asked just now."""
    store.own_asked(replace(one, asked=datetime.now(UTC).replace(microsecond=0), attempts=1, **changes))


def test_only_what_we_asked_for_is_confirmed(desk):
    """Before we asked nothing is; then mode and topic have to be ours; once it is to end, only that is confirmed"""
    store, app, one = desk
    assert ask(app, query=meant())[0] == 404
    asked(store, one)
    wrong = {"mode": "unsubscribe"}, {"topic": TOPIC + "x"}, {"challenge": ""}, {"challenge": "x" * 5000}
    assert {ask(app, query=meant(**changes))[0] for changes in wrong} == {404}
    assert store.upstreams()[0].verified is None
    assert ask(app, query=meant()) == (200, "abc<b>")
    (now,) = store.upstreams()
    assert now.expires - now.verified == timedelta(hours=2)
    assert ask(app, query={**meant(mode="denied"), "hub.reason": "no\nway"})[0] == 204
    assert store.upstreams()[0].words == "it denied the subscription (no way)"
    asked(store, now, leaving=True)
    assert ask(app, query=meant())[0] == 404
    assert ask(app, query=meant(mode="unsubscribe")) == (200, "abc<b>")
    assert store.upstreams() == ()
    assert ask(app, query=meant(mode="unsubscribe"))[0] == 404


def test_signed_push_wishes_for_a_look(desk):
    """A push signed with our secret in any of three ways has its source looked at, and is counted"""
    store, app, _ = desk
    assert {push(app, method=method) for method in ("sha256", "sha384", "sha512")} == {204}
    assert store.look_wishes() == {"agence": 3}
    assert store.upstreams()[0].pushes == 3


def test_what_is_not_signed_so_is_thanked_and_ignored(desk):
    """The answer is the same, no look is wished for, and how it was signed is told (WebSub §7.1)"""
    store, app, _ = desk
    forgeries = {
        "": "without a signature",
        "sha1=" + hmac.digest(SECRET.encode(), b"<rss/>", "sha1").hex(): "sha1",
        "sha256=" + hmac.digest(b"other", b"<rss/>", "sha256").hex(): "another secret",
        "sha256=" + "é" * 9: "another secret",
        "md5=" + "0" * 32: "another secret",
    }
    for signature, words in forgeries.items():
        ear_of(app)._forged.clear()
        headers = {"x-hub-signature": signature} if signature else {}
        assert ask(app, "POST", body=b"<rss/>", headers=headers)[0] == 204
        (one,) = store.upstreams()
        assert words in one.words
        assert (one.forged is not None, one.pushes) == (True, 0)
    assert store.look_wishes() == {}


def test_strangers_and_huge_bodies_come_to_nothing(desk):
    """A token that is not ours is nowhere, a body has a bound, and neither token nor secret is in what is printed"""
    store, app, one = desk
    assert ask(app, "POST", token="x" * 43)[0] == ask(app, token="../../x")[0] == 404
    assert push(app, b"x" * 8_000_001) == 413
    assert store.look_wishes() == {}
    assert TOKEN not in repr(one)
    assert SECRET not in repr(one)
