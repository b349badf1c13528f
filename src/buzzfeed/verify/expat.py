"""Expat for feedparser, with less ceremony: the same events, in fewer and cheaper steps.

feedparser takes SAX drivers by name. This one is the standard library's but for three things: a run of text comes in
one piece, not line by line; names are taken apart once; an element without attributes costs no empty mappings. And
where feedparser maps what Windows-1252 has in place of C1 controls, it looks up each character of each text in a
dictionary in which nearly none stands, and each miss costs an exception: a list of the same mapping misses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.sax.expatreader import ExpatParser
from xml.sax.xmlreader import AttributesNSImpl

import feedparser

_MOST_TEXT = 1 << 16
_LISTED = 0x2200  # Latin, Greek, Cyrillic and more, and the punctuation of them all
_NO_ATTRIBUTES = AttributesNSImpl({}, {})
_Standard: Any = ExpatParser  # whose handlers typeshed does not know


class Driver(_Standard):  # type: ignore[misc]
    """The standard library's driver; see above for what is different."""

    def reset(self) -> None:
        """Make ready for a document."""
        super().reset()
        self._parser.buffer_size = _MOST_TEXT
        self._parser.buffer_text = True

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        """Pass on a start tag."""
        if attrs:
            super().start_element_ns(name, attrs)
        else:
            self._cont_handler.startElementNS(_pair(name), None, _NO_ATTRIBUTES)

    def end_element_ns(self, name: str) -> None:
        """Pass on an end tag."""
        self._cont_handler.endElementNS(_pair(name), None)


@lru_cache(maxsize=1 << 10)
def _pair(name: str) -> tuple[str | None, str]:
    """Take expat's ``namespace name prefix`` apart."""
    parts = name.split()
    return (None, name) if len(parts) == 1 else (parts[0], parts[1])


def create_parser() -> Driver:
    """Return a new driver, as `xml.sax.make_parser` asks for it."""
    return Driver()


def install() -> None:
    """Let feedparser use this driver alone, on every machine, in all of this process."""
    feedparser.api.PREFERRED_XML_PARSERS[:] = [__name__]
    table = getattr(feedparser.mixin, "_cp1252", None)
    if isinstance(table, dict):
        feedparser.mixin._cp1252 = listed(table)  # noqa: SLF001 - it has no public name


def listed(table: Mapping[int, str]) -> list[int | str]:
    """Return a table for `str.translate` that does the same as this one, faster."""
    return [table.get(code, code) for code in range(max(_LISTED, *(code + 1 for code in table)))]
