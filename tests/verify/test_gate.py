"""The gate takes any bytes, tells what they are, and finds nothing in feeds of our own."""

import html
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed import verify
from buzzfeed.model import Format, Verdict
from made_feeds import BARE_NEWSROOM, NEWSROOM, a_channel, an_article, articles, built, some_articles

WHOLE = {fmt: built([an_article(), *some_articles()], fmt).document for fmt in Format}
MINIMAL = '<rss version="2.0"><channel><title>t</title><link>https://x.example/</link>{}</channel></rss>'


def codes(data, media_type=""):
    """Give the codes of what the gate finds."""
    return {finding.code for finding in verify.examine(data, "x", media_type).findings}


def item(inner):
    """Make a feed of one item."""
    return MINIMAL.format(f"<description>d</description><item><title>a</title>{inner}</item>").encode()


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize("newsroom", [NEWSROOM, BARE_NEWSROOM], ids=["full", "bare"])
def test_feeds_of_our_own_have_no_findings(fmt, newsroom):
    """A feed of ours, served as we serve it, gives not even a warning."""
    document = built([an_article(), *some_articles()], fmt, newsroom=newsroom).document
    assert verify.examine(document, "x", fmt.media_type).findings == ()


@pytest.mark.parametrize(
    "stone", ['ref="" when="2026-03-02T09:00:05Z"', 'ref="x:y" when="2026-03-02"', 'when="2026-03-02T09:00:05Z"', ""]
)
def test_a_tombstone_says_which_entry_and_when(stone):
    """Either missing is found (RFC 6721 §3)."""
    data = WHOLE[Format.ATOM].replace(b"</feed>", f"<at:deleted-entry {stone}/></feed>".encode())
    assert "bad-tombstone" in codes(data)


def spells_references(article):
    """Say whether its plain words spell what looks like a mistake: a character reference, or markup."""
    words = article.title + article.lede
    return any(sign in words + article.content for sign in ("&", "<", "\\u"))


@given(
    drawn=st.lists(articles.filter(lambda one: not spells_references(one)), max_size=3, unique_by=lambda one: one.id)
)
@settings(max_examples=12)
def test_feeds_of_any_articles_have_no_findings(drawn):
    """Whatever articles say, as long as no title spells what looks like a mistake, their feeds give no finding."""
    drawn = [replace(one, id=f"tag:x.example,2026:/{number}", language="fr") for number, one in enumerate(drawn)]
    channel = a_channel(created=max([a_channel().created, *(one.updated for one in drawn)]))
    for fmt in Format:
        document = built(drawn, fmt, channel=channel).document
        assert verify.examine(document, "x", fmt.media_type).findings == ()


@given(drawn=articles)
@settings(max_examples=20)
def test_feeds_of_any_article_stay_sound(drawn):
    """An article may say anything at all: what its feeds are warned of is no error."""
    for fmt in Format:
        assert verify.examine(built([drawn], fmt).document, "x").sound


def test_literal_references_are_meant_where_the_feed_shows_so():
    """A reference that a title spells is a mistake, unless another title or the text shows that it is meant."""
    reference = html.escape("&")
    spelt = an_article(title=f"Écrire {reference} en HTML", content="<p>rien</p>")
    plain = an_article(id="tag:x.example,2026:/2", url="https://x.example/2", title="Vin & mer")
    told = replace(spelt, content=f"<p>On écrit {html.escape(reference)} ainsi.</p>")
    for fmt in Format:
        assert codes(built([spelt], fmt).document) == {"double-escaped"}
        assert codes(built([spelt, plain], fmt).document) == set()
        assert codes(built([told], fmt).document) == set()


@given(data=st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_get_a_verdict(data):
    """Whatever the bytes, there is a verdict, and random ones are no feed."""
    verdict = verify.examine(data, "x", "text/plain")
    assert isinstance(verdict, Verdict)
    assert not verdict.sound


SNIPPETS = [
    *b"< > & ]]> <![CDATA[ <!DOCTYPE { } [ <item> </item> &#0; &lt; 1e999 null -1 xml:base='/' <author>".split(),
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\ud800", b" xmlns='x'", b"<!DOCTYPE x>", b'"'),
]


@pytest.mark.parametrize("fmt", Format)
def test_spoilt_feeds_get_a_verdict(fmt):
    """Feeds with bytes cut out, doubled, exchanged and put in at seeded places get a verdict, each time the same."""
    chance = random.Random(20260303)
    for _ in range(120):
        data = bytearray(WHOLE[fmt])
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(data))
            end = min(len(data), start + chance.choice([0, 1, 5, 80]))
            data[start:end] = chance.choice([b"", data[start:end] * 2, chance.choice(SNIPPETS), chance.randbytes(2)])
        verdict = verify.examine(bytes(data), "x", fmt.media_type)
        assert verdict == verify.examine(bytes(data), "x", fmt.media_type)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"Not Found", "not-a-feed"),
        (b"<!DOCTYPE html>\n<html><head><title>x</title></head></html>", "html"),
        (b"\n <html lang=fr><p>x", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "html"),
        (b"<opml version='2.0'/>", "unknown-root"),
        (b"<entry xmlns='http://www.w3.org/2005/Atom'/>", "unknown-root"),
        (b"[1, 2]", "unknown-root"),
        (b'{"name": "x"}', "unknown-root"),
        ("<rss>é</rss>".encode("latin-1"), "encoding"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', "encoding"),
        (b'{"items": ["\xe9"]}', "encoding"),
        (b"\xef\xbb\xbf" + WHOLE[Format.JSON], "byte-order-mark"),
        (b"x" * (verify.MAX_GATE_BYTES + 1), "too-large"),
        (b"<rss>" + b"<a/>" * 200_001 + b"</rss>", "too-large"),
        (b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>", "too-deep"),
        (b"[" * 100_000, "too-deep"),
        (b'<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "' + b"&a;" * 9999 + b'">]><rss>&b;</rss>', "entity-declaration"),
        (b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss>&x;</rss>', "undefined-entity"),
        (b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "old-version"),
        (item(f"<author>{'a' * 3000}</author>"), "not-looked-into"),
        (item(f"<link>https://x.example/{'a' * 3000}</link>"), "too-long"),
    ],
)
def test_what_is_no_feed_is_named(data, code):
    """Nothing, web pages, other XML, other JSON, bad encodings and what is too much are each told apart."""
    assert code in codes(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-15", "windows-1252"])
def test_encodings_are_read(encoding):
    """A feed in any encoding that it declares is read as the same feed."""
    text = MINIMAL.format("<description>L’été n°1</description>").replace("’", "'")
    data = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    assert codes(data) == {"missing-self"}


@pytest.mark.parametrize(
    ("fmt", "served", "code"),
    [
        (Format.RSS, "text/html", "media-type"),
        (Format.RSS, "application/atom+xml", "media-type"),
        (Format.RSS, "text/plain; charset=utf-8", "media-type"),
        (Format.RSS, "text/xml", "generic-media-type"),
        (Format.RSS, "Application/RSS+XML", None),
        (Format.RSS, "application/rss+xml; charset=iso-8859-1", "charset-mismatch"),
        (Format.RSS, 'application/rss+xml; charset="UTF8"', None),
        (Format.RSS, "application/rss+xml; charset=klingon", "charset-mismatch"),
        (Format.ATOM, "application/rss+xml", "media-type"),
        (Format.ATOM, "application/xml", "generic-media-type"),
        (Format.JSON, "application/json", "generic-media-type"),
        (Format.JSON, "text/javascript", "media-type"),
    ],
)
def test_media_type_is_held_against_the_format(fmt, served, code):
    """A feed served as something else is found; as plain XML or JSON, it is warned of."""
    assert codes(WHOLE[fmt], served) == ({code} if code else set())


def test_many_findings_of_a_kind_are_counted():
    """Of each code twenty are told, and how many more there are."""
    data = MINIMAL.format("<description>d</description>" + "<item><title>a</title></item>" * 50).encode()
    missing = [finding for finding in verify.examine(data, "x").findings if finding.code == "missing-guid"]
    assert len(missing) == 21
    assert "30 more" in missing[-1].text


def test_places_name_the_item_and_the_line():
    """A finding says which item it is about, and on which line that stands."""
    data = item("\n<guid>x</guid>")
    found = next(one for one in verify.examine(data, "x").findings if one.code == "permalink-not-url")
    assert found.place == "item 1, line 1, guid"


HOSTILE = {
    "items": b"<rss version='2.0'><channel>" + b"<item/>" * 60_000 + b"</channel></rss>",
    "terms": item("<category>x</category>" * 15_000),
    "names": item("<author>" + "<b/>a" * 15_000 + "</author>"),
    "base": item("<x/>" * 15_000).replace(b"<rss ", b"<rss xml:base='https://x.example/" + b"a" * 500_000 + b"' "),
    "tags": item("<description>" + "&lt;x" * 200_000 + "</description>"),
    "dates": item("<pubDate>" + "1 " * 1_000_000 + "</pubDate>"),
    "prolog": b"<?xml version='1.0'?>" + b"\n" * 5_000_000 + b"<rss/>",
    "comments": b"<!-- -->" * 100_000 + b"<rss/>",
    "objects": b'{"items":[' + b"{}," * 500_000 + b"{}]}",
    "quotes": item("<description>" + "&lt;a&quot;" * 100_000 + "</description>"),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_take_no_time(name):
    """What is made to keep a parser busy is told within seconds, and is never sound without a word."""
    assert verify.examine(HOSTILE[name], name).findings
