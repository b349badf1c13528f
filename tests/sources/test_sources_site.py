"""The parts of the site source: sitemaps read within bounds, addresses, robots.txt, when a page is due again."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.model import RawItem
from buzzfeed.sources.site.maps import Listing
from buzzfeed.sources.site.moves import Origins, marks_of
from buzzfeed.sources.site.places import Places, same_page
from buzzfeed.sources.site.robots import Robots
from buzzfeed.sources.site.round import Agenda, Round
from buzzfeed.sources.site.sitemaps import LARGEST, MOST, Entry, NotASitemapError, Sitemap, instant, read
from buzzfeed.sources.site.stamps import Kind, Stamp

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""{HEAD}<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><!-- made by hand -->
<url><loc> https://x.example/a?b=1&amp;c=2 </loc><image:image><image:loc>https://x.example/p.jpg</image:loc>
<image:title>Une photo</image:title></image:image><lastmod>2026-03-01</lastmod>
<news:news><news:publication><news:name>X</news:name><news:language>fr</news:language></news:publication>
<news:publication_date>2026-02-28T10:00:00+01:00</news:publication_date>
<news:title>L&#39;été &amp; l&apos;eau</news:title>
<news:keywords>Mer, Ports</news:keywords></news:news></url>
<url><lastmod>2026-01-01</lastmod></url><url><loc><![CDATA[https://x.example/é]]></loc></url></urlset>""".encode()


def urlset(count: int) -> bytes:
    """Return a sitemap of so many pages."""
    return (
        HEAD
        + f"<urlset {NS}>"
        + "".join(f"<url><loc>https://x.example/{n}</loc></url>" for n in range(count))
        + "</urlset>"
    ).encode()


def test_a_news_sitemap_gives_what_it_says() -> None:
    """Address, lastmod, title, date and keywords; pictures' addresses are none of a page, entries without one none."""
    first, second = read(NEWS).pages
    assert first.url == "https://x.example/a?b=1&c=2"
    assert (first.lastmod, first.published) == ("2026-03-01", "2026-02-28T10:00:00+01:00")
    assert first.title == "L'été & l'eau"
    assert first.keywords == ("Mer", "Ports")
    assert first.date == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert second == Entry("https://x.example/é")


def test_indexes_texts_other_names_and_gzip_are_read() -> None:
    """An index, a text sitemap, one without a namespace, one in UTF-16, one packed in two members."""
    index = f"{HEAD}<sitemapindex {NS}><sitemap><loc>https://x.example/1</loc><lastmod>2026</lastmod></sitemap></sitemapindex>"
    assert read(index.encode()) == Sitemap(maps=(Entry("https://x.example/1", "2026"),))
    assert read(b"\xef\xbb\xbfhttps://x.example/1\r\nhttps://x.example/2\n").pages[1].url == "https://x.example/2"
    bare = "<urlset><url><loc>https://x.example/1</loc></url></urlset>"
    assert read(bare.encode()).pages == read(f'<?xml version="1.0" encoding="UTF-16"?>{bare}'.encode("utf-16")).pages
    whole = urlset(50)
    assert len(read(gzip.compress(whole[:700]) + gzip.compress(whole[700:])).pages) == 50


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html><body>no</body></html>",
        b"<rss/>",
        b"not a sitemap",
        b'{"a": 1}',
        b"\x1f\x8b",
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_sitemap_is_said_to_be_none(body: bytes) -> None:
    """Pages, feeds, JSON and noise are refused, with their beginning."""
    with pytest.raises(NotASitemapError):
        read(body)


def test_entities_are_not_expanded_and_nothing_outside_is_read() -> None:
    """A billion laughs cost nothing, an external entity gives nothing."""
    laughs = "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";" if n else "ha"}{"&a0;" * 50 if n else ""}">' for n in range(30)
    )
    body = f'<!DOCTYPE urlset [{laughs}<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>&a29;&f;</loc></url></urlset>'
    begun = time.process_time()
    try:
        found = read(body.encode())
    except NotASitemapError:
        found = Sitemap()
    assert time.process_time() - begun < 1
    assert [page.url for page in found.pages] in ([], [""])


def test_bounds_hold_and_say_so() -> None:
    """Too many entries, too deep, a bomb: what came before counts, and it is no whole sitemap."""
    many = read(urlset(MOST + 1))
    assert (len(many.pages), many.fault) == (MOST, f"it lists more than {MOST} addresses")
    deep = f"<urlset><url><loc>https://x.example/1</loc></url>{'<url>' * 50}".encode()
    assert read(deep).fault
    bomb = gzip.compress(b"<urlset>" + b" " * (LARGEST + 10), compresslevel=9)
    assert len(bomb) < 100_000
    assert read(bomb).fault == "it is larger than 50 MB unpacked"
    wide = b"<urlset><url><loc>https://x.example/1</loc>" + b"<a/>" * 50_000 + b"</url></urlset>"
    assert read(wide).fault == "it holds more elements than any sitemap does"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(NEWS)), st.booleans())
def test_a_cut_off_sitemap_gives_no_entry_that_it_had_not(cut: int, packed: bool) -> None:
    """Wherever it ends, its entries are among the true ones, and it is whole only where it is."""
    body = gzip.compress(NEWS, mtime=0)[: cut // 2] if packed else NEWS[:cut]
    try:
        found = read(body)
    except NotASitemapError:
        return
    assert set(found.pages) <= set(read(NEWS).pages)
    assert found.fault or found == read(NEWS)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_sitemap_breaks_nothing(data: st.DataObject) -> None:
    """Whatever bytes are changed, the reading ends with entries within bounds, or says that it is none."""
    body = bytearray(NEWS)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=20))
    try:
        found = read(bytes(body))
    except NotASitemapError:
        return
    assert all(0 < len(page.url) <= 2048 and len(page.title) <= 1000 for page in found.pages)
    assert all(page.date is None or page.date.tzinfo for page in found.pages)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T12:30Z", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("2026-03-01T12:30:05.123+02:00", datetime(2026, 3, 1, 10, 30, 5, tzinfo=UTC)),
        ("2026-03-01 12:30:05 +0200", datetime(2026, 3, 1, 10, 30, 5, tzinfo=UTC)),
        ("2026-13-01", None),
        ("0000-01-01", None),
        ("0001-01-01T00:00+23:00", None),
        ("hier", None),
        ("", None),
    ],
)
def test_dates_as_sitemaps_write_them(text: str, moment: datetime | None) -> None:
    """W3C dates in every length; what is none is none."""
    assert instant(text) == moment


def test_places_know_their_pages() -> None:
    """Host with and without www, path, globs with queries, files that are no pages, other hosts and schemes."""
    places = Places("https://www.x.example/blog", include=["/blog/*"], exclude=["*/print/*", "*?*amp=1*"])
    good = ("https://x.example/blog/a", "http://www.x.example/blog/a.html", "https://X.EXAMPLE:443/blog/v1.5/a")
    assert [places.page(url) for url in good] == list(good)
    assert places.page("https://x.example/blog/a#b") == "https://x.example/blog/a"
    for bad in (
        "https://x.example/",
        "https://x.example/blog/",
        "https://x.example/other",
        "https://x.example/blog/print/a",
        "https://x.example/blog/a?amp=1",
        "https://x.example/blog/a.PDF",
        "https://x.example.evil.example/blog/a",
        "https://evil.example/blog/a",
        "https://x.example:8443/blog/a",
        "https://user@evil.example/blog/a",
        "//x.example/blog/a",
        "ftp://x.example/blog/a",
        "javascript:alert(1)",
        "https://x.example/blog/" + "a" * 3000,
        "https://x.example/blog/a b",
        "https://[::1/blog/a",
    ):
        assert places.page(bad) == "", bad
    assert same_page("http://www.x.example/a/", "https://x.example/a")
    assert same_page("https://x.example/a/index.html", "https://x.example/a/")
    assert same_page("https://x.example/%C3%A9t%c3%a9", "https://x.example/été")
    assert not same_page("https://x.example/a?p=1", "https://x.example/a?p=2")


def test_how_a_reader_came_makes_no_other_page() -> None:
    """Parameters that only track are left out, wherever they stand; others are the page's."""
    places = Places("https://x.example")
    assert places.page("https://x.example/a?utm_source=n&id=3&fbclid=x#top") == "https://x.example/a?id=3"
    assert places.page("https://x.example/a?xtor=RSS-1") == "https://x.example/a"
    assert same_page("https://x.example/a/?gclid=1", "http://www.x.example/a")
    assert places.page("https://x.example/a?b&&c=") == "https://x.example/a?b&&c="


def test_robots_txt_in_the_words_of_its_specification() -> None:
    """RFC 9309: the group that names us, whatever its case; the longest rule, wildcards, delays, odd files."""
    text = (
        "User-Agent: *\nDisallow: /\n\nUSER-AGENT: BuzzFeed\nDisallow: /private*\nAllow: /private/open$\n"
        "Crawl-delay: 4.5\nSitemap: /map.xml\nSitemap: ftp://x.example/no.xml\n"
    )
    robots = Robots.read(text, "https://x.example/robots.txt")
    assert robots.allows("https://x.example/a")
    assert not robots.allows("https://x.example/private/a")
    assert robots.allows("https://x.example/private/open")
    assert (robots.delay, robots.sitemaps) == (4.5, ("https://x.example/map.xml",))
    for odd in (
        "",
        "\x00\x01",
        "<html>404</html>",
        "Disallow: /",
        "User-agent: other\nDisallow: /",
        "User-agent: *\nDisallow:",
    ):
        assert Robots.read(odd, "https://x.example/robots.txt").allows("https://x.example/a"), odd
    marked = Robots.read("\ufeffUser-agent: *\nDisallow: /private/", "https://x.example/robots.txt")
    assert not marked.allows("https://x.example/private/a"), "a byte-order mark hides no rule"
    for odd in ("nan", "inf", "-3", "soon", "1e400"):
        delay = Robots.read(f"User-agent: *\nCrawl-delay: {odd}", "https://x.example/robots.txt").delay
        assert delay >= 0


@given(st.sampled_from(list(Kind)), st.text(max_size=50), st.integers(0, 50), st.booleans(), st.text(max_size=50))
def test_stamps_are_read_as_they_are_written(kind: Kind, lastmod: str, idle: int, listed: bool, etag: str) -> None:
    """A stamp is its text's, and what is no stamp is none."""
    stamp = Stamp(kind, NOW, lastmod, idle, listed, "digest", etag, "", idle // 2)
    assert Stamp.of(str(stamp)) == stamp
    assert Stamp.of(str(stamp)[:-1]) is None
    assert Stamp.of("") is None


def test_when_a_page_is_looked_at_again() -> None:
    """At once for a new lastmod; ever more seldom where that was in vain; in the same rhythm without one."""
    one = Stamp(Kind.ARTICLE, NOW, "2026-02-01")
    entry, newer = Entry("u", "2026-02-01"), Entry("u", "2026-02-02")
    assert not one.due(entry, NOW + timedelta(days=20))
    assert one.due(entry, NOW + timedelta(days=21)), "nothing is believed for good"
    assert one.due(newer, NOW)
    vain = one.again(newer, NOW)
    assert not vain.due(newer, NOW)
    latest = Entry("u", "2026-02-03")
    assert not vain.due(latest, NOW)
    assert one.again(newer, NOW).again(latest, NOW).due(Entry("u", "2026-02-04"), NOW + timedelta(hours=2))
    assert one.due(None, NOW), "it left the sitemap just now"
    unlisted = one.again(None, NOW)
    assert not unlisted.due(None, NOW + timedelta(minutes=59))
    assert unlisted.due(None, NOW + timedelta(hours=2))
    undated = Stamp(Kind.ARTICLE, NOW, "", idle=40)
    assert not undated.due(Entry("u"), NOW + timedelta(days=29))
    assert undated.due(Entry("u"), NOW + timedelta(days=30))
    assert Stamp(Kind.GONE, NOW, "2026-02-01").due(entry, NOW + timedelta(hours=1)), "a site that recovers is seen"


def test_a_lastmod_that_stands_still_is_believed_later_on() -> None:
    """While it is young the page is looked at an hour later, then more seldom; one without an article, too."""
    young = Entry("u", "2026-03-01")
    one = Stamp(Kind.ARTICLE, NOW, young.lastmod)
    waits = []
    for _ in range(7):
        waits.append(one.wait(young) / timedelta(hours=1))
        one = one.again(young, one.checked + one.wait(young))
    assert waits == [1, 2, 4, 8, 16, 32, 504]
    assert one.due(Entry("u", "2026-03-02"), one.checked), "looks of our own do not delay what changes"
    none = Stamp(Kind.NONE, NOW, "2025-01-01")
    assert none.wait(Entry("u", "2025-01-01")) == timedelta(hours=1)
    assert Stamp.of(str(none).rpartition(",")[0] + "]") == none, "as an earlier release wrote it"


def test_a_large_site_is_not_asked_for_more_than_it_bears() -> None:
    """Of ten thousand pages those of the last month have their turn after two days, the others after five."""
    dates = {f"https://x.example/{one}": "2026-02-20" if one < 30 else "2025-02-20" for one in range(10_000)}
    listing = Listing({url: Entry(url, lastmod) for url, lastmod in dates.items()})

    def due(days: float) -> list[str]:
        seen = NOW - timedelta(days=days)
        stamps = {url: Stamp(Kind.ARTICLE, seen, lastmod) for url, lastmod in dates.items()}
        agenda = Agenda(listing, stamps, Places("https://x.example"), Robots.read("", "https://x.example"), NOW)
        return [one.entry.url for one in agenda.due(Round(0.0), 0.0)]

    assert due(1.9) == []
    assert sorted(due(2.1)) == sorted(url for url, lastmod in dates.items() if lastmod == "2026-02-20")
    assert len(due(5.1)) == 40


@pytest.mark.parametrize(
    ("other", "certain"),
    [
        ({}, True),
        ({"title": "Un autre", "body": "<p>Autre chose.</p>"}, True),
        ({"published": "2026-03-01T10:00"}, True),
        ({"published": "2026-03-01T10:00", "body": "<p>Autre chose.</p>"}, False),
        ({"published": "", "body": "<p>Autre chose.</p>"}, True),
        ({"published": "", "title": "Un autre", "body": "<p>Autre chose.</p>"}, False),
        ({"language": "en"}, False),
        ({"language": "fr-CA"}, True),
    ],
)
def test_a_name_of_the_sites_is_no_proof_by_itself(other: dict[str, str], certain: bool) -> None:
    """What bears it says the same, or says it under the same title or at the same moment, in the same language."""
    one = {
        "title": "Le pont",
        "body": f"<p>{'Le pont rouvre. ' * 40}</p>",
        "published": "2026-02-01T10:00",
        "language": "fr",
    }
    marks = marks_of(["p 5"], RawItem("site", "/n/5", **one))
    known = Stamp(Kind.ARTICLE, NOW, marks=marks)
    new = marks_of(["p 5"], RawItem("site", "/n/40", **{**one, **other}))
    assert Origins({"/n/5": known}).of("/n/40", new).get("/n/5", False) == certain
    unlike = Stamp(Kind.ARTICLE, NOW, marks=marks_of(["p 6"], RawItem("site", "/n/6", "Un pont", "")))
    assert Origins({"/n/5": known, "/n/6": unlike}).of("/n/40", new)["/n/5"] == certain
    for old in (None, Stamp(Kind.ARTICLE, NOW), Stamp(Kind.DOUBTFUL, NOW, marks=marks[:2])):
        assert not any(Origins({"/n/5": known, "/n/6": old}).of("/n/40", new).values()), "it may be called the same"
