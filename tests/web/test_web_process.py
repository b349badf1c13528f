import contextlib
import os
import socket
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests
from sqlalchemy import create_engine, text

from buzzfeed.errors import ConfigError
from buzzfeed.web import addresses_of
from pageserver import CONTEXT, daemon_of, make_config, run, writer
from pagestore import NOW, publish, take_in
from pagevalues import article

from harness import until


def listening(address):
    """Return whether something takes connections at ``HOST:PORT``."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True


def test_a_new_edition_is_served_within_a_quarter_of_a_second(serve, tmp_path):
    """What is published beside the running process is swapped in: new bytes, new ETag, a later Last-Modified."""
    config = make_config(tmp_path)
    with contextlib.closing(writer(config)) as store:
        take_in(store, article())
        publish(store)
        served = serve(config)
        until(lambda: served.get("/readyz").status_code == 200)
        first = served.get("/feeds/all.rss", {"Accept-Encoding": "gzip"})
        page = served.get("/")
        take_in(store, replace(article(), title="La mare gelée"), number=2)
        publish(store, note="second")
        published = time.monotonic()
        until(lambda: served.get("/feeds/all.rss").headers["etag"][:20] != first.headers["etag"][:20], every=0.005)
        assert time.monotonic() - published < 1, "a quarter of a second, more on a busy machine"
        second = served.get("/feeds/all.rss", {"Accept-Encoding": "gzip", "If-None-Match": first.headers["etag"]})
        assert second.status_code == 200
        assert b"second" in second.content
        later, before = (parsedate_to_datetime(one.headers["last-modified"]) for one in (second, first))
        assert later - before >= timedelta(seconds=1)
        assert served.get("/", {"If-None-Match": page.headers["etag"]}).status_code == 304
        assert "La mare gelée" in served.get("/follow/all").text


def test_before_there_is_a_store_it_listens_and_says_not_yet(serve, tmp_path):
    """Alive and not ready, 503 with Retry-After; once the first editions are there it serves them by itself."""
    config = make_config(tmp_path)
    served = serve(config)
    assert served.get("/healthz").status_code == 200
    for path in ("/readyz", "/feeds/all.rss", "/", "/follow/all", "/feeds.opml"):
        answer = served.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), path
    with contextlib.closing(writer(config)) as store:
        until(lambda: served.get("/").status_code == 200)
        assert served.get("/readyz").status_code == 503
        assert "Aucun article n’a encore paru" in served.get("/", {"Accept-Language": "fr"}).text
        take_in(store, article())
        publish(store)
        until(lambda: served.get("/readyz").status_code == 200)
        assert served.get("/feeds/all.rss").status_code == 200


def test_a_store_that_was_set_back_is_read_anew(serve, tmp_path):
    """After a restored backup the generation is lower: what is served is what the store holds now."""
    config = make_config(tmp_path)
    with contextlib.closing(writer(config)) as store:
        take_in(store, article())
        publish(store)
        take_in(store, replace(article(), title="Autre"), number=2)
        publish(store, note="second")
        served = serve(config)
        until(lambda: b"second" in served.get("/feeds/all.rss").content)
        engine = create_engine("sqlite:///" + str(tmp_path / "buzzfeed.db"))
        with engine.begin() as connection:
            connection.execute(text("UPDATE state SET generation = 1"))
            connection.execute(text("UPDATE feeds SET generation = 1"))
        engine.dispose()
        until(lambda: "buzzfeed_generation 1.0" in requests.get(f"{served.admin}/metrics", timeout=10).text)
        assert served.get("/feeds/all.rss").status_code == 200


def test_it_ends_within_two_seconds_whoever_holds_on(serve):
    """SIGTERM ends it with 0, though one client drips a request and another keeps its connection."""
    served = serve()
    host, _, port = served.config.web.listen.rpartition(":")
    with socket.create_connection((host, int(port))) as dripping, requests.Session() as session:
        dripping.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert session.get(f"{served.root}/healthz", timeout=10).status_code == 200
        code, took = served.stop()
    assert code == 0
    assert took < 6, "two seconds, more on a busy machine; a client could hold it for eight"
    assert not listening(served.config.web.listen)


def test_it_ends_when_its_parent_is_killed(tmp_path):
    """A daemon that was killed leaves nobody serving on its ports."""
    config = make_config(tmp_path)
    ready = CONTEXT.Event()
    daemon = CONTEXT.Process(target=daemon_of, args=(config, ready, str(tmp_path / "pid")))
    daemon.start()
    daemon.join(30)
    assert daemon.exitcode == -9
    pid = int((tmp_path / "pid").read_text())
    try:
        until(lambda: not listening(config.web.listen), within=5)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)


def test_a_dripping_head_is_cut_off(serve):
    """A connection that does not finish its request's head in time is closed (slow loris)."""
    served = serve(header_timeout=300)
    host, _, port = served.config.web.listen.rpartition(":")
    with socket.create_connection((host, int(port)), 10) as dripping:
        dripping.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        begun = time.monotonic()
        while dripping.recv(1000):
            pass
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("key", ["listen", "admin_listen"])
def test_a_port_in_use_is_one_line_with_the_mend(tmp_path, key):
    """Nothing starts where another program listens; the line names the key and the address."""
    config = make_config(tmp_path)
    host, _, port = getattr(config.web, key).rpartition(":")
    with socket.create_server((host, int(port))), pytest.raises(ConfigError) as caught:
        addresses_of(config)
    assert str(caught.value) == (
        f"web.{key} = {host}:{port}: cannot be listened on: address already in use "
        f"(stop what uses it, or give web.{key} another address)"
    )


@pytest.mark.parametrize(
    ("listen", "cause"),
    [("192.0.2.1:8000", "cannot be listened on"), ("no-such-host.invalid:8000", "there is no such address")],
)
def test_an_address_that_is_not_ours_is_told(tmp_path, listen, cause):
    """An address of another machine, or of none, is one line."""
    with pytest.raises(ConfigError, match=cause):
        addresses_of(make_config(tmp_path, web={"listen": listen}))


def test_a_store_of_a_newer_buzzfeed_ends_it(tmp_path):
    """The process ends with the store's own line, and serves nothing of it."""
    config = make_config(tmp_path)
    writer(config).close()
    engine = create_engine("sqlite:///" + str(tmp_path / "buzzfeed.db"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE buzzfeed_schema SET version_num = '9999'"))
    engine.dispose()
    ready = CONTEXT.Event()
    process = CONTEXT.Process(target=run, args=(config, ready))
    process.start()
    process.join(20)
    assert process.exitcode == 1
    assert "newer buzzfeed" in (tmp_path / "error").read_text()


def test_readers_of_an_older_edition_are_not_cut_off(serve, tmp_path):
    """Twelve publications in a row, a reader asking all the while: each answer is whole and of one edition."""
    config = make_config(tmp_path)
    with contextlib.closing(writer(config)) as store:
        take_in(store, article())
        publish(store)
        served = serve(config)
        until(lambda: served.get("/readyz").status_code == 200)
        for number in range(2, 14):
            take_in(store, replace(article(), title=f"Titre {number}"), number=number)
            publish(store, NOW, note=f"n{number}")
            answer = served.get("/feeds/all.rss", {"Accept-Encoding": "gzip"})
            assert answer.status_code == 200
            assert answer.content.endswith(b"</end>\n")
        until(lambda: b"n13" in served.get("/feeds/all.rss").content)
