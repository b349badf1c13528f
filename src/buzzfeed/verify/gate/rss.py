"""RSS 2.0 and 0.9x (rssboard.org/rss-specification), RSS 1.0 and 0.90 (RDF)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from buzzfeed.model.wire import ATOM, CONTENT, DC, MEDIA
from buzzfeed.verify.gate.names import RDF, RSS090, RSS_CHANNEL, RSS_ITEM, RSS_REPEATED, RSS_VERSIONS
from buzzfeed.verify.gate.notes import Notes
from buzzfeed.verify.strict import Element
from buzzfeed.verify.syntax import rfc822, rfc3339, url_fault, w3cdtf

_CLOUD = ("domain", "port", "path", "registerProcedure", "protocol")


def text_of(element: Element | None) -> str:
    """Return all text inside an element; comments are none."""
    return "" if element is None else "".join(element.itertext("*"))


class _Rss:
    """One RSS document while it is read; ``ns`` is its elements' namespace in braces, often empty."""

    def __init__(self, root: Element, notes: Notes) -> None:
        self.root = root
        self.notes = notes
        tag: str = root.tag
        self.rdf = tag == f"{{{RDF}}}RDF"
        channel = next((one for one in root if isinstance(one.tag, str) and one.tag.endswith("channel")), None)
        named = channel if self.rdf and channel is not None else root
        self.ns = named.tag[: named.tag.index("}") + 1] if "}" in named.tag else ""
        self.channel = root.find(f"{self.ns}channel")
        self.modern = root.get("version", "").startswith("2.") and not self.rdf

    def examine(self) -> None:
        if not self.rdf and self.root.get("version") not in RSS_VERSIONS:
            self.notes.add("bad-version", "rss", f"version {self.root.get('version')!r:.40} does not exist")
        if self.channel is None:
            self.notes.add("missing-channel", "document", "there is no channel")
            return
        items = list((self.root if self.rdf else self.channel).iterchildren(f"{self.ns}item"))
        for number, item in enumerate(self.notes.few(items), 1):
            _Item(self, item, number).examine()
        self._channel()
        if not self.rdf and next(self.root.iterchildren(f"{self.ns}item"), None) is not None:
            self.notes.add("misplaced-item", "rss", "an item stands beside the channel instead of in it")

    def _channel(self) -> None:
        channel, notes = self.channel, self.notes
        for name in ("title", "link", "description"):
            if not text_of(self.find(channel, name)).strip():
                notes.add(f"missing-feed-{name}", "channel", f"the channel has no {name}")
        self.known(channel, "channel", RSS_CHANNEL if not self.rdf else RSS_CHANNEL | {"items", "textinput"})
        for element in channel:
            self.extension(element, f"channel, line {element.sourceline}")
            if handle := _CHANNEL.get(self.local(element)):
                handle(self, element)
        if not any(one.get("rel") == "self" for one in channel.iterchildren(f"{{{ATOM}}}link")):
            notes.add("missing-self", "channel", 'there is no <atom:link rel="self">')

    def find(self, parent: Element, name: str) -> Element | None:
        return parent.find(f"{self.ns}{name}")

    def local(self, element: Element) -> str:
        """Return the name of an element of RSS itself; empty for others."""
        tag = element.tag
        name = tag[len(self.ns) :] if isinstance(tag, str) and tag.startswith(self.ns) else ""
        return "" if "}" in name else name

    def known(self, parent: Element, place: str, names: frozenset[str]) -> None:
        seen = set()
        for element in parent:
            name = self.local(element)
            if not name:
                continue
            where = f"{place}, line {element.sourceline}"
            if name not in names:
                meant = next((one for one in names if one.lower() == name.lower()), "")
                self.notes.add(
                    "unknown-element", where, f"<{name:.80}>" + (f": did you mean <{meant}>?" if meant else "")
                )
            elif name in seen and name not in RSS_REPEATED:
                self.notes.add("duplicate-element", where, f"a second <{name}>")
            seen.add(name)

    def extension(self, element: Element, place: str) -> None:
        """Look into an element of another namespace that RSS feeds make use of."""
        if isinstance(element.tag, str) and (handle := _EXTENSIONS.get(element.tag)):
            handle(self.notes, element, f"{place}, {element.tag.rpartition('}')[2]}")

    def url(self, element: Element) -> None:
        if text_of(element).strip():
            self.notes.url(text_of(element), f"channel, line {element.sourceline}")

    def build_date(self, element: Element) -> None:
        place = f"channel, line {element.sourceline}"
        self.notes.feed_date(self.notes.date(text_of(element), rfc822, place))

    def date(self, element: Element) -> None:
        self.notes.date(text_of(element), rfc822, f"channel, line {element.sourceline}")

    def language(self, element: Element) -> None:
        self.notes.language(text_of(element), f"channel, line {element.sourceline}")

    def ttl(self, element: Element) -> None:
        self.notes.whole(text_of(element), f"channel, line {element.sourceline}")

    def image(self, element: Element) -> None:
        place = f"image, line {element.sourceline}"
        if self.rdf:
            return
        for name in ("url", "title", "link"):
            value = text_of(self.find(element, name)).strip()
            if not value:
                self.notes.add("bad-image", place, f"the image has no {name}")
            elif name != "title":
                self.notes.url(value, place)

    def cloud(self, element: Element) -> None:
        for name in _CLOUD:
            # Where notices are posted there is no procedure to name: it stands there, empty.
            if not element.get(name) and (name != "registerProcedure" or element.get(name) is None):
                self.notes.add("bad-cloud", f"cloud, line {element.sourceline}", f"it has no {name}")


_CHANNEL: Mapping[str, Callable[[_Rss, Element], None]] = {
    "link": _Rss.url,
    "lastBuildDate": _Rss.build_date,
    "pubDate": _Rss.date,
    "language": _Rss.language,
    "ttl": _Rss.ttl,
    "image": _Rss.image,
    "cloud": _Rss.cloud,
}


class _Item:
    """One item while it is read."""

    def __init__(self, feed: _Rss, item: Element, number: int) -> None:
        self.feed = feed
        self.notes = feed.notes
        self.item = item
        self.number = number
        self.place = f"item {number}, line {item.sourceline}"

    def examine(self) -> None:
        feed = self.feed
        feed.known(self.item, self.place, RSS_ITEM)
        self._identity()
        self._title()
        for element in self.item:
            name = feed.local(element)
            if name in ("title", "link", "description", "pubDate", "guid", "author") and len(element):
                self.notes.add("unescaped-markup", self.place, f"<{name}> holds elements: escape them")
            feed.extension(element, self.place)
        if (date := feed.find(self.item, "pubDate")) is not None:
            self.notes.entry_date(self.notes.date(text_of(date), rfc822, f"{self.place}, pubDate"), self.place)
        elif feed.modern and self.item.find(f"{{{DC}}}date") is None:
            self.notes.add("missing-date", self.place, "there is no pubDate")
        self._enclosures()
        author = feed.find(self.item, "author")
        if author is not None and "@" not in text_of(author):
            self.notes.add("author-not-email", self.place, f"{text_of(author)!r:.80} is no e-mail address")
        self._texts()

    def _identity(self) -> None:
        link = text_of(self.feed.find(self.item, "link")).strip()
        guid = self.feed.find(self.item, "guid")
        if self.feed.rdf:
            if not self.feed.ns.startswith(f"{{{RSS090}"):
                self.notes.id(self.item.get(f"{{{RDF}}}about", ""), self.place)
        elif guid is not None:
            self._guid(guid)
        elif self.feed.modern:
            self.notes.add("missing-guid", self.place, "there is no guid")
        if link:
            self.notes.url(link, f"{self.place}, link")
        elif guid is None or guid.get("isPermaLink", "true") != "true":
            self.notes.add("missing-link", self.place, "there is no link")

    def _guid(self, guid: Element) -> None:
        value, permalink = text_of(guid).strip(), guid.get("isPermaLink", "true")
        self.notes.id(value, f"{self.place}, guid")
        if permalink not in ("true", "false"):
            self.notes.add("bad-attribute", f"{self.place}, guid", f"isPermaLink={permalink!r:.40}")
        elif permalink == "true" and value and url_fault(value):
            self.notes.add("permalink-not-url", f"{self.place}, guid", f"{value!r:.200} is no address")

    def _title(self) -> None:
        title = text_of(self.feed.find(self.item, "title")).strip()
        described = any(
            text_of(self.item.find(tag)).strip() for tag in (f"{self.feed.ns}description", f"{{{CONTENT}}}encoded")
        )
        if self.feed.rdf and not title:
            self.notes.add("missing-title", self.place, "there is no title (RSS 1.0 §5.5.1)")
        elif not title:
            code = "untitled" if described else "missing-title-and-description"
            self.notes.add(code, self.place, "there is no title")

    def _enclosures(self) -> None:
        found = list(self.item.iterchildren(f"{self.feed.ns}enclosure"))
        if len(found) > 1:
            self.notes.add("several-enclosures", self.place, f"{len(found)} enclosures")
        for one in found:
            place = f"{self.place}, enclosure"
            for name in ("url", "length", "type"):
                if not one.get(name):
                    self.notes.add(f"enclosure-without-{name}", place, f"it has no {name}")
            if one.get("url"):
                self.notes.url(one.get("url"), place)
            if one.get("length"):
                self.notes.whole(one.get("length"), place, "bad-length")

    def _texts(self) -> None:
        title, description = self.feed.find(self.item, "title"), self.feed.find(self.item, "description")
        self.notes.text(text_of(title), self.place, "title", html=False, entry=self.number)
        self.notes.text(text_of(description), self.place, "description", html=True, entry=self.number)
        for full in self.item.iterchildren(f"{{{CONTENT}}}encoded"):
            self.notes.text(text_of(full), self.place, "content:encoded", html=True, entry=self.number)


def _atom_link(notes: Notes, element: Element, place: str) -> None:
    if not element.get("href"):
        notes.add("missing-href", place, "the link has no href")
    else:
        notes.url(element.get("href"), place)


def _dated(read: Callable[[str], datetime | None]) -> Callable[[Notes, Element, str], None]:
    def handle(notes: Notes, element: Element, place: str) -> None:
        notes.date(text_of(element), read, place)

    return handle


def _language(notes: Notes, element: Element, place: str) -> None:
    notes.language(text_of(element), place)


def _media(notes: Notes, element: Element, place: str) -> None:
    if element.get("url"):
        notes.url(element.get("url"), place)


_EXTENSIONS: Mapping[str, Callable[[Notes, Element, str], None]] = {
    f"{{{ATOM}}}link": _atom_link,
    f"{{{ATOM}}}updated": _dated(rfc3339),
    f"{{{ATOM}}}published": _dated(rfc3339),
    f"{{{DC}}}date": _dated(w3cdtf),
    f"{{{DC}}}language": _language,
    f"{{{MEDIA}}}content": _media,
    f"{{{MEDIA}}}thumbnail": _media,
}


def examine_rss(root: Element, notes: Notes) -> None:
    """Hold an RSS document against its specification."""
    _Rss(root, notes).examine()
