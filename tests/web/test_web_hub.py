"""The hub's door: bounds for each address and host, for what waits and for how long a body takes."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from buzzfeed.model.subscriptions import Settled, Settlement
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web import hub as door
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article

from harness import until

BOUNDS = {"asked_per_address": 5, "asked_per_host": 8, "pending": 12, "pending_per_host": 10}


@pytest.fixture
def desk(tmp_path):
    """Give a newsroom's store, and its application with narrow bounds."""
    config = make_config(tmp_path, hub=BOUNDS)
    store = writer(config)
    take_in(store, article())
    publish(store)
    state = State(config)
    state.attach(open_window(config.store_url))
    state.inbox = open_inbox(config.store_url)
    yield config, store, PublicApp(state)
    state.close()
    store.close()


async def post(app, fields, client="192.0.2.1", path="/hub", forwarded="", parts=None):
    """Post a form from an address; return status, headers and text."""
    sent, body = [], parts or [urlencode(fields).encode()]
    left = list(body)

    async def receive():
        if not left:
            await asyncio.sleep(60)
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left) or parts is not None}

    async def send(message):
        sent.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded; charset=utf-8")]
    headers += [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": headers, "client": (client, 1), "server": ("h", 80), "scheme": "http", "http_version": "1.1"}
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(one.get("body", b"") for one in sent[1:]).decode()


def form(config, number, host="r.example"):
    """Make a request for a callback called by a number."""
    topic = f"{config.newsroom.feeds_url}/feeds/all.rss"
    return {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": f"https://{host}/{number}"}


def test_flood_from_one_address_is_turned_away_and_nothing_accepted_is_lost(desk):
    """Past its bound an address is told when to come back; others are served, and every 202 is in the store."""
    config, store, app = desk

    async def flood():
        many = [post(app, form(config, number, f"h{number}.example")) for number in range(30)]
        others = [post(app, form(config, 100 + number, "o.example"), f"198.51.100.{number}") for number in range(3)]
        return await asyncio.gather(*many, *others)

    answers = asyncio.run(flood())
    statuses = [status for status, _, _ in answers]
    assert statuses[-3:] == [202, 202, 202]
    assert statuses.count(202) == 8
    assert set(statuses[:30]) <= {202, 429, 503}
    assert all(int(headers[b"retry-after"]) > 0 for status, headers, _ in answers if status in (429, 503))
    assert store.following(datetime.now(UTC)).states["pending"] == 8


def test_true_address_behind_a_trusted_proxy_counts(desk):
    """Requests that one proxy passes on are counted by who sent them, not by the proxy; IPv6 by its network."""
    config, _, app = desk

    async def asked():
        sent = []
        for at in range(7):
            sent.append((await post(app, form(config, at), "127.0.0.1", forwarded=f"192.0.2.{at}"))[0])
        for at in range(7):
            fields = form(config, at, "v6.example")
            sent.append((await post(app, fields, "127.0.0.1", forwarded=f"2001:db8::{at}"))[0])
        return sent

    statuses = asyncio.run(asked())
    assert statuses[:7] == [202] * 7
    assert statuses[7:] == [202] * 5 + [429] * 2


def test_callbacks_of_one_host_are_bounded_whoever_asks(desk):
    """A host is not called more often than is allowed in a minute, though every request comes from elsewhere."""
    config, _, app = desk

    async def asked():
        return [(await post(app, form(config, at), f"192.0.2.{at}"))[0] for at in range(10)]

    assert asyncio.run(asked()) == [202] * 8 + [429] * 2


def test_what_waits_is_bounded(desk):
    """When as many requests wait as may, the next is told to come back; one that waits already is accepted."""
    config, _, app = desk

    async def asked():
        sent = [(await post(app, form(config, at, f"h{at}.example"), f"192.0.2.{at}"))[0] for at in range(14)]
        sent.append((await post(app, form(config, 0, "h0.example"), "198.51.100.7"))[0])
        return sent

    assert asyncio.run(asked()) == [202] * 12 + [503, 503, 202]


def test_slow_body_is_given_up(desk, monkeypatch):
    """A body that does not come to its end in time is answered 408, and its sender keeps nobody else from asking."""
    config, _, app = desk
    monkeypatch.setattr(door, "_SECONDS", 0.1)

    async def asked():
        slow = [post(app, {}, "192.0.2.9", parts=[b"hub.mode="]) for _ in range(3)]
        return await asyncio.gather(*slow, post(app, form(config, 1), "192.0.2.1"))

    assert [status for status, _, _ in asyncio.run(asked())] == [408, 408, 408, 202]


def test_body_that_grows_too_large_is_refused(desk):
    """A body without a length is read no further than its bound."""
    _, _, app = desk
    status, _, _ = asyncio.run(post(app, {}, parts=[b"x" * 20_000] * 3))
    assert status == 413


def test_topic_that_was_never_published_is_none(desk):
    """A feed that is not there is answered 404; rssCloud says so in XML."""
    config, _, app = desk
    missing = f"{config.newsroom.feeds_url}/feeds/tag/nirgends.rss"
    fields = {"protocol": "http-post", "port": "80", "path": "/", "url1": missing}
    assert asyncio.run(post(app, {**form(config, 1), "hub.topic": missing}))[0] == 404
    status, _, text = asyncio.run(post(app, fields, path="/rsscloud/pleaseNotify"))
    assert status == 404
    assert 'success="false"' in text


def test_hub_that_is_off_is_not_there(tmp_path):
    """Without the hub nothing answers, and no feed names one."""
    config = make_config(tmp_path, hub={"enabled": False})
    assert config.hubs == ("https://hub.example/",)
    assert config.cloud_url == ""
    state = State(config)
    try:
        assert not {"/hub", "/rsscloud/pleaseNotify"} & set(PublicApp(state).paths())
    finally:
        state.close()


def cloud(config, number=1):
    """Make an rssCloud request for a callback of a host of its own."""
    topic = f"{config.newsroom.feeds_url}/feeds/all.rss"
    domain = f"r{number}.example"
    return {"protocol": "http-post", "port": "80", "path": f"/{number}", "url1": topic, "domain": domain}


@pytest.mark.parametrize(
    ("outcome", "success"), [(Settled.VERIFIED, "true"), (Settled.REFUSED, "false"), (None, "false")]
)
def test_rsscloud_is_answered_once_it_is_known_what_its_address_says(desk, monkeypatch, outcome, success):
    """Success is said of who is registered alone; it is waited for, and not for ever."""
    config, store, app = desk
    monkeypatch.setattr(door, "SETTLED_WITHIN", 0.3 if outcome is None else 10.0)

    async def settle():
        now = datetime.now(UTC).replace(microsecond=0)
        await asyncio.to_thread(until, lambda: store.take_requests(now, timedelta(0), 9, 9, 9))
        taken = store.take_requests(now, timedelta(minutes=1), 9, 9, 9)
        expires = now + timedelta(hours=25) if outcome is Settled.VERIFIED else None
        if outcome is not None:
            store.settle_requests([Settlement(one.request, outcome, expires) for one in taken], now)

    async def asked():
        answered, _ = await asyncio.gather(post(app, cloud(config), path="/rsscloud/pleaseNotify"), settle())
        return answered

    status, _, text = asyncio.run(asked())
    assert (status, f'success="{success}"' in text) == (200, True)


def test_who_waits_for_rsscloud_keeps_nobody_else_waiting(desk, monkeypatch):
    """So many of one network wait at a time; one more is asked to come again, and others are not kept."""
    config, _, app = desk
    monkeypatch.setattr(door, "SETTLED_WITHIN", 0.3)
    path = "/rsscloud/pleaseNotify"

    async def asked():
        same = [post(app, cloud(config, number), path=path) for number in range(5)]
        return await asyncio.gather(*same, post(app, cloud(config, 9), "192.0.2.200", path=path))

    assert sorted(status for status, _, _ in asyncio.run(asked())) == [200] * 5 + [503]
