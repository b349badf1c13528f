"""Notes: a plain sentence at the end of a proved entry, for one reader, added where it is asked for and never stored.

The entry's own bytes stay as they were proved: a note is put in at its places, and taken out again it is the same
entry. Nothing in a note is markup at the level of the document, so that it can end no element and begin none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape

from buzzfeed.errors import RenderError
from buzzfeed.model import Format

_APART = " — "
_JSON_HTML = re.compile(rb'"content_html":"(?:[^"\\]|\\.)*+(?=")')
_JSON_SUMMARY = re.compile(rb'"summary":"(?:[^"\\]|\\.)*+(?=")')
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Note:
    """A sentence in plain text, and links that may follow it: (label, address). One note may end many entries."""

    text: str
    links: tuple[tuple[str, str], ...] = ()

    @cached_property
    def html(self) -> str:
        """What ends an entry's content: a paragraph of its own."""
        links = "".join(f' · <a href="{escape(address)}">{escape(label)}</a>' for label, address in self.links)
        return f"<p>{escape(self.text, quote=False)}{links}</p>"

    @cached_property
    def plain(self) -> str:
        """What ends an entry's lede."""
        return _APART + self.text


@dataclass(frozen=True, slots=True)
class Annotated:
    """An entry's bytes with a note in them; ``places`` are where it stands: (offset, length), the first one first."""

    data: bytes
    places: tuple[tuple[int, int], ...]

    @property
    def proved(self) -> bytes:
        """The entry without its note."""
        data = self.data
        for at, length in reversed(self.places):
            data = data[:at] + data[at + length :]
        return data


def annotated(fragment: bytes, fmt: Format, note: Note) -> Annotated:
    """Put a note at the end of an entry: after its content, and after its lede, so that every reader shows it.

    Raises:
        RenderError: the note holds text that no feed may carry, or the fragment is no entry of ours.
    """
    if _UNWRITABLE.search(note.html):
        raise RenderError("a reason", "holds what no feed may carry", "edit the preferences")
    parts = _in_json(fragment, note) if fmt is Format.JSON else _in_xml(fragment, fmt, note)
    pieces: list[bytes] = []
    places: list[tuple[int, int]] = []
    end = size = 0
    for at, text in parts:
        pieces += (fragment[end:at], text)
        size += at - end
        places.append((size, len(text)))
        size, end = size + len(text), at
    result = Annotated(b"".join([*pieces, fragment[end:]]), tuple(places))
    if not places or result.proved != fragment:
        raise RenderError("an entry", f"has no place for a note in {fmt}", "report it with this line")
    return result


def _in_json(fragment: bytes, note: Note) -> Sequence[tuple[int, bytes]]:
    found = [(_JSON_SUMMARY.search(fragment), note.plain), (_JSON_HTML.search(fragment), note.html)]
    return [(match.end(), _json(text)) for match, text in found if match]


def _json(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def _in_xml(fragment: bytes, fmt: Format, note: Note) -> Sequence[tuple[int, bytes]]:
    """Find the places by what our own entries look like: markup stands in CDATA, at most once, and all else is escaped.

    What is escaped holds no ``<`` of its own, so that a closing tag is what it seems outside of CDATA; and only CDATA
    ends with ``]]>``, so that the last such place ends the content.
    """
    opened = fragment.find(b"<![CDATA[")
    if fmt is Format.RSS:
        content = max(fragment.rfind(b"]]></content:encoded>"), fragment.rfind(b"]]></description>"))
        # The description stands before the content, or is it.
        lede = fragment.find(b"</description>", 0, opened if opened >= 0 else len(fragment))
        closing, empty = b"</item>", b"<description>%s</description></item>"
    else:
        content = fragment.rfind(b"]]></content>")
        # The summary stands behind the content.
        lede = fragment.find(b"</summary>", max(content, 0))
        closing, empty = b"</entry>", b'<summary type="text">%s</summary></entry>'
    if content < 0 and lede < 0:
        end = fragment.rfind(closing)
        return [(end, (empty % _xml(note.text, fmt)).removesuffix(closing))] if end >= 0 else []
    places = [(lede, _xml(note.plain, fmt))] if lede >= 0 else []
    return sorted([*places, (content, note.html.encode())] if content >= 0 else places)


@lru_cache(maxsize=256)  # a few sentences end most entries of a feed
def _xml(text: str, fmt: Format) -> bytes:
    """Escape plain text for an element; a description is HTML, so that it is escaped as such first (RSS 2.0, item)."""
    return escape(escape(text, quote=False) if fmt is Format.RSS else text, quote=False).encode()
