"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from buzzfeed.model.wire import ATOM, TOMBSTONES, XML
from buzzfeed.verify.gate.names import ATOM_ENTRY, ATOM_FEED, ATOM_REPEATED, XHTML
from buzzfeed.verify.gate.notes import Notes
from buzzfeed.verify.gate.rss import text_of
from buzzfeed.verify.strict import Element
from buzzfeed.verify.syntax import NotADateError, rfc3339, url_fault

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;.*)?", re.DOTALL)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TYPES = ("text", "html", "xhtml")


def _q(name: str) -> str:
    return f"{{{ATOM}}}{name}"


class _Atom:
    """A feed or an entry while it is read; ``place`` names it."""

    def __init__(self, element: Element, notes: Notes, place: str, entry: int = 0) -> None:
        self.element = element
        self.notes = notes
        self.place = place
        self.entry = entry
        self.alternates: set[tuple[str, str]] = set()
        self.authors = 0

    def children(self, names: frozenset[str]) -> None:
        """Look into every child of Atom's own namespace."""
        seen = set()
        for child in self.element:
            tag = child.tag
            if not isinstance(tag, str) or not tag.startswith(f"{{{ATOM}}}"):
                if isinstance(tag, str) and not tag.startswith("{"):
                    self.notes.add("unknown-element", self.where(child), f"<{tag:.80}> stands in no namespace")
                continue
            name = tag.rpartition("}")[2]
            if name not in names:
                self.notes.add("unknown-atom-element", self.where(child), f"Atom has no <{name:.80}> here")
            elif name in seen and name not in ATOM_REPEATED:
                self.notes.add("duplicate-element", self.where(child), f"a second <{name}>")
            seen.add(name)
            if handle := _HANDLERS.get(name):
                handle(self, child)

    def where(self, child: Element) -> str:
        return f"{self.place}, line {child.sourceline}"

    def require(self, name: str, code: str) -> str:
        """Return the text of a child that must be there."""
        value = text_of(self.element.find(_q(name))).strip()
        if not value:
            self.notes.add(code, self.place, f"there is no {name}")
        return value

    def updated(self) -> datetime | None:
        """Return when it was last updated, which must be said once."""
        value = self.require("updated", "missing-updated")
        return self.notes.date(value, rfc3339, f"{self.place}, updated") if value else None

    def iri(self, value: str) -> None:
        """Look at an id, which must be an absolute IRI (§4.2.6)."""
        if value and not _IRI.fullmatch(value):
            self.notes.add("id-not-iri", f"{self.place}, id", f"{value!r:.200} is no absolute IRI")

    def link(self, link: Element) -> None:
        place, href = self.where(link), link.get("href", "").strip()
        if not href:
            self.notes.add("missing-href", place, "the link has no href")
        else:
            self._address(link, href, place)
        rel, kind = link.get("rel", "alternate"), link.get("type", "")
        if kind and not _MEDIA_TYPE.fullmatch(kind):
            self.notes.add("bad-attribute", place, f"type {kind!r:.80} is no media type")
        if link.get("length") is not None:
            self.notes.whole(link.get("length"), place, "bad-length")
        if link.get("hreflang"):
            self.notes.language(link.get("hreflang"), place)
        if rel == "alternate":
            if (kind, link.get("hreflang", "")) in self.alternates:
                self.notes.add("duplicate-alternate", place, f"two of type {kind!r:.80}")
            self.alternates.add((kind, link.get("hreflang", "")))
        elif rel == "enclosure" and not kind:
            self.notes.add("enclosure-untyped", place, "it has no type")

    def _address(self, element: Element, value: str, place: str) -> None:
        fault = url_fault(value)
        if fault == "link-not-absolute" and element.base:
            self.notes.add("relative-link", place, f"{value!r:.200} hangs on xml:base")
        else:
            self.notes.url(value, place)

    def address(self, child: Element) -> None:
        """Look at an icon or a logo."""
        self._address(child, text_of(child).strip(), self.where(child))

    def person(self, child: Element) -> None:
        if child.tag == _q("author"):
            self.authors += 1
        if not text_of(child.find(_q("name"))).strip():
            self.notes.add("missing-name", self.where(child), "the person has no name")
        uri = child.find(_q("uri"))
        if uri is not None:
            self._address(uri, text_of(uri).strip(), self.where(uri))

    def category(self, child: Element) -> None:
        if not child.get("term"):
            self.notes.add("missing-name", self.where(child), "the category has no term")

    def construct(self, child: Element) -> None:
        """Look at a text construct (§3.1)."""
        self._text(child, child.get("type", "text"), known=False)

    def content(self, child: Element) -> None:
        """Look at the content (§4.1.3)."""
        if child.get("src"):
            self._address(child, child.get("src"), self.where(child))
            if not text_of(self.element.find(_q("summary"))).strip():
                self.notes.add("missing-summary", self.place, "the content stands elsewhere")
            return
        kind = child.get("type", "text")
        self._text(child, kind, known=_MEDIA_TYPE.fullmatch(kind) is not None)

    def _text(self, child: Element, kind: str, *, known: bool) -> None:
        name = child.tag.rpartition("}")[2]
        place = f"{self.place}, {name}"
        if kind not in _TYPES:
            if not known:
                self.notes.add("bad-attribute", place, f"type {kind!r:.80} is none of text, html, xhtml")
        elif kind == "xhtml":
            if [one.tag for one in child if isinstance(one.tag, str)] != [f"{{{XHTML}}}div"]:
                self.notes.add("bad-attribute", place, "type xhtml asks for one <div> of XHTML")
        elif len(child) and any(isinstance(one.tag, str) for one in child):
            self.notes.add("unescaped-markup", place, f"elements stand in a text of type {kind}")
        else:
            self.notes.text(text_of(child), self.place, name, html=kind == "html", entry=self.entry)

    def date(self, child: Element) -> None:
        self.notes.entry_date(self.notes.date(text_of(child), rfc3339, self.where(child)), self.place)


_HANDLERS: Mapping[str, Callable[[_Atom, Element], None]] = {
    "link": _Atom.link,
    "icon": _Atom.address,
    "logo": _Atom.address,
    "author": _Atom.person,
    "contributor": _Atom.person,
    "category": _Atom.category,
    "title": _Atom.construct,
    "subtitle": _Atom.construct,
    "summary": _Atom.construct,
    "rights": _Atom.construct,
    "content": _Atom.content,
    "published": _Atom.date,
}


def examine_atom(root: Element, notes: Notes) -> None:
    """Hold an Atom feed against its specification."""
    feed = _Atom(root, notes, "feed")
    feed.iri(feed.require("id", "missing-feed-id"))
    feed.require("title", "missing-feed-title")
    entries = notes.few(list(root.iterchildren(_q("entry"))))
    feed.children(ATOM_FEED)
    for number, element in enumerate(entries, 1):
        _entry(_Atom(element, notes, f"entry {number}", number), bool(feed.authors))
    for stone in root.iterchildren(f"{{{TOMBSTONES}}}deleted-entry"):
        _tombstone(feed, stone)
    notes.feed_date(feed.updated())
    if not any(link.get("rel") == "self" for link in root.iterchildren(_q("link"))):
        notes.add("missing-self", "feed", 'there is no <link rel="self"> (§4.1.1)')
    if root.get(f"{{{XML}}}base"):
        notes.add("relative-link", "feed", "xml:base, which many readers do not follow")


def _tombstone(feed: _Atom, stone: Element) -> None:
    place = feed.where(stone)
    if not _IRI.fullmatch(stone.get("ref", "").strip()):
        feed.notes.add("bad-tombstone", place, f"ref {stone.get('ref', '')!r:.200} names no entry")
    try:
        rfc3339(stone.get("when", ""))
    except NotADateError:
        feed.notes.add("bad-tombstone", place, f"when {stone.get('when', '')!r:.80} is no date")


def _entry(entry: _Atom, authored: bool) -> None:
    notes, element = entry.notes, entry.element
    id_ = element.find(_q("id"))
    if id_ is None:
        notes.add("missing-id", entry.place, "there is no id (§4.1.2)")
    else:
        notes.id(text_of(id_), entry.place)
        entry.iri(text_of(id_).strip())
    title = element.find(_q("title"))
    if title is None or not text_of(title).strip():
        notes.add("missing-title", entry.place, "there is no title (§4.1.2)")
    entry.children(ATOM_ENTRY)
    notes.entry_date(entry.updated(), entry.place)
    if element.find(_q("content")) is None and not entry.alternates:
        notes.add("missing-alternate", entry.place, "neither content nor an alternate link")
    source = element.find(f"{_q('source')}/{_q('author')}")
    if not (entry.authors or authored or source is not None):
        notes.add("missing-author", entry.place, "neither the entry nor the feed names an author")
