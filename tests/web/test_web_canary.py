"""Where hubs reach our own subscriptions: what is confirmed, what counts, and what hostile callers get."""

import asyncio
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from buzzfeed.model import Canary, CanaryPush
from buzzfeed.model.ownsubscriptions import callback_digest
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article

TOKEN, SECRET = "T" * 43, "geheim"


@pytest.fixture
def desk(tmp_path):
    """Give a newsroom with one canary, asked for just now, and its application."""
    config = make_config(tmp_path)
    store = writer(config)
    take_in(store, article())
    publish(store)
    base, now = config.newsroom.feeds_url, datetime.now(UTC).replace(microsecond=0)
    topic, callback = f"{base}/feeds/all.atom", f"{base}/hub/canary/{TOKEN}"
    place = {"hub": "https://h.example/", "target": "h", "type": "websub"}
    canary = Canary(topic=topic, callback=callback, digest=callback_digest(TOKEN), secret=SECRET, due=now, **place)
    store.keep_canaries([canary])
    state = State(config)
    state.attach(open_window(config.store_url))
    state.inbox = open_inbox(config.store_url)
    yield store, PublicApp(state), canary
    state.close()
    store.close()


def ask(app, method="GET", token=TOKEN, query=None, body=b"", headers=None, client="192.0.2.1"):
    """Ask at a callback; return the status and the text."""
    sent, parts = [], [body]

    async def receive():
        return {"type": "http.request", "body": parts.pop(0) if parts else b"", "more_body": False}

    async def send(message):
        sent.append(message)

    path = f"/hub/canary/{token}"
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "client": (client, 1)}
    scope |= {"query_string": urlencode(query or {}).encode(), "server": ("h", 80), "scheme": "http"}
    scope |= {"headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()]}
    asyncio.run(app({**scope, "http_version": "1.1"}, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode()


def meant(canary, **changes):
    """Return the query by which a hub verifies."""
    fields = {"mode": "subscribe", "topic": canary.topic, "challenge": "abc<b>", "lease_seconds": "7200", **changes}
    return {f"hub.{name}": value for name, value in fields.items()}


def push(app, body, secret=SECRET, method="sha256", **options):
    """Push a signed body; return the status."""
    signature = f"{method}={hmac.digest(secret.encode(), body, method).hex()}"
    return ask(app, "POST", body=body, headers={"x-hub-signature": signature}, **options)[0]


def asked(store, canary):
    """Have the hub been asked just now."""
    now = datetime.now(UTC).replace(microsecond=0)
    store.own_asked(replace(canary, asked=now, attempts=1, due=now + timedelta(60)))


def feed(*ids):
    """Return an Atom feed with these entries."""
    return b"<feed><id>x</id>" + b"".join(b"<entry><id>%s</id></entry>" % one.encode() for one in ids) + b"</feed>"


def test_only_what_we_asked_for_is_confirmed(desk):
    """Before we asked nothing is; then mode and topic have to be ours, and the lease is as the hub says."""
    store, app, canary = desk
    assert ask(app, query=meant(canary))[0] == 404
    asked(store, canary)
    wrong = {"mode": "unsubscribe"}, {"topic": canary.topic + "x"}, {"challenge": ""}, {"challenge": "x" * 5000}
    assert {ask(app, query=meant(canary, **one))[0] for one in wrong} == {404}
    assert ask(app, "HEAD", query=meant(canary))[0] == 404
    assert store.canaries()[0].verified is None
    assert ask(app, query=meant(canary)) == (200, "abc<b>")
    one = store.canaries()[0]
    assert (one.expires - one.verified, one.attempts) == (timedelta(hours=2), 0)
    assert one.due - one.verified == timedelta(seconds=5760)
    assert ask(app, query=meant(canary, lease_seconds="9" * 30))[0] == 200
    assert ask(app, query={**meant(canary, mode="denied"), "hub.reason": "no\nway"})[0] == 204
    one = store.canaries()[0]
    assert one.words == "it denied the subscription (no way)"
    assert not one.live(datetime.now(UTC) + timedelta(seconds=1))


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signed_push_is_kept_as_ids_of_ours(desk, method):
    """A push signed in any of the four ways is kept, once, with those of its ids that are our articles'."""
    store, app, _ = desk
    body = feed(article().id, "https://elsewhere.example/1")
    assert push(app, body, method=method) == 204
    assert push(app, body, method=method) == 204
    (kept,) = store.canary_pushes(datetime(2020, 1, 1, tzinfo=UTC))
    assert kept.articles == (article().id,)


def test_forged_push_is_thanked_and_ignored(desk):
    """A wrong, missing or unknown signature is answered like a right one, and nothing of it counts (§7.1)."""
    store, app, _ = desk
    body = feed(article().id)
    assert push(app, body, secret="other") == 204
    for shown in ("", "sha256=", "md5=" + "0" * 32, "sha256=" + "é" * 9, "plain"):
        assert ask(app, "POST", body=body, headers={"x-hub-signature": shown})[0] == 204
    assert ask(app, "POST", body=body)[0] == 204
    assert store.canary_pushes(datetime(2020, 1, 1, tzinfo=UTC)) == ()
    assert store.canaries()[0].forged is not None


def test_strangers_floods_and_huge_bodies_come_to_nothing(desk, monkeypatch):
    """A token that is not ours is nowhere; who floods is turned away; a body has a bound."""
    store, app, canary = desk
    reads = []
    inbox = app._state.inbox
    monkeypatch.setattr(inbox, "canaries", lambda: reads.append(1) or store.canaries())
    assert {ask(app, "POST", token=f"{at:043d}")[0] for at in range(150)} == {404}
    assert ask(app, token="../../x")[0] == ask(app, token="x" * 5000)[0] == 404
    assert len(reads) <= 121
    assert push(app, b"x" * 4_000_000, client="192.0.2.2") == 413
    assert {push(app, b"y", client=f"198.51.100.{at}") for at in range(130)} == {204, 429}
    assert canary.secret not in repr(canary)
    assert TOKEN not in repr(canary)


def test_what_is_kept_of_pushes_is_bounded(desk):
    """Of each hub the last pushes are kept, whatever number comes; they go with their subscription."""
    store, app, canary = desk
    now = datetime.now(UTC).replace(microsecond=0)
    for at in range(60):
        app._state.inbox.canary_pushed(CanaryPush("h", "websub", f"{at}", now + timedelta(seconds=at), ("nobody's",)))
    kept = store.canary_pushes(now)
    assert len(kept) == 50
    assert kept[-1].digest == "59"
    store.keep_canaries([canary])
    assert len(store.canary_pushes(now)) == 50
    store.keep_canaries([])
    assert store.canary_pushes(now) == ()
