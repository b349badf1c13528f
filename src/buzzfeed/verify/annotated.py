"""Feeds whose entries end with a note: proved where no feedparser may run, as what was proved and a sentence more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from buzzfeed.model import Finding, Format, Verdict
from buzzfeed.model.wire import ATOM, CONTENT
from buzzfeed.verify.codes import finding
from buzzfeed.verify.strict import parse_json, parse_xml
from buzzfeed.verify.whole import id_findings, ids_in

Ends = tuple[str, str, str]
"""How a note ends an entry: the paragraph in HTML, its plain text behind a lede, and its text where it stands alone."""


def check_annotated(document: bytes, fmt: Format, ids: Sequence[str], ends: Sequence[Ends]) -> Verdict:
    """Parse a whole feed strictly, and check its entries' ids, and that each ends with its note.

    Whoever joined it has taken each note out again and found the proved entry. What a note could break is checked here:
    it stands at the end of content and lede, as it should be read, once, and every entry is there. The interpreter is
    free for other threads while XML is parsed.
    """
    root = parse_json(document) if fmt is Format.JSON else parse_xml(document)
    found = ids_in(root, fmt)
    if isinstance(found, Finding):
        return Verdict(fmt, (found,))
    findings = list(id_findings(found[0], ids))
    if not findings:
        for number, (entry, end) in enumerate(zip(_entries(root, fmt), ends, strict=True), 1):
            findings += _note_findings(_texts(entry, fmt), fmt, end, f"entry {number}")
    return Verdict(fmt, tuple(findings))


def _entries(root: Any, fmt: Format) -> Sequence[Any]:
    if fmt is Format.JSON:
        return list(root["items"])
    return list(root[0].iterchildren("item") if fmt is Format.RSS else root.iterchildren(f"{{{ATOM}}}entry"))


def _texts(entry: Any, fmt: Format) -> tuple[str | None, str | None]:
    """Return an entry's content and lede as they are read; ``None`` where there is none."""
    if fmt is Format.JSON:
        return entry.get("content_html"), entry.get("summary")
    if fmt is Format.ATOM:
        return _text(entry, f"{{{ATOM}}}content"), _text(entry, f"{{{ATOM}}}summary")
    content, lede = _text(entry, f"{{{CONTENT}}}encoded"), _text(entry, "description")
    return (content, lede) if content is not None else (lede, None)


def _text(entry: Any, name: str) -> str | None:
    """Return the text of an entry's element; ``None`` where it has none of that name."""
    element = next(entry.iterchildren(name), None)
    return None if element is None else element.text or ""


@lru_cache(maxsize=256)  # a few notes end most entries of a feed
def _written(end: Ends, fmt: Format) -> Ends:
    """Return how a note ends what is read of an entry: a description is HTML (RSS 2.0, item), a summary is plain."""
    html, plain, alone = end
    return (html, escape(plain, quote=False), escape(alone, quote=False)) if fmt is Format.RSS else end


def _note_findings(texts: tuple[str | None, str | None], fmt: Format, end: Ends, place: str) -> Iterator[Finding]:
    content, lede = texts
    html, *written = _written(end, fmt)
    if fmt is Format.RSS and lede is None:
        # A description alone is the lede, or the content where there is no lede.
        sound = (content is not None and content.endswith((html, written[0]))) or content == written[1]
    elif content is None:
        sound = lede is not None and (lede.endswith(written[0]) or lede == written[1])
    else:
        sound = content.endswith(html) and (lede is None or lede.endswith(written[0]))
    if not sound:
        yield finding("note-lost", place, "it does not end with its note")
