"""Entries of RSS, RDF and Atom as raw items, whatever feeds do."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.sources.entries import Terms, item_of
from buzzfeed.sources.parsing import NotAFeedError, parse

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>t</title>
<author><name>La rédaction</name></author>
<entry><id>urn:1</id><title type="html">&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title><updated>2024-05-02T00:00:00Z</updated>
<published>2024-05-01T10:00:00+02:00</published><link rel="alternate" href="/a"/>{more}</entry></feed>"""
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
RSS = '<rss version="2.0" {ns}><channel><title>t</title><link>https://up.example/</link><item>{more}</item></channel></rss>'


def only(document, **rules):
    """Return the raw item of a feed's only entry."""
    parsed = parse(document.encode(), "", "https://up.example/feed")
    return item_of("s", parsed.entries[0], parsed, Terms(**rules), frozenset())


def rss(more):
    """Return the raw item of an RSS item with this content."""
    return only(RSS.format(ns=MEDIA, more=more))


def test_atom_entries():
    """Escaped titles become words, relative links absolute, the feed's author the entry's; both dates are kept"""
    raw = only(ATOM.format(more='<summary>1 &lt; 2</summary><content type="html">&lt;p&gt;x&lt;/p&gt;</content>'))
    assert (raw.title, raw.url, raw.authors, raw.language) == ("A & B", "https://up.example/a", ("La rédaction",), "fr")
    assert (raw.published, raw.updated) == ("2024-05-01T10:00:00+02:00", "2024-05-02T00:00:00Z")
    assert (raw.lede, raw.body) == ("1 < 2", "<p>x</p>")


def test_plain_text_becomes_paragraphs():
    """A plain summary alone is the body, escaped"""
    raw = only(ATOM.format(more="<summary>1 &lt; 2</summary>"))
    assert (raw.lede, raw.body) == ("", "<p>1 &lt; 2</p>")


def test_xhtml_content_and_xml_base():
    """Inline markup comes as HTML; links are resolved where the feed says against what"""
    more = (
        '<content type="xhtml" xml:base="https://base.example/x/">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p><a href="y">é</a></p></div></content>'
    )
    assert only(ATOM.format(more=more)).body == '<p><a href="https://base.example/x/y">é</a></p>'


def test_terms_by_scheme_where_no_category_is_named():
    """An Atom scheme may say what is a category; labels go before terms, and addresses are no names"""
    more = (
        '<category term="a" label="Actualités" scheme="https://up.example/category"/><category term="b"/>'
        '<category term="https://schemas.example/kind#post"/>'
    )
    raw = only(ATOM.format(more=more))
    assert (raw.categories, raw.tags) == (("Actualités",), ("b",))
    raw = only(ATOM.format(more=more), categories=("B",))
    assert (raw.categories, raw.tags) == (("b",), ("Actualités",))


@pytest.mark.parametrize(
    ("more", "authors"),
    [
        ("<dc:creator>Ada</dc:creator><dc:creator>Tom</dc:creator>", ("Ada", "Tom")),
        ("<author>ada@x.example (Ada Brook)</author>", ("Ada Brook",)),
        ("<author>Ada &lt;ada@x.example&gt;</author>", ("Ada",)),
        ("<author>ada@x.example</author>", ()),
        ("<author>ada@x.fr (Ada)</author>", ("Ada",)),
    ],
)
def test_authors_are_names_never_addresses(more, authors):
    """Several creators are kept, and a mail address is nobody's name"""
    assert rss(f"<guid>x</guid>{more}").authors == authors


@pytest.mark.parametrize(
    ("more", "origin", "guid", "url"),
    [
        ("<guid>tag:x,1</guid>", "tag:x,1", "tag:x,1", ""),
        ("<guid>https://up.example/p</guid>", "https://up.example/p", "https://up.example/p", "https://up.example/p"),
        ("<link>https://up.example/l</link>", "https://up.example/l", "", "https://up.example/l"),
        ("<link>/l</link><guid isPermaLink='false'>g</guid>", "g", "g", "https://up.example/l"),
        ("<link>javascript:alert(1)</link><guid isPermaLink='false'>g</guid>", "g", "g", ""),
        ("<link>http://[broken</link><guid isPermaLink='false'>g</guid>", "g", "g", ""),
    ],
)
def test_ids_and_addresses(more, origin, guid, url):
    """The guid is the entry's place, else its link; only what is an address is one"""
    raw = rss(more)
    assert (raw.origin, raw.guid, raw.url) == (origin, guid, url)


def test_an_entry_without_id_and_link_is_none():
    """There is nothing to know it by"""
    assert rss("<title>x</title>") is None


@pytest.mark.parametrize(
    ("more", "published"),
    [
        ("<pubDate>Wed, 01 May 2024 10:00:00 EST</pubDate>", "2024-05-01T10:00:00-05:00"),
        ("<pubDate>Wed, 01 May 2024 10:00:00</pubDate>", "2024-05-01T10:00:00"),
        ("<dc:date>2024-05-01</dc:date>", "2024-05-01"),
        ("<dc:date>2024-05-01T10:00:00</dc:date>", "2024-05-01T10:00:00"),
        ("<pubDate>the day before</pubDate>", "the day before"),
        ("", ""),
    ],
)
def test_dates_keep_their_offset_or_have_none(more, published):
    """What has no offset is left to the newsroom's time zone; what is no date is passed on as written"""
    assert rss(f"<guid>x</guid>{more}").published == published


def test_pictures_and_enclosures():
    """The widest picture is the main one, with its credit; other media stay enclosures"""
    raw = rss(
        '<guid>x</guid><media:content url="https://i.example/s.jpg" medium="image" width="10" height="5"/>'
        '<media:content url="https://i.example/l.jpg" type="image/jpeg" width="900" height="450">'
        "<media:credit>Ada</media:credit></media:content>"
        '<enclosure url="https://i.example/a.mp3" type="audio/mpeg" length="123"/>'
        '<enclosure url="javascript:x" type="audio/mpeg" length="1"/>'
    )
    assert (raw.image.ref, raw.image.credit) == ("https://i.example/l.jpg", "Ada")
    assert (raw.image.width, raw.image.height) == (900, 450)
    assert [(file.url, file.media_type, file.length) for file in raw.enclosures] == [
        ("https://i.example/a.mp3", "audio/mpeg", 123)
    ]


def test_a_picture_enclosure_is_the_image():
    """Its length and type go with it, and it is no second enclosure"""
    raw = rss('<guid>x</guid><enclosure url="https://i.example/a.png" type="image/png" length="12"/>')
    assert (raw.image.ref, raw.image.media_type, raw.image.length, raw.enclosures) == (
        "https://i.example/a.png",
        "image/png",
        12,
        (),
    )


def test_rdf_and_old_rss():
    """RSS 1.0 and 0.91 are read too"""
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="https://up.example/"><title>t</title></channel>'
        '<item rdf:about="https://up.example/1"><title>A</title><link>https://up.example/1</link></item></rdf:RDF>'
    )
    assert (only(rdf).title, only(rdf).guid) == ("A", "https://up.example/1")
    old = '<rss version="0.91"><channel><item><title>A</title><link>https://up.example/1</link></item></channel></rss>'
    assert only(old).origin == "https://up.example/1"


def test_encodings_are_read_from_header_or_declaration():
    """Latin-1 comes out right, whoever says that it is"""
    document = '<rss version="2.0"><channel><item><guid>x</guid><title>é</title></item></channel></rss>'
    declared = f'<?xml version="1.0" encoding="ISO-8859-1"?>{document}'
    for body, kind in (
        (document.encode("latin-1"), "text/xml; charset=iso-8859-1"),
        (declared.encode("latin-1"), "text/xml"),
    ):
        assert parse(body, kind, "https://up.example/").entries[0]["title"] == "é"


H, T = b'<rss version="2.0"><channel>', b"</channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        H + b"<a>" * 20_000 + T,
        H + (b"<item><guid>1</guid><description>" + b"<a>" * 90 + b"</a>" * 90 + b"</description></item>") * 2000 + T,
        H + b"<item><x " + b" ".join(b'a%d="1"' % number for number in range(20_000)) + b"/></item>" + T,
        H + b"<item><description>" + b"& " * 200_000 + b"</description></item>" + T,
        H + b"<!" * 100_000 + T,
        b"<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '" + b"&a;" * 9000 + b"'>"
        + b"<!ENTITY c '" + b"&b;" * 9000 + b"'>]>"
        + H + b"<item><title>&c;</title></item>" + T,
        b"<rss" * 100_000,
    ],
    ids=["deep", "work", "attributes", "ampersands", "declarations", "entities", "unclosed"],
)  # fmt: skip
def test_hostile_feeds_are_refused_or_through_in_time(body):
    """Depth, attributes, entities and rubble cost no more than a few seconds"""
    begun = time.perf_counter()
    refused = ""
    try:
        parse(body, "", "https://up.example/")
    except NotAFeedError as error:
        refused = error.cause
    assert time.perf_counter() - begun < 3.0, refused


@given(st.text(alphabet="<>/rs feditmgul&;'\"!-[]é\x00\ud800", max_size=120))
def test_any_bytes_are_a_feed_or_none(text):
    """Whatever stands in a feed, it is parsed or refused, and its entries come to items"""
    body = H + b"<item><guid>x</guid>" + text.encode("utf-8", "surrogatepass") + b"</item>" + T
    entries = ()
    try:
        parsed = parse(body, "", "https://up.example/")
        entries = parsed.entries
    except NotAFeedError:
        entries = ()
    for entry in entries:
        raw = item_of("s", entry, parsed, Terms(), frozenset())
        assert raw is None or raw.origin


@pytest.mark.parametrize(
    "element",
    [
        '<prism:embargoDate xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">{}</prism:embargoDate>',
        '<pur:embargoDate xmlns:pur="http://prismstandard.org/namespaces/prismusagerights/2.1/">{}</pur:embargoDate>',
        '<dcterms:available xmlns:dcterms="http://purl.org/dc/terms/">{}</dcterms:available>',
    ],
)
def test_an_embargo_upstream_is_read(element):
    """PRISM's and Dublin Core's words for it are both understood"""
    feed = f"""<rss version="2.0"><channel><title>x</title><item><guid>a</guid><title>t</title>
        {element.format("2026-12-01T18:00:00+01:00")}</item></channel></rss>"""
    parsed = parse(feed.encode(), "application/rss+xml", "https://a.example/feed")
    (entry,) = parsed.entries
    item = item_of("s", entry, parsed, Terms(), frozenset())
    assert item.embargo == "2026-12-01T18:00:00+01:00"
