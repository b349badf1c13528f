"""The pages for people: directory, follow pages, articles' own pages and pictures, by Starlette."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from buzzfeed.errors import BuzzfeedError
from buzzfeed.follow import NEWEST, PRIVACY_PATH, page_path
from buzzfeed.follow.machine import DIRECTORY_JSON, WELL_KNOWN
from buzzfeed.follow.ownhost import CONFIRM, GO
from buzzfeed.model import Format, feed_path
from buzzfeed.web import directory, mixes, ownreader
from buzzfeed.web.answers import RETRY_AFTER, TEXTS, log, loggable
from buzzfeed.web.documents import NOSNIFF, Document, Header
from buzzfeed.web.fixed import FOREVER
from buzzfeed.web.maker import PageMaker, channel_key
from buzzfeed.web.pagecache import Page
from buzzfeed.web.replies import (
    ARTICLE_HEADERS,
    FOLLOW_HEADERS,
    FRESH,
    HTML,
    PAGE_HEADERS,
    DocumentResponse,
    links_for,
    maker_of,
    page_response,
)
from buzzfeed.web.state import State
from buzzfeed.web.surrogates import media_headers

MEDIA_HEADERS: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)
PICTURES = frozenset(
    "image/jpeg image/png image/gif image/webp image/avif image/svg+xml image/x-icon image/bmp".split()
)


def create_pages(state: State, more: Sequence[Route] = ()) -> Starlette:
    """Return the application of all pages, and of ``more`` that stand beside; feeds are answered ahead of it."""
    routes = [
        Route("/", partial(directory.page, state)),
        Route("/follow/all", partial(_follow, state)),
        Route(CONFIRM, partial(ownreader.confirm, state)),
        Route(GO, partial(ownreader.go, state)),
        Route("/follow/mix", partial(directory.mix, state)),
        Route("/follow/{kind}/{slug}", partial(_follow, state)),
        Route("/a/media/{name}", partial(_media, state)),
        Route("/a/{slug}", partial(_article, state)),
        Route("/feeds.opml", partial(directory.opml, state)),
        Route(WELL_KNOWN, partial(directory.well_known, state)),
        Route(DIRECTORY_JSON, partial(directory.machine, state)),
        Route(PRIVACY_PATH, partial(_privacy, state)),
        Route("/feeds/mix.{format}", partial(mixes.feed, state)),
        Route("/healthz", _health),
        Route("/readyz", partial(_readiness, state)),
        *more,
    ]
    handlers: dict[int | type[Exception], Any] = {
        404: partial(_nothing, state),
        503: _starting,
        BuzzfeedError: _unavailable,
    }
    pages = Starlette(routes=routes, exception_handlers=handlers)
    # Its redirects would name whatever Host a client sends, and lose the prefix.
    pages.router.redirect_slashes = False
    return pages


async def _follow(state: State, request: Request) -> DocumentResponse:
    key = channel_key(request.path_params.get("kind", "all"), request.path_params.get("slug", ""))
    if key is None:
        raise HTTPException(404)

    def stamp(maker: PageMaker) -> object:
        """Tell what the page is made from: what its feed serves, or all that it lists; and every list of channels."""
        served = state.table.documents.get(feed_path(key, Format.ATOM))
        few = state.config.feeds.items < NEWEST
        return maker.listed, served and served.key, maker.shown(key) if few else ""

    return await page_response(
        state, request, lambda maker, links: maker.follow(links, key), FOLLOW_HEADERS, stamp=stamp
    )


async def _article(state: State, request: Request) -> DocumentResponse | Response:
    slug = request.path_params["slug"]
    try:
        return await page_response(state, request, lambda maker, links: maker.article(links, slug), ARTICLE_HEADERS)
    except HTTPException:
        maker = maker_of(state)
        moved = await state.in_thread(lambda: maker.moved_to(slug))
        if moved is not None:
            return RedirectResponse(links_for(state, request).page(page_path(moved)), 301, {"cache-control": FRESH})
        if not await state.in_thread(lambda: maker.was_withdrawn(slug)):
            raise
        return await _message(state, request, 410)


async def _privacy(state: State, request: Request) -> DocumentResponse:
    return await page_response(state, request, lambda maker, links: maker.privacy(links, state.config), PAGE_HEADERS)


async def _media(state: State, request: Request) -> DocumentResponse:
    name = request.path_params["name"]
    maker = maker_of(state)

    def make() -> Page | None:
        picture = maker.media(name)
        if picture is None or picture.media_type not in PICTURES:
            return None
        document = Document(
            kind="media",
            key=f"media {name}",
            digest=hashlib.sha256(picture.data).hexdigest(),
            media_type=picture.media_type,
            load=lambda: picture.data,
            cache_control=FOREVER,
            headers=lambda: (*MEDIA_HEADERS, *media_headers(name, state.config.cdn)),
            vary="",
            compressible=False,
        )
        return Page(document, len(picture.data))

    document = await state.pages.get(maker.token, ("media", name), make)
    if document is None:
        raise HTTPException(404)
    return DocumentResponse(document, state)


async def _message(state: State, request: Request, status: int) -> Response:
    maker, links = maker_of(state), links_for(state, request)
    data = await state.in_thread(lambda: maker.message(links, gone=status == 410))
    headers = {name.decode(): value.decode() for name, value in (*PAGE_HEADERS, NOSNIFF)}
    return Response(data, status, {**headers, "cache-control": "no-store"}, media_type=HTML)


async def _nothing(state: State, request: Request, _error: Exception) -> Response:
    """Answer 404: a page for people, plain words for programs."""
    if state.maker is None or "text/html" not in request.headers.get("accept", ""):
        return _told(404)
    return await _message(state, request, 404)


async def _starting(_request: Request, _error: Exception) -> Response:
    return _told(503)


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, BuzzfeedError)
    path = loggable(request.scope["path"])
    log.error("cannot serve", path=path, subject=error.subject, cause=error.cause, mend=error.hint)
    return _told(503)


def _told(status: int) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    if status == 503:
        headers["retry-after"] = RETRY_AFTER
    return PlainTextResponse(TEXTS[status], status, headers)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def _readiness(state: State, _request: Request) -> Response:
    return PlainTextResponse("ready\n", headers={"cache-control": "no-store"}) if state.ready else _told(503)
