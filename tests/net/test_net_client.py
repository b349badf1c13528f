"""GET and POST as the other side sees them, and our own errors for every fault of the drivers."""

import http.client
import pickle
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import urllib3.exceptions

from buzzfeed import __version__
from buzzfeed.config import NetSettings
from buzzfeed.errors import BuzzfeedError, FetchError, WithdrawnError
from buzzfeed.net import Net, user_agent
from buzzfeed.testing import Answer, FakeResolver, Website


@pytest.fixture
def net():
    """Give a way out that knows two names of this machine."""
    resolver = FakeResolver({"one.example": ["127.0.0.1"], "two.example": ["127.0.0.1"]})
    with Net(
        NetSettings(timeout=5.0, allow=("127.0.0.0/8",)), "https://news.example/feeds", resolver=resolver
    ) as fetch:
        yield fetch


def test_the_user_agent_is_honest(net):
    """It names buzzfeed, its version and where to reach us, and cannot carry another header."""
    with Website({"/": b""}) as site:
        net.get(f"{site.url}/")
        net.post(f"{site.url}/", b"", content_type="text/plain")
    expected = f"buzzfeed/{__version__} (+https://news.example/feeds)"
    assert [request.headers["user-agent"] for request in site.requests] == [expected, expected]
    assert user_agent() == f"buzzfeed/{__version__}"
    assert user_agent("a@b.example\r\nX: (1)") == f"buzzfeed/{__version__} (+a@b.exampleX: 1)"


def test_a_get_returns_status_headers_and_body(net):
    """A status is no error; header names are lower-case; the caller's headers are sent."""
    with Website({"/": (418, {"X-Tea": "pot"}, b"court")}) as site:
        answer = net.get(f"{site.url}/?q=%C3%A9#f", headers={"If-None-Match": '"1"'})
    assert (answer.status, answer.headers["x-tea"], answer.body) == (418, "pot", b"court")
    assert (site.requests[0].target, site.requests[0].headers["if-none-match"]) == ("/?q=%C3%A9", '"1"')


def test_a_post_carries_its_body_and_type(net):
    """The body arrives as it is, with its length and type."""
    with Website({"/": lambda request: Answer(200, {}, request.body)}) as site:
        answer = net.post(f"{site.url}/", b"\x00corps", content_type="application/x-test", headers={"X-A": "1"})
    headers = site.requests[0].headers
    assert (answer.body, headers["content-type"], headers["x-a"]) == (b"\x00corps", "application/x-test", "1")
    assert headers["content-length"] == "6"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_post_is_never_redirected(net, status):
    """The redirect is the answer."""
    with Website({"/to": b"non"}) as site:
        site.redirect("/", "/to", status)
        answer = net.post(f"{site.url}/", b"x", content_type="text/plain")
    assert (answer.status, answer.headers["location"]) == (status, "/to")
    assert site.hits("/to") == 0


def test_five_redirects_are_followed_and_six_are_not(net):
    """The limit is five, and a ring ends at it."""
    with Website({"/5": b"fin"}) as site:
        for hop in range(5):
            site.redirect(f"/{hop}", f"/{hop + 1}")
        site.redirect("/before", "/0")
        site.redirect("/ring", "/ring")
        assert net.get(f"{site.url}/0").body == b"fin"
        with pytest.raises(FetchError, match="more than 5 redirects") as raised:
            net.get(f"{site.url}/before")
        assert not raised.value.retryable
        with pytest.raises(FetchError, match="more than 5 redirects"):
            net.get(f"{site.url}/ring")
        assert site.hits("/ring") == 6


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("été", "/a/%C3%A9t%C3%A9"),
        ("../b?x=1", "/b?x=1"),
        ("//one.example:{port}/c", "/c"),
        ("/sp%20ace", "/sp%20ace"),
    ],
)
def test_redirects_are_resolved_as_browsers_do(net, location, target):
    """Relative, schemeless and UTF-8 locations lead where they say."""
    with Website() as site:
        sent = location.replace("{port}", str(site.port)).encode().decode("latin-1")
        site.redirect("/a/from", sent)
        net.get(f"{site.url}/a/from")
        assert site.requests[1].target == target


def test_credentials_do_not_travel_to_another_origin(net):
    """A redirect elsewhere gets the conditional headers, not Authorization or cookies."""
    with Website({"/to": b""}) as site:
        site.redirect("/", f"http://two.example:{site.port}/to")
        site.redirect("/same", "/to")
        headers = {"Authorization": "Bearer a", "cookie": "b=c", "If-None-Match": '"1"'}
        net.get(f"http://one.example:{site.port}/", headers=headers)
        net.get(f"http://one.example:{site.port}/same", headers=headers)
    first, elsewhere, _, same = (request.headers for request in site.requests)
    assert "authorization" in first
    assert ("authorization" in elsewhere, "cookie" in elsewhere, "if-none-match" in elsewhere) == (False, False, True)
    assert ("authorization" in same, "cookie" in same) == (True, True)


def test_no_cookie_is_kept(net):
    """What a site sets is not sent back."""
    with Website({"/": (200, {"Set-Cookie": "id=1; Path=/"}, b"")}) as site:
        net.get(f"{site.url}/")
        net.get(f"{site.url}/")
    assert "cookie" not in site.requests[1].headers


def test_connections_are_used_again(net):
    """Three requests to one host need one connection."""
    with Website({"/": b"x" * 1000}) as site:
        for _ in range(2):
            net.get(f"{site.url}/")
        net.post(f"{site.url}/", b"x", content_type="text/plain")
        assert (len(site.requests), site.connections) == (3, 1)


def test_threads_share_one_way_out(net):
    """Requests from many threads at once each get their own answer."""
    with Website({f"/{number}": str(number) for number in range(60)}) as site, ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(lambda number: net.get(f"{site.url}/{number}").body, range(60)))
    assert bodies == [str(number).encode() for number in range(60)]


def test_no_thread_outlives_its_lookup(net):
    """The thread of a lookup ends with it."""
    with Website({"/": b""}) as site:
        net.get(f"http://one.example:{site.port}/")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("lookup")]


def test_it_travels_to_another_process():
    """A copy made by pickle has the same bounds and contact, and connections of its own."""
    with (
        Net(NetSettings(timeout=5.0, max_bytes=10), "https://news.example") as fetch,
        Website({"/": b"x" * 11}) as site,
    ):
        with pickle.loads(pickle.dumps(fetch)) as copy, pytest.raises(FetchError, match="larger than 10 bytes"):
            copy.get(f"{site.url}/", trusted=True)
        assert "(+https://news.example)" in site.requests[0].headers["user-agent"]


def test_a_certificate_nobody_signed_is_refused():
    """TLS is verified, and the error says so."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "self-signed.pem")
    with Website({"/": b""}) as site, Net(NetSettings(timeout=5.0)) as fetch:
        site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
        with pytest.raises(FetchError, match="certificate is not valid: self-signed") as raised:
            fetch.get(f"https://localhost:{site.port}/", trusted=True)
    assert raised.value.retryable


def driver_errors():
    """Every exception class of the libraries below, made somehow."""
    modules = [requests.exceptions, urllib3.exceptions, http.client]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
    }
    for kind in sorted(kinds | {OSError, TimeoutError, ssl.SSLError, UnicodeError, EOFError}, key=str):
        error = kind.__new__(kind)
        error.args = ("made up",)
        if kind not in {http.client.IncompleteRead, urllib3.exceptions.InvalidChunkLength}:  # they need true values
            yield error
    yield http.client.IncompleteRead(b"x", 2)


@pytest.mark.parametrize("error", list(driver_errors()), ids=lambda error: type(error).__name__)
def test_no_error_of_a_driver_is_unmapped(net, error, monkeypatch):
    """Whatever the libraries raise becomes a `FetchError` that names the address, on one line."""

    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(net._content, "send", fail)
    with pytest.raises(BuzzfeedError) as raised:
        net.get("http://one.example/path?secret=1")
    assert isinstance(raised.value, FetchError)
    assert raised.value.subject == "http://one.example/path"
    assert "\n" not in str(raised.value)


def test_a_get_that_follows_nothing_gives_the_redirect(net):
    """Without ``follow`` a redirect is an answer like any other, and nothing else is asked."""
    with Website({"/": (302, {"Location": "/b"}, b""), "/b": b"b"}) as site:
        assert net.get(f"{site.url}/", follow=False).status == 302
    assert [request.path for request in site.requests] == ["/"]


def test_a_post_whose_answer_is_unread_does_not_mind_its_size(net):
    """With ``unread`` an answer of any size is its status alone, and the connection of a short one is used again."""
    with Website({"/long": (200, {}, b"x" * 300_000), "/short": (200, {}, b"x" * 100)}) as site:
        small = Net(NetSettings(max_bytes=1000, allow=("127.0.0.0/8",)))
        with small:
            answers = [small.post(f"{site.url}/short", b"", content_type="a/b", unread=True) for _ in range(3)]
            answers.append(small.post(f"{site.url}/long", b"", content_type="a/b", unread=True))
        assert [(answer.status, answer.body) for answer in answers] == [(200, b"")] * 4
        assert site.connections == 1


def test_a_post_that_may_not_go_out_any_more_is_not_sent(net):
    """``still`` is asked once the connection stands, on a kept one too; where it says no, not a byte is sent."""
    with Website({"/": b"taken"}) as site:
        seen = []

        def still():
            seen.append(site.connections)
            return len(seen) != 3

        assert net.post(f"{site.url}/", b"1", content_type="a/b", still=still).status == 200
        with pytest.raises(WithdrawnError):
            net.post(f"{site.url}/", b"2", content_type="a/b", still=still)
        assert net.post(f"{site.url}/", b"3", content_type="a/b", still=still).status == 200
        assert [request.body for request in site.requests] == [b"1", b"3"]
