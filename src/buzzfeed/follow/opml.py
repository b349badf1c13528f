"""Lists of feeds as OPML 2.0, for importers of feed readers: of every channel, or of some that a person chose."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.etree import ElementTree

from buzzfeed.follow.frame import channel_name
from buzzfeed.follow.listing import Listing
from buzzfeed.follow.site import Site
from buzzfeed.follow.words import WORDS
from buzzfeed.model import ChannelKey, ChannelKind, Format, fold, follow_path

MOST_CHOSEN = 200
"""Channels that may be chosen by an address; who wants more takes the whole list."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ALL = ChannelKey(ChannelKind.ALL)


@dataclass(frozen=True, slots=True)
class _Group:
    """Channels of one kind, each with its title, under the kind's name; without a name they stand at the top."""

    name: str
    channels: tuple[tuple[ChannelKey, str], ...]


def opml(listing: Listing, chosen: Collection[ChannelKey] | None = None) -> bytes:
    """Return an OPML 2.0 document: one outline a channel, by its RSS feed, grouped by kind.

    Args:
        listing: the public channels.
        chosen: those to list; every listed one, and that of all articles, if ``None``.
    """
    site = listing.site
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = _clean(site.title)
    ElementTree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = ElementTree.SubElement(root, "body")
    for group in _groups(listing, chosen):
        parent = body
        if group.name:
            name = _clean(group.name)
            parent = ElementTree.SubElement(body, "outline", text=name, title=name)
        for key, title in group.channels:
            _outline(parent, key, title, site)
    ElementTree.indent(root, space=" ")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _groups(listing: Listing, chosen: Collection[ChannelKey] | None) -> list[_Group]:
    words = WORDS[listing.links.language]
    states = listing.listed() if chosen is None else [listing.channels[key] for key in chosen if key.slug]
    named = [(state.key, channel_name(state, listing.site, words)) for state in states]
    named.sort(key=lambda pair: (fold(pair[1]), pair[0].slug))
    top = ((_ALL, listing.site.title),) if _ALL in listing.channels and (chosen is None or _ALL in chosen) else ()
    groups = [
        _Group(name, tuple(pair for pair in named if pair[0].kind is kind)) for kind, name in words.sections.items()
    ]
    return [_Group("", top), *(group for group in groups if group.channels)]


def _outline(parent: ElementTree.Element, key: ChannelKey, title: str, site: Site) -> None:
    name = _clean(title)
    ElementTree.SubElement(
        parent,
        "outline",
        type="rss",
        version="RSS2",
        text=name,
        title=name,
        xmlUrl=site.feed(key, Format.RSS),
        htmlUrl=site.address(follow_path(key)),
    )


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
