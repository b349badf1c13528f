"""Reading JSON feeds of ours: every value exactly as it stands, and whatever else stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from buzzfeed.model.wire import JSON_FEED
from buzzfeed.verify.elements import Reading, instant
from buzzfeed.verify.syntax import rfc3339

Object = Mapping[str, Any]

_ITEM_KEYS = frozenset(
    "id url title summary content_html image date_published date_modified authors tags language attachments".split()
)
_FEED_KEYS = frozenset(
    "version title home_page_url feed_url next_url description icon favicon authors language hubs items".split()
)


def json_item(item: Object) -> Reading:
    """Read an item that the schema has let through."""
    odd = [f"key {key}" for key in item if key not in _ITEM_KEYS]
    attachments = _each(item, "attachments", frozenset({"url", "mime_type", "size_in_bytes"}), odd)
    values: dict[str, object] = {
        "id": item.get("id", ""),
        "title": item.get("title", ""),
        "link": item.get("url", ""),
        "lede": item.get("summary", ""),
        "content": item.get("content_html", ""),
        "published": instant(item.get("date_published", ""), rfc3339),
        "updated": instant(item.get("date_modified", ""), rfc3339),
        "authors": [one.get("name", "") for one in _each(item, "authors", frozenset({"name"}), odd)],
        "terms": list(item.get("tags", [])),
        "language": item.get("language", ""),
        "image": item.get("image"),
        "enclosures": [
            (one.get("url", ""), one.get("mime_type", ""), _whole(one.get("size_in_bytes"))) for one in attachments
        ],
    }
    return Reading(values, odd)


def json_feed(feed: Object) -> Reading:
    """Read what a feed that the schema has let through says of itself; its items are left aside."""
    odd = [f"key {key}" for key in feed if key not in _FEED_KEYS]
    if feed.get("version") != JSON_FEED:
        odd.append(f"version {feed.get('version')!r:.80}")
    hubs = _each(feed, "hubs", frozenset({"type", "url"}), odd)
    odd += [f"a hub of type {hub.get('type')!r:.40}" for hub in hubs if hub.get("type") != "WebSub"]
    authors = [
        (one.get("name", ""), one.get("url", "")) for one in _each(feed, "authors", frozenset({"name", "url"}), odd)
    ]
    values: dict[str, object] = {
        "feed-title": feed.get("title", ""),
        "feed-link": feed.get("home_page_url", ""),
        "feed-self": feed.get("feed_url", ""),
        "feed-previous": feed.get("next_url", ""),
        "feed-hubs": [hub.get("url", "") for hub in hubs],
        "feed-description": feed.get("description", ""),
        "feed-language": feed.get("language", ""),
        "feed-author": authors[0] if len(authors) == 1 else authors,
        "feed-image": (feed.get("icon", ""), feed.get("favicon", "")),
    }
    return Reading(values, odd)


def _each(parent: Object, key: str, known: frozenset[str], odd: list[str]) -> list[Object]:
    found: list[Object] = list(parent.get(key, []))
    odd += [f"key {name} in {key}" for one in found for name in one if name not in known]
    return found


def _whole(number: object) -> str:
    return "" if number is None else str(number)
