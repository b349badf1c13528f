"""The gate itself: what kind of document it is, its rules, its texts, and how it is served."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lxml import etree

from buzzfeed.model import Finding, Verdict
from buzzfeed.model.wire import ATOM, XML
from buzzfeed.verify.gate.atom import examine_atom
from buzzfeed.verify.gate.jsonfeed import examine_json
from buzzfeed.verify.gate.names import ATOM03, KNOWN_NAMESPACES, RDF
from buzzfeed.verify.gate.notes import Notes
from buzzfeed.verify.gate.reading import examine_reading
from buzzfeed.verify.gate.rss import examine_rss
from buzzfeed.verify.gate.texts import examine_texts
from buzzfeed.verify.strict import MAX_GATE_BYTES, Element, parse_json, parse_xml, text_fault

MAX_ELEMENTS = 200_000

_LANG = f"{{{XML}}}lang"
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"
_XML_STARTS = (b"<", b"\xff\xfe", b"\xfe\xff", b"\x00<")
_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf", b":rss", b":feed")
_GENERIC = frozenset({"application/xml", "text/xml", "application/json", "application/rdf+xml"})
_TYPES = {
    "rss": frozenset({"application/rss+xml", "application/xml", "text/xml", "application/rdf+xml"}),
    "atom": frozenset({"application/atom+xml", "application/xml", "text/xml"}),
    "json": frozenset({"application/feed+json", "application/json"}),
}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a document turned out to be: ``rss``, ``atom`` or ``json``, and its encoding."""

    kind: str
    encoding: str


def examine(data: bytes, subject: str, media_type: str = "") -> Verdict:
    """Hold any feed against its specification and against what readers make of it; never raises.

    Args:
        data: the document, as it was served or stored.
        subject: what it is, for the verdict: a path or an address.
        media_type: its ``Content-Type``, where it was served.

    Returns:
        a verdict that is sound where every finding is a warning.
    """
    notes = Notes()
    start = data[:100].lstrip(_BLANK)
    known: _Known | None = None
    if len(data) > MAX_GATE_BYTES:
        notes.add("too-large", "document", f"{len(data)} bytes, more than {MAX_GATE_BYTES}")
    elif not data.strip(_BLANK):
        notes.add("empty", "document", "there is nothing in it")
    elif start[:1] in (b"{", b"["):
        known = _json(data, notes)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML_STARTS):
        known = _xml(data, notes)
    else:
        notes.add("not-a-feed", "document", f"it begins with {data[:20]!r}")
    if known is not None:
        examine_texts(notes)
        if media_type:
            _served(media_type, known, notes)
    return Verdict(subject, notes.findings())


def _json(data: bytes, notes: Notes) -> _Known | None:
    value = parse_json(data)
    if isinstance(value, Finding):
        notes.add(value.code, value.place, value.text)
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        notes.add("byte-order-mark", "document", "it begins with U+FEFF")
    if not isinstance(value, dict) or not ("items" in value or "jsonfeed" in str(value.get("version", ""))[:100]):
        notes.add("unknown-root", "document", "this JSON is no feed")
        return None
    if fault := text_fault(value, data):
        notes.add(fault.code, fault.place, fault.text)
    examine_json(value, notes)
    return _Known("json", "utf-8")


def _xml(data: bytes, notes: Notes) -> _Known | None:
    head = data[:2000].lower()
    if (b"<!doctype html" in head or b"<html" in head) and not any(root in head for root in _ROOTS):
        notes.add("html", "document", "it is a web page: look there for the address of its feed")
        return None
    root = parse_xml(data)
    if isinstance(root, Finding):
        notes.add(root.code, root.place, root.text)
        return None
    kind = _kind(root, notes)
    if not kind or not _within_bounds(root, notes):
        return None
    _everywhere(root, notes)
    if kind == "rss":
        examine_rss(root, notes)
    elif kind == "atom":
        examine_atom(root, notes)
    examine_reading(root, notes)
    return _Known(kind.removesuffix("03"), root.getroottree().docinfo.encoding or "utf-8")


def _kind(root: Element, notes: Notes) -> str:
    name = etree.QName(root)
    if name.localname == "rss" or root.tag == f"{{{RDF}}}RDF":
        return "rss"
    if root.tag == f"{{{ATOM}}}feed":
        return "atom"
    if root.tag == f"{{{ATOM03}}}feed":
        notes.add("old-version", "document", "Atom 0.3 was replaced by RFC 4287 in 2005")
        return "atom03"
    code = "html" if name.localname.lower() == "html" else "unknown-root"
    notes.add(code, "document", f"the root is <{name.localname:.80}>")
    return ""


def _within_bounds(root: Element, notes: Notes) -> bool:
    """Refuse what is too much, or needs more than the document itself to be understood."""
    count = int(root.xpath("count(//*)"))
    if count > MAX_ELEMENTS:
        notes.add("too-large", "document", f"{count} elements, more than {MAX_ELEMENTS}")
        return False
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        notes.add("entity-declaration", "document", "it declares entities of its own")
        return False
    if dtd is not None:
        notes.add("doctype", "document", "it has a document type declaration")
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:
        notes.add("undefined-entity", f"line {entity.getparent().sourceline}", f"{entity.text:.80} is not known in XML")
        return False
    return True


def _everywhere(root: Element, notes: Notes) -> None:
    """Look at what may stand on any element: languages, namespaces."""
    strange: dict[str, str] = {}
    for element in root.iter(etree.Element):
        if language := element.get(_LANG):
            notes.language(language, f"{etree.QName(element).localname}, line {element.sourceline}")
        namespace = element.tag[1 : element.tag.index("}")] if element.tag[0] == "{" else ""
        if namespace not in KNOWN_NAMESPACES and len(strange) < 100:
            strange.setdefault(namespace, f"line {element.sourceline}")
    for namespace, place in strange.items():
        if namespace != ATOM03:
            notes.add("unknown-namespace", place, f"{namespace!r:.200}")


def _served(media_type: str, known: _Known, notes: Notes) -> None:
    name = media_type.partition(";")[0].strip().lower()
    if name not in _TYPES[known.kind]:
        notes.add("media-type", "Content-Type", f"{name!r:.80} for {known.kind}")
    elif name in _GENERIC:
        notes.add("generic-media-type", "Content-Type", f"{name!r:.80} for {known.kind}")
    if (match := _CHARSET.search(media_type[:1000])) and _encoding(match[1]) != _encoding(known.encoding):
        notes.add("charset-mismatch", "Content-Type", f"{match[1]!r:.80}, the document says {known.encoding!r:.80}")


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return name.lower()
