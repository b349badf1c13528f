"""How a pushed article stands, as its owner is told; and the conditions that come with a change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin

from starlette.requests import Request

from buzzfeed.articles import DOUBTS, canonical
from buzzfeed.model import Reason
from buzzfeed.model.pushed import Precondition, Pushed, Standing
from buzzfeed.web.api.refusals import Fault, RefusedError
from buzzfeed.web.state import State

ARTICLES = "/api/articles"
_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')
_DOUBTED = "It may be an article that the newsroom has already, or a copy of one: its editors see which, and decide."


def location(state: State, id_: str) -> str:
    """Return the address of a pushed article in this API."""
    return f"{state.site.base}{ARTICLES}/{quote(id_, safe=':@')}"


def document_of(standing: Standing, state: State, *, whole: bool = True) -> dict[str, Any]:
    """Return what is told of an article: of others, which it may resemble, nothing."""
    pushed = standing.pushed
    document: dict[str, Any] = {
        "id": pushed.id,
        "state": standing.state,
        "edit": standing.edit,
        "reasons": [_told(reason) for reason in standing.reasons],
        "guid": standing.article or None,
        "slug": standing.slug or None,
        "url": standing.url or None,
        "received": _when(pushed.received),
        "changed": _when(pushed.changed),
        "href": location(state, pushed.id),
    }
    if whole and pushed.body:  # of what was deleted long ago the words are gone
        document["article"] = article = json.loads(pushed.body)
        document["instead"] = _instead(article, standing)
    return document


def _instead(article: Mapping[str, Any], standing: Standing) -> dict[str, str]:
    """Return what an article got in place of an id and a slug that it asked for: some article has these already."""
    given = {"id": standing.article, "slug": standing.slug}
    return {name: got for name, got in given.items() if got and article.get(name) and article[name] != got}


def refuse_own_page(article: Mapping[str, Any], state: State) -> None:
    """See that an article does not name a page of this server as its address: two entries would have one link.

    Raises:
        RefusedError: it does (422).
    """
    url, site = article.get("url"), state.config.newsroom.url
    pages = canonical(f"{state.site.base}/a") + "/"
    if isinstance(url, str) and any(canonical(one).startswith(pages) for one in (urljoin(f"{site}/", url), site + url)):
        fault = Fault("/url", "is a page of this server", "leave it out: an article without an address gets one here")
        raise RefusedError(422, "shape", f"{fault.field} {fault.cause}: {fault.mend}.", [fault])


def etag(pushed: Pushed) -> str:
    """Return the entity tag of an article as it was handed in; how it stands is no part of that."""
    return f'"{pushed.digest}"'


def condition_of(request: Request) -> Precondition:
    """Return what If-Match and If-None-Match ask (RFC 9110 §13.1); what cannot be read holds for nothing."""
    match, none = _tags(request, "if-match", weak=False), _tags(request, "if-none-match", weak=True)
    return Precondition(() if none == () else match, none)


def _tags(request: Request, name: str, *, weak: bool) -> tuple[str, ...] | None:
    """Return the tags that a header names; none where it cannot be read, ``None`` where it is not there."""
    words = request.headers.getlist(name)
    if not words:
        return None
    text = ", ".join(words).strip()
    if text == "*":
        return ("*",)
    found, at = [], 0
    while at < len(text):
        match = _TAG.match(text, at)
        if match is None:
            return ()
        if weak or not match[1]:
            found.append(match[2])
        at = match.end()
    return tuple(found)


def _told(reason: Reason) -> dict[str, str]:
    """Return a reason without a word of another article: who hands in may not know it."""
    return {"code": reason.code, "text": _DOUBTED if reason.code in DOUBTS else reason.text}


def _when(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
