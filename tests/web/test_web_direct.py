"""The short way: what is at hand is answered where the request was read, with the same words as on the long way."""

import asyncio
import contextlib
import itertools
import socket
import threading

import pytest
import requests
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from buzzfeed.web.app import PublicApp
from buzzfeed.web.direct import spawner
from buzzfeed.web.state import State
from pageask import asking
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article

from harness import free_port, until

PATH = "/feeds/all.rss"
METHODS = ("GET", "HEAD", "POST")
CODINGS = (None, b"gzip", b"br;q=0.5, zstd", b"identity;q=0")
DATES = (None, b"Thu, 01 Jan 1970 00:00:00 GMT", b"Fri, 01 Jan 2100 00:00:00 GMT")
TAGS = (None, b'"other"', b"*", b"own", b'W/own, "other"')


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Give an application over a store with one article."""
    config = make_config(tmp_path_factory.mktemp("direct"))
    store = writer(config)
    take_in(store, article())
    publish(store)
    state = State(config)
    state.attach(store)
    yield PublicApp(state)
    state.close()


def listening(port):
    """Return whether something takes connections at a port."""
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


def at_once(app, path, method, headers):
    """Ask the short way; return status, headers and body, or ``None`` where it leaves the request."""
    sent = []
    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    if not app.at_once(scope, sent.append):
        assert sent == []
        return None
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def etag_of(app, coding):
    """Return the feed's ETag in a coding."""
    accept = [(b"accept-encoding", coding)] if coding else []
    return asyncio.run(asking(app, PATH, headers=accept))[1].get(b"etag", b"")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("coding", CODINGS)
def test_both_ways_give_the_same_answer(app, method, coding):
    """Status, headers and body are the same, whatever is accepted and held; a GET that is kept takes the short way."""
    own = etag_of(app, coding)
    for tag, date in itertools.product(TAGS, DATES):
        headers = [(b"host", b"x")]
        if coding:
            headers.append((b"accept-encoding", coding))
        if tag:
            headers.append((b"if-none-match", tag.replace(b"own", own)))
        if date:
            headers.append((b"if-modified-since", date))
        long = asyncio.run(asking(app, PATH, method, headers))
        assert at_once(app, PATH, method, headers) == long


def test_what_must_be_made_first_is_left_to_the_loop(app):
    """Neither a page nor a feed whose bytes are not in memory is answered at once; its 304 is."""
    assert at_once(app, "/", "GET", []) is None
    assert at_once(app, "/feeds/none.rss", "GET", []) is None
    path = "/feeds/all.json"
    assert at_once(app, path, "GET", []) is None
    assert at_once(app, path, "GET", [(b"if-none-match", b"*")])[0] == 304
    asyncio.run(asking(app, path))
    assert at_once(app, path, "GET", [])[0] == 200


def test_both_ways_count(app):
    """The metrics count every answer, from any thread."""
    counts = app._state.counts
    before = counts.get(("feed", 304), 0)
    held = [(b"if-none-match", b"*")]
    threads = [threading.Thread(target=lambda: [at_once(app, PATH, "GET", held) for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(asking(app, PATH, headers=held))
    assert counts["feed", 304] == before + 801


def test_granian_asks_for_the_short_way_first():
    """Requests come to `at_once` outside the loop's thread; what it leaves goes to the app; its fault is a 500."""
    port, asked = free_port(), []
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]}

    def quick(scope, send):
        asked.append((scope["path"], threading.get_ident()))
        if scope["path"] == "/broken":
            raise ValueError("broken")
        if scope["path"] != "/short":
            return False
        send(start)
        send({"type": "http.response.body", "body": b"short"})
        return True

    async def app(scope, receive, send):
        body = await receive()
        await send(start)
        await send({"type": "http.response.body", "body": body["body"] or b"long!"})

    def client():
        with requests.Session() as session:
            until(lambda: listening(port))
            assert session.get(f"http://127.0.0.1:{port}/short", timeout=5).content == b"short"
            assert session.post(f"http://127.0.0.1:{port}/long", data=b"12345", timeout=5).content == b"12345"
            assert session.get(f"http://127.0.0.1:{port}/broken", timeout=5).status_code == 500
            assert session.get(f"http://127.0.0.1:{port}/long", timeout=5).content == b"long!"
            assert session.get(f"http://127.0.0.1:{port}/short", timeout=5).content == b"short"

    async def run():
        server = Server(app, port=port, interface=Interfaces.ASGINL, http=HTTPModes.http1, log_enabled=False)
        serving = asyncio.create_task(server.serve(spawner(quick)))
        try:
            await asyncio.get_running_loop().run_in_executor(None, client)
        finally:
            server.stop()
            await asyncio.wait_for(serving, 10)

    asyncio.run(run())
    assert {path for path, _ in asked} == {"/short", "/long", "/broken"}
    assert threading.get_ident() not in {thread for _, thread in asked}
