"""Reading XML feeds of ours with lxml: every value exactly as it stands, and whatever else stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from buzzfeed.model import Format
from buzzfeed.model.wire import ATOM, CONTENT, DC, HISTORY, MEDIA, TOMBSTONES, WEBFEEDS, XML
from buzzfeed.verify.strict import Element
from buzzfeed.verify.syntax import NotADateError, rfc822, rfc3339

DELETED = f"{{{TOMBSTONES}}}deleted-entry"
_LANG = f"{{{XML}}}lang"


@dataclass(slots=True)
class Reading:
    """The values of one entry or feed by field, and ``odd``: what stands there without being asked for."""

    values: dict[str, object] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)


class _Children:
    """An element's children by tag, each taken once; what is left over is odd."""

    def __init__(self, parent: Element, skip: str = "") -> None:
        self.odd: list[str] = []
        self._by_tag: dict[str, list[Element]] = {}
        stray = parent.text or ""
        for child in parent:
            if child.tag != skip:
                self._by_tag.setdefault(child.tag if isinstance(child.tag, str) else "comment", []).append(child)
            stray += child.tail or ""
        if stray.strip():
            self.odd.append(f"stray text {stray.strip()[:40]!r}")

    def all(self, tag: str) -> list[Element]:
        """Take every child of this name."""
        return self._by_tag.pop(tag, [])

    def one(self, tag: str) -> Element | None:
        """Take the only child of this name; a second one is odd."""
        found = self._by_tag.pop(tag, [])
        if len(found) > 1:
            self.odd.append(f"a second {tag}")
        return found[0] if found else None

    def text(self, tag: str, attributes: Mapping[str, str] | None = None) -> str:
        """Take the only child of this name as plain text, which must bear just these attributes."""
        element = self.one(tag)
        return "" if element is None else self.plain(element, attributes)

    def plain(self, element: Element, attributes: Mapping[str, str] | None = None) -> str:
        """Return an element's own text; attributes other than these, or elements inside, are odd."""
        if len(element) or dict(element.attrib) != (attributes or {}):
            self.odd.append(f"attributes {dict(element.attrib)} or elements in {element.tag}")
        return element.text or ""

    def close(self) -> list[str]:
        """Return what is odd, what was never taken included."""
        return self.odd + list(self._by_tag)


def instant(text: str, read: Callable[[str], datetime]) -> datetime | str:
    """Read a date, or return what is wrong with it, which no date equals."""
    try:
        return read(text)
    except NotADateError as error:
        return f"{error.code}: {text}"


def rss_item(item: Element) -> Reading:
    """Read an RSS item."""
    kids = _Children(item)
    guid = kids.one("guid")
    enclosures = [
        (one.get("url", ""), one.get("type", ""), one.get("length", ""))
        for one in kids.all("enclosure")
        if kids.plain(one, one.attrib) == ""
    ]
    values: dict[str, object] = {
        "id": (guid.text or "") if guid is not None else "",
        "permalink": guid is not None and guid.get("isPermaLink", "true") == "true",
        "title": kids.text("title"),
        "link": kids.text("link"),
        "lede": kids.text("description"),
        "content": kids.text(f"{{{CONTENT}}}encoded"),
        "published": instant(kids.text("pubDate"), rfc822),
        "updated": instant(kids.text(f"{{{ATOM}}}updated"), rfc3339),
        "authors": [kids.plain(one) for one in kids.all(f"{{{DC}}}creator")],
        "terms": [
            (kids.plain(one, {"domain": one.get("domain", "")}), one.get("domain", "")) for one in kids.all("category")
        ],
        "language": kids.text(f"{{{DC}}}language"),
        "image": _image(kids),
        "enclosures": enclosures,
    }
    return Reading(values, kids.close())


def atom_entry(entry: Element) -> Reading:
    """Read an Atom entry."""
    kids = _Children(entry)
    links = _links(kids, f"{{{ATOM}}}link")
    values: dict[str, object] = {
        "id": kids.text(f"{{{ATOM}}}id"),
        "title": kids.text(f"{{{ATOM}}}title"),
        "link": _only(links.pop("alternate", [])),
        "lede": kids.text(f"{{{ATOM}}}summary", {"type": "text"}),
        "content": kids.text(f"{{{ATOM}}}content", {"type": "html"}),
        "published": instant(kids.text(f"{{{ATOM}}}published"), rfc3339),
        "updated": instant(kids.text(f"{{{ATOM}}}updated"), rfc3339),
        "authors": [_person(kids, one)[0] for one in kids.all(f"{{{ATOM}}}author")],
        "terms": [
            (one.get("term", ""), one.get("label", ""), one.get("scheme", ""))
            for one in kids.all(f"{{{ATOM}}}category")
        ],
        "language": entry.get(_LANG, ""),
        "image": _image(kids),
        "enclosures": links.pop("enclosure", []),
    }
    return Reading(values, kids.close() + [f"link {rel}" for rel in links])


def _links(kids: _Children, tag: str) -> dict[str, list[tuple[str, str, str]]]:
    """Take the links as (address, type, length) by relation."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in kids.all(tag):
        found.setdefault(one.get("rel", "alternate"), []).append(
            (one.get("href", ""), one.get("type", ""), one.get("length", ""))
        )
    return found


def _only(links: list[tuple[str, str, str]]) -> object:
    return links[0][0] if len(links) == 1 else links


def _person(kids: _Children, element: Element) -> tuple[str, str]:
    inner = _Children(element)
    person = inner.text(f"{{{ATOM}}}name"), inner.text(f"{{{ATOM}}}uri")
    kids.odd.extend(inner.close())
    return person


def _image(kids: _Children) -> object:
    content = kids.one(f"{{{MEDIA}}}content")
    if content is None:
        return None
    inner = _Children(content)
    thumbnail = inner.one(f"{{{MEDIA}}}thumbnail")
    size = ("url", "width", "height")
    values: dict[str, object] = {
        name: content.get(name, "") for name in ("url", "medium", "type", "fileSize", "width", "height")
    }
    values["description"] = inner.text(f"{{{MEDIA}}}description", {"type": "plain"})
    values["credit"] = inner.text(f"{{{MEDIA}}}credit")
    values["thumbnail"] = None if thumbnail is None else {name: thumbnail.get(name, "") for name in size}
    kids.odd.extend(inner.close())
    return values


def rss_channel(root: Element) -> Reading:
    """Read what an RSS channel says of itself; its items are left aside."""
    outer = _Children(root)
    channel = outer.one("channel")
    if channel is None:
        return Reading({}, ["no channel"])
    kids = _Children(channel, skip="item")
    links = _links(kids, f"{{{ATOM}}}link")
    image = kids.one("image")
    cloud = kids.one("cloud")
    values: dict[str, object] = {
        "feed-title": kids.text("title"),
        "feed-link": kids.text("link"),
        "feed-self": _only(links.pop("self", [])),
        "feed-hubs": [href for href, _, _ in links.pop("hub", [])],
        **_history(kids, links),
        "feed-updated": instant(kids.text("lastBuildDate"), rfc822),
        "feed-description": kids.text("description"),
        "feed-language": kids.text("language"),
        "feed-generator": kids.text("generator"),
        "feed-rights": kids.text("copyright"),
        "feed-ttl": kids.text("ttl"),
        "feed-cloud": None if cloud is None else dict(cloud.attrib),
        "feed-image": None if image is None else tuple(image.findtext(name) for name in ("url", "title", "link")),
        "feed-webfeeds": _webfeeds(kids),
    }
    return Reading(values, outer.close() + kids.close() + [f"link {rel}" for rel in links])


def atom_feed(root: Element) -> Reading:
    """Read what an Atom feed says of itself; its entries are left aside."""
    kids = _Children(root, skip=f"{{{ATOM}}}entry")
    links = _links(kids, f"{{{ATOM}}}link")
    authors = [_person(kids, one) for one in kids.all(f"{{{ATOM}}}author")]
    values: dict[str, object] = {
        "feed-title": kids.text(f"{{{ATOM}}}title"),
        "feed-link": _only(links.pop("alternate", [])),
        "feed-self": _only(links.pop("self", [])),
        "feed-hubs": [href for href, _, _ in links.pop("hub", [])],
        **_history(kids, links),
        "feed-id": kids.text(f"{{{ATOM}}}id"),
        "feed-updated": instant(kids.text(f"{{{ATOM}}}updated"), rfc3339),
        "feed-description": kids.text(f"{{{ATOM}}}subtitle"),
        "feed-language": root.get(_LANG, ""),
        "feed-author": authors[0] if len(authors) == 1 else authors,
        "feed-generator": kids.text(f"{{{ATOM}}}generator"),
        "feed-rights": kids.text(f"{{{ATOM}}}rights"),
        "feed-image": (kids.text(f"{{{ATOM}}}icon"), kids.text(f"{{{ATOM}}}logo")),
        "feed-webfeeds": _webfeeds(kids),
        "feed-tombstones": _tombstones(kids),
    }
    return Reading(values, kids.close() + [f"link {rel}" for rel in links])


def _tombstones(kids: _Children) -> list[tuple[str, object]]:
    """Take the tombstones; one that says more than which entry and when is odd (invariant 5)."""
    found: list[tuple[str, object]] = []
    for one in kids.all(DELETED):
        said = {name: one.get(name, "") for name in ("ref", "when")}
        if kids.plain(one, said):
            kids.odd.append("words in a tombstone")
        found.append((said["ref"], instant(said["when"], rfc3339)))
    return found


def _history(kids: _Children, links: dict[str, list[tuple[str, str, str]]]) -> dict[str, object]:
    """Take where a document stands in its feed's history (RFC 5005 §4)."""
    archive = kids.one(f"{{{HISTORY}}}archive")
    if archive is not None and kids.plain(archive):
        kids.odd.append("words in fh:archive")
    rels = {"feed-current": "current", "feed-previous": "prev-archive", "feed-following": "next-archive"}
    return {"feed-archive": archive is not None, **{name: _none_or_only(links, rel) for name, rel in rels.items()}}


def _none_or_only(links: dict[str, list[tuple[str, str, str]]], rel: str) -> object:
    found = links.pop(rel, [])
    return _only(found) if found else ""


def _webfeeds(kids: _Children) -> tuple[str, ...]:
    cover = kids.one(f"{{{WEBFEEDS}}}cover")
    image = "" if cover is None else cover.get("image", "")
    if cover is not None and kids.plain(cover, {"image": image}):
        kids.odd.append("words in a cover")
    return (image, *(kids.text(f"{{{WEBFEEDS}}}{name}") for name in ("icon", "logo", "accentColor")))


def entries_of(root: Element, fmt: Format) -> list[Element]:
    """Return a feed's entries."""
    if fmt is Format.RSS:
        return [item for channel in root.iterchildren("channel") for item in channel.iterchildren("item")]
    return list(root.iterchildren(f"{{{ATOM}}}entry"))
