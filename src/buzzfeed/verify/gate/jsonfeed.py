"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from buzzfeed.verify.gate.names import JSON_FEED_KEYS, JSON_ITEM_KEYS
from buzzfeed.verify.gate.notes import Notes
from buzzfeed.verify.schema import schema_fault
from buzzfeed.verify.syntax import rfc3339

Object = Mapping[str, Any]
_VERSIONS = ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1")
_ADDRESSES = ("home_page_url", "feed_url", "next_url", "icon", "favicon")
_ITEM_ADDRESSES = ("url", "external_url", "image", "banner_image")


def examine_json(feed: Object, notes: Notes) -> None:
    """Hold a JSON Feed against its specification; what no rule of its own names is left to the schema."""
    if feed.get("version") not in _VERSIONS:
        notes.add("bad-version", "version", f"{feed.get('version')!r:.80} is no version of JSON Feed")
    if not _text(feed, "title").strip():
        notes.add("missing-feed-title", "title", "the feed has no title")
    for key, code in (("feed_url", "missing-self"), ("home_page_url", "missing-home")):
        if not feed.get(key):
            notes.add(code, key, "it is not given")
    _common(feed, "feed", _ADDRESSES, JSON_FEED_KEYS, notes)
    for number, hub in enumerate(_objects(feed, "hubs")):
        notes.url(_text(hub, "url"), f"hubs.{number}")
    items = feed.get("items")
    if not isinstance(items, list):
        notes.add("missing-items", "items", "there is no list of items")
        items = []
    items = notes.few(items)
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            _item(item, number, notes)
    if (fault := schema_fault({**feed, "items": items})) and not any(one.code in _SPECIFIC for one in notes.findings()):
        notes.add(fault.code, fault.place, fault.text)


_SPECIFIC = frozenset(
    "bad-version missing-feed-title missing-items missing-id missing-content missing-name enclosure-without-url "
    "enclosure-without-type bad-length bad-value".split()
)
"""Codes that say more than the schema does of the same fault."""


def _item(item: Object, number: int, notes: Notes) -> None:
    place = f"items.{number - 1}"
    id_ = item.get("id")
    if id_ is None:
        notes.add("missing-id", place, "there is no id")
    elif isinstance(id_, str):
        notes.id(id_, place)
    else:
        notes.add("bad-value", place, f"id {id_!r:.80} is no text")
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        notes.add("missing-content", place, "neither content_html nor content_text")
    _common(item, place, _ITEM_ADDRESSES, JSON_ITEM_KEYS, notes)
    for key in ("date_published", "date_modified"):
        if isinstance(item.get(key), str):
            notes.date(item[key], rfc3339, f"{place}.{key}")
    if not item.get("date_published"):
        notes.add("missing-date", place, "there is no date_published")
    for at, attachment in enumerate(_objects(item, "attachments")):
        _attachment(attachment, f"{place}.attachments.{at}", notes)
    for key, html in (("title", False), ("summary", False), ("content_html", True)):
        notes.text(_text(item, key), place, key, html=html, entry=number)


def _common(value: Object, place: str, addresses: tuple[str, ...], known: frozenset[str], notes: Notes) -> None:
    for key in addresses:
        if isinstance(value.get(key), str):
            notes.url(value[key], f"{place}.{key}")
    for key in value:
        if key not in known and not key.startswith("_"):
            notes.add("unknown-element", place, f"key {key!r:.80}: own keys begin with an underscore")
    if "author" in value:
        notes.add("old-version", place, "author was replaced by authors in 1.1")
    if isinstance(value.get("language"), str):
        notes.language(value["language"], f"{place}.language")
    for at, author in enumerate(_objects(value, "authors")):
        if not any(author.get(key) for key in ("name", "url", "avatar")):
            notes.add("missing-name", f"{place}.authors.{at}", "neither name, url nor avatar")


def _attachment(attachment: Object, place: str, notes: Notes) -> None:
    if not _text(attachment, "url"):
        notes.add("enclosure-without-url", place, "it has no url")
    else:
        notes.url(_text(attachment, "url"), place)
    if not _text(attachment, "mime_type"):
        notes.add("enclosure-without-type", place, "it has no mime_type")
    size = attachment.get("size_in_bytes")
    if size is not None and (isinstance(size, bool) or not isinstance(size, int | float) or size < 0):
        notes.add("bad-length", place, f"{size!r:.80} is no number of bytes")


def _text(value: Object, key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _objects(value: Object, key: str) -> list[Object]:
    found = value.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
