"""feedgen extensions for what feedgen lacks, in feeds and in entries.

feedgen drops an entry's ``rel``, ``type`` and ``length`` on Atom links (lkiesow/python-feedgen#135, #143), knows no hub
links in RSS, no ``xml:lang`` on an entry, no CDATA in Atom, no Media RSS details, and formats dates by switching the
locale of the whole process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from buzzfeed.model import Enclosure, Image, Tombstone
from buzzfeed.model.wire import (
    ATOM,
    CONTENT,
    DC,
    HISTORY,
    MEDIA,
    NAMESPACES,
    TOMBSTONES,
    WEBFEEDS,
    XML,
    History,
    cloud_of,
)

Element = Any  # an lxml element, as feedgen hands it over


class _Ours:
    """What all extensions share: every namespace is declared at the root under its fixed prefix."""

    def extend_ns(self) -> dict[str, str]:
        """Declare every namespace."""
        return dict(NAMESPACES)


class FeedExtension(_Ours, BaseExtension):  # type: ignore[misc]
    """A channel's own: hub links (WebSub §4), webfeeds' icons, RSS's ``lastBuildDate``, Atom's tombstones (RFC 6721).

    Attributes:
        hubs: addresses of WebSub hubs; Atom's stand among feedgen's own links.
        cloud: the address where rssCloud subscribers ask to be told, empty where there is none.
        icon, logo, cover: addresses, empty where there is none.
        color: the accent colour, hexadecimal without ``#``.
        updated: when the feed was last changed (UTC).
        tombstones: of articles that were taken back, as they are to stand.
        history: where the document stands in the channel's history (RFC 5005 §4).
    """

    def __init__(self) -> None:
        self.hubs: tuple[str, ...] = ()
        self.cloud = ""
        self.icon = ""
        self.logo = ""
        self.cover = ""
        self.color = ""
        self.updated: datetime | None = None
        self.tombstones: tuple[Tombstone, ...] = ()
        self.history = History("")

    def extend_rss(self, feed: Element) -> Element:
        """Add what feedgen leaves out of the channel."""
        channel = feed[0]
        for hub in self.hubs:
            etree.SubElement(channel, f"{{{ATOM}}}link", rel="hub", href=hub)
        if self.cloud:
            etree.SubElement(channel, "cloud", cloud_of(self.cloud))
        if self.updated is not None:
            etree.SubElement(channel, "lastBuildDate").text = rfc822(self.updated)
        self._add_history(channel, f"{{{ATOM}}}link")
        self._add_webfeeds(channel)
        return feed

    def extend_atom(self, feed: Element) -> Element:
        """Add what feedgen leaves out of the feed."""
        self._add_history(feed, "link")
        self._add_webfeeds(feed)
        for stone in self.tombstones:
            # RFC 6721 §3 allows a comment and more: of what was taken back, nothing but this is said.
            etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=stone.ref, when=stone.when.isoformat())
        return feed

    def _add_history(self, parent: Element, link: str) -> None:
        history = self.history
        if history.current:
            etree.SubElement(parent, f"{{{HISTORY}}}archive")
        places = {"current": history.current, "prev-archive": history.previous, "next-archive": history.following}
        for rel, href in places.items():
            if href:
                etree.SubElement(parent, link, rel=rel, href=href)

    def _add_webfeeds(self, parent: Element) -> None:
        if self.cover:
            etree.SubElement(parent, f"{{{WEBFEEDS}}}cover", image=self.cover)
        for name, value in (("icon", self.icon), ("logo", self.logo), ("accentColor", self.color)):
            if value:
                etree.SubElement(parent, f"{{{WEBFEEDS}}}{name}").text = value


@dataclass(frozen=True, slots=True)
class EntryParts:
    """What an entry carries by extension; ``describe`` is whether its image may bear a description."""

    language: str
    authors: tuple[str, ...]
    published: datetime
    updated: datetime
    has_lede: bool
    describe: bool
    image: Image | None
    enclosures: tuple[Enclosure, ...]


class EntryExtension(_Ours, BaseEntryExtension):  # type: ignore[misc]
    """An entry's own: dates, authors and language in RSS; language, enclosures and CDATA in Atom; its image."""

    def __init__(self) -> None:
        self.parts: EntryParts | None = None

    def extend_rss(self, item: Element) -> Element:
        """Complete an RSS item."""
        parts = self.parts
        if parts is None:
            return item
        if not parts.has_lede and (description := item.find("description")) is not None:
            # Without a lede feedgen puts the full text into the description.
            description.tag = f"{{{CONTENT}}}encoded"
        etree.SubElement(item, "pubDate").text = rfc822(parts.published)
        for author in parts.authors:
            # RSS's own author is an e-mail address, and feedgen leaves out who has none.
            etree.SubElement(item, f"{{{DC}}}creator").text = author
        if parts.language:
            etree.SubElement(item, f"{{{DC}}}language").text = parts.language
        etree.SubElement(item, f"{{{ATOM}}}updated").text = parts.updated.isoformat()
        _add_image(item, parts)
        return item

    def extend_atom(self, entry: Element) -> Element:
        """Complete an Atom entry."""
        parts = self.parts
        if parts is None:
            return entry
        if parts.language:
            entry.set(f"{{{XML}}}lang", parts.language)
        if (content := entry.find("content")) is not None:
            # Escaped HTML is a third larger, and every reader's parser stumbles from entity to entity.
            content.text = etree.CDATA(content.text or "")
        if (link := entry.find("link")) is not None:
            link.set("rel", "alternate")
        for one in parts.enclosures:
            link = etree.SubElement(entry, "link", rel="enclosure", href=one.url, type=one.media_type)
            if one.length:
                link.set("length", str(one.length))
        _add_image(entry, parts)
        return entry


def _add_image(entry: Element, parts: EntryParts) -> None:
    """Add ``media:content`` and what belongs to it (Media RSS 1.5.1)."""
    image = parts.image
    if image is None:
        return
    size = {name: str(value) for name, value in (("width", image.width), ("height", image.height)) if value}
    content = etree.SubElement(entry, f"{{{MEDIA}}}content", url=image.url, medium="image")
    if image.media_type:
        content.set("type", image.media_type)
    if image.length:
        content.set("fileSize", str(image.length))
    for name, value in size.items():
        content.set(name, value)
    # feedparser takes a description here for the entry's own summary or content where it has none.
    if parts.describe and (text := image.caption or image.alt):
        etree.SubElement(content, f"{{{MEDIA}}}description", type="plain").text = text
    if image.credit:
        etree.SubElement(content, f"{{{MEDIA}}}credit").text = image.credit
    etree.SubElement(content, f"{{{MEDIA}}}thumbnail", {"url": image.url, **size})


def rfc822(when: datetime) -> str:
    """Return an instant as RSS 2.0 writes it (RFC 822 with a four-digit year), whatever the locale."""
    return format_datetime(when)
