"""The feed source over real HTTP: conditional requests, what changed, and one clear line for what went wrong."""

import http.client
import pickle
from urllib.parse import urlsplit

import pytest

from buzzfeed.config import Config, FeedSource
from buzzfeed.errors import AddressError, FetchError, ItemError, SourceError
from buzzfeed.model import Find, SourceMemory
from buzzfeed.ports import Response
from buzzfeed.sources import build
from buzzfeed.testing import Answer, FakeClock, Website

ITEM = """<item><title>{title}</title><link>https://up.example/{name}</link><guid isPermaLink="false">{name}</guid>
<pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate><category>Sport</category><category>Vélo</category>
<category>non classé</category><description>Le &lt;b&gt;chapeau&lt;/b&gt;</description>
<content:encoded><![CDATA[<p>Tout {title}</p>]]></content:encoded></item>"""
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Up</title>
<link>https://up.example/</link><language>fr</language>{items}</channel></rss>"""
HEADERS = {"ETag": 'W/"odd, one"', "Last-Modified": "Wed, 01 May 2024 08:00:00 GMT", "Content-Type": "text/xml"}


def feed(*names, title="un"):
    """Make a feed with these entries."""
    return RSS.format(items="".join(ITEM.format(name=name, title=title) for name in names)).encode()


class PlainFetch:
    """A `buzzfeed.ports.Fetch` of a few lines, without guard or redirects."""

    def get(self, url, *, headers=None, trusted=False, max_bytes=None):
        """GET over one connection."""
        assert trusted
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
        try:
            connection.request("GET", parts.path, headers=dict(headers or {}))
            answer = connection.getresponse()
            lower = {name.lower(): value for name, value in answer.getheaders()}
            return Response(answer.status, url, lower, answer.read())
        except OSError as error:
            raise FetchError(url, str(error), retryable=True) from error
        finally:
            connection.close()


@pytest.fixture
def site():
    """Serve a feed of two entries."""
    with Website({"/feed": (200, HEADERS, feed("a", "b"))}) as website:
        yield website


def source_of(site, path="/feed", fetch=None, **settings):
    """Build the source of a feed on the site."""
    upstream = FeedSource(name="up", type="feed", url=f"http://127.0.0.1:{site.port}{path}", **settings)
    newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"}
    config = Config(file="/c.toml", base="/", newsroom=newsroom, sources=(upstream,))
    return build(upstream, config, fetch or PlainFetch())


def after(memory, look):
    """Return what the store remembers once a look was taken in."""
    stamps = {**memory.stamps, **{find.origin: find.stamp for find in look.finds}}
    return SourceMemory("up", stamps, look.notes)


def test_entries_are_ready_raw_items(site):
    """Looking gives each item whole: guid kept, terms sorted by rule, lede and body, the date with its offset"""
    source = source_of(site, categories=("SPORT",), ignore_terms=("Non Classé",))
    look = source.look(SourceMemory("up"), FakeClock())
    assert [find.origin for find in look.finds] == ["a", "b"]
    raw = look.finds[0].ready
    assert (raw.guid, raw.url, raw.title) == ("a", "https://up.example/a", "un")
    assert (raw.categories, raw.tags) == (("Sport",), ("Vélo",))
    assert (raw.lede, raw.body, raw.language) == ("Le chapeau", "<p>Tout un</p>", "fr")
    assert raw.published == "2024-05-01T10:00:00+02:00"
    assert source.read(look.finds[0]) is raw


def test_validators_go_back_as_they_came_and_304_changes_nothing(site):
    """The second request names ETag and Last-Modified to the letter; the answer is 304, and nothing is found"""
    source = source_of(site)
    memory = after(SourceMemory("up"), source.look(SourceMemory("up"), FakeClock()))
    look = source.look(memory, FakeClock())
    asked = site.requests[-1].headers
    assert asked["if-none-match"] == HEADERS["ETag"]
    assert asked["if-modified-since"] == HEADERS["Last-Modified"]
    assert (look.finds, look.unchanged, look.notes) == ((), 2, memory.notes)


def test_only_new_and_changed_entries_are_found_and_none_vanishes(site):
    """An edit and a new entry are found; one that left the window is not gone"""
    source = source_of(site)
    memory = after(SourceMemory("up"), source.look(SourceMemory("up"), FakeClock()))
    items = ITEM.format(name="c", title="un") + ITEM.format(name="b", title="deux")
    site.pages["/feed"] = (200, {"Content-Type": "text/xml"}, RSS.format(items=items).encode())
    look = source.look(memory, FakeClock())
    assert [find.origin for find in look.finds] == ["c", "b"]
    assert (look.unchanged, look.vanished) == (0, ())
    assert "etag" not in look.notes
    assert source.look(after(memory, look), FakeClock()).unchanged == 2


def test_changed_rules_read_an_unchanged_feed_anew(site):
    """After the operator's rules changed, validators are left out, and entries are sorted by the new ones"""
    memory = after(SourceMemory("up"), source_of(site).look(SourceMemory("up"), FakeClock()))
    look = source_of(site, categories=("vélo",)).look(memory, FakeClock())
    assert "if-none-match" not in site.requests[-1].headers
    assert look.finds[0].ready.categories == ("Vélo",)


@pytest.mark.parametrize(
    ("page", "words", "hint"),
    [
        ((200, {}, b""), "the answer is empty", ""),
        (
            (
                200,
                {},
                b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">',
            ),
            "a web page came, not a feed",
            "/rss?a=1&b=2",
        ),
        ((200, {}, b'{"version": "1.1"}'), "JSON came, and no JSON Feed", "RSS or Atom"),
        ((200, {}, b"Service unavailable"), "it begins with 'Service unavailable'", ""),
        ((200, {}, b"<?xml version='1.0'?><svg/>"), "what came is no feed", ""),
        ((200, {}, feed("a", "b")[:-200]), "cut off", ""),
        ((200, {}, b"<rss><channel>" + b"<a>" * 50_000 + b"</channel></rss>"), "nested deeper", ""),
        ((404, {}, b""), "answered 404", "correct url"),
        ((403, {}, b""), "answered 403", "let this server in"),
        ((503, {"Retry-After": "120"}, b""), "answered 503", "120 s"),
        ((429, {"Retry-After": "Mon, 02 Mar 2026 08:01:00 GMT"}, b""), "answered 429", "60 s"),
        ((304, {}, b""), "answered 304", ""),
        ((500, {"Retry-After": "soon"}, b""), "answered 500", "tried again"),
    ],
    ids=["empty", "html", "json", "words", "svg", "cut", "deep", "404", "403", "503", "429", "304", "500"],
)
def test_what_is_no_feed_is_one_clear_retryable_line(site, page, words, hint):
    """The error names the feed's address, what came instead, and the mend where there is one"""
    site.pages["/feed"] = page
    with pytest.raises(SourceError) as caught:
        source_of(site).look(SourceMemory("up"), FakeClock())
    assert words in caught.value.cause
    assert hint in caught.value.hint
    assert caught.value.subject == f"http://127.0.0.1:{site.port}/feed"
    assert caught.value.retryable


def test_a_network_fault_is_a_source_error(site):
    """A server that is down is retried; an address that is not allowed is not"""
    site.down = True
    with pytest.raises(SourceError) as caught:
        source_of(site).look(SourceMemory("up"), FakeClock())
    assert caught.value.retryable

    class Refusing(PlainFetch):
        def get(self, url, **_):
            raise AddressError(url, "is not allowed")

    with pytest.raises(SourceError) as caught:
        source_of(site, fetch=Refusing()).look(SourceMemory("up"), FakeClock())
    assert not caught.value.retryable
    assert not isinstance(caught.value, FetchError)


def test_secrets_of_the_address_are_not_told(site):
    """User name, password and query stay out of what people and logs see"""
    upstream = FeedSource(name="up", type="feed", url=f"http://me:pass@127.0.0.1:{site.port}/none?key=secret")
    newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"}
    config = Config(file="/c.toml", base="/", newsroom=newsroom, sources=(upstream,))
    with pytest.raises(SourceError) as caught:
        build(upstream, config, PlainFetch()).look(SourceMemory("up"), FakeClock())
    assert str(caught.value).startswith(f"http://127.0.0.1:{site.port}/none: answered 404")


def test_an_ill_formed_feed_is_read_and_told(site):
    """A bare ampersand does not cost the articles; the operator learns of it"""
    site.pages["/feed"] = (200, {}, feed("a", title="R & D"))
    look = source_of(site).look(SourceMemory("up"), FakeClock())
    assert [problem.code for problem in look.problems] == ["feed-ill-formed"]
    assert look.finds[0].ready.title == "R & D"


def test_ids_that_several_entries_share_name_none_of_them(site):
    """With one guid on two entries, both are kept, known by their links, and it is told"""
    items = ITEM.format(name="a", title="un") + ITEM.format(name="b", title="deux").replace(">b</guid>", ">a</guid>")
    site.pages["/feed"] = (200, {}, RSS.format(items=items).encode())
    look = source_of(site).look(SourceMemory("up"), FakeClock())
    assert [(find.origin, find.ready.guid) for find in look.finds] == [
        ("https://up.example/a", ""),
        ("https://up.example/b", ""),
    ]
    assert [problem.code for problem in look.problems] == ["duplicate-id"]


def test_the_source_travels_without_its_way_out(site):
    """In a worker process it reads what is at hand, and fetches nothing"""

    class Unpicklable(PlainFetch):
        def __reduce__(self):
            raise AssertionError("the way out was pickled")

    source = pickle.loads(pickle.dumps(source_of(site, fetch=Unpicklable())))
    assert source.name == "up"
    with pytest.raises(SourceError):
        source.look(SourceMemory("up"), FakeClock())
    with pytest.raises(ItemError):
        source.read(Find("a", "1"))


def test_a_page_that_is_asked_for_says_who_asks_for_what(site):
    """The request names feeds as what it accepts"""
    seen = []
    site.pages["/feed"] = lambda request: seen.append(request.headers["accept"]) or Answer(200, {}, feed("a"))
    source_of(site).look(SourceMemory("up"), FakeClock())
    assert "application/atom+xml" in seen[0]
