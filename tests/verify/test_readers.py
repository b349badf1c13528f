"""What feedparser is known to do to sound feeds, held against feedparser itself."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.verify import readers
from made_feeds import texts


def entry(inner):
    """Read one RSS item with feedparser."""
    found = readers.read(f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode())
    return found["entries"][0]


@given(lede=texts)
@settings(max_examples=80)
def test_plain_lede_escaped_twice_keeps_every_word(lede):
    """A plain lede that is escaped as HTML loses nothing in a reader that sanitises."""
    escaped = html.escape(lede, quote=False)
    assert readers.visible(escaped) == " ".join(html.unescape(readers.undone(escaped)).split())


@pytest.mark.parametrize("lede", ["<script> R&D", "a <b> c", "<!-- x", "<style>p {}</style>"])
def test_lede_that_is_not_escaped_as_html_loses_words(lede):
    """The same words taken for HTML lose some: the trap that escaping twice avoids."""
    assert readers.visible(lede) != " ".join(lede.split())


@given(url=st.from_regex(r"https://x\.example/[a-z]{0,3}(\?[a-z]=1(&[a-z]{1,4};?){0,3}(&amp;b=2)?)?", fullmatch=True))
@settings(max_examples=80)
def test_links_are_read_as_foretold(url):
    """A link with parameters comes back from an RSS item as we say that feedparser reads it."""
    assert entry(f"<link>{html.escape(url)}</link>")["link"] == readers.link_as_read(url, rss=True)


@given(text=st.text(st.characters(min_codepoint=0xA0, max_codepoint=0xFF), min_size=1, max_size=8).filter(str.strip))
@settings(max_examples=120)
def test_mojibake_is_undone_as_foretold(text):
    """Latin-1 letters that happen to spell UTF-8 are undone, as we say that feedparser does; others stay."""
    text = text.strip()
    assert entry(f"<title>{text}</title>")["title"] == readers.undone(text)


def test_reading_gives_nothing_where_feedparser_gives_up():
    """What expat does not take is not read by the tag soup parser instead."""
    assert readers.read(b"<rss><channel><item><title>x</item></channel></rss>") is None


def test_absent_update_is_not_taken_from_publication():
    """An entry that does not say when it was updated has no time of update, whatever feedparser would make up."""
    values = readers.read_entry(entry("<pubDate>Tue, 03 Mar 2026 06:30:15 GMT</pubDate>"), readers.Format.RSS)
    assert values["published"] == (2026, 3, 3, 6, 30, 15)
    assert values["updated"] is None
