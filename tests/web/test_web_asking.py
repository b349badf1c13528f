"""What subscribers ask for, read strictly; whatever comes, it is a request or words for whoever asked."""

import contextlib
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Asking, Request, Speech, Topic
from buzzfeed.notify.hub.wire import denial, verification
from buzzfeed.web.asking import BadRequestError, please_notify, subscription
from buzzfeed.web.limiting import site_of
from pageserver import make_config

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """Give a newsroom below a prefix, with aliases and a query that had another slug."""
    return make_config(
        tmp_path_factory.mktemp("asking"),
        prefix="/flux",
        aliases={"/feed/": "all.rss", "/flux/ancien é/": "tag/ia.atom"},
        channels=[{"slug": "climat", "title": "Climat", "words": ["climat"], "former": ["meteo"]}],
    )


def ask(config, **fields):
    """Read a WebSub form, with what is not said filled in."""
    form = {
        "mode": "subscribe",
        "topic": f"{config.newsroom.feeds_url}/feeds/all.rss",
        "callback": "https://r.example/c",
    }
    return subscription(
        urlencode({f"hub.{name}": value for name, value in {**form, **fields}.items()}).encode(), config, NOW
    )


def test_request_is_read_whole(config):
    """A request says what was asked for, its lease within bounds and its callback's host in lower case."""
    asked = ask(config, callback="HTTPS://R.Example:8443/c?x=1#y", lease_seconds="5", secret="é", more="ignored")
    assert asked == Request(
        Speech.WEBSUB,
        Asking.SUBSCRIBE,
        Topic(ChannelKey(ChannelKind.ALL), Format.RSS),
        f"{config.newsroom.feeds_url}/feeds/all.rss",
        "HTTPS://R.Example:8443/c?x=1",
        "r.example",
        3600,
        NOW,
        "é",
    )
    assert ask(config).lease == 10 * 86400
    assert ask(config, lease_seconds="999999999999").lease == 30 * 86400


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("{base}/feeds/tag/ia.atom", "/feeds/tag/ia.atom"),
        ("{root}/feed/", "/feeds/all.rss"),
        ("{base}/ancien%20%C3%A9/", "/feeds/tag/ia.atom"),
        ("{base}/feeds/query/meteo.json", "/feeds/query/climat.json"),
    ],
)
def test_topic_is_a_feed_by_any_of_its_addresses(config, path, feed):
    """A feed is followed by its own address, by an alias, and by one that it had before."""
    base = config.newsroom.feeds_url
    asked = ask(config, topic=path.format(base=base, root=base.removesuffix("/flux")))
    assert asked.topic.path == feed


@pytest.mark.parametrize(
    "topic",
    [
        *("", "x", "{base}/", "{base}/feeds/all", "{base}/feeds/all/x.rss", "{base}/feeds/tag/a/b.rss"),
        *("{base}/feeds/tag.rss", "{base}/feeds/all.rss?x=1", "{base}/feeds/all.exe", "{base}/a/x.rss"),
        *("https://127.0.0.1/flux/feeds/all.rss", "http://[::1"),
        *("\x00{base}/feeds/all.rss", "\x01" * 30_000 + "{base}/feeds/all.rss", "{base}/feeds/al\nl.rss"),
        *("{base}/feeds/all.rss\n", "{base}/feeds/all.rss ", "{base}/feeds/tag/a\x85b.rss", "{base}/feeds/tag/a b.rss"),
        *("{signed}/feeds/all.rss", "{base}/feeds/tag/" + "a" * 2000 + ".rss"),
    ],
)
def test_what_is_no_feed_of_ours_is_no_topic(config, topic):
    """Anything else is refused, by both protocols: what has credentials, white space or no end among it."""
    base = config.newsroom.feeds_url
    address = topic.format(base=base, signed=base.replace("://", "://u:p@"))
    form = {"protocol": "http-post", "port": "80", "path": "/", "domain": "r.example", "url1": address}
    with pytest.raises(BadRequestError):
        subscription(
            encoded({"hub.mode": "subscribe", "hub.callback": "https://r.example/c", "hub.topic": address}), config, NOW
        )
    with pytest.raises(BadRequestError):
        please_notify(encoded(form), "192.0.2.1", config, NOW)


def encoded(form):
    """Return a form as it is posted."""
    return urlencode(form).encode()


def test_whatever_is_sent_is_read_or_refused(config):
    """No bytes at all raise anything but words."""

    @given(st.binary(max_size=300))
    def check(body):
        for read in (lambda: subscription(body, config, NOW), lambda: please_notify(body, "127.0.0.1", config, NOW)):
            with contextlib.suppress(BadRequestError):
                read()

    check()


def test_any_callback_is_kept_whole(config):
    """What is asked of a callback keeps its own query, whatever that holds, and adds to it."""

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
    def check(query):
        asked = ask(config, callback=f"https://r.example/c?{query}")
        for url in (verification(asked, "ch"), denial(asked.callback, asked.address, "voll")):
            own = urlsplit(asked.callback).query
            assert urlsplit(url).query.startswith(own)
            added = dict(parse_qsl(urlsplit(url).query.removeprefix(own).removeprefix("&")))
            assert added["hub.topic"] == asked.address
            url.encode("ascii")

    check()


def test_cloud_request_is_one_for_each_feed(config):
    """RssCloud names several feeds; without a domain, whoever asks is told where it asks from, IPv6 in brackets."""
    base = config.newsroom.feeds_url
    form = {"protocol": "https-post", "port": "5337", "path": "/rss?x=1", "url1": f"{base}/feeds/all.rss"}
    body = urlencode({**form, "url2": f"{base}/feeds/tag/ia.rss"}).encode()
    first, second = please_notify(body, "2001:db8::7", config, NOW)
    assert (first.callback, first.host, first.echo) == (
        "https://[2001:db8::7]:5337/rss?x=1",
        site_of("2001:db8::7"),
        False,
    )
    assert (first.topic.path, second.topic.path) == ("/feeds/all.rss", "/feeds/tag/ia.rss")
    assert first.lease == 25 * 3600
    (named,) = please_notify(urlencode({**form, "domain": "r.example"}).encode(), "::1", config, NOW)
    assert (named.callback, named.echo) == ("https://r.example:5337/rss?x=1", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"protocol": "xml-rpc"},
        {"port": "0"},
        {"port": "x"},
        {"domain": "a b"},
        {"domain": "x/@y"},
        {"path": "/a\x00b"},
        {"path": "/a\nb"},
        {"path": "/a b"},
        {"path": "/" + "a" * 2000},
        {"url1": "https://x.example/"},
    ],
)
def test_cloud_request_that_cannot_be_right_is_refused(config, changes):
    """What rssCloud cannot be told by is refused in words."""
    form = {"protocol": "http-post", "port": "80", "path": "/", "url1": f"{config.newsroom.feeds_url}/feeds/all.rss"}
    with pytest.raises(BadRequestError):
        please_notify(urlencode({**form, **changes}).encode(), "192.0.2.1", config, NOW)
