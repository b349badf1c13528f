"""One sitemap (sitemaps.org 0.9): an index or a list of pages, in XML or as plain text, gzipped or not.

Input is hostile: bytes, depth, entries and the length of a value are bounded, no entity is expanded, nothing outside is
read. What stands before a fault is kept, and said to be no whole sitemap.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from lxml import etree

from buzzfeed.errors import one_line

LARGEST = 52_428_800
"""Bytes of a sitemap at most, unpacked (sitemaps.org: 50 MB)."""
MOST = 50_000
"""Entries of a sitemap at most (sitemaps.org)."""
DEEPEST = 12
"""Elements in elements at most: an entry of a news sitemap has four."""

_LONGEST_URL = 2048
_LONGEST_TEXT = 1000
_MOST_ELEMENTS = 2_000_000
_MOST_OF_ONE = 20_000
_GZIP = b"\x1f\x8b"
_DATE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?)?)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2040}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, or of an index a sitemap: its address, when it changed, and what a news sitemap says of it.

    ``lastmod`` and ``published`` are words as written, empty where there are none.
    """

    url: str
    lastmod: str = ""
    title: str = ""
    published: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def date(self) -> datetime | None:
        """The day or moment that the entry tells: of its publication, else of its last change."""
        return instant(self.published) or instant(self.lastmod)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap lists; ``fault`` says why it may not be all of it, empty where it is."""

    pages: tuple[Entry, ...] = ()
    maps: tuple[Entry, ...] = ()
    fault: str = ""


class NotASitemapError(Exception):
    """What came is no sitemap at all; the message says what it is."""


def read(body: bytes) -> Sitemap:
    """Return what a sitemap lists.

    Raises:
        NotASitemapError: it is none.
    """
    body, fault = _unpacked(body)
    if not body.strip():
        raise NotASitemapError("the sitemap is empty")
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"\x00" not in body[:100]:
        return _plain(body, fault)
    read = _Reading()
    try:
        for kind, entry in read.entries(body):
            (read.maps if kind == "sitemap" else read.pages).append(entry)
    except etree.XMLSyntaxError as error:
        fault = fault or f"it is not well-formed XML: {one_line(str(error.msg))[:200]}"
    except _TooMuchError as error:
        fault = str(error)
    if not read.is_sitemap:
        raise NotASitemapError(fault or f"what came is no sitemap: it begins with {_shown(body)}")
    return Sitemap(tuple(read.pages), tuple(read.maps), fault)


def instant(text: str) -> datetime | None:
    """Return a W3C date as an instant, in UTC where it names no offset; ``None`` where it is none."""
    match = _DATE.fullmatch(text.strip()) if len(text) < 60 else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or least) for part, least in zip(match.groups()[:6], _LEAST, strict=True)
    )
    zone = (match[7] or "Z").upper()
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        if zone != "Z":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment -= offset if zone[0] == "+" else -offset
    except (ValueError, OverflowError):
        return None
    return moment


_LEAST = ("1", "1", "1", "0", "0", "0")


class _TooMuchError(Exception):
    """A bound was met."""


class _Reading:
    """One pass through a document, that keeps nothing but its entries."""

    def __init__(self) -> None:
        self.pages: list[Entry] = []
        self.maps: list[Entry] = []
        self.is_sitemap = False
        self._depth = self._seen = self._begun = self._count = 0

    def entries(self, body: bytes) -> Iterator[tuple[str, Entry]]:
        values: dict[str, str] = {}
        for event, element in _steps(body):
            name = _local(element.tag)
            if event == "start":
                self._enter(name)
                continue
            depth, self._depth = self._depth, self._depth - 1
            if depth == 2 and name in ("url", "sitemap"):
                self._counted()
                if url := values.get("loc", ""):
                    yield name, _entry(url, values)
                values = {}
            elif (depth == 3 and name in _TOP) or (depth == 4 and name in _NEWS and _is_of_news(element)):
                values.setdefault(name, (element.text or "").strip()[:_LONGEST_URL])
            if depth <= 2:
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _enter(self, name: str) -> None:
        self._depth, self._seen = self._depth + 1, self._seen + 1
        if self._depth == 1 and name in ("urlset", "sitemapindex"):
            self.is_sitemap = True
        if self._depth == 2:
            self._begun = self._seen
        if self._depth > DEEPEST:
            raise _TooMuchError(f"it is nested deeper than {DEEPEST} elements")
        if self._seen > _MOST_ELEMENTS or self._seen - self._begun > _MOST_OF_ONE:
            raise _TooMuchError("it holds more elements than any sitemap does")

    def _counted(self) -> None:
        self._count += 1
        if self._count > MOST:
            raise _TooMuchError(f"it lists more than {MOST} addresses")


_TOP = frozenset(("loc", "lastmod"))
_NEWS = frozenset(("title", "publication_date", "keywords"))


def _steps(body: bytes) -> Iterator[tuple[str, Any]]:
    yield from etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _entry(url: str, values: dict[str, str]) -> Entry:
    return Entry(
        url=url,
        lastmod=values.get("lastmod", "")[:60],
        title=values.get("title", "")[:_LONGEST_TEXT],
        published=values.get("publication_date", "")[:60],
        keywords=tuple(word.strip() for word in values.get("keywords", "")[:_LONGEST_TEXT].split(",") if word.strip()),
    )


def _is_of_news(element: Any) -> bool:
    """Whether what an element says is of the page: pictures and films have titles, too."""
    parent = element.getparent()
    return parent is not None and _local(parent.tag) == "news"


def _local(tag: object) -> str:
    """Return an element's name without its namespace: sites write every one, and none."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _plain(body: bytes, fault: str) -> Sitemap:
    """Read a text sitemap: an address on each line."""
    lines = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    found = [line.strip() for line in lines[: MOST + 1] if line.strip()]
    pages = [Entry(line) for line in found if _ADDRESS.fullmatch(line)]
    if not pages or len(pages) < len(found) // 2:
        raise NotASitemapError(f"what came is no sitemap: it begins with {_shown(body)}")
    if len(found) > MOST:
        fault = f"it lists more than {MOST} addresses"
    return Sitemap(tuple(pages[:MOST]), fault=fault)


def _unpacked(body: bytes) -> tuple[bytes, str]:
    """Return what a gzipped body holds, as far as it can be unpacked, and what is wrong with it."""
    if not body.startswith(_GZIP):
        return body, ""
    parts: list[bytes] = []
    room, rest = LARGEST, body
    while rest.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(rest, room))
        except zlib.error as error:
            return b"".join(parts), f"it cannot be unpacked: {error}"
        room -= len(parts[-1])
        if not unpacker.eof:
            whole = room > 0
            return b"".join(parts), "it is cut off" if whole else f"it is larger than {LARGEST // 2**20} MB unpacked"
        if room <= 0:
            break
        rest = unpacker.unused_data
    return b"".join(parts), ""


def _shown(body: bytes) -> str:
    return repr(one_line(body[:60].decode("utf-8", "replace")))
