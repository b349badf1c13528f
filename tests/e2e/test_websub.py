"""The hub and the feeds before a strict subscriber: websub.rocks' tests of a hub (100 to 106) and of a publisher.

They are written from their descriptions at https://websub.rocks/hub and https://websub.rocks/publisher; the names say
which is which. What websub.rocks asks of a subscriber is looked at from the hub's side.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from subscriber import Callback, Subscriber, fetch

from harness import Newsroom, until

HUB = """
[hub]
shortest_lease = "1s"
timeout = "3s"
asked_per_address = 2000
asked_per_host = 2000
"""
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Give a running newsroom with one article."""
    newsroom = Newsroom(tmp_path_factory.mktemp("websub"), more=HUB, source='settle = "50ms"')
    newsroom.write("premier.md", "Premier")
    with newsroom.daemon():
        until(lambda: newsroom.titles() == ["Premier"])
        yield newsroom


@pytest.fixture
def reader(desk: Newsroom) -> Iterator[Subscriber]:
    """Give a strict subscriber; whatever it saw, nothing of it may break the Recommendation."""
    with Subscriber() as subscriber:
        yield subscriber
        assert subscriber.breaches == []
        assert subscriber.strays == []


def publish(desk: Newsroom) -> str:
    """Publish an article; return its title."""
    title = f"Numéro {next(numbers)}"
    desk.write(f"{title.replace(' ', '-')}.md", title, date=time.strftime("%Y-%m-%d"))
    return title


def join(desk: Newsroom, reader: Subscriber, fmt: str = "rss", query: str = "", **options: object) -> Callback:
    """Discover a feed, subscribe to it, and wait until it is verified."""
    hubs, topic, _, _ = reader.discover(f"{desk.base}/feeds/all.{fmt}")
    callback = reader.callback(query)
    assert reader.subscribe(hubs[0], topic, callback, **options)[0] == 202  # type: ignore[arg-type]
    until(lambda: callback.active, within=5)
    return callback


def arrives(callback: Callback, title: str, within: float = 8) -> object:
    """Wait for content that holds a title; return what came."""
    return until(
        lambda: next((one for one in callback.deliveries if title.encode() in plain(one.body)), None), within=within
    )


def plain(body: bytes) -> bytes:
    """Return text with JSON's and XML's own spellings undone."""
    return body.decode("unicode_escape").encode("latin-1", "ignore") + body


def test_hub_100_typical_subscriber(desk: Newsroom, reader: Subscriber) -> None:
    """A subscriber without a secret is verified after its answer, given a lease, and sent what is published."""
    callback = join(desk, reader)
    assert callback.lease == 10 * 86400
    title = publish(desk)
    delivery = arrives(callback, title)
    assert "x-hub-signature" not in delivery.headers


def test_hub_101_subscriber_with_a_secret(desk: Newsroom, reader: Subscriber) -> None:
    """A subscriber with a secret gets content signed with it, by SHA-256."""
    callback = join(desk, reader, secret="ein Geheimnis é")
    delivery = arrives(callback, publish(desk))
    assert delivery.headers["x-hub-signature"].startswith("sha256=")


def test_hub_102_additional_parameters_are_ignored(desk: Newsroom, reader: Subscriber) -> None:
    """Parameters that the hub does not know change nothing, and the callback's own query is kept."""
    callback = join(desk, reader, query="?id=7&hub.mode=mine", extra=[("foo", "bar"), ("hub.verify", "sync")])
    arrives(callback, publish(desk))


def test_hub_103_subscribing_again_replaces_the_first(desk: Newsroom, reader: Subscriber) -> None:
    """Who subscribes again before the lease is over has one subscription, with the new secret and lease."""
    callback = join(desk, reader, secret="alt")
    reader.subscribe(f"{desk.base}/hub", callback.topic, callback, secret="neu", lease="7200")
    until(lambda: callback.secret == "neu", within=5)
    assert callback.lease == 7200
    title = publish(desk)
    arrives(callback, title)
    time.sleep(0.7)
    assert len(callback.deliveries) == 1


def test_hub_104_unsubscribing(desk: Newsroom, reader: Subscriber) -> None:
    """Who unsubscribed, and confirmed it, is sent nothing more."""
    callback, other = join(desk, reader), join(desk, reader)
    reader.subscribe(f"{desk.base}/hub", callback.topic, callback, mode="unsubscribe")
    until(lambda: len(callback.verifications) == 2, within=5)
    arrives(other, publish(desk))
    assert callback.deliveries == []


@pytest.mark.parametrize("fmt", ["rss", "atom"])
def test_hub_105_content_that_is_no_html(desk: Newsroom, reader: Subscriber, fmt: str) -> None:
    """XML feeds arrive with their exact type, first whole and then what changed, each a sound feed."""
    callback = join(desk, reader, fmt)
    first = arrives(callback, publish(desk))
    second_title = publish(desk)
    second = arrives(callback, second_title)
    whole = fetch("GET", callback.topic)[2]
    assert first.headers["content-type"] == second.headers["content-type"] == TYPES[fmt]
    assert second_title.encode() in second.body
    assert len(second.body) < len(whole)
    assert b"Premier" not in second.body
    assert [len(items(ElementTree.fromstring(one.body))) for one in (first, second)] == [len(items(whole)) - 1, 1]


def items(feed: bytes | ElementTree.Element) -> list[ElementTree.Element]:
    """Return the entries of an XML feed."""
    root = ElementTree.fromstring(feed) if isinstance(feed, bytes) else feed
    return [one for one in root.iter() if one.tag.rpartition("}")[2] in ("item", "entry")]


def test_hub_106_json_content(desk: Newsroom, reader: Subscriber) -> None:
    """A JSON feed arrives with its exact type, whole each time, byte for byte as it is served."""
    callback = join(desk, reader, "json")
    arrives(callback, publish(desk))
    delivery = arrives(callback, publish(desk))
    assert delivery.headers["content-type"] == TYPES["json"]
    assert delivery.body == fetch("GET", callback.topic)[2]


def test_publisher_names_hub_and_self_in_headers_and_body(desk: Newsroom, reader: Subscriber) -> None:
    """Every format names our hub first and its own address, in its headers and in its body alike."""
    for fmt, media_type in TYPES.items():
        address = f"{desk.base}/feeds/category/culture.{fmt}"
        hubs, own, body, kind = reader.discover(address)
        assert (hubs, own, kind) == ([f"{desk.base}/hub"], address, media_type)
        if fmt == "json":
            feed = json.loads(body)
            assert feed["hubs"] == [{"type": "WebSub", "url": f"{desk.base}/hub"}]
            assert feed["feed_url"] == address
            continue
        links = list(ElementTree.fromstring(body).iter("{http://www.w3.org/2005/Atom}link"))
        assert [one.get("href") for one in links if one.get("rel") == "hub"] == hubs
        assert [one.get("href") for one in links if one.get("rel") == "self"] == [own]


@pytest.mark.parametrize("wish", ["404", "wrong", "redirect", "410"])
def test_subscription_that_is_not_confirmed_is_none(desk: Newsroom, reader: Subscriber, wish: str) -> None:
    """A callback that says no, echoes something else or redirects is told nothing; no redirect is followed."""
    other = join(desk, reader)
    callback = reader.callback(verify=wish)
    reader.subscribe(f"{desk.base}/hub", other.topic, callback)
    until(lambda: callback.verifications, within=5)
    arrives(other, publish(desk))
    assert callback.deliveries == []
    assert len(callback.verifications) == 1


def test_unsubscription_that_is_not_confirmed_changes_nothing(desk: Newsroom, reader: Subscriber) -> None:
    """Whom somebody else wants to unsubscribe goes on being told, and a renewal nobody meant keeps the secret."""
    callback = join(desk, reader, secret="seins")
    callback.verify = "404"
    reader.subscribe(f"{desk.base}/hub", callback.topic, callback, mode="unsubscribe")
    until(lambda: len(callback.verifications) == 2, within=5)
    reader.subscribe(f"{desk.base}/hub", callback.topic, callback, secret="fremd")
    until(lambda: len(callback.verifications) == 3, within=5)
    arrives(callback, publish(desk))


def test_lease_ends(desk: Newsroom, reader: Subscriber) -> None:
    """Who does not renew is told nothing once the lease is over."""
    callback, other = join(desk, reader, lease="1"), join(desk, reader)
    assert callback.lease == 1
    time.sleep(1.2)
    arrives(other, publish(desk))
    assert callback.deliveries == []


def test_410_ends_the_subscription_and_other_answers_do_not(desk: Newsroom, reader: Subscriber) -> None:
    """410 ends it; 500 and a redirect, which is not followed, are tried again five seconds later, with the newest."""
    gone, failing, moving, well = (join(desk, reader) for _ in range(4))
    gone.push, failing.answers, moving.answers = "410", ["500"], ["redirect"]
    first = publish(desk)
    for callback in (gone, failing, moving, well):
        arrives(callback, first)
    second = publish(desk)
    for callback in (failing, moving, well):
        arrives(callback, second, within=12)
        assert first.encode() in b"".join(one.body for one in callback.deliveries)
    assert len(gone.deliveries) == 1


def test_slow_and_dead_subscribers_delay_nobody(desk: Newsroom, reader: Subscriber) -> None:
    """While others take their time or are not there, who is well is told at once."""
    slow = [join(desk, reader) for _ in range(6)]
    well = join(desk, reader)
    for callback in slow:
        callback.push = "2.5s 204"
    began = time.monotonic()
    arrives(well, publish(desk), within=8)
    took = well.deliveries[0].at - min(one.deliveries[0].at for one in slow if one.deliveries)
    assert took < 1.5
    assert time.monotonic() - began < 8


ASKED = {"hub.mode": "subscribe", "hub.callback": "https://reader.example/cb"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"hub.mode": "publish"}, 400),
        ({"hub.mode": ""}, 400),
        ({"hub.callback": ""}, 400),
        ({"hub.callback": "ftp://reader.example/"}, 400),
        ({"hub.callback": "//reader.example/"}, 400),
        ({"hub.callback": "https://user:pass@reader.example/"}, 400),
        ({"hub.callback": "https://reader.example/" + "x" * 2000}, 400),
        ({"hub.topic": "https://elsewhere.example/feeds/all.rss"}, 400),
        ({"hub.topic": "{base}/follow/all"}, 400),
        ({"hub.topic": "{base}/my/TOKEN.rss"}, 400),
        ({"hub.topic": "{base}/feeds/mix.rss?any=tag:mer"}, 400),
        ({"hub.topic": "{base}/feeds/tag/nirgends.rss"}, 404),
        ({"hub.lease_seconds": "-5"}, 400),
        ({"hub.lease_seconds": "lang"}, 400),
        ({"hub.secret": "x" * 200}, 400),
        ({"hub.secret": "é" * 100}, 400),
        ({"hub.secret": "x" * 199}, 202),
    ],
)
def test_what_is_asked_wrongly_is_told_at_once(desk: Newsroom, changes: dict[str, str], status: int) -> None:
    """A request that cannot be right is answered 4xx in plain words; one that can is answered 202."""
    from urllib.parse import urlencode

    form = {**ASKED, "hub.topic": f"{desk.base}/feeds/all.rss", **changes}
    body = urlencode({name: value.replace("{base}", desk.base) for name, value in form.items()}).encode()
    got, headers, words = fetch("POST", f"{desk.base}/hub", body, FORM)
    assert got == status, words
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert words.strip()


def test_other_methods_and_forms_are_refused(desk: Newsroom) -> None:
    """The hub takes forms by POST alone, and none that is too large."""
    assert fetch("GET", f"{desk.base}/hub")[0] == 405
    assert fetch("POST", f"{desk.base}/hub", b"{}", {"Content-Type": "application/json"})[0] == 415
    assert fetch("POST", f"{desk.base}/hub", b"a=" + b"x" * 40_000, FORM)[0] == 413


def test_rsscloud_subscriber_is_challenged_and_told(desk: Newsroom, reader: Subscriber) -> None:
    """RSS names the cloud; who asks with a domain repeats a challenge, who asks without is tried, and both are told."""
    from urllib.parse import urlencode

    channel = ElementTree.fromstring(fetch("GET", f"{desk.base}/feeds/all.rss")[2]).find("channel")
    assert channel is not None
    cloud = channel.find("cloud")
    assert cloud is not None
    assert set(cloud.attrib) == {"domain", "port", "path", "registerProcedure", "protocol"}
    endpoint = f"http://{cloud.get('domain')}:{cloud.get('port')}{cloud.get('path')}"
    topic = f"{desk.base}/feeds/all.rss"
    with CloudReader() as cloud_reader:
        for domain, path in (("127.0.0.1", "/named"), ("", "/caller")):
            form = {"protocol": "http-post", "port": str(cloud_reader.port), "path": path, "url1": topic}
            form |= {"domain": domain} if domain else {}
            status, headers, body = fetch("POST", endpoint, urlencode(form).encode(), FORM)
            assert status == 200
            assert headers["Content-Type"] == "text/xml; charset=utf-8"
            assert ElementTree.fromstring(body).attrib["success"] == "true"
            assert path in {path for _, path in cloud_reader.seen}, "it is answered once it was asked"
        assert ("GET", "/named") in cloud_reader.seen
        assert ("POST", "/caller") in cloud_reader.seen
        time.sleep(0.5)
        cloud_reader.seen.clear()
        publish(desk)
        until(lambda: {("POST", "/named"), ("POST", "/caller")} <= set(cloud_reader.seen), within=8)
        assert set(cloud_reader.told) == {topic}
        form = {"protocol": "http-post", "port": str(cloud_reader.port), "path": "/deaf", "url1": topic}
        _, _, body = fetch("POST", endpoint, urlencode(form | {"domain": "127.0.0.1"}).encode(), FORM)
        assert ElementTree.fromstring(body).attrib["success"] == "false", "it did not repeat the challenge"
    form = {"protocol": "soap", "port": "80", "path": "/", "url1": topic}
    _, _, body = fetch("POST", endpoint, urlencode(form).encode(), FORM)
    assert ElementTree.fromstring(body).attrib["success"] == "false"


class CloudReader:
    """A subscriber of rssCloud."""

    def __init__(self) -> None:
        """Listen."""
        import threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import parse_qs, urlsplit

        self.seen: list[tuple[str, str]] = []
        self.told: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                outer.seen.append(("GET", parts.path))
                self.send_response(200)
                self.end_headers()
                if parts.path != "/deaf":
                    self.wfile.write(parse_qs(parts.query)["challenge"][0].encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.told += parse_qs(body)["url"]
                outer.seen.append(("POST", self.path))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> CloudReader:
        """Be there."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
