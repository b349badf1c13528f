"""Parsing an upstream feed: feedparser on bytes, after bounds that keep it from being slow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

from buzzfeed.errors import one_line

LARGEST = 8_000_000
"""Bytes of a feed at most."""
LARGEST_BROKEN = 3_000_000
"""Bytes of a feed that is not well-formed at most: it is read by a slower parser."""
DEEPEST = 100
"""Elements in elements at most."""
_MOST_ATTRIBUTES = 100
_MOST_WORK = 4_000_000  # feedparser's time grows with the sum of its elements' depths: about a second for a million

_CLOSED = re.compile(rb"</(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\s{0,20}>", re.IGNORECASE)
_OPENED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed as feedparser read it: what it says of itself, its entries, its address, its format, a survived fault."""

    feed: Values
    entries: tuple[Values, ...]
    url: str
    version: str
    fault: str = ""


class NotAFeedError(Exception):
    """What came is no feed, or beyond the bounds; ``cause`` names what came."""

    def __init__(self, cause: str, hint: str = "") -> None:
        """Keep both parts."""
        super().__init__(cause, hint)
        self.cause = cause
        self.hint = hint


def parse(body: bytes, content_type: str, url: str) -> Parsed:
    """Parse a feed's bytes: RSS 0.9x to 2.0, RDF, Atom.

    Raises:
        NotAFeedError: it is empty, no feed, cut off, or too large, too deep or too costly to parse.
    """
    if not body.strip():
        raise NotAFeedError("the answer is empty", "it is tried again")
    if len(body) > LARGEST:
        raise NotAFeedError(f"the feed is larger than {LARGEST // 1_000_000} MB", "ask for a shorter one")
    if _HTML.match(body):
        raise NotAFeedError("a web page came, not a feed")
    if body.lstrip().startswith((b"{", b"[")):
        raise NotAFeedError("JSON came, not a feed", "give the address of its RSS or Atom feed")
    fault = bounded(body)
    if fault and len(body) > LARGEST_BROKEN:
        raise NotAFeedError(f"it is not well-formed XML: {fault}", "tell its publisher")
    if fault and not _OPENED.search(body[:20_000]):
        raise NotAFeedError(_foreign(body))
    if fault and not _CLOSED.search(body[-2000:]):
        raise NotAFeedError(f"the feed is cut off: {fault}", "it is tried again")
    charset = _CHARSET.search(content_type)
    headers = {"content-type": f"application/xml; charset={charset[1]}" if charset else "application/xml"}
    based = b"xml:base" in body
    try:
        read = feedparser.parse(
            BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=based
        )
    except Exception as error:  # noqa: BLE001 - whatever feedparser meets, it is the feed's fault and ends nothing here
        raise NotAFeedError(f"the feed cannot be parsed: {one_line(repr(error))[:200]}", "tell its publisher") from None
    if not read.get("version"):
        raise NotAFeedError(_foreign(body))
    entries = tuple(read.get("entries") or ())
    told = f"it is not well-formed XML: {fault}" if fault else ""
    return Parsed(read.get("feed") or {}, entries, url, str(read["version"]), told)


def _foreign(body: bytes) -> str:
    return f"what came is no feed: it begins with {one_line(body[:60].decode('utf-8', 'replace'))!r}"


def bounded(body: bytes) -> str:
    """Count through a document without keeping it; return why it is not well-formed, nothing where it is.

    Raises:
        NotAFeedError: it is too deep or too costly.
    """
    try:
        _count(body, recover=False)
    except etree.XMLSyntaxError as error:
        fault = one_line(str(error.msg))[:200]
        if "Excessive depth" in fault:
            raise NotAFeedError(f"the feed is nested deeper than {DEEPEST} elements", "tell its publisher") from None
        try:
            _count(body, recover=True)
        except etree.XMLSyntaxError:
            return fault
        return fault
    return ""


def _count(body: bytes, *, recover: bool) -> None:
    depth = work = 0
    steps = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for event, element in steps:
        if event == "end":
            depth -= 1
            element.clear()
            continue
        depth += 1
        work += depth
        if depth > DEEPEST:
            raise NotAFeedError(f"the feed is nested deeper than {DEEPEST} elements", "tell its publisher")
        if work > _MOST_WORK or len(element.attrib) > _MOST_ATTRIBUTES:
            raise NotAFeedError("the feed holds more elements or attributes than any feed does", "tell its publisher")
