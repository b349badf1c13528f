"""Closed archives over HTTP: `/feeds/…/archive/N.{rss,atom,json}`, made by the first who asks in each generation."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from buzzfeed.follow import Site
from buzzfeed.model import ChannelKey, Format, archive_path, feed_path, follow_path
from buzzfeed.web.documents import Document, Header
from buzzfeed.web.maker import channel_key
from buzzfeed.web.pagecache import Page
from buzzfeed.web.replies import FRESH, DocumentResponse, maker_of
from buzzfeed.web.state import State
from buzzfeed.web.surrogates import archive_headers
from buzzfeed.web.table import URL_SAFE

_NAME = re.compile(r"([1-9][0-9]{0,6})\.(rss|atom|json)")


def archive_routes(state: State) -> list[Route]:
    """Return the routes of every channel's archives."""
    return [
        Route("/feeds/all/archive/{name}", partial(_archive, state)),
        Route("/feeds/{kind}/{slug}/archive/{name}", partial(_archive, state)),
    ]


async def _archive(state: State, request: Request) -> DocumentResponse | RedirectResponse:
    """Answer with an archive; one of a channel whose slug changed leads to the channel's feed (invariant 10)."""
    key = channel_key(request.path_params.get("kind", "all"), request.path_params.get("slug", ""))
    named = _NAME.fullmatch(request.path_params["name"])
    if key is None or named is None:
        raise HTTPException(404)
    number, fmt = int(named[1]), Format(named[2])
    if present := state.table.moved.get(feed_path(key, fmt)):
        return RedirectResponse(state.site.prefix + present, 301, {"cache-control": FRESH})
    maker = maker_of(state)

    def made() -> Page | None:
        data = maker.archive(key, number, fmt)
        return None if data is None else Page(_document(state, key, number, fmt, data), len(data))

    document = await state.pages.get(maker.token, ("archive", archive_path(key, number, fmt)), made)
    if document is None:
        raise HTTPException(404)
    return DocumentResponse(document, state)


def _document(state: State, key: ChannelKey, number: int, fmt: Format, data: bytes) -> Document:
    """Return an archive's document. It has no date: what is taken back changes it without any edition.

    For the same reason no cache may keep it for longer than a feed: what was taken back has to go from it, too.
    """
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        kind="archive",
        key=f"{archive_path(key, number, fmt)} {digest}",
        digest=digest,
        media_type=fmt.media_type,
        load=lambda: data,
        cache_control=f"public, max-age={round(state.config.feeds.fresh_for)}",
        headers=lambda: (_link_header(state.site, key, number, fmt), *archive_headers(key, state.config.cdn)),
    )


def _link_header(site: Site, key: ChannelKey, number: int, fmt: Format) -> Header:
    """Return the ``Link`` of an archive (RFC 8288): itself, the feed it belongs to, and the page for people."""
    places = {
        'rel="self"': archive_path(key, number, fmt),
        'rel="current"': feed_path(key, fmt),
        'rel="alternate"; type="text/html"': follow_path(key),
    }
    parts = [f"<{quote(site.address(path), safe=URL_SAFE)}>; {what}" for what, path in places.items()]
    return b"link", ", ".join(parts).encode("ascii")
