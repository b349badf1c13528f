"""What a document must say: the values of each field, derived from the article or the channel alone."""

from __future__ import annotations

import html
from datetime import datetime

from buzzfeed.model import Article, Channel, Format, Newsroom
from buzzfeed.model.wire import (
    GENERATOR,
    cloud_of,
    enclosures_of,
    feed_title,
    feed_url,
    history_of,
    hubs_of,
    term_scheme,
)
from buzzfeed.verify.fields import Values


def entry_values(article: Article, fmt: Format, newsroom: Newsroom) -> Values:
    """Return what an entry must say, as it stands in a format; absent texts are empty."""
    terms = article.categories + article.tags
    values: dict[str, object] = {
        "id": article.id,
        "title": article.title,
        "link": article.url,
        "lede": html.escape(article.lede, quote=False) if fmt is Format.RSS else article.lede,
        "content": article.content,
        "published": article.published,
        "updated": article.updated,
        "authors": [author.label for author in article.authors],
        "language": article.language,
        "enclosures": _enclosures(article, fmt),
        "image": _image(article, fmt),
    }
    if fmt is Format.RSS:
        values["permalink"] = article.id == article.url
        values["terms"] = [(term.label, term_scheme(term.kind, newsroom)) for term in terms]
    elif fmt is Format.ATOM:
        values["terms"] = [(term.slug, term.label, term_scheme(term.kind, newsroom)) for term in terms]
    else:
        values["terms"] = [term.label for term in terms]
    return values


def _enclosures(article: Article, fmt: Format) -> list[tuple[str, str, str]]:
    """Return (address, type, length); an unknown length is 0 in RSS, which asks for one, and absent elsewhere."""
    unknown = "0" if fmt is Format.RSS else ""
    found = [(one.url, one.media_type, str(one.length) if one.length else unknown) for one in enclosures_of(article)]
    return found[:1] if fmt is Format.RSS else found


def _image(article: Article, fmt: Format) -> object:
    image = article.image
    if image is None:
        return None
    if fmt is Format.JSON:
        return image.url
    size = {"width": str(image.width or ""), "height": str(image.height or "")}
    described = image.caption or image.alt if article.lede and article.content else ""
    return {
        "url": image.url,
        "medium": "image",
        "type": image.media_type,
        "fileSize": str(image.length or ""),
        **size,
        "description": described,
        "credit": image.credit,
        "thumbnail": {"url": image.url, **size},
    }


def feed_values(channel: Channel, fmt: Format, newsroom: Newsroom, updated: datetime) -> Values:
    """Return what a feed must say of itself, as it stands in a format."""
    own = feed_url(channel.key, fmt, newsroom)
    history = history_of(channel, fmt, newsroom)
    title = feed_title(channel, newsroom)
    values: dict[str, object] = {
        "feed-title": title,
        "feed-link": channel.page,
        "feed-self": own if fmt is Format.JSON else history.own,
        "feed-hubs": list(hubs_of(channel, newsroom)),
        "feed-previous": history.previous,
        "feed-description": channel.description or title,
        "feed-language": channel.language or newsroom.language,
    }
    if fmt is Format.JSON:
        values["feed-author"] = (newsroom.title, newsroom.url)
        values["feed-image"] = (newsroom.icon, newsroom.icon)
        return values
    values["feed-archive"] = bool(channel.archive)
    values["feed-current"] = history.current
    values["feed-following"] = history.following
    values["feed-updated"] = updated
    values["feed-generator"] = GENERATOR
    values["feed-rights"] = newsroom.copyright
    values["feed-webfeeds"] = (newsroom.cover, newsroom.icon, newsroom.logo, newsroom.color.removeprefix("#"))
    if fmt is Format.RSS:
        values["feed-ttl"] = str(newsroom.ttl)
        values["feed-cloud"] = cloud_of(newsroom.cloud) if newsroom.cloud and not channel.archive else None
        values["feed-image"] = (newsroom.icon, title, channel.page) if newsroom.icon else None
    else:
        values["feed-id"] = own
        values["feed-author"] = (newsroom.title, newsroom.url)
        values["feed-image"] = (newsroom.icon, newsroom.logo)
        values["feed-tombstones"] = [(stone.ref, stone.when) for stone in channel.tombstones]
    return values
