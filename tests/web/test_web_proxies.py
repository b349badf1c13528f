import asyncio

import pytest

from buzzfeed.web.proxies import Forwarded

TRUSTED = ("127.0.0.1", "10.0.0.0/8", "2001:db8::/32")


def seen(client, headers, trusted=TRUSTED):
    """Return the client and scheme that an app behind the middleware sees."""
    scopes = []

    async def app(scope, _receive, _send):
        scopes.append(scope)

    scope = {"type": "http", "client": client, "scheme": "http", "headers": headers}
    asyncio.run(Forwarded(app, trusted)(scope, None, None))
    return scopes[0]["client"] and scopes[0]["client"][0], scopes[0]["scheme"]


@pytest.mark.parametrize(
    ("header", "client"),
    [
        (b"203.0.113.9", "203.0.113.9"),
        (b"198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (b"203.0.113.9, 10.1.2.3", "203.0.113.9"),
        (b"203.0.113.9:4711", "203.0.113.9"),
        (b"2a00::5", "2a00::5"),
        (b'"[2a00::5]:443"', "2a00::5"),
        (b"::ffff:203.0.113.9", "203.0.113.9"),
        (b"203.0.113.9, nonsense", "127.0.0.1"),
        (b"10.1.2.3, 10.1.2.4", "127.0.0.1"),
        (b"", "127.0.0.1"),
        (b"," * 100_000, "127.0.0.1"),
    ],
)
def test_a_trusted_proxy_says_who_asks(header, client):
    """The last address that is no proxy's is the client: what stands before it anyone may have written."""
    assert seen(("127.0.0.1", 5), [(b"x-forwarded-for", header)])[0] == client


def test_nobody_else_is_believed():
    """From any other peer, neither the address nor the scheme is taken over."""
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
    assert seen(("198.51.100.7", 5), headers) == ("198.51.100.7", "http")
    assert seen(("127.0.0.1", 5), headers, trusted=()) == ("127.0.0.1", "http")


def test_headers_that_come_in_pieces_are_one_list():
    """Two X-Forwarded-For headers are read as one, in their order."""
    headers = [(b"x-forwarded-for", b"198.51.100.1"), (b"x-forwarded-for", b"203.0.113.9")]
    assert seen(("10.9.9.9", 5), headers)[0] == "203.0.113.9"


@pytest.mark.parametrize(("header", "scheme"), [(b"https", "https"), (b"http, https", "https"), (b"gopher", "http")])
def test_a_trusted_proxy_says_the_scheme(header, scheme):
    """Either scheme of the web is believed, nothing else."""
    assert seen(("127.0.0.1", 5), [(b"x-forwarded-proto", header)])[1] == scheme


def test_a_peer_without_an_address_is_no_proxy():
    """A Unix socket, or a peer of no address, passes as it is."""
    assert seen(None, [(b"x-forwarded-for", b"203.0.113.9")]) == (None, "http")
    assert seen(("unix", 0), [(b"x-forwarded-for", b"203.0.113.9")])[0] == "unix"
