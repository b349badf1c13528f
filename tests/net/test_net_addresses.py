"""Invariant 9: addresses found in content never reach private networks, whatever their disguise."""

import pytest

from buzzfeed.config import NetSettings
from buzzfeed.errors import AddressError, ConfigError, FetchError
from buzzfeed.net import Net
from buzzfeed.testing import CountingListener, FakeResolver, Website
from disguises import NAMES, TRICKS, Resolver


@pytest.fixture(scope="module")
def listeners():
    """Listen at one port of 127.0.0.1 and, where the machine has it, of ::1."""
    with CountingListener() as four:
        try:
            with CountingListener("::1", port=four.port) as six:
                yield (four, six)
        except OSError:
            yield (four,)


def net(*allow, names=NAMES):
    """Give a guarded way out whose resolver knows `names`."""
    return Net(NetSettings(allow=allow, timeout=2.0), "https://news.example", resolver=Resolver(names))


def test_there_are_tricks_enough():
    """At least forty different disguises are tried."""
    assert len(set(TRICKS)) == len(TRICKS) >= 40


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: ascii(trick)[:60])
def test_no_trick_reaches_this_machine(trick, listeners):
    """The address is refused before anything is sent: no connection arrives."""
    before = [listener.connections for listener in listeners]
    with net() as fetch:
        url = trick.replace("{port}", str(listeners[0].port))
        with pytest.raises(AddressError):
            fetch.get(url)
        with pytest.raises(AddressError):
            fetch.post(url, b"x", content_type="text/plain")
    assert [listener.connections for listener in listeners] == before


@pytest.mark.parametrize(
    "trick",
    [
        "http://127.0.0.1:{port}/",
        "http://0x7f000001:{port}/",
        "http://localhost.:{port}/",
        "http://inside.example.:{port}/",
        "http://INSIDE.example:{port}/",
    ],
)
def test_what_the_operator_allows_is_reached(trick, listeners):
    """With the network in `net.allow` addresses of the list above connect, so that the test above can fail."""
    assert trick in TRICKS
    before = listeners[0].connections
    with net("127.0.0.0/8", "::1") as fetch, pytest.raises(FetchError) as raised:
        fetch.get(trick.replace("{port}", str(listeners[0].port)))
    assert not isinstance(raised.value, AddressError)
    assert listeners[0].connections > before


@pytest.mark.parametrize("address", ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "0.0.0.0", "224.0.0.1"])
def test_an_operators_address_never_leads_to_metadata(address):
    """What the operator types may be private, yet neither a metadata service nor a group nor nowhere."""
    with net() as fetch, pytest.raises(AddressError):
        fetch.get(f"http://{address}/", trusted=True)


def test_an_operators_address_may_be_private():
    """A typed loopback address, and a typed name that leads there, are fetched."""
    with Website({"/": b"ici"}) as site, net() as fetch:
        assert fetch.get(f"{site.url}/", trusted=True).body == b"ici"
        assert fetch.get(f"http://inside.example:{site.port}/", trusted=True).body == b"ici"
        assert [request.headers["host"] for request in site.requests] == [
            f"127.0.0.1:{site.port}",
            f"inside.example:{site.port}",
        ]


def test_a_connection_made_for_the_operator_does_not_serve_content():
    """A kept connection to a private address is no way in for an address found in content."""
    with Website({"/": b"ici"}) as site, net() as fetch:
        url = f"http://inside.example:{site.port}/"
        assert fetch.get(url, trusted=True).status == 200
        with pytest.raises(AddressError):
            fetch.get(url)
        assert len(site.requests) == 1


def test_the_address_that_was_checked_is_the_one_connected_to():
    """A name is looked up once; a record that moves after the check moves nothing."""

    class Moving(FakeResolver):
        def __call__(self, host, port, *args, **kwargs):
            """Answer, and move."""
            rows = super().__call__(host, port, *args, **kwargs)
            self.names["moving.example"] = ["10.0.0.1"]
            return rows

    resolver = Moving({"moving.example": ["127.0.0.1"]})
    with Website({"/": b"ici"}) as site:
        settings = NetSettings(allow=("127.0.0.0/8",), timeout=2.0)
        with Net(settings, resolver=resolver) as fetch:
            assert fetch.get(f"http://moving.example:{site.port}/").body == b"ici"
    assert resolver.lookups == ["moving.example"]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "http://inside.example:{port}/",
        "//inside.example:{port}/",
        "http://feeds.example:{port}/other-port",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "gopher://inside.example:{port}/",
        "http://a:b@inside.example:{port}/",
        "http://2130706433:{port}/",
        "http://[::1",
    ],
)
def test_a_trusted_address_does_not_lend_its_trust(location, listeners):
    """A redirect from what the operator typed is screened as content is, unless it stays on its host and port."""
    before = [listener.connections for listener in listeners]
    names = {**NAMES, "feeds.example": ["127.0.0.1"]}
    with Website() as site, net(names=names) as fetch:
        site.redirect("/feed", location.replace("{port}", str(listeners[0].port)))
        with pytest.raises(FetchError):
            fetch.get(f"http://feeds.example:{site.port}/feed", trusted=True)
        assert len(site.requests) == 1
    assert [listener.connections for listener in listeners] == before


def test_trust_stays_where_the_host_does():
    """A redirect of a trusted host to itself is followed, by a relative and by an absolute address."""
    with Website({"/c": b"fin"}) as site, net() as fetch:
        site.redirect("/a", "b", 301)
        site.redirect("/b", f"http://inside.example:{site.port}/c", 308)
        answer = fetch.get(f"http://inside.example:{site.port}/a", trusted=True)
    assert (answer.body, answer.url) == (b"fin", f"http://inside.example:{site.port}/c")


def test_content_is_rescreened_at_each_redirect(listeners):
    """An allowed address that leads to one that is not allowed ends there."""
    before = listeners[0].connections
    with Website() as site, net("127.0.0.1/32") as fetch:
        site.redirect("/", f"http://10.0.0.1:{listeners[0].port}/")
        with pytest.raises(AddressError, match=r"10\.0\.0\.0/8"):
            fetch.get(f"{site.url}/")
    assert listeners[0].connections == before


def test_a_refusal_names_the_address_the_reason_and_the_mend():
    """One line: subject without its query, cause, and net.allow where that would mend it."""
    with net() as fetch, pytest.raises(AddressError) as raised:
        fetch.get("http://inside.example:8080/a?token=secret")
    assert str(raised.value).startswith("http://inside.example:8080/a: this address is not allowed: ")
    assert "net.allow" in raised.value.hint
    assert "secret" not in str(raised.value)
    assert not raised.value.retryable


def test_an_allowed_translation_prefix_is_a_config_error():
    """`net.allow` cannot open NAT64, behind which every IPv4 address stands."""
    with pytest.raises(ConfigError, match=r"net\.allow"):
        Net(NetSettings(allow=("64:ff9b::/96",)))


def test_proxies_of_the_environment_are_ignored(monkeypatch):
    """A proxy in the environment is neither used nor asked."""
    with Website({"/": b"ici"}) as site, CountingListener() as proxy, net() as fetch:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert fetch.get(f"{site.url}/", trusted=True).body == b"ici"
        assert proxy.connections == 0


def test_credentials_of_the_machine_are_not_sent(monkeypatch, tmp_path):
    """A netrc of the user that runs buzzfeed is not read."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Website({"/": b"ici"}) as site, net() as fetch:
        fetch.get(f"{site.url}/", trusted=True)
    assert "authorization" not in site.requests[0].headers
