"""Our driver for feedparser changes nothing but the time it takes."""

from io import BytesIO
from pathlib import Path

import feedparser
import pytest

from buzzfeed import feeds
from buzzfeed.model import Format
from buzzfeed.verify import expat, readers
from made_feeds import NEWSROOM, an_article

CASES = sorted(Path(__file__).with_name("cases").glob("*.xml"))
STRANGE = {
    "entities": b"<!DOCTYPE rss [<!ENTITY a 'b&#38;c'>]><rss version='2.0'><channel><ttl>&a;d</ttl></channel></rss>",
    "long text": b"<rss version='2.0'><channel><title>" + b"x &amp; \xc3\xa9\n" * 20_000 + b"</title></channel></rss>",
    "xhtml": (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>\n <div xmlns='http://www.w3.org/1999/"
        b"xhtml'>\n <p class='x'>a<br/>b</p> &lt; </div>\n</content></entry></feed>"
    ),
    "prefixes": b"<a:rss xmlns:a='urn:a' xmlns:b='urn:b' b:c='d' e='f'><b:channel><b:title/>g</b:channel></a:rss>",
    "c1": "<rss version='2.0'><channel><title>l\x92été \x85 ✓ 日本 \U0001f600</title></channel></rss>".encode(),
    "cut short": b"<rss version='2.0'><channel><title>x</title>",
}


def as_found(data, sanitize):
    """Return what feedparser makes of a document, its exception told as text."""
    found = feedparser.parse(BytesIO(data), sanitize_html=sanitize, resolve_relative_uris=False)
    return {key: str(value) if key == "bozo_exception" else value for key, value in found.items()}


def both(monkeypatch, data, *, sanitize=False):
    """Return what feedparser makes of a document with our driver, and with the standard one and its own table."""
    readers.read(b"<rss/>")
    ours = as_found(data, sanitize)
    with monkeypatch.context() as patched:
        patched.setattr(feedparser.api, "PREFERRED_XML_PARSERS", [])
        table = {code: char for code, char in enumerate(feedparser.mixin._cp1252) if char != code}
        patched.setattr(feedparser.mixin, "_cp1252", table)
        return ours, as_found(data, sanitize)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_feeds_are_read_the_same(monkeypatch, case):
    """Of every feed of the golden cases, sound or not, feedparser reads the same with our driver as without."""
    ours, standard = both(monkeypatch, case.read_bytes(), sanitize=True)
    assert ours == standard


@pytest.mark.parametrize("name", STRANGE)
def test_strange_documents_are_read_the_same(monkeypatch, name):
    """Entities, long texts, inline markup, unknown prefixes and broken documents come out the same, too."""
    ours, standard = both(monkeypatch, STRANGE[name])
    assert ours == standard


@pytest.mark.parametrize("fmt", [Format.RSS, Format.ATOM])
def test_entries_of_ours_are_read_the_same(monkeypatch, fmt):
    """An entry as we render it is read the same, and by our driver at that."""
    document = feeds.render_entry(an_article(), fmt, NEWSROOM).document
    ours, standard = both(monkeypatch, document)
    assert ours == standard
    assert len(ours["entries"]) == 1
    made = []
    monkeypatch.setattr(expat, "create_parser", lambda: made.append(expat.Driver()) or made[-1])
    assert readers.read(document) is not None
    assert len(made) == 1


def test_listed_table_maps_every_character_as_the_other():
    """Each character comes out of the listed table as out of feedparser's dictionary: C1 mapped, all else as it is."""
    table = {128: "€", 146: "’", 159: "Ÿ"}
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x12000), 0x1F600, 0x10FFFF]))
    assert every.translate(expat.listed(table)) == every.translate(table)
