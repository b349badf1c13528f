"""JSON Feed 1.1 as a JSON Schema (draft 7), written from the specification at jsonfeed.org/version/1.1."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema

from buzzfeed.model import Finding
from buzzfeed.verify.codes import finding

_TEXT = {"type": "string"}
_NAMED = {"type": "string", "minLength": 1}
_SIZE = {"type": "number", "minimum": 0}
_AUTHOR = {
    "type": "object",
    "properties": {"name": _TEXT, "url": _TEXT, "avatar": _TEXT},
    # "if you provide an author object, then at least one is required"
    "anyOf": [{"required": ["name"]}, {"required": ["url"]}, {"required": ["avatar"]}],
}
_AUTHORS = {"type": "array", "items": _AUTHOR}
_ATTACHMENT = {
    "type": "object",
    "required": ["url", "mime_type"],
    "properties": {
        "url": _NAMED,
        "mime_type": _NAMED,
        "title": _TEXT,
        "size_in_bytes": _SIZE,
        "duration_in_seconds": _SIZE,
    },
}
_ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": _NAMED,
        "url": _TEXT,
        "external_url": _TEXT,
        "title": _TEXT,
        "content_html": _TEXT,
        "content_text": _TEXT,
        "summary": _TEXT,
        "image": _TEXT,
        "banner_image": _TEXT,
        "date_published": _TEXT,
        "date_modified": _TEXT,
        "author": _AUTHOR,
        "authors": _AUTHORS,
        "tags": {"type": "array", "items": _TEXT},
        "language": _TEXT,
        "attachments": {"type": "array", "items": _ATTACHMENT},
    },
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
}
SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"enum": ["https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1"]},
        "title": _NAMED,
        "home_page_url": _TEXT,
        "feed_url": _TEXT,
        "description": _TEXT,
        "user_comment": _TEXT,
        "next_url": _TEXT,
        "icon": _TEXT,
        "favicon": _TEXT,
        "author": _AUTHOR,
        "authors": _AUTHORS,
        "language": _TEXT,
        "expired": {"type": "boolean"},
        "hubs": {
            "type": "array",
            "items": {"type": "object", "required": ["type", "url"], "properties": {"type": _NAMED, "url": _NAMED}},
        },
        "items": {"type": "array", "items": _ITEM},
    },
}


@cache
def _compiled() -> Callable[[Any], Any]:
    compiled: Callable[[Any], Any] = fastjsonschema.compile(SCHEMA)
    return compiled


def schema_fault(feed: object) -> Finding | None:
    """Return the first place where a value breaks the schema."""
    try:
        _compiled()(feed)
    except fastjsonschema.JsonSchemaValueException as error:
        place = ".".join(str(part) for part in error.path[1:]) or "document"
        return finding("schema", place, f"{error.message:.200}")
    return None
