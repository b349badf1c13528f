"""JSON files: one article as one object, in the shape that ``docs/sources.md`` gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn

from buzzfeed.errors import ItemError
from buzzfeed.sources import markdown
from buzzfeed.sources.fields import values_of
from buzzfeed.sources.frontmatter import Meta
from buzzfeed.sources.items import Piece
from buzzfeed.sources.templates import resolve
from buzzfeed.sources.text import paragraphs, scrub

_TEXT = (str,)
_NAME = (str, int)
_YES = (bool,)
_LIST = (list,)
_ONE_OR_MORE = (str, dict, list)
SHAPE: Mapping[str, tuple[type, ...]] = {
    "id": _NAME,
    "title": _TEXT,
    "date": _TEXT,
    "updated": _TEXT,
    "embargo": _TEXT,
    "embargo_until": _TEXT,
    "authors": _LIST,
    "author": _ONE_OR_MORE,
    "category": _TEXT,
    "categories": _LIST,
    "tags": _LIST,
    "description": _TEXT,
    "summary": _TEXT,
    "content_html": _TEXT,
    "content_markdown": _TEXT,
    "content_text": _TEXT,
    "image": _ONE_OR_MORE,
    "image_alt": _TEXT,
    "image_credit": _TEXT,
    "image_caption": _TEXT,
    "lang": _TEXT,
    "draft": _YES,
    "published": (bool, str),
    "private": _YES,
    "status": _TEXT,
    "visibility": _TEXT,
    "password": _TEXT,
    "slug": _TEXT,
    "url": _TEXT,
    "featured": _YES,
    "attachments": _LIST,
    "key_points": _LIST,
    "related": _LIST,
    "guard_allow": _LIST,
}
"""The keys of an article and the types their values may have; ``null`` is as good as nothing."""

_IN_LISTS: Mapping[str, tuple[type, ...]] = {
    "authors": (str, dict),
    "categories": _TEXT,
    "tags": _TEXT,
    "attachments": (dict,),
    "key_points": _TEXT,
    "related": _TEXT,
    "guard_allow": _TEXT,
}
_WORDS = {str: "text", int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}
_CONTENTS = ("content_html", "content_markdown", "content_text")


def read(text: str, origin: str) -> Piece:
    """Return the parts of an article in JSON.

    Raises:
        ItemError: ``not-json``, or ``json-shape``: a value has the wrong type, a key is missing or unknown.
    """
    value = _parsed(text, origin)
    if not isinstance(value, dict):
        _refuse(origin, f"is {_kind(value)}, not an object", "write one object with title and content_html, one a file")
    meta: Meta = {key: _clean(one) for key, one in value.items() if one is not None}
    for key, one in meta.items():
        _check(key, one, origin)
    if not any(str(meta.get(key) or "").strip() for key in ("title", *_CONTENTS)):
        _refuse(origin, "has neither a title nor any content", 'write "title" and one of content_html, content_text')
    body, removed = _body(meta)
    return Piece({key: one for key, one in meta.items() if key not in _CONTENTS}, body, removed=removed)


def _parsed(text: str, origin: str) -> object:
    try:
        return json.loads(text, parse_constant=_constant)
    except json.JSONDecodeError as error:
        cause = f"line {error.lineno} is not JSON: {error.msg}"
        raise ItemError(origin, cause, "check quotes, commas and brackets", code="not-json") from None
    except (ValueError, RecursionError) as error:
        cause = "is nested too deeply" if isinstance(error, RecursionError) else f"is not JSON: {error}"
        raise ItemError(origin, cause, "write one flat object", code="not-json") from None


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value (RFC 8259 §6)")


def _check(key: str, value: object, origin: str) -> None:
    if key.startswith("_"):
        return
    types = SHAPE.get(key)
    if types is None:
        _refuse(origin, f'"{key[:60]}" is no key of an article', "remove it, or let it begin with _")
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        _refuse(
            origin, f'"{key}" is {_kind(value)}', f"write {' or '.join(dict.fromkeys(_WORDS[one] for one in types))}"
        )
    for one in value if isinstance(value, list) else ():
        allowed = _IN_LISTS.get(key, (str, dict))
        if not isinstance(one, allowed):
            _refuse(
                origin, f'"{key}" holds {_kind(one)}', f"write a list of {' or '.join(_WORDS[t] for t in allowed)}s"
            )


def _body(meta: Meta) -> tuple[str, list[str]]:
    """Return the content as HTML, of the first form that is given, and the template code that was taken out."""
    values = values_of({key: one for key, one in meta.items() if key not in _CONTENTS})
    if written := str(meta.get("content_html") or ""):
        resolved = resolve(written, values, lambda unchanged: unchanged)
        return resolved.text, list(resolved.removed)
    if written := str(meta.get("content_markdown") or ""):
        resolved = resolve(written, values, markdown.render)
        return markdown.tidy(resolved.text), list(resolved.removed)
    resolved = resolve(str(meta.get("content_text") or ""), values, paragraphs)
    return resolved.text, list(resolved.removed)


def _clean(value: object) -> object:
    """Return a value whose texts hold no lone surrogate, which JSON can write (RFC 8259 §8.2)."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {scrub(key): _clean(one) for key, one in value.items()}
    return value


def _kind(value: object) -> str:
    return "nothing" if value is None else _WORDS.get(type(value), type(value).__name__)


def _refuse(origin: str, cause: str, hint: str) -> NoReturn:
    raise ItemError(origin, cause, hint, code="json-shape")
