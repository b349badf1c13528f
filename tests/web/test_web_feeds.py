import gzip
from email.utils import parsedate_to_datetime

import brotli
import pytest
import requests
import zstandard

from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.publish import FolderPublisher
from buzzfeed.store import open_window
from buzzfeed.web import export
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from pageask import ask
from pageserver import HUB, make_config, writer
from pagestore import NOW, publish, take_in
from pagevalues import article

UNDO = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
SETTINGS = {
    "aliases": {"/feed/": "all.rss", "/caf%C3%A9/feed": "category/environnement.atom", "/none/": "tag/none.rss"}
}
FEED = "/feeds/category/environnement.rss"


def articles(base):
    """Return what the newsroom of these tests has published."""
    return [article(url=f"{base}/a/mare")]


@pytest.mark.parametrize(
    ("fmt", "media_type"),
    [
        (Format.RSS, "application/rss+xml; charset=utf-8"),
        (Format.ATOM, "application/atom+xml; charset=utf-8"),
        (Format.JSON, "application/feed+json; charset=utf-8"),
    ],
)
def test_a_feed_is_the_stored_edition(newsroom, fmt, media_type):
    """The bytes are the store's own, under the exact media type, with every header that readers and hubs need."""
    key = ChannelKey(ChannelKind.CATEGORY, "environnement")
    edition, document = newsroom.store.document(key, fmt)
    answer = newsroom.get(f"/feeds/category/environnement.{fmt}")
    assert answer.status_code == 200
    assert answer.content == document
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-length"] == str(len(document))
    assert answer.headers["etag"] == f'"{edition.digest[:32]}"'
    assert answer.headers["cache-control"] == "public, max-age=900"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert parsedate_to_datetime(answer.headers["last-modified"]) == edition.committed
    assert "set-cookie" not in answer.headers
    assert "content-encoding" not in answer.headers


def test_hub_and_self_are_in_the_link_header(newsroom):
    """WebSub's discovery (§4): the hubs, our own first; exactly one self; and the page for people."""
    links = requests.utils.parse_header_links(newsroom.get(FEED).headers["link"])
    assert [(link["rel"], link["url"]) for link in links] == [
        ("hub", f"{newsroom.base}/hub"),
        ("hub", HUB),
        ("self", newsroom.base + FEED),
        ("alternate", f"{newsroom.base}/follow/category/environnement"),
    ]


@pytest.mark.parametrize("encoding", UNDO)
def test_each_coding_has_its_bytes_and_its_own_strong_etag(newsroom, encoding):
    """Compressed bytes give back the edition; the ETag of one coding is that of no other."""
    status, headers, body = newsroom.raw("GET", FEED, {"Accept-Encoding": encoding})
    plain = newsroom.get(FEED)
    assert status == 200
    assert headers["content-encoding"] == encoding
    assert UNDO[encoding](body) == plain.content
    assert headers["etag"] != plain.headers["etag"]
    assert headers["etag"].startswith('"')
    assert headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_who_has_it_is_not_sent_it_again(newsroom, encoding):
    """A 304 for the coding's own ETag, in a list and weak too; it has the validators and no body."""
    asked = {"Accept-Encoding": encoding}
    etag = newsroom.get(FEED, asked).headers["etag"]
    for given in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        status, headers, body = newsroom.raw("GET", FEED, {**asked, "If-None-Match": given})
        assert (status, body) == (304, b"")
        assert headers["etag"] == etag
        assert headers["cache-control"] == "public, max-age=900"
        assert headers["vary"] == "Accept-Encoding"


def test_the_etag_of_another_coding_is_no_match(newsroom):
    """Whoever holds the gzip bytes and asks for plain ones gets them: strong ETags are per coding."""
    etag = newsroom.get(FEED, {"Accept-Encoding": "gzip"}).headers["etag"]
    assert newsroom.get(FEED, {"If-None-Match": etag}).status_code == 200


def test_dates_count_where_no_etag_is_sent(newsroom):
    """If-Modified-Since alone gives 304; beside an If-None-Match that does not match it is not heard."""
    date = newsroom.get(FEED).headers["last-modified"]
    assert newsroom.get(FEED, {"If-Modified-Since": date}).status_code == 304
    assert newsroom.get(FEED, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}).status_code == 200
    assert newsroom.get(FEED, {"If-Modified-Since": date, "If-None-Match": '"x"'}).status_code == 200


def test_head_is_get_without_the_body(newsroom):
    """HEAD gives the headers of GET, length included, and nothing more over the wire."""
    status, headers, body = newsroom.raw("HEAD", FEED, {"Accept-Encoding": "gzip"})
    _, full, data = newsroom.raw("GET", FEED, {"Accept-Encoding": "gzip"})
    assert (status, body) == (200, b"")
    ignored = {"date"}
    assert {k: v for k, v in headers.items() if k not in ignored} == {k: v for k, v in full.items() if k not in ignored}
    assert int(headers["content-length"]) == len(data)
    assert newsroom.raw("HEAD", FEED, {"If-None-Match": headers["etag"], "Accept-Encoding": "gzip"})[0] == 304


def test_unknown_parameters_are_ignored(newsroom):
    """What a reader adds to get past caches changes nothing."""
    etag = newsroom.get(FEED).headers["etag"]
    answer = newsroom.get(f"{FEED}?_=12345&utm_source=x", {"If-None-Match": etag})
    assert answer.status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_feeds_are_only_read(newsroom, method):
    """Any other method is told which there are."""
    status, headers, _ = newsroom.raw(method, FEED)
    assert status == 405
    assert headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/feeds/tag/none.rss", "/feeds/all.xml", "/feeds/", "/feeds/all.rss/", "/feeds/../x"])
def test_no_feed_is_told_plainly(newsroom, path):
    """A feed that is not there is a 404 in plain words, kept by no cache."""
    status, headers, body = newsroom.raw("GET", path)
    assert status == 404
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert b"Traceback" not in body


def test_who_refuses_every_coding_is_told(newsroom):
    """Where nothing acceptable is left, 406, which varies on what was asked."""
    answer = newsroom.get(FEED, {"Accept-Encoding": "identity;q=0, *;q=0"})
    assert answer.status_code == 406
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("alias", "path"), [("/feed/", "/feeds/all.rss"), ("/caf%C3%A9/feed", "/feeds/category/environnement.atom")]
)
def test_an_alias_answers_with_the_feed_itself(newsroom, alias, path):
    """Subscribers of a former address get the same bytes and validators; its self is the feed's own address."""
    there, here = newsroom.get(alias), newsroom.get(path)
    assert there.status_code == 200
    assert there.content == here.content
    assert there.headers["etag"] == here.headers["etag"]
    assert f'<{newsroom.base}{path}>; rel="self"' in there.headers["link"]
    assert newsroom.get(alias, {"If-None-Match": here.headers["etag"]}).status_code == 304


def test_an_alias_of_no_feed_is_not_there(newsroom):
    """An alias whose feed was never published is a 404."""
    assert newsroom.get("/none/").status_code == 404


def test_one_connection_carries_many_requests(newsroom):
    """Requests one after the other over one connection are each answered rightly."""
    with requests.Session() as session:
        etag = session.get(newsroom.root + FEED, timeout=10).headers["etag"]
        for _ in range(20):
            assert session.get(newsroom.root + FEED, timeout=10).status_code == 200
            again = session.get(newsroom.root + FEED, timeout=10, headers={"If-None-Match": etag})
            assert again.status_code == 304


def test_a_query_whose_slug_changed_leads_on_from_the_old_one(tmp_path):
    """Feeds and follow page of a former slug answer 301, its alias serves the present feed, and files hold the same."""
    query = {"slug": "mares", "title": "Mares", "words": ["mare"], "former": ["etangs"]}
    aliases = {"/etangs.xml": "query/etangs.rss"}
    config = make_config(tmp_path, channels=[query], aliases=aliases)
    store = writer(config)
    take_in(store, article(url=f"{config.newsroom.feeds_url}/a/mare"))
    matches = {"etangs": ("Étangs", lambda _article: True)}
    store.sync_queries(matches, "1", NOW)
    publish(store)
    store.sync_queries({"mares": ("Mares", lambda _article: True)}, "2", NOW)
    publish(store)
    state = State(config)
    state.attach(open_window(config.store_url))
    for fmt in Format:
        status, headers, _ = ask(state, f"/feeds/query/etangs.{fmt}")
        assert (status, headers[b"location"]) == (301, f"/feeds/query/mares.{fmt}".encode())
    status, headers, _ = ask(state, "/follow/query/etangs")
    assert (status, headers[b"location"]) == (301, b"/follow/query/mares")
    assert ask(state, "/feeds/query/mares.rss")[0] == 200
    assert ask(state, "/etangs.xml")[2] == ask(state, "/feeds/query/mares.rss")[2]
    assert {"/feeds/query/etangs.rss", "/follow/query/etangs"} <= set(PublicApp(state).paths())
    export(config, state.store, FolderPublisher(tmp_path / "site"), precompress=False)
    written = [tmp_path / "site" / "feeds" / "query" / f"{slug}.rss" for slug in ("etangs", "mares")]
    assert written[0].read_bytes() == written[1].read_bytes()
    assert not (tmp_path / "site" / "follow" / "query" / "etangs").exists()
    state.close()
    store.close()
