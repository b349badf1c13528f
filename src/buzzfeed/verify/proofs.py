"""Proof: one document held against the values that it was made from, field by field, by two parsers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from buzzfeed.model import Article, Channel, Finding, Format, Newsroom, Verdict
from buzzfeed.model.wire import ATOM, NAMESPACES, feed_url
from buzzfeed.verify import elements, objects, readers
from buzzfeed.verify.codes import finding
from buzzfeed.verify.expected import entry_values, feed_values
from buzzfeed.verify.fields import Values, compare
from buzzfeed.verify.schema import schema_fault
from buzzfeed.verify.strict import Element, parse_json, parse_xml, text_fault
from buzzfeed.verify.syntax import url_fault

MAX_TERMS = 1000
_UNPLAIN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_READER = "as feedparser reads it"
_ROOTS: Mapping[Format, tuple[str, Mapping[str | None, str]]] = {
    Format.RSS: ("rss", dict(NAMESPACES.items())),
    Format.ATOM: (f"{{{ATOM}}}feed", dict([(None, ATOM), *NAMESPACES.items()])),
}


def prove_entry(document: bytes, fmt: Format, article: Article, newsroom: Newsroom) -> Verdict:
    """Hold a one-entry feed against the article it was rendered from (invariant 3).

    Strict parse, then every field as lxml and as feedparser read it, then a sanitised parse of the lede. JSON Feed is
    held against its schema and then compared.

    Returns:
        a verdict on the article's id; it is sound where the entry says what the article says, and nothing else.
    """
    return Verdict(article.id, tuple(_entry_findings(document, fmt, article, newsroom)))


def _entry_findings(document: bytes, fmt: Format, article: Article, newsroom: Newsroom) -> Iterator[Finding]:
    if unbounded := _unbounded(article):
        yield unbounded
        return
    opened = open_feed(document, fmt)
    if isinstance(opened, Finding):
        yield opened
        return
    found = opened["items"] if fmt is Format.JSON else elements.entries_of(opened, fmt)
    if len(found) != 1:
        yield finding("entry-count", "document", f"{len(found)} entries instead of one")
        return
    yield from _addresses(article)
    wanted = entry_values(article, fmt, newsroom)
    yield from entry_differences(found[0], fmt, wanted, "entry")
    if fmt is not Format.JSON:
        yield from _as_readers_read(document, fmt, wanted)
    if fmt is Format.RSS:
        yield from lede_findings(found[0], wanted, "entry")


def _as_readers_read(document: bytes, fmt: Format, wanted: Values) -> Iterator[Finding]:
    found = readers.read(document)
    if found is None or found["version"] != readers.VERSIONS[fmt] or len(found["entries"]) != 1:
        yield finding("reader-failed", "document", "feedparser does not read one entry in this format")
        return
    yield from reader_differences(found["entries"][0], fmt, wanted, "entry")


def open_feed(document: bytes, fmt: Format) -> Any | Finding:
    """Parse a feed of ours strictly: its root element or object, or why it is none."""
    if fmt is Format.JSON:
        feed = parse_json(document)
        return feed if isinstance(feed, Finding) else text_fault(feed, document) or schema_fault(feed) or feed
    root = parse_xml(document)
    return root if isinstance(root, Finding) else _root_fault(root, fmt) or root


def _root_fault(root: Element, fmt: Format) -> Finding | None:
    name, namespaces = _ROOTS[fmt]
    if root.getroottree().docinfo.doctype:
        return finding("entity-declaration", "document", "a feed of ours has no document type")
    if root.tag != name:
        return finding("unknown-root", "document", f"the root is {root.tag}, not {name}")
    if fmt is Format.RSS and root.get("version") != "2.0":
        return finding("bad-version", "document", f"version {root.get('version')!r:.40}, not '2.0'")
    if root.nsmap != namespaces:
        return finding("namespaces", "document", "the prefixes declared are not the fixed ones")
    return None


def entry_differences(entry: Element, fmt: Format, wanted: Values, place: str) -> Iterator[Finding]:
    """Yield where an entry says something else than it should, read exactly."""
    if fmt is Format.JSON:
        reading = objects.json_item(entry)
    else:
        reading = elements.rss_item(entry) if fmt is Format.RSS else elements.atom_entry(entry)
    yield from compare(wanted, reading.values, place)
    for what in reading.odd:
        yield finding("unexpected-element", place, f"{what:.200}")


def reader_differences(entry: Any, fmt: Format, wanted: Values, place: str) -> Iterator[Finding]:
    """Yield where feedparser reads something else than a sound entry would give it."""
    got = readers.read_entry(entry, fmt)
    yield from compare(readers.as_read_entry(wanted, fmt, got), got, f"{place}, {_READER}")


def lede_findings(item: Element, wanted: Values, place: str) -> Iterator[Finding]:
    """Yield a finding where a reader that sanitises HTML would not show the whole lede of an RSS item."""
    kept = readers.visible(item.findtext("description") or "")
    words = " ".join(html.unescape(readers.undone(wanted["lede"])).split())
    if kept != words:
        yield finding("lede-lost", place, f"of {words!r:.80} it keeps {kept!r:.80}")


def _unbounded(article: Article) -> Finding | None:
    """Refuse what feedparser would take too long over."""
    if len(article.terms) > MAX_TERMS:
        return finding("too-large", "terms", f"{len(article.terms)} terms, more than {MAX_TERMS}")
    for author in article.authors:
        if len(author.label) > readers.MAX_NAME:
            return finding("too-large", "authors", f"a name of {len(author.label)} characters")
    return None


def _addresses(article: Article) -> Iterator[Finding]:
    addresses = [("link", article.url), *(("enclosure", one.url) for one in article.enclosures)]
    if article.image is not None:
        addresses.append(("image", article.image.url))
    for place, url in addresses:
        if fault := url_fault(url):
            yield finding(fault, place, f"{url!r:.200} is no absolute address")


def prove_frame(document: bytes, fmt: Format, channel: Channel, newsroom: Newsroom, updated: datetime) -> Verdict:
    """Hold a feed without entries against its channel: titles, links, hubs, language, times (invariant 3)."""
    subject = feed_url(channel.key, fmt, newsroom)
    opened = open_feed(document, fmt)
    if isinstance(opened, Finding):
        return Verdict(subject, (opened,))
    wanted = feed_values(channel, fmt, newsroom, updated)
    findings = list(_frame_findings(opened, fmt, wanted))
    if fmt is not Format.JSON:
        read = readers.read(document)
        if read is None or read["version"] != readers.VERSIONS[fmt]:
            findings.append(finding("reader-failed", "document", "feedparser does not read it in this format"))
        else:
            findings += reader_feed_differences(read, fmt, wanted)
    return Verdict(subject, tuple(findings))


def check_frame(document: bytes, fmt: Format, channel: Channel, newsroom: Newsroom, updated: datetime) -> Verdict:
    """Hold a feed without entries against its channel, where no feedparser may run: beside the server.

    Strict parse, and every field as lxml reads it. Besides, its own words may hold nothing that feedparser is known to
    read otherwise than lxml, so that what is sound here is sound by `prove_frame` (a property test holds the two
    against each other): for a feed whose names were all proved in frames of their own.
    """
    subject = feed_url(channel.key, fmt, newsroom)
    opened = open_feed(document, fmt)
    if isinstance(opened, Finding):
        return Verdict(subject, (opened,))
    wanted = feed_values(channel, fmt, newsroom, updated)
    findings = list(_frame_findings(opened, fmt, wanted))
    for name in ("feed-title", "feed-description"):
        text = str(wanted[name])
        if _UNPLAIN.search(text):
            findings.append(finding("control-character", "feed", f"in {text!r:.200}"))
        elif text != text.strip():
            findings.append(finding(f"{name}-differs", "feed", f"white space at an edge of {text!r:.200}"))
    return Verdict(subject, tuple(findings))


def _frame_findings(opened: Any, fmt: Format, wanted: Values) -> Iterator[Finding]:
    found = opened["items"] if fmt is Format.JSON else elements.entries_of(opened, fmt)
    if found:
        yield finding("entry-count", "document", f"{len(found)} entries in a frame")
    yield from feed_differences(opened, fmt, wanted)


def feed_differences(opened: Any, fmt: Format, wanted: Values) -> Sequence[Finding]:
    """Return where a feed says something else of itself than it should, read exactly."""
    if fmt is Format.JSON:
        reading = objects.json_feed(opened)
    else:
        reading = elements.rss_channel(opened) if fmt is Format.RSS else elements.atom_feed(opened)
    odd = [finding("unexpected-element", "feed", f"{what:.200}") for what in reading.odd]
    return [*compare(wanted, reading.values, "feed"), *odd, *_feed_addresses(wanted)]


def reader_feed_differences(found: Any, fmt: Format, wanted: Values) -> Sequence[Finding]:
    """Return where feedparser reads something else of a feed than a sound one would give it."""
    return list(compare(readers.as_read_feed(wanted), readers.read_feed(found, fmt), f"feed, {_READER}"))


def _feed_addresses(wanted: Mapping[str, object]) -> Iterator[Finding]:
    hubs = wanted["feed-hubs"]
    for url in (wanted["feed-link"], wanted["feed-self"], *(hubs if isinstance(hubs, list) else [])):
        if fault := url_fault(str(url)):
            yield finding(fault, "feed", f"{url!r:.200} is no absolute address")
