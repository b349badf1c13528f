"""The feeds of mixes: made where they are asked for, once per canonical address and generation, and kept in memory.

What they hold changes with articles that no feed of their channels shows any more, so that nothing less than the
generation tells whether one is out of date. Made again of the same entries it is the same bytes, and answers 304.

What one client may have made is bounded, and so is what is made and kept at once; an answer that is at hand is not.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from buzzfeed import channels
from buzzfeed.errors import MixError
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, Format, feed_path, follow_path
from buzzfeed.pipeline.selecting import Bounds, mixed
from buzzfeed.pipeline.works import newsroom_of
from buzzfeed.web.documents import Document, Header
from buzzfeed.web.limiting import network_of
from buzzfeed.web.maker import PageMaker
from buzzfeed.web.pagecache import Key, Page
from buzzfeed.web.replies import FRESH, DocumentResponse, maker_of
from buzzfeed.web.state import State
from buzzfeed.web.surrogates import mix_headers
from buzzfeed.web.table import URL_SAFE

LONGEST_QUERY = 4000
_MOST_FIELDS = 120
_MOST_AT_ONCE = 24
"""Mixes and searches that may be under way at once; whoever comes then is asked to come again."""

_MOST_OF_ONE = 3
"""Of these, how many one client may wait for: making them takes turns, and nobody is to take every turn."""
_A_TURN = 1.0
"""Seconds after which who waits for too many may ask again."""

_ALL = ChannelKey(ChannelKind.ALL)
STATUS = {"unknown": 404}
_TOO_MANY = "Too many new mixes or searches from this address: please try again in a moment.\n"
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


async def feed(state: State, request: Request) -> Response | DocumentResponse:
    """Answer with a mix's feed; one that is not written in its canonical form is sent there for good."""
    try:
        fmt = Format(request.path_params["format"])
    except ValueError:
        raise HTTPException(404) from None
    maker = maker_of(state)
    known = await state.in_thread(lambda: maker.channels)
    try:
        mix = mix_asked(state, request, known)
    except MixError as error:
        return PlainTextResponse(f"{error}\n", STATUS.get(error.code, 400), _HEADERS)
    if mix.key.kind is not ChannelKind.MIX or unquote(query_of(request)) != mix.query:
        location = state.site.prefix + feed_path(mix.key, fmt)
        return RedirectResponse(location, 301, {"cache-control": FRESH})
    key = ("mix", mix.query, fmt)
    got = await document_made(state, request, maker.token, key, lambda: _feed_page(state, maker, mix, known, fmt))
    if isinstance(got, float):
        return PlainTextResponse(_TOO_MANY, 429, {**_HEADERS, "retry-after": str(math.ceil(got))})
    return DocumentResponse(got, state)


def _feed_page(
    state: State, maker: PageMaker, mix: channels.Mix, known: Mapping[ChannelKey, ChannelState], fmt: Format
) -> Page | None:
    if not mix.wanted and _ALL not in known:
        return None
    feeds = state.config.feeds
    bounds = Bounds(feeds.items, feeds.max_bytes)
    built = mixed(maker.store, mix, known, fmt, newsroom_of(state.config), bounds)
    digest = built.edition.digest
    document = Document(
        kind="mix",
        key=f"{built.edition.path} {digest}",
        digest=digest,
        media_type=fmt.media_type,
        load=lambda: built.document,
        cache_control=f"public, max-age={round(feeds.fresh_for)}",
        headers=lambda: (_link_header(state, mix, fmt), *mix_headers(mix.keys, state.config.cdn)),
    )
    return Page(document, len(built.document))


def _link_header(state: State, mix: channels.Mix, fmt: Format) -> Header:
    """Return its ``Link``: itself, and its page for people (RFC 8288); no hub is told of it."""
    own, page = (state.site.address(path) for path in (feed_path(mix.key, fmt), follow_path(mix.key)))
    text = f'<{own}>; rel="self", <{page}>; rel="alternate"; type="text/html"'
    return b"link", quote(text, safe=' <>;"' + URL_SAFE).encode("ascii")


def query_of(request: Request) -> str:
    """Return a request's query as it was written.

    Raises:
        MixError: it is longer than any mix.
    """
    raw: bytes = request.scope.get("query_string", b"")
    if len(raw) > LONGEST_QUERY:
        raise MixError("the mix", "is longer than any", "leave some channels out", code="too-many")
    return raw.decode("latin-1")


def mix_asked(
    state: State, request: Request, known: Mapping[ChannelKey, ChannelState], also: tuple[tuple[str, str], ...] = ()
) -> channels.Mix:
    """Return the mix that an address names, of channels that are public.

    Raises:
        MixError: it names none.
    """
    pairs = parse_qsl(query_of(request))[:_MOST_FIELDS]
    mix = channels.mix_of([*pairs, *also], state.table.renamed)
    if error := channels.unknown(mix, known):
        raise error
    return mix


async def document_made(
    state: State, request: Request, stamp: object, key: Key, make: Callable[[], Page | None]
) -> Document | float:
    """Return what is kept under ``key``, or have it made if this client may have one more made.

    Returns:
        the document; or in how many seconds the client may ask for another.

    Raises:
        HTTPException: there is none, or too much is under way.
        BuzzfeedError: it cannot be made now.
    """
    document = state.made.kept(stamp, key)
    if document is None:
        address = (request.scope.get("client") or ("", 0))[0]
        client = network_of(address)
        if state.waiting[client] >= _MOST_OF_ONE:
            return _A_TURN
        # One that was made before is made again with a generation: nobody asked for anything new.
        wait = 0.0 if state.made.holds(key) else state.limiter.wait(address)
        if wait > 0:
            return wait
        if state.made.making >= _MOST_AT_ONCE:
            raise HTTPException(503)
        document = await _waited_for(state, client, state.made.get(stamp, key, make))
    if document is None:
        raise HTTPException(404)
    return document


async def _waited_for(state: State, client: str, making: Awaitable[Document | None]) -> Document | None:
    """Wait for what is made, and count it as the client's meanwhile."""
    state.waiting[client] += 1
    try:
        return await making
    finally:
        state.waiting[client] -= 1
        if not state.waiting[client]:
            del state.waiting[client]
