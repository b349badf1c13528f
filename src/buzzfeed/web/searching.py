"""What search engines and news directories ask for: sitemaps, ours and those of the newsroom's other hosts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from buzzfeed.follow.sitemaps import ELSEWHERE, NEWS
from buzzfeed.web.documents import Document
from buzzfeed.web.pagecache import Page
from buzzfeed.web.replies import FRESH, DocumentResponse
from buzzfeed.web.sitemaps import Sitemaps, folder_of
from buzzfeed.web.state import State

XML = "application/xml; charset=utf-8"


def sitemap_routes(state: State) -> list[Route]:
    """Return the routes of all sitemaps."""
    return [
        Route(NEWS, partial(_news, state)),
        Route("/sitemap.xml", partial(_sitemap, state)),
        Route("/sitemap-{part:int}.xml", partial(_sitemap, state)),
        Route(f"{ELSEWHERE}/{{host}}/{{name}}", partial(_elsewhere, state)),
    ]


async def _news(state: State, _request: Request) -> DocumentResponse:
    return await _news_of(state, "")


async def _sitemap(state: State, request: Request) -> DocumentResponse:
    number = request.path_params.get("part")
    return await _sitemap_of(state, "", "/sitemap.xml" if number is None else f"/sitemap-{number}.xml")


async def _elsewhere(state: State, request: Request) -> DocumentResponse:
    host, path = request.path_params["host"], "/" + request.path_params["name"]
    return await (_news_of(state, host) if path == NEWS else _sitemap_of(state, host, path))


async def _news_of(state: State, host: str) -> DocumentResponse:
    """Answer with a news sitemap: articles leave it as time passes, so that its page is kept by what it holds."""
    sitemaps = _sitemaps(state)
    held = await state.in_thread(lambda: sitemaps.news(host, state.now()))
    if held is None:
        raise HTTPException(404)
    key = f"{folder_of(host)}{NEWS} {len(held)} {held[0].id if held else ''}"
    return await _document(state, sitemaps, key, lambda: sitemaps.news_document(held))


async def _sitemap_of(state: State, host: str, path: str) -> DocumentResponse:
    sitemaps = _sitemaps(state)
    return await _document(state, sitemaps, folder_of(host) + path, lambda: sitemaps.document(host, path))


async def _document(state: State, sitemaps: Sitemaps, key: str, make: Callable[[], bytes | None]) -> DocumentResponse:
    """Answer with a document that is made once per generation and key.

    Raises:
        HTTPException: there is none.
        BuzzfeedError: it cannot be made now.
    """

    def made() -> Page | None:
        data = make()
        if data is None:
            return None
        digest = hashlib.sha256(data).hexdigest()
        document = Document(
            kind="sitemap",
            key=f"{key} {digest}",
            digest=digest,
            media_type=XML,
            load=lambda: data,
            cache_control=FRESH,
        )
        return Page(document, len(data))

    document = await state.pages.get(sitemaps.maker.token, (key,), made)
    if document is None:
        raise HTTPException(404)
    return DocumentResponse(document, state)


def _sitemaps(state: State) -> Sitemaps:
    """Return what makes sitemaps now.

    Raises:
        HTTPException: the store is not open yet (503).
    """
    if state.sitemaps is None:
        raise HTTPException(503)
    return state.sitemaps
