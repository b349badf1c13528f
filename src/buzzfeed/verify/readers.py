"""Reading feeds as readers do, with feedparser, and what feedparser is known to do to a sound feed.

Given bytes, never a string, which it may take for an address and fetch. It checks nothing itself: ``bozo`` stays false
for empty input and web pages (kurtmckee/feedparser#283, #461). So a strict parse always comes first.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from io import BytesIO
from typing import Any

import feedparser

from buzzfeed.model import Format
from buzzfeed.verify import expat
from buzzfeed.verify.fields import Values

expat.install()

VERSIONS = {Format.RSS: "rss20", Format.ATOM: "atom10"}
MAX_NAME = 1000
"""Longer names are kept from feedparser, which looks for e-mail addresses in them in quadratic time."""

_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+.,-]*://)/+")
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_TAG = re.compile(r"<[^<>]*>")


def read(data: bytes, *, sanitize: bool = False) -> Any | None:
    """Parse a feed that lxml has parsed, or return ``None`` where feedparser gives up. Addresses stay as they are."""
    try:
        found = feedparser.parse(BytesIO(data), sanitize_html=sanitize, resolve_relative_uris=False)
    except Exception:  # noqa: BLE001 - whatever it raises on strange input, it is the document that is refused
        return None
    return None if found["bozo"] else found


def sanitized(markup: str) -> str:
    """Return what a reader that sanitises HTML makes of a description; keep hostile ones short.

    Sanitising looks at markup alone: without a tag or a reference there is nothing to do.
    """
    if "<" not in markup and "&" not in markup:
        return undone(markup)
    body = html.escape(markup, quote=False)
    document = f'<rss version="2.0"><channel><item><description>{body}</description></item></channel></rss>'
    found = read(document.encode("utf-8", "replace"), sanitize=True)
    return str(found["entries"][0].get("summary", "")) if found and found["entries"] else ""


def visible(lede_html: str) -> str:
    """Return what a reader that sanitises HTML shows of a lede: its words, single spaces between them."""
    return " ".join(html.unescape(_TAG.sub("", sanitized(lede_html))).split())


def read_entry(entry: Any, fmt: Format) -> Values:
    """Return the fields of an entry as feedparser gives them."""
    links = entry.get("links", [])
    rss = fmt is Format.RSS
    detail = entry.get("title_detail") or {}
    return {
        "id": entry.get("id", ""),
        "title": entry.get("title", ""),
        "link": entry.get("link", ""),
        "lede": entry.get("summary", ""),
        "content": "".join(one["value"] for one in entry.get("content", [])),
        "published": _instant(entry, "published_parsed"),
        "updated": _instant(entry, "updated_parsed"),
        "authors": [author.get("name", "") for author in entry.get("authors", [])],
        "terms": [
            (tag["term"], tag["scheme"]) if rss else (tag["term"], tag["label"], tag["scheme"])
            for tag in entry.get("tags", [])
        ],
        "language": (entry.get("language") if rss else detail.get("language")) or "",
        "image": _image(entry),
        "enclosures": [
            (link.get("href", ""), link.get("type", ""), link.get("length", ""))
            for link in links
            if link.get("rel") == "enclosure"
        ],
    }


def _instant(values: Any, key: str) -> tuple[int, ...] | None:
    # Asking for updated_parsed where there is none falls back on published_parsed.
    found = dict.get(values, key)
    return tuple(found[:6]) if found else None


def _image(entry: Any) -> object:
    media = entry.get("media_content", [])
    if not media:
        return None
    names = ("url", "medium", "type", "filesize", "width", "height")
    values = {name: media[0].get(name, "") for name in names}
    values["credit"] = "".join(one.get("content", "") for one in entry.get("media_credit", []))
    values["thumbnail"] = [(one.get("url", ""), one.get("width", "")) for one in entry.get("media_thumbnail", [])]
    values["count"] = len(media)
    return values


def read_feed(found: Any, fmt: Format) -> Values:
    """Return what feedparser gives of a feed itself."""
    feed = found["feed"]
    links = feed.get("links", [])
    values: dict[str, object] = {
        "feed-title": feed.get("title", ""),
        "feed-link": feed.get("link", ""),
        "feed-self": [link.get("href") for link in links if link.get("rel") == "self"],
        "feed-hubs": [link.get("href") for link in links if link.get("rel") == "hub"],
        "feed-current": _linked(links, "current"),
        "feed-previous": _linked(links, "prev-archive"),
        "feed-following": _linked(links, "next-archive"),
        "feed-updated": _instant(feed, "updated_parsed"),
        "feed-description": feed.get("subtitle", ""),
        "feed-language": feed.get("language", ""),
        "feed-generator": feed.get("generator", ""),
        "feed-rights": feed.get("rights", ""),
    }
    if fmt is Format.RSS:
        values["feed-ttl"] = feed.get("ttl", "")
    else:
        values["feed-id"] = feed.get("id", "")
    return values


def _linked(links: Any, rel: str) -> str:
    return " ".join(str(link.get("href")) for link in links if link.get("rel") == rel)


def as_read_entry(wanted: Values, fmt: Format, got: Values) -> Values:
    """Return the values of an entry as feedparser would give them for a sound one."""
    rss = fmt is Format.RSS
    content, lede = undone(wanted["content"]), undone(wanted["lede"])
    authors = [undone(name) if rss else name for name in _texts(wanted["authors"])]
    values = dict(wanted)
    values.update(
        id=undone(wanted["id"] if rss and not wanted["permalink"] else _joined(wanted["id"])),
        title=undone(wanted["title"]),
        link=link_as_read(str(wanted["link"]), rss=rss),
        lede=lede or content,
        content=content,
        published=_parts(wanted["published"]),
        updated=_parts(wanted["updated"]),
        language=str(wanted["language"]).replace("_", "-"),
        # It takes an e-mail address out of a name; lxml has compared the whole.
        authors=got["authors"] if any("@" in name for name in authors) else authors,
        image=_image_as_read(wanted["image"]),
        enclosures=[
            (url if rss else _joined(url), kind.lower(), length) for url, kind, length in _triples(wanted["enclosures"])
        ],
    )
    if rss:
        values["terms"] = [(undone(label), scheme) for label, scheme in _triples(wanted["terms"])]
    return values


def as_read_feed(wanted: Values) -> Values:
    """Return the values of a feed as feedparser would give them for a sound one."""
    values = dict(wanted)
    values.update(
        {
            "feed-title": undone(wanted["feed-title"]),
            "feed-link": link_as_read(str(wanted["feed-link"]), rss="feed-id" not in wanted),
            "feed-self": [_joined(wanted["feed-self"])],
            "feed-hubs": [_joined(hub) for hub in _texts(wanted["feed-hubs"])],
            "feed-current": _joined(wanted["feed-current"]),
            "feed-previous": _joined(wanted["feed-previous"]),
            "feed-following": _joined(wanted["feed-following"]),
            "feed-updated": _parts(wanted["feed-updated"]),
            "feed-description": undone(wanted["feed-description"]),
            "feed-language": str(wanted["feed-language"]).replace("_", "-"),
            "feed-rights": undone(wanted["feed-rights"]),
        }
    )
    if "feed-id" in wanted:
        values["feed-id"] = undone(_joined(wanted["feed-id"]))
    return values


def undone(text: object) -> str:
    """Return a text with UTF-8 undone that was read as Latin-1: feedparser does so wherever it could be that."""
    text = str(text)
    try:
        return text.encode("latin-1").decode()
    except ValueError:
        return text


def _joined(url: object) -> str:
    return _SLASHES.sub(r"\1", str(url))


def link_as_read(url: str, *, rss: bool) -> str:
    """Return a link as feedparser gives it: in a text it takes ``&name;`` for a parameter that was spoilt."""
    if not rss:
        return _joined(url)
    return _REFERENCE.sub(r"&\1", undone(_joined(url)).replace("&amp;", "&"))


def _parts(when: object) -> tuple[int, ...] | None:
    return tuple(when.utctimetuple()[:6]) if isinstance(when, datetime) else None


def _texts(values: object) -> list[str]:
    return list(values) if isinstance(values, list) else []


def _triples(values: object) -> list[tuple[str, ...]]:
    return list(values) if isinstance(values, list) else []


def _image_as_read(image: object) -> object:
    if not isinstance(image, dict):
        return None
    values = {name: image[name] for name in ("url", "medium", "width", "height")}
    values.update(type=image["type"].lower(), filesize=image["fileSize"], credit=undone(image["credit"]))
    values.update(thumbnail=[(image["url"], image["width"])], count=1)
    return values
