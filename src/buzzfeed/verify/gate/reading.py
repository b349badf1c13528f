"""What feedparser makes of a document that lxml has parsed, where it can be asked within bounds.

feedparser has no limit of its own: it looks for e-mail addresses in names in quadratic time, compares each term of an
entry with all others, resolves a long ``xml:base`` anew for each element, and turns to a slow tag soup parser where
expat gives up. So a document that could make use of that is not given to it.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from lxml import etree

from buzzfeed.verify import readers
from buzzfeed.verify.gate.notes import Notes
from buzzfeed.verify.strict import Element

_BYTES = 2_000_000
_ELEMENTS = 20_000
_ATTRIBUTE = 4000
_TERMS_OF_AN_ENTRY = 500
_PERSON = re.compile(r"(?:author|creator|editor|master|publisher|owner)", re.IGNORECASE)
_TERM = re.compile(r"(?:category|keyword|subject|tag)", re.IGNORECASE)


def examine_reading(root: Element, notes: Notes) -> None:
    """Hold feedparser's reading against what stands in the document."""
    if reason := _unfit(root):
        notes.add("not-looked-into", "document", f"feedparser was not asked: {reason}")
        return
    # The bare root, in UTF-8: its prolog and encoding are no matter for two opinions.
    data = etree.tostring(root, encoding="utf-8", with_tail=False)
    if not _expat_takes(data):
        notes.add("reader-disagrees", "document", "expat does not take it, though libxml2 does")
        return
    found = readers.read(data)
    if found is None or not found["version"]:
        notes.add("reader-disagrees", "document", "feedparser does not know it for a feed")
    elif notes.entries and len(found["entries"]) != notes.entries:
        text = f"feedparser reads {len(found['entries'])} entries, and there are {notes.entries}"
        notes.add("reader-disagrees", "document", text)


def _unfit(root: Element) -> str:
    size = 0
    for count, element in enumerate(root.iter()):
        name = element.tag if isinstance(element.tag, str) else ""
        size += len(name) + len(element.text or "") + len(element.tail or "")
        for value in element.attrib.values() if name else ():
            size += len(value)
            if len(value) > _ATTRIBUTE:
                return "an attribute is too long"
        if _PERSON.search(name) and len("".join(element.itertext())) > readers.MAX_NAME:
            return "a name is too long"
        if len(element) > _TERMS_OF_AN_ENTRY and _terms(element) > _TERMS_OF_AN_ENTRY:
            return "an entry has too many terms"
        if count > _ELEMENTS or size > _BYTES:
            return "it is too large"
    return ""


def _terms(element: Element) -> int:
    return sum(1 for child in element if isinstance(child.tag, str) and _TERM.search(child.tag))


def _expat_takes(data: bytes) -> bool:
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return False
    return True
