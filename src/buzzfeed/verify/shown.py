"""What a feed from outside shows, at a glance: which entries, and as of when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lxml import etree

from buzzfeed.model import Finding, Format
from buzzfeed.model.wire import ATOM
from buzzfeed.verify.strict import parse_json, parse_xml

_UPDATED = f"{{{ATOM}}}updated"


def shown(data: bytes, fmt: Format) -> Mapping[str, datetime | None] | None:
    """Return the ids of a feed's entries with their times of update (UTC); ``None`` where it is no feed of ours.

    The document may have been changed on its way (a CDN that rewrites markup): nothing else of it is looked at.
    """
    if fmt is Format.JSON:
        return _of_json(parse_json(data))
    root = parse_xml(data)
    if isinstance(root, Finding):
        return None
    if fmt is Format.RSS and root.tag == "rss":
        return {item.findtext("guid") or "": _instant(item) for item in root.iterfind("channel/item")}
    if fmt is Format.ATOM and root.tag == f"{{{ATOM}}}feed":
        return {entry.findtext(f"{{{ATOM}}}id") or "": _instant(entry) for entry in root.iterfind(f"{{{ATOM}}}entry")}
    return None


def _of_json(feed: object) -> Mapping[str, datetime | None] | None:
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return None
    return {
        str(item.get("id")): _read(str(item.get("date_modified") or item.get("date_published") or ""))
        for item in items
        if isinstance(item, dict)
    }


def _instant(entry: etree._Element) -> datetime | None:
    return _read(entry.findtext(_UPDATED) or "")


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
