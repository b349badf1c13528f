"""The operators' application: metrics, deliveries and the audience. It never stands on the public address.

Metrics and health are for programs beside, which ask without a token. Every other page is for whoever shows one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from buzzfeed.errors import BuzzfeedError
from buzzfeed.follow.hubs import hub_health
from buzzfeed.follow.timeline import timelines
from buzzfeed.follow.words.deliveries import DELIVERIES
from buzzfeed.model import Delivery, Scope
from buzzfeed.web.answers import RETRY_AFTER, TEXTS, App
from buzzfeed.web.audience import audience_routes
from buzzfeed.web.credentials import Doorkeeper, Refusal
from buzzfeed.web.entering import note_use
from buzzfeed.web.metrics import registry_of
from buzzfeed.web.proxies import Forwarded
from buzzfeed.web.replies import links_for
from buzzfeed.web.state import State

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

SHOWN = 500
"""How many deliveries the page shows, the newest first."""

_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def behind_proxies(state: State, app: App) -> App:
    """Return an application that knows who asks, where a trusted proxy says so."""
    return Forwarded(app, state.config.web.trusted_proxies)


def create_admin(state: State) -> Starlette:
    """Return the operators' application."""
    registry = registry_of(state)
    guarded = partial(_guarded, state, Doorkeeper())
    style = state.renderer.style_path

    async def metrics(_request: Request) -> Response:
        text = await _in_thread(state, lambda: generate_latest(registry))
        return Response(text, headers=_HEADERS, media_type=CONTENT_TYPE_LATEST)

    async def stylesheet(_request: Request) -> Response:
        return Response(state.renderer.style, headers=_HEADERS, media_type="text/css")

    routes = [
        Route("/", _home),
        Route("/metrics", metrics),
        Route("/deliveries", guarded(partial(_deliveries, state))),
        Route("/deliveries.json", guarded(partial(_deliveries_json, state))),
        *audience_routes(state, guarded, _HEADERS),
        Route("/healthz", _health),
        Route(state.site.prefix + style, stylesheet),
    ]
    return Starlette(routes=routes, exception_handlers={503: _unavailable, BuzzfeedError: _unavailable})


def _guarded(state: State, doorkeeper: Doorkeeper, endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that lets in whoever shows a token for operators, and tells anybody else how to get one."""

    async def ask(request: Request) -> Response:
        store, client = state.store, request.client.host if request.client else ""
        if store is None:
            raise HTTPException(503)
        shown = request.headers.get("authorization", "")
        known = await _in_thread(state, store.tokens)
        found = doorkeeper.judge(shown, known, Scope.OPERATOR, client)
        if isinstance(found, Refusal):
            return PlainTextResponse(found.text, found.status, {**_HEADERS, **found.headers})
        await note_use(state, found)
        return await endpoint(request)

    return ask


async def _home(_request: Request) -> Response:
    return RedirectResponse("/deliveries", headers=_HEADERS)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n", headers=_HEADERS)


async def _deliveries(state: State, request: Request) -> Response:
    rows = await _rows(state)
    store, title = state.store, state.site.title
    words = DELIVERIES[links_for(state, request).language]
    if store is None:
        raise HTTPException(503)
    lines = await _in_thread(state, lambda: timelines(store))
    hubs = await _in_thread(state, lambda: hub_health(state.config, store, state.now()))
    values = {"rows": rows, "title": title, "lines": lines, "words": words, "hubs": hubs}
    page = await _in_thread(state, lambda: state.renderer.plain("deliveries.html", **values))
    return Response(page, headers=_HEADERS, media_type="text/html; charset=utf-8")


async def _deliveries_json(state: State, _request: Request) -> Response:
    return JSONResponse(await _rows(state), headers=_HEADERS)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(TEXTS[503], 503, {**_HEADERS, "retry-after": RETRY_AFTER})


async def _rows(state: State) -> list[dict[str, object]]:
    store = state.store
    if store is None:
        raise HTTPException(503)
    return [as_row(delivery) for delivery in await _in_thread(state, lambda: store.deliveries(limit=SHOWN))]


def as_row(delivery: Delivery) -> dict[str, object]:
    """Return a delivery in the shape of ``buzzfeed deliveries --json``."""
    return {
        "id": delivery.id,
        "target": delivery.target,
        "type": delivery.type,
        "state": str(delivery.state),
        "attempts": delivery.attempts,
        "due": _when(delivery.due),
        "answer": delivery.answer or None,
        "articles": list(delivery.articles),
    }


def _when(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _in_thread(state: State, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(state.threads, work)
