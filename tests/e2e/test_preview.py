"""``buzzfeed preview``: what would become of a source or an address of any kind, and nothing is kept of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from buzzfeed.config import Config, load
from buzzfeed.daemon.previewing import Previewed, preview_once
from buzzfeed.errors import ConfigError, SourceError
from buzzfeed.model import Status
from buzzfeed.sources import finding
from buzzfeed.testing import Answer, Website
from wprest import WordPressSite, posts

from harness import BODY, Newsroom

ITEM = (
    "<item><title>{0}</title><guid isPermaLink='false'>urn:{1}</guid><link>{2}/{1}</link><pubDate>{3}</pubDate>"
    "<category>Mer</category><author>a@up.example (Anne Le Gall)</author><description>{4}</description></item>"
)
PAGE = """<!doctype html><html lang="fr"><head><title>{0}</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-03-02T09:00:00Z"></head>
<body><nav>Menu</nav><main><article><h1>{0}</h1><p>{1}</p><p>{1}</p></article></main></body></html>"""
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{0}/quai</loc></url></urlset>'
HTML = {"Content-Type": "text/html; charset=utf-8"}


def feed(url: str, *titles: str) -> bytes:
    """Make a feed with these entries; what is called Secret shows a bank account."""
    items = "".join(
        ITEM.format(
            title,
            title.lower(),
            url,
            f"Mon, 02 Mar 2026 {9 + number:02}:00:00 GMT",
            BODY + (" IBAN FR14 2004 1010 0505 0001 3M02 606" if title == "Secret" else ""),
        )
        for number, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>Le Phare</title><link>{url}/</link>{items}</channel></rss>".encode()


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    """Serve a site with a feed, a list of feeds, and a sitemap."""
    with Website() as website:
        url = website.url
        website.pages["/feed"] = (200, {"Content-Type": "text/xml"}, feed(url, "Quai", "Secret", "Phare"))
        website.pages["/quiet"] = (200, HTML, b'<!doctype html><link rel="alternate" type="application/rss+xml" href=')
        website.pages["/list.opml"] = f'<opml version="2.0"><body><outline xmlUrl="{url}/feed"/></body></opml>'
        website.pages["/"] = (
            200,
            HTML,
            b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed"><p>Le Phare</p>',
        )
        website.pages["/quai"] = (200, HTML, PAGE.format("Le quai s’éveille", BODY).encode())
        website.pages["/robots.txt"] = f"User-agent: *\nSitemap: {url}/map.xml\n"
        website.pages["/map.xml"] = (200, {"Content-Type": "application/xml"}, MAP.format(url).encode())
        yield website


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Give the config of a newsroom that asks hosts as fast as it can."""
    return load(Newsroom(tmp_path_factory.mktemp("news")).config)


def titles(shown: Previewed, status: Status = Status.PUBLISHED) -> list[str]:
    """Return the titles of articles of this status."""
    return [one.record.title for one in shown.preview.articles if one.record.status is status]


def test_a_feed_of_any_address(site: Website, config: Config) -> None:
    """Articles with terms and authors, the held one with its reason, sound feeds, and what the present feed has more"""
    shown = preview_once(config, site.url + "/feed", 20)
    assert (shown.kind, shown.words) == ("feed", "a feed (RSS 2.0)")
    assert titles(shown) == ["Phare", "Quai"]
    (held,) = [one for one in shown.preview.articles if one.record.status is Status.HELD]
    assert (held.record.title, [one.code for one in held.record.reasons]) == ("Secret", ["iban"])
    assert (held.tags, held.authors) == (("Mer",), ("Anne Le Gall",))
    assert [(str(one.format), one.entries, one.verdict.sound) for one in shown.preview.feeds] == [
        ("rss", 2, True),
        ("atom", 2, True),
        ("json", 2, True),
    ]
    compared = shown.preview.compared
    assert compared is not None
    assert (compared.both, compared.only_there, compared.only_here, compared.different) == (2, ("Secret",), (), ())


def test_a_list_of_feeds(site: Website, config: Config) -> None:
    """Told by its content; no more is shown than is asked for, and there is no present feed to compare with"""
    shown = preview_once(config, site.url + "/list.opml", 1)
    assert (shown.kind, titles(shown), shown.preview.compared) == ("opml", ["Quai"], None)
    assert shown.preview.cut


def test_a_site_with_a_sitemap_beside_the_feed_that_it_has(site: Website, config: Config) -> None:
    """Its pages are read; beside the feed that its front page names, titles, dates and ids differ"""
    shown = preview_once(config, site.url, 20)
    assert shown.kind == "site"
    assert shown.words == f"a site with a sitemap (named in robots.txt); it has a feed, too: {site.url}/feed"
    assert titles(shown) == ["Le quai s’éveille"]
    compared = shown.preview.compared
    assert compared is not None
    assert compared.feed == site.url + "/feed"
    assert {one.field: (one.there, one.here) for one in compared.different}["title"] == ("Quai", "Le quai s’éveille")
    assert "urn:quai" in {one.there for one in compared.different}


def test_a_wordpress_site_by_its_latest_posts(config: Config) -> None:
    """Of a hundred and twenty posts the last ones are shown, as its feed does; nothing of them differs"""
    with WordPressSite(posts(120)) as site:
        shown = preview_once(config, site.url, 10)
        assert (shown.kind, shown.words) == ("wordpress", "a WordPress site, by its REST API")
        assert len(titles(shown)) == 10
        assert titles(shown)[0].endswith("nouvelles 119")
        assert shown.preview.compared is not None
        assert shown.preview.compared.only_there == ()
        assert [one.code for feed in shown.preview.feeds for one in feed.verdict.findings] == []


def test_a_site_without_a_front_page_is_read_by_its_sitemap(config: Config) -> None:
    """Where the address of a site answers 404, its sitemap is looked for; where any other does, it is not"""
    with Website() as bare:
        bare.pages["/sitemap.xml"] = MAP.format(bare.url)
        bare.pages["/quai"] = (200, HTML, PAGE.format("Le quai s’éveille", BODY).encode())
        shown = preview_once(config, bare.url, 20)
        assert shown.words == "a site with a sitemap (at /sitemap.xml), whose front page answers 404"
        assert titles(shown) == ["Le quai s’éveille"]
        with pytest.raises(SourceError, match="answered 404"):
            preview_once(config, bare.url + "/none", 20)


def test_what_lies_beyond_the_cut_is_not_only_there(config: Config) -> None:
    """Of a feed whose entries all have one date, the first are shown, and the rest is not said to be missing here"""
    with Website() as flat:
        body = feed(flat.url, "Un", "Deux", "Trois", "Quatre").decode()
        flat.pages["/feed"] = re.sub(r"\d\d:00:00 GMT", "09:00:00 GMT", body).encode()
        shown = preview_once(config, flat.url + "/feed", 2)
    assert shown.preview.cut
    assert shown.preview.compared is not None
    assert shown.preview.compared.only_there == ()


@pytest.mark.parametrize(
    ("version", "name"), [("json11", "JSON Feed 1.1"), ("rss20", "RSS 2.0"), ("rss091u", "RSS 0.91"), ("", "")]
)
def test_formats_are_called_by_their_names(version: str, name: str) -> None:
    """As their specifications write them"""
    assert finding._called(version) == name


@pytest.mark.parametrize(
    ("subject", "error", "words"),
    [
        ("/none", SourceError, "answered 404"),
        ("/quai", SourceError, "no feed"),
        ("http://[::1", ConfigError, "is no source, no address, and no folder"),
        ("http://127.0.0.1:1/", SourceError, "cannot be reached"),
        ("nosuch", ConfigError, "is no source, no address, and no folder"),
    ],
)
def test_what_cannot_be_previewed_is_one_friendly_line(
    site: Website, config: Config, subject: str, error: type, words: str
) -> None:
    """The error names what was given, what is wrong, and what to give instead"""
    if subject == "/quai":
        with Website({"/quai": (200, HTML, b"<!doctype html><p>Rien</p>")}) as bare, pytest.raises(error) as caught:
            preview_once(config, bare.url + subject, 20)
    else:
        with pytest.raises(error) as caught:
            preview_once(config, site.url + subject if subject.startswith("/") else subject, 20)
    assert words in str(caught.value)
    assert caught.value.hint


def test_a_page_that_names_nonsense_is_one_line(config: Config) -> None:
    """A link to an API that is no address ends in an error that says so"""
    page = Answer(200, {**HTML, "Link": '<javascript:x>; rel="https://api.w.org/"'}, b"<!doctype html><p>Rien</p>")
    with Website({"/": page}) as bare, pytest.raises(SourceError, match="names an address that cannot be used"):
        preview_once(config, bare.url + "/", 20)


def test_nothing_is_stored(tmp_path: Path, site: Website) -> None:
    """Previewing a source of the config, an address and a folder leaves every byte of the data folder as it was.

    It works beside what is there, and without a config; ``--json`` prints one document.
    """
    newsroom = Newsroom(tmp_path, source='settle = "0ms"')
    newsroom.write("quai.md", "Le quai")
    newsroom.once()
    before = digests(tmp_path / "var")
    newsroom.write("phare.md", "Le phare")
    config = load(newsroom.config)
    assert titles(preview_once(config, "redaction", 20)) == ["Le phare", "Le quai"]
    shown = preview_once(None, str(newsroom.articles), 1)
    assert (shown.words, len(titles(shown)), shown.preview.cut) == ("a folder", 1, True)
    document = newsroom.json("preview", site.url + "/feed")
    assert (document["kind"], document["compared"]["only_there"]) == ("feed", ["Secret"])
    assert digests(tmp_path / "var") == before
    done = newsroom.run("preview", site.url + "/none", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"buzzfeed: {site.url}/none: answered 404 (check the address)\n"
    assert digests(tmp_path / "var") == before


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file in a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
