"""Every disguise by every road: nothing that content names reaches a service on this machine or beside it."""

from __future__ import annotations

import ast
import itertools
import socket

import pytest

from buzzfeed.config import NetSettings
from buzzfeed.errors import BuzzfeedError
from buzzfeed.net import Net
from buzzfeed.testing import CountingListener, Website
from buzzfeed.web.asking import BadRequestError
from disguises import NAMES, TRICKS, Resolver
from roads import CALLS, NEVER, ROADS, SOURCE, Scene

FURTHER = [
    "http://rebinding.example:{port}/",
    "http://alias.example:{port}/",
    "http://xn--inside-.example:{port}/",
    "http://[::127.0.0.1%25lo]:{port}/",
    "http://home.example:{port}/",
    "http://home.example@127.0.0.1:{port}/",
    "http://home.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/?http://home.example/",
    "https://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/%2e%2e/%00",
    "feed://127.0.0.1:{port}/",
    "feed:http://127.0.0.1:{port}/",
    "view-source:http://127.0.0.1:{port}/",
    "ldap://127.0.0.1:{port}/",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "netdoc:///etc/hosts",
    "jar:http://127.0.0.1:{port}!/",
]
"""Beside those of `disguises`: what tells on roads alone."""


@pytest.fixture(scope="module")
def listeners():
    """Listen at one port of 127.0.0.1 and, where the machine has it, of ::1."""
    with CountingListener() as four:
        try:
            with CountingListener("::1", port=four.port) as six:
                yield (four, six)
        except OSError:
            yield (four,)


@pytest.fixture(scope="module")
def home():
    """Run the site that the operator typed."""
    with Website() as site:
        yield site


@pytest.fixture
def world(monkeypatch):
    """Stand for the world beyond this machine: who connects there is refused, and counted by address."""
    seen: list[str] = []
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1"}:
            seen.append(address[0])
            raise ConnectionRefusedError(111, "the world is not here")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    return seen


class Rebinding(Resolver):
    """A resolver one of whose names is public the first time, and this machine the second."""

    def __init__(self):
        """Know the names of all disguises."""
        super().__init__({**NAMES, "home.example": ["127.0.0.1"], "alias.example": ["203.0.114.9", "10.0.0.8"]})
        self._turn = itertools.cycle((["203.0.114.1"], ["127.0.0.1"]))

    def __call__(self, host, port, *args, **kwargs):
        """Answer, each time otherwise."""
        if host.rstrip(".") == "rebinding.example":
            self.names["rebinding.example"] = next(self._turn)
        return super().__call__(host, port, *args, **kwargs)


def way(*allow):
    """Give a guarded way out as in production, but for its resolver."""
    return Net(NetSettings(allow=allow, timeout=2.0), resolver=Rebinding())


def walked(road, place, home, net):
    """Walk a road to a place; what it says of that is of no matter here."""
    home.pages.clear()
    try:
        ROADS[road](Scene(net, home, turn=len(place)), place)
    except (BuzzfeedError, BadRequestError):
        return


def test_there_are_disguises_enough():
    """At least sixty, and many more, each once."""
    assert len({*TRICKS, *FURTHER}) == len(TRICKS) + len(FURTHER) >= 100


@pytest.mark.parametrize("road", ROADS)
def test_no_disguise_reaches_this_machine_by_any_road(road, home, listeners, world):
    """By no road does a connection arrive at a listener that the operator did not type."""
    reached = []
    with way() as net:
        for trick in (*TRICKS, *FURTHER):
            before = [one.connections for one in listeners]
            walked(road, trick.replace("{port}", str(listeners[0].port)), home, net)
            if [one.connections for one in listeners] != before:
                reached.append(trick)
    assert reached == []
    assert [address for address in world if not address.startswith("203.0.114.")] == []


@pytest.mark.parametrize("road", ROADS)
def test_a_road_leads_where_the_operator_allows(road, home, listeners, world):
    """With this machine in `net.allow` the same walk arrives, so that the test above can fail."""
    before = listeners[0].connections
    with way("127.0.0.0/8") as net:
        walked(road, f"http://127.0.0.1:{listeners[0].port}/", home, net)
    assert (listeners[0].connections > before) is (road not in NEVER)


def test_every_place_that_fetches_is_on_a_road():
    """Whoever fetches somewhere new says by which road a hostile address would come there."""
    found = set()
    for path in sorted(SOURCE.rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if name.startswith(("net/", "testing/")):
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"get", "post"}
            ):
                named = {keyword.arg for keyword in node.keywords}
                if named & {"trusted", "content_type", "max_bytes", "follow", "unread"}:
                    found.add(name)
    assert found == set(CALLS)
    walked_by = {road for roads in CALLS.values() if not isinstance(roads, str) for road in roads}
    assert walked_by <= set(ROADS)
    assert set(ROADS) - walked_by == {"wordpress_media"} - walked_by
