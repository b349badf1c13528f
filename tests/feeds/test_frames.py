"""A frame is all of a feed but its entries, split where they go."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import unescape

import pytest
from lxml import etree

from buzzfeed import feeds
from buzzfeed.errors import RenderError
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.wire import ATOM, TOMBSTONES, WEBFEEDS
from made_feeds import BARE_NEWSROOM, NEWSROOM, a_channel

WHEN = datetime(2026, 3, 5, 18, 0, 1, tzinfo=UTC)
NS = {"atom": ATOM, "webfeeds": WEBFEEDS}


def framed(fmt, channel=None, newsroom=NEWSROOM, when=WHEN):
    """Give the document of a frame, parsed."""
    document = feeds.frame(channel or a_channel(), fmt, newsroom, when).document
    return json.loads(document) if fmt is Format.JSON else etree.fromstring(document)


@pytest.mark.parametrize("fmt", Format)
def test_document_is_the_head_and_the_tail(fmt):
    """Nothing stands between head and tail, and the two are a feed without entries."""
    frame = feeds.frame(a_channel(), fmt, NEWSROOM, WHEN)
    assert frame.document == frame.head + frame.tail
    assert frame == feeds.frame(a_channel(), fmt, NEWSROOM, WHEN)
    assert b"entry>" not in frame.document
    assert b"item>" not in frame.document


@pytest.mark.parametrize("fmt", [Format.RSS, Format.ATOM])
def test_browsers_are_told_of_a_style_and_of_the_page_for_people(fmt):
    """The second line names a style in CSS, and as its title the follow page; whatever the address, it ends nothing."""
    page = 'https://flux.fanal.example/follow/tag/a?x="&y=?>'
    document = feeds.frame(a_channel(page=page), fmt, NEWSROOM, WHEN).document
    hint = etree.fromstring(document).getprevious()
    assert hint.target == "xml-stylesheet"
    assert {name: unescape(value) for name, value in hint.attrib.items()} == {
        "type": "text/css",
        "href": "https://flux.fanal.example/assets/feed.css",
        "title": f"→ {page}",
    }
    assert document.splitlines()[1].startswith(b"<?xml-stylesheet ")
    assert b"xml-stylesheet" not in feeds.frame(a_channel(page=page), Format.JSON, NEWSROOM, WHEN).document


def test_titles_name_the_newsroom_and_the_channel():
    """All articles bear the newsroom's title, other channels both."""
    everything = a_channel(key=ChannelKey(ChannelKind.ALL))
    assert framed(Format.RSS, everything).findtext("channel/title") == "Le Fanal & Cie"
    assert framed(Format.RSS).findtext("channel/title") == "Le Fanal & Cie – Marée"
    assert framed(Format.ATOM).findtext("atom:title", namespaces=NS) == "Le Fanal & Cie – Marée"
    assert framed(Format.JSON)["title"] == "Le Fanal & Cie – Marée"


def test_rss_channel_leads_people_to_the_page_and_readers_to_the_feed_and_its_hubs():
    """The channel's link is the page for people; self and every hub are Atom links (feedgen would drop the hubs)."""
    channel = framed(Format.RSS).find("channel")
    assert channel.findtext("link") == a_channel().page
    links = [(link.get("rel"), link.get("href")) for link in channel.findall("atom:link", NS)]
    assert links == [
        ("self", "https://flux.fanal.example/feeds/tag/maree.rss"),
        *(("hub", hub) for hub in NEWSROOM.hubs),
    ]


def test_tombstones_say_which_entry_is_gone_and_when_in_atom_alone():
    """RFC 6721 §3: each has a ref and a when, and nothing else; no other format knows them."""
    stones = framed(Format.ATOM).findall(f"{{{TOMBSTONES}}}deleted-entry")
    assert [dict(stone.attrib) for stone in stones] == [
        {"ref": "tag:fanal.example,2026:/repris", "when": "2026-03-02T09:00:05+00:00"},
        {"ref": "https://fanal.example/?a=1&b=2", "when": "2026-03-01T09:00:00+00:00"},
    ]
    assert not any(len(stone) or stone.text for stone in stones)
    for fmt in (Format.RSS, Format.JSON):
        assert b"repris" not in feeds.frame(a_channel(), fmt, NEWSROOM, WHEN).document


def test_atom_feed_has_every_link_an_id_and_an_author():
    """Atom's self, hubs and alternate stand as links; the id is the feed's address; the newsroom is the author."""
    feed = framed(Format.ATOM)
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", NS)}
    assert links["self"] == feed.findtext("atom:id", namespaces=NS) == "https://flux.fanal.example/feeds/tag/maree.atom"
    assert links["alternate"] == a_channel().page
    assert links["hub"] == NEWSROOM.hubs[-1]
    assert feed.findtext("atom:author/atom:name", namespaces=NS) == NEWSROOM.title


def test_json_feed_says_the_same():
    """JSON Feed has its page, address, description, icon, author, language and hubs."""
    feed = framed(Format.JSON)
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Le Fanal & Cie – Marée",
        "home_page_url": a_channel().page,
        "feed_url": "https://flux.fanal.example/feeds/tag/maree.json",
        "description": "Tout sur la marée",
        "icon": NEWSROOM.icon,
        "favicon": NEWSROOM.icon,
        "authors": [{"name": NEWSROOM.title, "url": NEWSROOM.url}],
        "language": "fr",
        "hubs": [{"type": "WebSub", "url": hub} for hub in NEWSROOM.hubs],
        "items": [],
    }


def test_looks_are_there_for_readers_that_use_them():
    """Icon, logo and colour stand in webfeeds' elements, the colour without its #; RSS and Atom have their own."""
    for fmt, parent in ((Format.RSS, "channel/"), (Format.ATOM, "")):
        root = framed(fmt)
        found = {
            name: root.findtext(f"{parent}webfeeds:{name}", namespaces=NS) for name in ("icon", "logo", "accentColor")
        }
        assert found == {"icon": NEWSROOM.icon, "logo": NEWSROOM.logo, "accentColor": "0a5c8f"}
        assert root.find(f"{parent}webfeeds:cover", namespaces=NS).get("image") == NEWSROOM.cover
    assert framed(Format.RSS).findtext("channel/image/url") == NEWSROOM.icon
    assert framed(Format.ATOM).findtext("atom:logo", namespaces=NS) == NEWSROOM.logo


def test_no_clock_and_no_version_is_in_a_feed():
    """The date is the one given, and the generator is a name alone: nothing changes by itself."""
    assert framed(Format.RSS).findtext("channel/lastBuildDate") == "Thu, 05 Mar 2026 18:00:01 +0000"
    assert framed(Format.ATOM).findtext("atom:updated", namespaces=NS) == "2026-03-05T18:00:01+00:00"
    for fmt, path in ((Format.RSS, "channel/generator"), (Format.ATOM, "atom:generator")):
        generator = framed(fmt).find(path, NS)
        assert (generator.text, dict(generator.attrib)) == ("buzzfeed", {})


def test_what_a_newsroom_does_not_have_is_left_out():
    """Without icon, logo, colour, rights and hubs there are no empty elements."""
    for fmt in (Format.RSS, Format.ATOM):
        root = framed(fmt, newsroom=BARE_NEWSROOM)
        assert all(element.text or element.attrib or len(element) for element in root.iter())
    assert not {"icon", "favicon", "hubs"} & set(framed(Format.JSON, newsroom=BARE_NEWSROOM))


@pytest.mark.parametrize("fmt", Format)
def test_channel_without_description_or_language_takes_the_next_best(fmt):
    """RSS asks for a description: a channel without one has its title there; the language is the newsroom's."""
    document = feeds.frame(a_channel(description="", language=""), fmt, BARE_NEWSROOM, WHEN).document.decode()
    assert document.count("Gazette – Marée") >= 2
    assert any(sign in document for sign in ("<language>en<", 'xml:lang="en"', '"language":"en"'))


@pytest.mark.parametrize("fmt", Format)
def test_name_that_no_feed_may_carry_is_refused(fmt):
    """A channel's name with a lone surrogate is an error of ours that names the feed."""
    with pytest.raises(RenderError) as error:
        feeds.frame(a_channel(title="x\ud800"), fmt, NEWSROOM, WHEN)
    assert "maree" in error.value.subject


def test_feeds_of_one_format_share_their_root():
    """Every feed of a format opens with the same namespaces, so that a fragment fits into each."""
    for fmt in (Format.RSS, Format.ATOM):
        one = framed(fmt).nsmap
        other = framed(fmt, a_channel(key=ChannelKey(ChannelKind.ALL), language="en"), BARE_NEWSROOM).nsmap
        assert one == other


def test_retraction_and_creation_count_for_the_feeds_time():
    """A feed is as new as its newest entry, its last retraction or its creation, whichever is the latest."""
    channel = a_channel()
    assert feeds.updated_of(channel, []) == channel.created
    retracted = replace(channel, retracted=WHEN)
    assert feeds.updated_of(retracted, []) == WHEN
