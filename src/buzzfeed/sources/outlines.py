"""Lists of feeds: OPML 1.0 to 2.0, however deep its outlines are nested, read by listparser within bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import listparser

from buzzfeed.errors import one_line
from buzzfeed.sources.parsing import NotAFeedError, bounded
from buzzfeed.sources.text import scrub, squeeze

LARGEST = 2_000_000
"""Bytes of a list at most."""
LONGEST = 2000
"""Letters of an address at most."""

_OPML = re.compile(rb"<opml[\s>]", re.IGNORECASE)
_NAMES = re.compile(rb"\s(?:category|text|title|description)\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+)", re.IGNORECASE)
_CLOSED = re.compile(rb"</opml\s{0,20}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outlines:
    """A list: its feeds, each address once, in order; further lists that it names; a fault that was survived."""

    feeds: tuple[str, ...]
    others: tuple[str, ...] = ()
    fault: str = ""


class NoListError(Exception):
    """What came is no list of feeds, or beyond the bounds."""

    def __init__(self, cause: str, hint: str = "") -> None:
        """Keep both parts."""
        super().__init__(cause, hint)
        self.cause = cause
        self.hint = hint


def is_list(body: bytes) -> bool:
    """Whether what came means to be OPML."""
    return _OPML.search(body[:5000]) is not None


def outlines(body: bytes, base: str) -> Outlines:
    """Read a list of feeds that was found at ``base``.

    Raises:
        NoListError: it is none, cut off, or too large or deep.
    """
    if not body.strip():
        raise NoListError("the list is empty", "give each feed an outline with an xmlUrl")
    if len(body) > LARGEST:
        raise NoListError(f"the list is larger than {LARGEST // 1_000_000} MB", "split it into several sources")
    if not is_list(body):
        shown = one_line(body[:60].decode("utf-8", "replace"))
        raise NoListError(f"what came is no OPML: it begins with {shown!r}", "export the list as OPML")
    try:
        fault = bounded(body)
    except NotAFeedError as error:
        raise NoListError(error.cause.replace("the feed", "the list"), "shorten the list") from None
    if fault and not _CLOSED.search(body[-2000:]):
        raise NoListError(f"the list is cut off: {fault}", "it is tried again")
    # Names and categories are not needed, and listparser's time grows with the square of their number.
    read = listparser.parse(_NAMES.sub(b"", body))
    feeds = dict.fromkeys(url for one in read.feeds if (url := _address(one.get("url"), base)))
    others = tuple(str(one.get("url") or "") for one in read.lists)
    told = f"it is not well-formed XML: {fault}" if fault else ""
    return Outlines(tuple(feeds), others, told)


def _address(value: object, base: str) -> str:
    words = squeeze(scrub(value)) if isinstance(value, str) else ""
    # An address without white space is what tells an entry's feed from its origin.
    if not words or len(words) > LONGEST or re.search(r"\s", words):
        return ""
    try:
        words = "https://" + words.partition(":")[2].lstrip("/") if words.startswith("feed:") else words
        absolute = urljoin(base, words)
        parts = urlsplit(absolute)
        return absolute if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 else ""
    except ValueError:  # a port that is no number, or too large a one, is told where it is asked for
        return ""
