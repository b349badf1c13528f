"""The OpenAPI 3.1 description of the API, made of the models that check what comes in."""

from __future__ import annotations

from functools import cache
from typing import Any

from buzzfeed.model.pushed import PushState
from buzzfeed.web.api.answering import ARTICLES
from buzzfeed.web.api.refusals import PROBLEM
from buzzfeed.web.api.shapes import ID, Article

OPENAPI_PATH = "/api/openapi.json"
VERSION = "1.0.0"
"""The version of the API: its first number rises with what breaks a client."""

_TAG = {"type": "string", "pattern": '^"[0-9a-f]{40}"$'}
_TIME = {"type": "string", "format": "date-time"}
_TEXT_OR_NULL = {"type": ["string", "null"]}


def description(base: str) -> dict[str, Any]:
    """Return the description of the API that stands at an address."""
    return {**_fixed(), "servers": [{"url": base}]}


@cache
def _fixed() -> dict[str, Any]:
    shape = Article.model_json_schema(ref_template="#/components/schemas/{model}")
    models = shape.pop("$defs", {})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "buzzfeed: articles that are handed in",
            "version": VERSION,
            "description": (
                "A token is for one source, and is told of that source's articles alone. What is accepted is kept at "
                "once and becomes an article seconds later, unless the guard holds it: `state` says how it stands."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "security": [{"token": []}],
        "paths": {ARTICLES: {"get": _list()}, ARTICLES + "/{id}": _one(), "/api/look/{source}": {"post": _look()}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "buzzfeed token add …"}},
            "schemas": {**models, "Article": shape, "Standing": _standing(), "Problem": _problem()},
        },
    }


def _list() -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["articles", "next"],
        "properties": {
            "articles": {"type": "array", "items": {"$ref": "#/components/schemas/Standing"}},
            "next": {**_TEXT_OR_NULL, "description": "The address of the page that follows."},
        },
    }
    after = {"name": "after", "in": "query", "schema": {"type": "string", "pattern": ID}}
    limit = {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    }
    return {
        "operationId": "listArticles",
        "summary": "The ids and states of the source's articles, in the order of their ids",
        "parameters": [after, limit],
        "responses": {"200": _answer("A page.", page), **_problems(401, 403, 422, 429, 503)},
    }


def _one() -> dict[str, Any]:
    id_ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": ID}}
    match = {
        "name": "If-Match",
        "in": "header",
        "description": "ETags in their quotes, or *: only where the article is one of these versions.",
        "schema": {"type": "string"},
    }
    standing = {"$ref": "#/components/schemas/Standing"}
    headers = {"ETag": {"description": "The version of the article.", "schema": _TAG}}
    created = {**headers, "Location": {"schema": {"type": "string", "format": "uri"}}}
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Article"}}}}
    return {
        "parameters": [id_],
        "get": {
            "operationId": "getArticle",
            "summary": "How an article stands, and what was handed in",
            "responses": {"200": _answer("It is known.", standing, headers), **_problems(401, 403, 404, 410, 429, 503)},
        },
        "put": {
            "operationId": "putArticle",
            "summary": "Hand an article in, change it, or bring it back; the same once more changes nothing",
            "parameters": [match],
            "requestBody": body,
            "responses": {
                "201": _answer("It is new, or was deleted before; its state is `waiting`.", standing, created),
                "200": _answer("It was known.", standing, headers),
                **_problems(400, 401, 403, 408, 412, 413, 415, 422, 429, 503, 507),
            },
        },
        "delete": {
            "operationId": "deleteArticle",
            "summary": "Take an article back; twice is once, and putting it again brings it back",
            "parameters": [match],
            "responses": {
                "200": _answer("It is deleted, or was.", standing, headers),
                **_problems(401, 403, 404, 412, 429, 503),
            },
        },
    }


def _look() -> dict[str, Any]:
    said = {
        "type": "object",
        "required": ["source", "looking"],
        "properties": {"source": {"type": "string"}, "looking": {"const": True}},
    }
    source = {"name": "source", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "lookAgain",
        "summary": "Have a source looked at now; whatever body comes with it is left unread",
        "parameters": [source],
        "responses": {"202": _answer("It is looked at.", said), **_problems(401, 403, 404, 408, 413, 429, 503)},
    }


def _standing() -> dict[str, Any]:
    reason = {
        "type": "object",
        "required": ["code", "text"],
        "properties": {"code": {"type": "string"}, "text": {"type": "string"}},
    }
    states: list[str | None] = [str(state) for state in PushState]
    return {
        "type": "object",
        "required": "id state edit reasons guid slug url received changed href".split(),
        "properties": {
            "id": {"type": "string", "pattern": ID},
            "state": {
                "enum": states,
                "description": "`waiting` was not taken up yet; `published` alone is public; `deleted` never was.",
            },
            "edit": {
                "enum": [*states, None],
                "description": "How the last change stands, where the one before serves.",
            },
            "reasons": {"type": "array", "items": reason, "description": "Why it, or its last change, is not public."},
            "guid": {**_TEXT_OR_NULL, "description": "Its id in every feed."},
            "slug": {**_TEXT_OR_NULL, "description": "That of its own page."},
            "url": {**_TEXT_OR_NULL, "description": "Its address, where it is public."},
            "received": _TIME,
            "changed": _TIME,
            "href": {"type": "string", "format": "uri"},
            "article": {"$ref": "#/components/schemas/Article"},
            "instead": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "slug": {"type": "string"}},
                "description": "What it got in place of an `id` and a `slug` of its own that were taken already.",
            },
        },
    }


def _problem() -> dict[str, Any]:
    fault = {
        "type": "object",
        "required": ["field", "cause", "mend"],
        "properties": {
            "field": {"type": "string", "description": "Where, as a JSON pointer (RFC 6901)."},
            "cause": {"type": "string"},
            "mend": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": fault},
            "standing": {"$ref": "#/components/schemas/Standing"},
        },
    }


_SAID = {
    400: "It cannot be read.",
    401: "There is no token, or it is none.",
    403: "The token is not for this.",
    404: "There is nothing of that name.",
    408: "It took too long to arrive.",
    410: "It is deleted: `standing` says whether it left the feeds (`retracted`), or has yet to (`waiting`).",
    412: "It is another version by now.",
    413: "It is too large.",
    415: "It is of another kind.",
    422: "It has another shape.",
    429: "Too many requests: see Retry-After.",
    503: "Not now: see Retry-After.",
    507: "There is no room for another id.",
}


def _problems(*statuses: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {
        str(status): {"description": _SAID[status], "content": {PROBLEM: {"schema": reference}}} for status in statuses
    }


def _answer(words: str, schema: dict[str, Any], headers: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = {"description": words, "content": {"application/json": {"schema": schema}}}
    return {**answer, "headers": headers} if headers else answer
