"""Every request ends in time and within its cap, whatever the other side sends."""

import gzip
import random
import socket
import threading
import time
import tracemalloc
from contextlib import contextmanager
from dataclasses import replace

import brotli
import pytest
import zstandard

from buzzfeed.config import NetSettings
from buzzfeed.errors import AddressError, FetchError, LargeError
from buzzfeed.net import Net, Polite
from buzzfeed.testing import Answer, CountingListener, FakeClock, FakeResolver, Website

LIMIT = 0.5


@pytest.fixture
def net():
    """Give a way out with half a second and 100 kB."""
    with Net(NetSettings(timeout=LIMIT, max_bytes=100_000)) as fetch:
        yield fetch


@contextmanager
def ending_in_time(match=r"no whole answer within 0\.5 s"):
    """Expect a `FetchError` at the limit: not much later, and not before."""
    started = time.monotonic()
    with pytest.raises(FetchError, match=match) as raised:
        yield raised
    assert LIMIT - 0.05 < time.monotonic() - started < LIMIT + 1.5


@contextmanager
def within_memory(most):
    """Expect that no more than `most` bytes are taken up at once."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


@contextmanager
def speaking(script):
    """Run a raw server that gives each connection to `script` with an event that ends it; give its port."""
    ending = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def serve():
            while not ending.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    try:
                        script(connection, ending)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ending.set()
            thread.join()


def endlessly(first, piece, pause=0.0):
    """Make a script that sends `first` and then `piece` for ever."""

    def script(connection, ending):
        connection.sendall(first)
        while not ending.wait(pause):
            connection.sendall(piece)

    return script


def test_a_body_that_drips_ends_at_the_deadline(net):
    """A byte every 50 ms does not begin the time-out anew."""
    with Website({"/": b"x" * 200}) as site, ending_in_time() as raised:
        site.drip = 0.05
        net.get(f"{site.url}/", trusted=True)
    assert raised.value.retryable


def test_headers_that_drip_end_at_the_deadline(net):
    """Nor does a byte of the headers."""
    with Website({"/": b"x"}) as site, ending_in_time():
        site.drip_head = 0.05
        net.get(f"{site.url}/", trusted=True)


@pytest.mark.parametrize(
    ("first", "piece", "pause"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.0),
        (b"HTTP/1.1 200 OK\r\n", b"X-Pad: 1\r\n", 0.05),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"", mtime=0), 0.01),
    ],
)
def test_an_answer_without_end_ends_at_the_deadline(net, first, piece, pause):
    """Interim answers, headers, chunks and empty gzip members can go on for ever; we do not."""
    with speaking(endlessly(first, piece, pause)) as port, ending_in_time():
        net.get(f"http://127.0.0.1:{port}/", trusted=True)


def test_a_silent_server_ends_at_the_deadline(net):
    """A connection is taken and nothing said, with and without TLS, to GET and to POST."""
    with CountingListener(hold=True) as listener:
        for scheme in ("http", "https"):
            with ending_in_time():
                net.get(f"{scheme}://127.0.0.1:{listener.port}/", trusted=True)
        with ending_in_time():
            net.post(f"http://127.0.0.1:{listener.port}/", b"x" * 90_000, content_type="text/plain", trusted=True)


def test_an_upload_that_nobody_reads_ends_at_the_deadline(net):
    """A body larger than what the system takes up is not waited for either."""
    with CountingListener(hold=True) as listener, ending_in_time():
        net.post(f"http://127.0.0.1:{listener.port}/", b"x" * 30_000_000, content_type="text/plain", trusted=True)


def test_a_handshake_that_drips_ends_at_the_deadline(net):
    """A TLS record sent byte by byte does not hold us."""
    with speaking(endlessly(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb", b"\x00", 0.05)) as port, ending_in_time():
        net.get(f"https://127.0.0.1:{port}/", trusted=True)


def test_a_lookup_that_hangs_ends_at_the_deadline():
    """A name server that does not answer costs the deadline and no more."""
    release = threading.Event()

    class Hanging(FakeResolver):
        def __call__(self, *args, **kwargs):
            """Hang."""
            release.wait(5)
            return super().__call__(*args, **kwargs)

    resolver = Hanging({"a.example": ["203.0.113.1"]})
    with Net(NetSettings(timeout=LIMIT), resolver=resolver) as fetch, ending_in_time():
        fetch.get("http://a.example/")
    release.set()


def test_redirects_share_one_deadline(net):
    """Hops that are quick enough each are too slow together."""
    with Website() as site, ending_in_time():
        for hop in range(5):
            site.redirect(f"/{hop}", f"/{hop + 1}")
        site.slow = 0.2
        net.get(f"{site.url}/0", trusted=True)


def test_a_posts_own_time_out_holds(net):
    """A target with three seconds gets three seconds, whatever `net.timeout` says."""
    with Website({"/": b"x"}) as site:
        site.slow = 0.2
        with pytest.raises(FetchError, match=r"within 0\.05 s"):
            net.post(f"{site.url}/", b"", content_type="text/plain", trusted=True, timeout=0.05)
        site.slow = LIMIT + 0.1
        assert net.post(f"{site.url}/", b"", content_type="text/plain", trusted=True, timeout=3.0).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"x" * 100_001,
        Answer(200, {"Content-Length": "99999999999"}, b""),
        Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000, mtime=0)),
        Answer(200, {"Content-Encoding": "br"}, brotli.compress(b"\0" * 50_000_000, quality=5)),
        Answer(200, {"Content-Encoding": "zstd"}, zstandard.compress(b"\0" * 50_000_000)),
    ],
    ids=["plain", "declared", "gzip", "br", "zstd"],
)
def test_a_body_beyond_the_cap_is_refused(net, body):
    """The cap holds for what is declared, sent and decoded; a bomb is not blown up first."""
    refused = pytest.raises(FetchError, match="larger than 100000 bytes")
    with Website({"/": body}) as site, within_memory(5_000_000), refused as raised:
        net.get(f"{site.url}/", trusted=True)
    assert not raised.value.retryable


@pytest.mark.parametrize("piece", [b"x" * 1000, gzip.compress(b"", mtime=0) * 50], ids=["text", "empty gzip members"])
def test_a_body_without_end_is_refused_at_the_cap(net, piece):
    """What comes without a length counts as it comes, be it decoded to nothing."""
    encoding = b"Content-Encoding: gzip\r\n" if piece.startswith(b"\x1f") else b""
    first = b"HTTP/1.1 200 OK\r\n" + encoding + b"\r\n"
    with speaking(endlessly(first, piece)) as port, pytest.raises(FetchError, match="larger than 100000 bytes"):
        net.get(f"http://127.0.0.1:{port}/", trusted=True)


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "GZIP", "br", "zstd"])
def test_bodies_are_decoded(net, encoding):
    """What we ask for we understand, up to the very cap."""
    body = random.Random(7).randbytes(40_000) + b"e" * 60_000
    compress = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}
    sent = compress.get(encoding.lower(), bytes)(body)
    with Website({"/": Answer(200, {"Content-Encoding": encoding} if encoding else {}, sent)}) as site:
        assert net.get(f"{site.url}/", trusted=True).body == body
        assert site.requests[0].headers["accept-encoding"] == "gzip, br, zstd"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_an_empty_body_may_claim_an_encoding(net, encoding):
    """A 304 that repeats its headers has no body to decode."""
    with Website({"/": Answer(304, {"Content-Encoding": encoding})}) as site:
        answer = net.get(f"{site.url}/", trusted=True)
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    ("headers", "body", "cause"),
    [
        ({"Content-Encoding": "gzip"}, b"not gzip", "cannot be decoded"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"abc" * 999, mtime=0)[:40], "broke off"),
        ({"Content-Encoding": "br"}, b"\xff\xff\xff\xff", "cannot be decoded"),
        ({"Content-Encoding": "br"}, brotli.compress(bytes(range(256)) * 99)[:60], "broke off"),
        ({"Content-Encoding": "zstd"}, b"not zstd", "cannot be decoded"),
        ({"Content-Encoding": "compress"}, b"x", "not asked for: compress"),
        ({"Content-Encoding": "gzip, gzip"}, b"x", "not asked for: gzip, gzip"),
        ({"Content-Length": "10", "Connection": "close"}, b"short", "broke off"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(net, headers, body, cause):
    """Wrong, truncated and unknown encodings are told apart."""
    with Website({"/": Answer(200, headers, body)}) as site:
        threading.Timer(0.1, site.stop).start() if "Content-Length" in headers else None
        with pytest.raises(FetchError, match=cause):
            net.get(f"{site.url}/", trusted=True)


def test_a_smaller_cap_can_be_asked_for(net):
    """`max_bytes` lowers the cap and never raises it."""
    with Website({"/": b"x" * 500, "/more": b"x" * 100_001}) as site:
        with pytest.raises(LargeError, match="larger than 499 bytes") as refused:
            net.get(f"{site.url}/", trusted=True, max_bytes=499)
        assert len(net.get(f"{site.url}/", trusted=True, max_bytes=500).body) == 500
        assert "net.max_bytes" not in refused.value.hint, "to raise that would help nobody"
        with pytest.raises(LargeError, match=r"larger than 100000 bytes \(raise net.max_bytes\)"):
            net.get(f"{site.url}/more", trusted=True, max_bytes=10_000_000)


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        (lambda connection, _: None, "without an answer"),
        (endlessly(b"SSH-2.0-OpenSSH\r\n", b"x\r\n", 0.05), "not HTTP"),
        (endlessly(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 70_000, b"y", 0.05), "not HTTP"),
    ],
)
def test_what_is_not_http_is_said_to_be(net, script, cause):
    """A closed connection, another protocol and an endless header end in a plain error."""

    def reading(connection, ending):
        connection.recv(65536)
        script(connection, ending)

    with speaking(reading) as port, pytest.raises(FetchError, match=cause):
        net.get(f"http://127.0.0.1:{port}/", trusted=True)


def test_nothing_listens(net):
    """A refused connection, and a name that nobody has, can be tried again later."""
    with CountingListener() as listener:
        port = listener.port
    with pytest.raises(FetchError, match="refused") as raised:
        net.get(f"http://127.0.0.1:{port}/", trusted=True)
    assert raised.value.retryable
    lost = Net(NetSettings(timeout=LIMIT), resolver=FakeResolver())
    with lost, pytest.raises(FetchError, match="does not resolve") as raised:
        lost.get("http://nobody.example/")
    assert raised.value.retryable
    assert not isinstance(raised.value, AddressError)


def test_redirects_have_one_time_for_all_of_them():
    """What the first hosts took is taken from the others; who was left no time enough is not blamed for that."""
    clock, allowed = FakeClock(), NetSettings(allow=("127.0.0.0/8",))
    with Net(allowed) as net, Website() as site, Website({"/": b"fin"}) as there:
        way = Polite(net, clock, 1.0, timeout=10.0)

        def slow(_):
            clock.advance(9.7)
            return Answer(302, {"Location": there.url + "/"})

        site.pages["/once"] = slow
        there.pages["/"] = lambda _: time.sleep(0.5) or Answer(200, {}, b"late")
        with pytest.raises(FetchError, match=r"within 0\.3 s"):
            way.get(site.url + "/once")
        there.pages["/"] = b"fin"
        assert way.get(there.url + "/").body == b"fin", "it is not left alone"
        site.pages["/twice"] = lambda request: replace(slow(request), headers={"Location": "/once"})
        asked = there.hits("/")
        with pytest.raises(FetchError, match="within 10 s, redirects included"):
            way.get(site.url + "/twice")
        assert there.hits("/") == asked
