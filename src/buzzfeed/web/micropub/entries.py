"""From a Micropub entry to an article, and back: what of microformats' properties an article has a place for.

The properties are kept as they were sent (`KEPT`), so that a writing app gets back what it gave; what an article has no
place for is kept, and shown nowhere.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from typing import Any

from buzzfeed.sources.dates import iso
from buzzfeed.web.api.refusals import RefusedError
from buzzfeed.web.api.shapes import DATE

KEPT = "_micropub"
"""The key of an article under which the properties stand."""

Properties = Mapping[str, Sequence[Any]]
_NEVER_KEPT = frozenset(("access_token", "h", "action", "q"))
_ADDRESS = re.compile(r"https?://[^\s{}<>\"]{1,1990}")
_DATE = re.compile(DATE)
_SLUG = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_STATUS = {"published": "published", "draft": "draft"}
_VISIBILITY = frozenset(("public", "unlisted", "private", "protected"))
_MOST = 200


def article_of(properties: Properties) -> dict[str, Any]:
    """Return the article that an entry's properties make.

    Raises:
        RefusedError: they make none (400).
    """
    kept = {name: list(values) for name, values in properties.items() if _is_kept(name)}
    article: dict[str, Any] = {KEPT: kept}
    article |= _texts(properties)
    if not any(key in article for key in ("title", "content_html", "content_text")):
        raise refused("An article has a name, or content: likes, reposts and check-ins are nothing that feeds carry.")
    for name, key in (("published", "date"), ("updated", "updated")):
        if words := _first_text(properties, name):
            article[key] = _date(name, words)
    if tags := _names(properties.get("category", ())):
        article["tags"] = tags
    if authors := [one for one in _names(properties.get("author", ())) if not _ADDRESS.fullmatch(one)]:
        article["authors"] = authors
    article |= _media(properties)
    if (url := _first_text(properties, "url")) and _ADDRESS.fullmatch(url):
        article["url"] = url
    if slug := slug_of(properties):
        article["slug"] = slug
    return article | _visibility(properties)


def properties_of(article: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the properties of an article: as they were sent, or else what they would be."""
    kept = article.get(KEPT)
    if isinstance(kept, dict) and all(isinstance(values, list) for values in kept.values()):
        return {str(name): list(values) for name, values in kept.items()}
    found: dict[str, list[Any]] = {}
    for name, key in (("name", "title"), ("published", "date"), ("updated", "updated"), ("url", "url")):
        if article.get(key):
            found[name] = [article[key]]
    if summary := article.get("description") or article.get("summary"):
        found["summary"] = [summary]
    if html := article.get("content_html"):
        found["content"] = [{"html": html}]
    elif text := article.get("content_markdown") or article.get("content_text"):
        found["content"] = [text]
    tags = [*(article.get("categories") or ()), *([article["category"]] if article.get("category") else [])]
    if tags := [*tags, *(article.get("tags") or ())]:
        found["category"] = tags
    image = article.get("image")
    address = image.get("src") if isinstance(image, dict) else image
    alt = article.get("image_alt") or (image.get("alt") if isinstance(image, dict) else "")
    if address:
        found["photo"] = [{"value": address, "alt": alt} if alt else address]
    if article.get("draft") or article.get("status") == "draft":
        found["post-status"] = ["draft"]
    return found


def changed(before: Mapping[str, Any], properties: Properties) -> dict[str, Any]:
    """Return an article with its properties changed: what they do not tell of it stays as it was.

    Raises:
        RefusedError: nothing that is an article would be left (400).
    """
    article = article_of(properties)
    if KEPT in before:  # all of it came from its properties, but for a slug that was asked for
        return {**({"slug": before["slug"]} if "slug" in before else {}), **article}
    del article[KEPT]
    former = properties_of(before)
    carried = {name: value for name, value in before.items() if name not in _TOLD}
    for name, keys in (("content", _CONTENTS), ("photo", _PICTURE)):
        if properties.get(name) == former.get(name):
            article = {key: value for key, value in article.items() if key not in keys}
            carried |= {key: before[key] for key in keys if key in before}
    categories = [*(before.get("categories") or ()), *([before["category"]] if before.get("category") else [])]
    if kept := [name for name in categories if name in article.get("tags", ())]:
        carried["categories"] = kept
        article["tags"] = [name for name in article["tags"] if name not in kept]
    return {**carried, **article}


_CONTENTS = ("content_html", "content_markdown", "content_text")
_PICTURE = ("image", "image_alt")
_OTHERS = "title date updated url description summary categories category tags draft status".split()
_TOLD = frozenset((*_CONTENTS, *_PICTURE, *_OTHERS))
"""The keys of an article that `properties_of` tells of."""


def refused(text: str) -> RefusedError:
    """Return why a request cannot be taken, as Micropub calls it: ``invalid_request`` (§3.8)."""
    return RefusedError(400, "invalid_request", text)


def slug_of(properties: Properties) -> str:
    """Return the slug that an entry asks for with ``mp-slug``; empty where it asks for none that can be one."""
    words = _first_text(properties, "mp-slug")
    return words if len(words) <= 80 and _SLUG.fullmatch(words) else ""


def _is_kept(name: str) -> bool:
    """Whether a property is one: neither a command to the server (§3.3) nor what let the app in (§3.1)."""
    return name not in _NEVER_KEPT and not name.startswith("mp-")


def _texts(properties: Properties) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if title := _first_text(properties, "name"):
        found["title"] = title
    if summary := _first_text(properties, "summary"):
        found["description"] = summary
    for content in list(properties.get("content", ()))[:1]:
        html = content.get("html") if isinstance(content, dict) else None
        text = content.get("value") if isinstance(content, dict) else content
        if isinstance(html, str) and html.strip():
            found["content_html"] = html
        elif isinstance(text, str) and text.strip():
            found["content_text"] = text
    return found


def _media(properties: Properties) -> dict[str, Any]:
    """Return the first photo as the picture, and the others, sounds and films as files beside, where a kind shows."""
    found: dict[str, Any] = {}
    photos = [*_pictures(properties.get("photo", ())), *_pictures(properties.get("featured", ()))]
    if photos:
        found["image"], alt = photos[0]
        if alt:
            found["image_alt"] = alt
    others = [address for address, _ in photos[1:]]
    others += [address for name in ("audio", "video") for address, _ in _pictures(properties.get(name, ()))]
    files = [(address, mimetypes.guess_type(address.partition("?")[0])[0]) for address in dict.fromkeys(others)]
    if attachments := [{"url": address, "mime_type": kind} for address, kind in files if kind][:20]:
        found["attachments"] = attachments
    return found


def _pictures(values: Sequence[Any]) -> list[tuple[str, str]]:
    """Return addresses with their alternative texts: a text, or ``{"value": …, "alt": …}``."""
    found = []
    for one in list(values)[:_MOST]:
        address = one.get("value") if isinstance(one, dict) else one
        alt = one.get("alt") if isinstance(one, dict) else ""
        if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
            raise refused("A photo, sound or film is named by its address (https://…): files are not taken here.")
        found.append((address, alt if isinstance(alt, str) else ""))
    return found


def _visibility(properties: Properties) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if status := _first_text(properties, "post-status"):
        if status not in _STATUS:
            raise refused(f'post-status is "published" or "draft", not "{status[:60]}".')
        found["status"] = _STATUS[status]
    if visibility := _first_text(properties, "visibility"):
        if visibility not in _VISIBILITY:
            raise refused(f'visibility is "public", "unlisted" or "private", not "{visibility[:60]}".')
        found["visibility"] = visibility
    return found


def _date(name: str, words: str) -> str:
    date = iso(words)
    if _DATE.fullmatch(date) is None:
        raise refused(f"{name} is no date: write it as 2026-03-01T09:30:00+01:00.")
    return date


def _names(values: Sequence[Any]) -> list[str]:
    """Return names: texts, or the names of what is nested (an ``h-card``, say)."""
    found: list[str] = []
    for one in list(values)[:_MOST]:
        inner = one.get("properties") if isinstance(one, dict) else None
        name = _first_text(inner, "name") if isinstance(inner, dict) else one
        if isinstance(name, str) and name.strip():
            found.append(name.strip()[:300])
    return list(dict.fromkeys(found))


def _first_text(properties: Mapping[str, Any], name: str) -> str:
    values = properties.get(name)
    first = values[0] if isinstance(values, list) and values else None
    return first.strip() if isinstance(first, str) else ""
