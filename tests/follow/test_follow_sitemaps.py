from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from buzzfeed.follow import site_of
from buzzfeed.follow.sitemaps import (
    NEWS_MOST,
    Place,
    news_sitemap,
    other_roots,
    own_places,
    publication_language,
    publication_name,
    recent,
    sitemap,
    sitemap_index,
)
from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.ports import Located
from pagevalues import PUBLISHED, article, config
from sitemapschema import news, places, valid

BASE = "https://flux.lefanal.example"
SITE = site_of(config())
NOW = PUBLISHED + timedelta(days=1)


def located(name, at=PUBLISHED, url=""):
    """Return where an article stands, published at a time."""
    return Located(name, url or f"{BASE}/a/{name}", at, at)


def test_a_news_sitemap_is_what_google_asks_for():
    """Name, language, original date and title stand as they are, and the whole holds against the schema."""
    given_ = article(updated=PUBLISHED + timedelta(hours=5), title="R&D <b>: « été »", language="fr-FR")
    assert news(news_sitemap(SITE, [given_])) == [
        (given_.url, "Le Fanal", "fr", "2026-11-12T08:30:00Z", "R&D <b>: « été »")
    ]
    assert news(news_sitemap(SITE, [])) == []


@given(st.text(max_size=60), st.text(min_size=1, max_size=30), st.integers(0, 3))
def test_no_title_and_no_name_break_a_sitemap(title, name, count):
    """Whatever a title or the newsroom's name holds, the sitemap parses strictly and says it."""
    site = replace(SITE, title=name)
    data = news_sitemap(site, [article(title=title, url=f"{BASE}/a/{number}") for number in range(count)])
    root = etree.fromstring(data)
    assert len(root) == count
    assert {child.tag.rpartition("}")[2] for child in root} <= {"url"}


def test_the_window_is_two_days_and_a_thousand_articles():
    """One second more than two days is too old, the thousand newest stand, the newest first."""
    edge = NOW - timedelta(days=2)
    old, last = located("old", edge - timedelta(seconds=1)), located("last", edge)
    many = [located(f"n{number}", edge + timedelta(seconds=number)) for number in range(1, 1205)]
    future = located("future", NOW + timedelta(seconds=1))
    assert recent([old, last], BASE, NOW) == (last,)
    held = recent([old, last, *many, future], BASE, NOW)
    assert len(held) == NEWS_MOST
    assert held[0].id == "n1204"
    assert recent([last], BASE, NOW + timedelta(seconds=1)) == ()


def test_each_host_has_its_own():
    """An article on the newsroom's site is not in our sitemap, and one on a stranger's host is in none."""
    ours, theirs = located("a"), located("b", url="https://www.lefanal.example/2026/b/")
    other = located("c", url="https://agence.example/c")
    assert recent([ours, theirs, other], BASE, NOW) == (ours,)
    roots = other_roots(SITE, [ours, theirs, other])
    assert roots == {
        "lefanal.example": "https://lefanal.example",
        "www.lefanal.example": "https://www.lefanal.example",
    }
    assert recent([ours, theirs, other], roots["www.lefanal.example"], NOW) == (theirs,)


@pytest.mark.parametrize(
    ("url", "articles", "root"),
    [
        ("https://lefanal.example", ["https://LEFANAL.example:443/a"], "https://lefanal.example"),
        (
            "http://lefanal.example",
            ["http://lefanal.example/a", "https://lefanal.example/b"],
            "https://lefanal.example",
        ),
        ("https://lefanal.example", ["http://lefanal.example/a"], "http://lefanal.example"),
        ("https://canär.example", ["https://xn--canr-noa.example/a"], "https://xn--canr-noa.example"),
        ("https://xn--canr-noa.example", ["https://canär.example/a"], "https://xn--canr-noa.example"),
        ("https://lefanal.example:8443", ["https://lefanal.example:8443/a"], "https://lefanal.example:8443"),
    ],
)
def test_a_host_is_one_however_it_is_written(url, articles, root):
    """Neither the scheme, nor its own port, nor letters as DNS has them make a second, empty news sitemap."""
    held = [located(one, url=one) for one in articles]
    roots = other_roots(replace(SITE, url=url, base="https://flux.example"), held)
    assert list(roots.values()) == [root]
    assert set(recent(held, root, NOW)) == set(held)


def test_only_what_is_recent_is_looked_at():
    """A large store is not walked for the few articles of two days (the addresses of the others are not read)."""

    class Old:
        published = PUBLISHED - timedelta(days=30)

    old = Old()
    new = located("new")
    assert recent([old] * 100_000 + [new], BASE, NOW) == (new,)


def test_own_places_tell_when_they_last_changed():
    """The directory, channels that hold something, articles of our host: each with its own last change."""
    later = PUBLISHED + timedelta(hours=3)
    everything, tag, empty = (
        ChannelKey(ChannelKind.ALL),
        ChannelKey(ChannelKind.TAG, "eau"),
        ChannelKey(ChannelKind.TAG, "vide"),
    )
    found = own_places(
        SITE,
        {everything: later, tag: PUBLISHED, ChannelKey(ChannelKind.TAG, "denied"): later},
        [everything, tag, empty],
        [located("a"), located("b", url="https://lefanal.example/b")],
    )
    assert places(sitemap(found)) == {
        f"{BASE}/": "2026-11-12T11:30:00Z",
        f"{BASE}/follow/all": "2026-11-12T11:30:00Z",
        f"{BASE}/follow/tag/eau": "2026-11-12T08:30:00Z",
        f"{BASE}/a/a": "2026-11-12T08:30:00Z",
    }


def test_addresses_are_escaped_and_bounded():
    """Letters beyond ASCII are percent-encoded, a host is as in DNS; beyond the 2,048 of the protocol none is named."""
    odd = located("odd", url=f"{BASE}/a/é&<x>")
    long = located("long", url=f"{BASE}/a/{'é' * 400}")
    assert b"https://xn--canr-noa.example/%C3%A9" in sitemap([Place("https://canär.example/é")])
    found = own_places(SITE, {}, [], [odd, long])
    assert list(places(sitemap(found))) == [f"{BASE}/", f"{BASE}/a/%C3%A9&%3Cx%3E"]


def test_an_index_holds_against_its_schema():
    """An index names its parts, each with its last change where that is known."""
    data = sitemap_index([Place(f"{BASE}/sitemap-1.xml", PUBLISHED), Place(f"{BASE}/sitemap-2.xml")])
    assert places(data) == {f"{BASE}/sitemap-1.xml": "2026-11-12T08:30:00Z", f"{BASE}/sitemap-2.xml": None}


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (b"<loc>https://a.example/x y</loc>", "loc"),
        (b"<loc>https://a.example/</loc><lastmod>2026-11-12T08:30:00</lastmod>", "lastmod"),
        (b"<lastmod>2026-11-12</lastmod>", "loc"),
    ],
)
def test_the_schema_itself_finds_faults(bad, fault):
    """The schema that sitemaps are held against refuses what the protocol refuses."""
    data = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>' + bad + b"</url></urlset>"
    with pytest.raises(etree.DocumentInvalid, match=fault):
        valid(data)


def test_names_and_languages_are_googles():
    """What stands in parentheses is no part of a name; languages are ISO 639, Chinese with its country."""
    assert publication_name("Le Fanal (édition locale)") == "Le Fanal"
    assert publication_name("(tout)") == "(tout)"
    tags = ("fr", "fr-CA", "gsw-FR", "zh-Hans", "zh-Hant-HK", "zh-TW")
    assert [publication_language(tag) for tag in tags] == ["fr", "fr", "gsw", "zh-cn", "zh-tw", "zh-tw"]
