"""An article becomes an entry in each format: what stands there, in which bytes, and what cannot be written."""

import json
import locale
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given, settings
from lxml import etree

from buzzfeed import feeds
from buzzfeed.errors import RenderError
from buzzfeed.model import Enclosure, Format, Image
from buzzfeed.model.wire import ATOM, CONTENT, DC, MEDIA, NAMESPACES, XML
from made_feeds import BARE_NEWSROOM, NEWSROOM, an_article, articles

NS = {"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA}
MP3 = Enclosure("https://x.example/a.mp3", "audio/mpeg", 1200)


def rss(article, newsroom=NEWSROOM):
    """Give the item of a rendered article."""
    return etree.fromstring(feeds.render_entry(article, Format.RSS, newsroom).document)[0].find("item")


def atom(article, newsroom=NEWSROOM):
    """Give the Atom entry of a rendered article."""
    return etree.fromstring(feeds.render_entry(article, Format.ATOM, newsroom).document).find("atom:entry", NS)


def item(article, newsroom=NEWSROOM):
    """Give the JSON Feed item of a rendered article."""
    return json.loads(feeds.render_entry(article, Format.JSON, newsroom).document)["items"][0]


@given(article=articles)
@settings(max_examples=30)
def test_same_article_gives_the_same_bytes(article):
    """An entry follows from its article and the newsroom alone, to the byte."""
    for fmt in Format:
        assert feeds.render_entry(article, fmt, NEWSROOM) == feeds.render_entry(replace(article), fmt, NEWSROOM)


@given(article=articles)
@settings(max_examples=30)
def test_fragment_is_a_slice_of_its_document(article):
    """A fragment stands once in the document that is proved, and is all of the entry, tags included."""
    for fmt, tags in (
        (Format.RSS, (b"<item>", b"</item>")),
        (Format.ATOM, (b"<entry", b"</entry>")),
        (Format.JSON, (b"{", b"}")),
    ):
        rendered = feeds.render_entry(article, fmt, NEWSROOM)
        assert rendered.fragment in rendered.document
        assert rendered.fragment.startswith(tags[0])
        assert rendered.fragment.endswith(tags[1])


@pytest.mark.parametrize("text", ["</item>", "<item>", "</entry>", "<entry>", "]]></content:encoded></item><item>"])
def test_tags_in_the_text_do_not_cut_it_short(text):
    """Full text that spells an entry's own tags is cut out whole."""
    article = an_article(content=f"<p>{text}</p>", title=text, lede=text)
    for fmt in (Format.RSS, Format.ATOM):
        rendered = feeds.render_entry(article, fmt, NEWSROOM)
        around = rendered.document.replace(rendered.fragment, b"")
        assert etree.fromstring(around) is not None
    assert rss(article).findtext("content:encoded", namespaces=NS) == article.content
    assert atom(article).findtext("atom:content", namespaces=NS) == article.content


@pytest.mark.parametrize("fmt", [Format.RSS, Format.ATOM])
def test_root_declares_every_namespace(fmt):
    """Each root declares the same prefixes, so that fragments mean the same in every document; none is made up."""
    rendered = feeds.render_entry(an_article(), fmt, NEWSROOM)
    declared = etree.fromstring(rendered.document).nsmap
    assert {prefix: uri for prefix, uri in declared.items() if prefix} == dict(NAMESPACES)
    assert b"xmlns" not in rendered.fragment
    assert b"ns0:" not in rendered.fragment


def test_guid_is_a_permalink_only_where_it_is_the_address():
    """A guid says that it is no permalink, unless the id is the article's address."""
    assert rss(an_article()).find("guid").get("isPermaLink") == "false"
    assert rss(an_article(id=an_article().url)).find("guid").get("isPermaLink") == "true"


def test_lede_is_escaped_as_html_and_then_as_xml():
    """An RSS description is HTML, so a plain lede is escaped as such; Atom and JSON say that it is text."""
    article = an_article(lede="<b> & Cie")
    assert (
        b"<description>&amp;lt;b&amp;gt; &amp;amp; Cie</description>"
        in feeds.render_entry(article, Format.RSS, NEWSROOM).fragment
    )
    summary = atom(article).find("atom:summary", NS)
    assert (summary.get("type"), summary.text) == ("text", "<b> & Cie")
    assert item(article)["summary"] == "<b> & Cie"


@pytest.mark.parametrize(("lede", "content"), [("", "<p>x</p>"), ("Chapô", ""), ("", "")])
def test_entry_without_lede_or_text_has_just_the_other(lede, content):
    """What is absent is left out, and does not stand in the other's place, as feedgen would have it."""
    article = an_article(lede=lede, content=content)
    one, other = rss(article), atom(article)
    assert one.findtext("description") == (lede or None)
    assert one.findtext("content:encoded", namespaces=NS) == (content or None)
    assert other.findtext("atom:summary", namespaces=NS) == (lede or None)
    assert other.findtext("atom:content", namespaces=NS) == (content or None)
    assert item(article).get("summary") == (lede or None)
    assert item(article)["content_html"] == content


@pytest.mark.parametrize(("lede", "content"), [("", "<p>x</p>"), ("Chapô", ""), ("Chapô", "<p>x</p>")])
def test_caption_is_never_taken_for_the_summary(lede, content):
    """Feedparser takes an image's description for the entry's own where that has none: then there is none."""
    article = an_article(lede=lede, content=content)
    for fmt in (Format.RSS, Format.ATOM):
        found = feedparser.parse(feeds.render_entry(article, fmt, NEWSROOM).document).entries[0]
        assert "aube" not in str(found.get("summary")) + str(found.get("content"))
    described = rss(article).find("media:content/media:description", NS)
    assert (described is not None) == bool(lede and content)


def test_people_terms_and_language_stand_in_each_format():
    """Authors, categories before tags, and the language are in every format, in its own way."""
    article = an_article()
    one, other, third = rss(article), atom(article), item(article)
    assert [creator.text for creator in one.findall("dc:creator", NS)] == ["Zoé Le Goff", "Ali Ben Saïd"]
    assert [name.text for name in other.findall("atom:author/atom:name", NS)] == ["Zoé Le Goff", "Ali Ben Saïd"]
    assert third["authors"] == [{"name": "Zoé Le Goff"}, {"name": "Ali Ben Saïd"}]
    kinds = [f"{NEWSROOM.feeds_url}/feeds/{kind}" for kind in ("category", "tag", "tag")]
    assert [(term.text, term.get("domain")) for term in one.findall("category")] == list(
        zip(["Vie du port", "Marée", "R&D"], kinds, strict=True)
    )
    assert [(term.get("label"), term.get("scheme")) for term in other.findall("atom:category", NS)] == list(
        zip(["Vie du port", "Marée", "R&D"], kinds, strict=True)
    )
    assert other.find("atom:category", NS).get("term") == "vie-du-port"
    assert third["tags"] == ["Vie du port", "Marée", "R&D"]
    assert one.findtext("dc:language", namespaces=NS) == other.get(f"{{{XML}}}lang") == third["language"] == "fr"


def test_times_are_the_articles_own():
    """Publication and update are written to the second, in each format's own way."""
    assert rss(an_article()).findtext("pubDate") == "Tue, 03 Mar 2026 06:30:15 +0000"
    assert rss(an_article()).findtext("atom:updated", namespaces=NS) == "2026-03-05T18:00:01+00:00"
    assert atom(an_article()).findtext("atom:published", namespaces=NS) == "2026-03-03T06:30:15+00:00"
    assert item(an_article())["date_modified"] == "2026-03-05T18:00:01Z"
    assert (
        rss(an_article(published=datetime(987, 1, 2, tzinfo=UTC))).findtext("pubDate")
        == "Tue, 02 Jan 0987 00:00:00 +0000"
    )


def test_locale_of_the_process_is_never_touched(monkeypatch):
    """Dates are written without switching the locale, which is not safe beside other threads."""

    def refused(*_args):
        raise AssertionError("the locale was touched")

    monkeypatch.setattr(locale, "setlocale", refused)
    for fmt in Format:
        feeds.render_entry(an_article(), fmt, NEWSROOM)


def test_enclosures_are_the_articles_own_and_then_its_image():
    """Own enclosures come first, then an image of known length; RSS has the first, and no file stands twice."""
    image = an_article().image
    article = an_article(enclosures=(MP3,))
    assert [one.get("url") for one in rss(article).findall("enclosure")] == [MP3.url]
    links = atom(article).findall("atom:link[@rel='enclosure']", NS)
    assert [(one.get("href"), one.get("type"), one.get("length")) for one in links] == [
        (MP3.url, "audio/mpeg", "1200"),
        (image.url, "image/jpeg", "98765"),
    ]
    assert item(article)["attachments"][1] == {"url": image.url, "mime_type": "image/jpeg", "size_in_bytes": 98765}
    assert [one.get("url") for one in rss(an_article(enclosures=())).findall("enclosure")] == [image.url]
    same = an_article(enclosures=(Enclosure(image.url, "image/jpeg", 5),))
    assert len(item(same)["attachments"]) == 1


@pytest.mark.parametrize("image", [None, Image("https://x.example/i.png"), Image("https://x.example/i.png", length=5)])
def test_image_of_unknown_length_or_type_is_no_enclosure(image):
    """An enclosure states its true length and type, so an image that lacks one is shown without being one."""
    article = an_article(image=image, enclosures=())
    assert rss(article).find("enclosure") is None
    assert "attachments" not in item(article)
    assert (rss(article).find("media:content", NS) is None) == (image is None)
    assert item(article).get("image") == (image.url if image else None)


def test_enclosure_of_unknown_length_and_type_is_written_as_such():
    """RSS asks for a length and a type: 0 and the generic one; others leave the length out."""
    article = an_article(image=None, enclosures=(Enclosure("https://x.example/f", "", 0),))
    enclosure = rss(article).find("enclosure")
    assert (enclosure.get("length"), enclosure.get("type")) == ("0", "application/octet-stream")
    assert atom(article).find("atom:link[@rel='enclosure']", NS).get("length") is None
    assert item(article)["attachments"] == [{"url": "https://x.example/f", "mime_type": "application/octet-stream"}]


def test_image_is_described_for_readers():
    """Media RSS says what the image is, how large, whose, and what it shows."""
    for entry in (rss(an_article()), atom(an_article())):
        content = entry.find("media:content", NS)
        assert dict(content.attrib) == {
            "url": "https://fanal.example/quai.jpg",
            "medium": "image",
            "type": "image/jpeg",
            "fileSize": "98765",
            "width": "1200",
            "height": "800",
        }
        assert content.findtext("media:credit", namespaces=NS) == "Photo <AFP>"
        assert content.findtext("media:description", namespaces=NS) == "Le quai à l’aube"
        assert content.find("media:thumbnail", NS).get("width") == "1200"


def test_json_keys_stand_in_a_fixed_order_and_text_as_it_is():
    """JSON Feed is written in UTF-8 without escapes, keys in the same order each time, absent ones left out."""
    fragment = feeds.render_entry(an_article(image=None, enclosures=()), Format.JSON, NEWSROOM).fragment
    assert list(json.loads(fragment)) == [
        *("id", "url", "title", "summary", "content_html", "date_published", "date_modified", "authors", "tags"),
        "language",
    ]
    assert "marée".encode() in fragment
    assert b"\\u" not in fragment


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize("changes", [{"id": ""}, {"title": ""}, {"url": ""}])
def test_article_without_id_title_or_address_is_refused(fmt, changes):
    """What no feed can do without is an error that names the article and the mend."""
    with pytest.raises(RenderError) as error:
        feeds.render_entry(an_article(**changes), fmt, NEWSROOM)
    assert error.value.hint
    assert error.value.subject


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize("field", ["title", "lede", "content"])
@pytest.mark.parametrize("text", ["x\x00", "x\x0by", "x\ud800y", "x\ufffe"])
def test_text_that_no_feed_may_carry_is_refused(fmt, field, text):
    """Control characters and lone surrogates are an error of ours, not of lxml's; JSON leaves controls to the proof."""
    article = an_article(**{field: text})
    if fmt is Format.JSON and "\ud800" not in text:
        assert feeds.render_entry(article, fmt, NEWSROOM)
        return
    with pytest.raises(RenderError, match="cannot be written"):
        feeds.render_entry(article, fmt, NEWSROOM)


def test_entry_shows_one_value_of_the_newsroom():
    """Of the newsroom an entry shows its feeds address alone, so that renaming it renders nothing anew."""
    renamed = replace(BARE_NEWSROOM, feeds_url=NEWSROOM.feeds_url)
    for fmt in Format:
        mine, other = (feeds.render_entry(an_article(), fmt, newsroom).fragment for newsroom in (NEWSROOM, renamed))
        assert mine == other
