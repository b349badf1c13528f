"""The tables of fields and of findings are the same in the code and in the documentation."""

import re
from pathlib import Path

import pytest

from buzzfeed import feeds, verify
from buzzfeed.model import Format, Severity
from buzzfeed.verify.elements import atom_entry, atom_feed, rss_channel, rss_item
from buzzfeed.verify.expected import entry_values, feed_values
from buzzfeed.verify.objects import json_feed, json_item
from buzzfeed.verify.strict import parse_json, parse_xml
from docpages import DOCS, rows, sections, text_of
from made_feeds import NEWSROOM, a_channel, an_article

SOURCE = Path(verify.__file__).parent
COLUMN = {Format.RSS: "rss", Format.ATOM: "atom", Format.JSON: "json"}


def cells(fields):
    """Give a table of the code as the documentation writes it."""
    return [[field.name, field.rss, field.atom, field.json, field.before] for field in fields]


def test_fields_are_told():
    """Each field stands in the documentation as it stands in the code: in each format, and how it is evened out."""
    told = sections(DOCS / "fields.md")
    assert rows(told["An entry"]) == cells(verify.ENTRY_FIELDS)
    assert rows(told["A feed"]) == cells(verify.FEED_FIELDS)


def test_findings_are_told():
    """Each code stands in the documentation with its meaning, under its gravity."""
    told = sections(DOCS / "findings.md")
    for heading, severity in (("Errors", Severity.ERROR), ("Warnings", Severity.WARNING)):
        codes = {code: text for code, text in verify.MEANINGS.items() if verify.SEVERITIES[code] is severity}
        assert {code.strip("`"): text for code, text in rows(told[heading])} == codes


def test_every_code_is_used():
    """No code is told that nothing finds, and none is found that is not told."""
    text = "".join(text_of(path) for path in SOURCE.rglob("*.py") if path.name != "codes.py")
    used = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+|empty|encoding|html|schema|script|untitled|doctype)"', text))
    built = {f"missing-feed-{name}" for name in ("title", "link", "description")}
    built |= {f"enclosure-without-{name}" for name in ("url", "length", "type")}
    assert set(verify.MEANINGS) <= used | built | {"namespaces"}


@pytest.mark.parametrize("fmt", Format)
def test_each_field_is_read_where_the_table_says_so(fmt):
    """Each format's entries and feeds are read in just the fields for which the table names a place in it."""
    document = feeds.render_entry(an_article(), fmt, NEWSROOM).document
    if fmt is Format.JSON:
        feed = parse_json(document)
        readings = json_item(feed["items"][0]), json_feed(feed)
    elif fmt is Format.RSS:
        root = parse_xml(document)
        readings = rss_item(root[0].find("item")), rss_channel(root)
    else:
        root = parse_xml(document)
        readings = atom_entry(root[-1]), atom_feed(root)
    wanted = entry_values(an_article(), fmt, NEWSROOM), feed_values(a_channel(), fmt, NEWSROOM, a_channel().created)
    for fields, reading, values in zip((verify.ENTRY_FIELDS, verify.FEED_FIELDS), readings, wanted, strict=True):
        there = {field.name for field in fields if getattr(field, COLUMN[fmt]) != "—"}
        assert set(reading.values) == there == set(values)
