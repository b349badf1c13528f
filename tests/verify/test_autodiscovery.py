import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.verify.autodiscovery import FeedTag, faults_of, feed_tags, sitemap_size

URL = "https://lefanal.example/une/"
RSS = "https://flux.lefanal.example/feeds/all.rss"
MOVED = {"https://flux.lefanal.example/feeds/query/vieux.rss": "https://flux.lefanal.example/feeds/query/neuf.rss"}
OURS = {RSS: "application/rss+xml", RSS.replace(".rss", ".json"): "application/feed+json"}
TAG = '<link rel="alternate" type="{type}" title="Le Fanal" href="{href}">'


def page(*tags, body=""):
    """Return a page with these tags in its head."""
    return f"<!DOCTYPE html><html><head><title>x</title>{''.join(tags)}</head><body>{body}</body></html>".encode()


def tag(href=RSS, kind="application/rss+xml"):
    """Return a link tag."""
    return TAG.format(type=kind, href=href)


def faults(*tags, body=""):
    """Return what is wrong with the first tag of a page."""
    found = feed_tags(page(*tags, body=body), URL)
    return [fault.text for fault in faults_of(found[0], found, OURS, MOVED)]


def test_a_good_tag_has_no_fault():
    """Ours, with its type, absolute, once, in the head and named: nothing is said."""
    assert faults(tag()) == []
    assert faults(tag(RSS.replace(".rss", ".json"), "application/feed+json")) == []


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ([tag(kind="application/atom+xml")], 'its type is "application/atom+xml"'),
        ([tag("/feed/")], "its address is not absolute"),
        ([tag("/feed/")], "it leads to a feed that is not of this buzzfeed"),
        ([tag("https://lefanal.example/feed/")], "it leads to a feed that is not of this buzzfeed"),
        ([tag(RSS.replace("https", "http"))], "its address is ours but for its beginning or end"),
        ([tag(RSS + "?utm=x")], "its address is ours but for its beginning or end"),
        ([tag(), tag()], "it stands there more than once"),
        ([tag().replace(' title="Le Fanal"', "")], "it has no title"),
    ],
)
def test_each_fault_is_told(tags, said):
    """A wrong type, a relative address, an old feed, a double: each is told in words, with its mend."""
    assert said in faults(*tags)
    found = feed_tags(page(*tags), URL)
    assert all(fault.hint for fault in faults_of(found[0], found, OURS, MOVED))


def test_a_tag_in_the_body_is_no_tag_for_browsers():
    """A tag that stands after the text is told to be moved."""
    assert faults(body=f"<p>x</p>{tag()}") == ["it stands outside the <head>"]


def test_what_is_no_feed_is_left_alone():
    """Translations, style sheets, oEmbed and empty addresses are not feeds; a base is heeded."""
    others = (
        '<link rel="alternate" hreflang="en" href="/en/">',
        '<link rel="stylesheet" href="/x.css">',
        '<link rel="alternate" type="application/json+oembed" href="/o">',
        '<link rel="alternate" type="application/rss+xml" href="">',
    )
    assert feed_tags(page(*others), URL) == ()
    found = feed_tags(page('<base href="https://flux.lefanal.example/x/">', tag("../feeds/all.rss")), URL)
    assert [one.address for one in found] == [RSS]


@given(st.binary(max_size=300), st.booleans())
def test_any_page_is_read_within_bounds(data, wrapped):
    """Whatever a site answers, reading it ends, and gives tags that can be judged."""
    found = feed_tags(page("<link rel=alternate type=text/xml href=//[>") + data if wrapped else data, URL)
    for one in found:
        list(faults_of(one, found, OURS, MOVED))


def test_a_page_of_thousands_of_tags_is_cut():
    """Fifty are looked at, however many there are."""
    assert len(feed_tags(page(*[tag(f"/{number}") for number in range(3000)]), URL)) == 50


def test_sitemaps_are_told_from_other_documents():
    """A sitemap tells how many addresses it has; another document, and none, is no sitemap."""
    empty = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
    assert sitemap_size(empty) == 0
    assert sitemap_size(empty.replace(b"/>", b"><url/><url/></urlset>")) == 2
    for other in (b"", b"<html/>", b"<urlset/>", b"\xff"):
        assert sitemap_size(other) is None


def test_a_feed_that_has_moved_is_ours():
    """A former address that leads on is told its present one, not that it is a stranger's."""
    ((former, present),) = MOVED.items()
    tag = FeedTag(former, former, "application/rss+xml", "Vieux", True)
    assert [(one.text, one.hint) for one in faults_of(tag, (tag,), OURS, MOVED)] == [
        ("its feed has another address now", f"write {present}")
    ]
