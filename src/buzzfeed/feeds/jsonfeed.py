"""JSON Feed 1.1 (jsonfeed.org/version/1.1), which feedgen does not know."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from buzzfeed.model import Article, Channel, Format, Newsroom
from buzzfeed.model.wire import JSON_FEED, enclosures_of, feed_title, feed_url, history_of, hubs_of

GLUE = b",\n"
TAIL = b"\n]}\n"


def item(article: Article) -> bytes:
    """Return one item object; its keys stand in a fixed order, and what is absent is left out.

    Raises:
        ValueError: a text holds lone surrogates.
    """
    image = article.image
    return _dumped(
        {
            "id": article.id,
            "url": article.url,
            "title": article.title,
            "summary": article.lede or None,
            "content_html": article.content,
            "image": image.url if image is not None else None,
            "date_published": _rfc3339(article.published),
            "date_modified": _rfc3339(article.updated),
            "authors": [{"name": author.label} for author in article.authors] or None,
            "tags": [term.label for term in article.categories + article.tags] or None,
            "language": article.language or None,
            "attachments": [
                _present({"url": one.url, "mime_type": one.media_type, "size_in_bytes": one.length or None})
                for one in enclosures_of(article)
            ]
            or None,
        }
    )


def single(newsroom: Newsroom, fragment: bytes) -> bytes:
    """Return a feed that holds one item alone."""
    return _opened({"version": JSON_FEED, "title": newsroom.title}) + fragment + TAIL


def head(channel: Channel, newsroom: Newsroom) -> bytes:
    """Return a feed up to its first item.

    Raises:
        ValueError: a text holds lone surrogates.
    """
    return _opened(
        {
            "version": JSON_FEED,
            "title": feed_title(channel, newsroom),
            "home_page_url": channel.page,
            # The feed's own address is its identity, in its archives too.
            "feed_url": feed_url(channel.key, Format.JSON, newsroom),
            "next_url": history_of(channel, Format.JSON, newsroom).previous or None,
            "description": channel.description or feed_title(channel, newsroom),
            "icon": newsroom.icon or None,
            "favicon": newsroom.icon or None,
            "authors": [{"name": newsroom.title, "url": newsroom.url}],
            "language": channel.language or newsroom.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in hubs_of(channel, newsroom)] or None,
        }
    )


def _opened(top: dict[str, Any]) -> bytes:
    return _dumped(top)[:-1] + b',"items":[\n'


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _dumped(values: dict[str, Any]) -> bytes:
    return json.dumps(_present(values), ensure_ascii=False, separators=(",", ":")).encode()


def _rfc3339(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")
