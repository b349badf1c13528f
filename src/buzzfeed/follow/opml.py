"""The list of all feeds as OPML 2.0, for importers of feed readers."""

from __future__ import annotations

from xml.etree import ElementTree

from buzzfeed.follow.directory import DirectoryView
from buzzfeed.follow.frame import ChannelRow
from buzzfeed.follow.xmltext import clean
from buzzfeed.model import Format


def opml(view: DirectoryView) -> bytes:
    """Return the directory as an OPML 2.0 document: one outline a channel, by its RSS feed, grouped by kind."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = clean(view.frame.site_title)
    ElementTree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = ElementTree.SubElement(root, "body")
    if view.everything is not None:
        _outline(body, view.everything, view.frame.site_title, view)
    for section in view.sections:
        group = ElementTree.SubElement(body, "outline", text=clean(section.title), title=clean(section.title))
        for row in section.rows:
            _outline(group, row, row.title, view)
    ElementTree.indent(root, space=" ")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _outline(parent: ElementTree.Element, row: ChannelRow, title: str, view: DirectoryView) -> None:
    feed = next(link for link in row.feeds if link.href.endswith(f".{Format.RSS}"))
    page = view.frame.canonical.rstrip("/") + f"/follow/{row.key.path}"
    name = clean(title)
    ElementTree.SubElement(
        parent, "outline", type="rss", version="RSS2", text=name, title=name, xmlUrl=feed.address, htmlUrl=page
    )
