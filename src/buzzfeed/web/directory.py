"""The directory: as a page, searched, as JSON, as OPML whole or chosen; and the page of a mix."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from buzzfeed.channels import ROLES, Mix, term_of
from buzzfeed.errors import MixError
from buzzfeed.follow import Asked, Links
from buzzfeed.follow.opml import MOST_CHOSEN
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, follow_path
from buzzfeed.web.documents import NOSNIFF, Header
from buzzfeed.web.maker import PageMaker
from buzzfeed.web.mixes import STATUS, document_made, mix_asked, query_of
from buzzfeed.web.pagecache import Key
from buzzfeed.web.replies import (
    FOLLOW_HEADERS,
    FRESH,
    HTML,
    PAGE_HEADERS,
    DocumentResponse,
    links_for,
    maker_of,
    page_of,
    page_response,
)
from buzzfeed.web.state import State

OPML = "text/x-opml; charset=utf-8"
JSON = "application/json; charset=utf-8"
LONGEST_SEARCH = 100
_UNINDEXED: Header = (b"x-robots-tag", b"noindex")
# Whoever reads it is a program, perhaps on another site's page: there is nothing private in it.
_OPEN: tuple[Header, ...] = ((b"access-control-allow-origin", b"*"),)
_OFFERED: tuple[Header, ...] = ((b"content-disposition", b'attachment; filename="feeds.opml"'),)

Make = Callable[[PageMaker, Links], bytes]


async def page(state: State, request: Request) -> DocumentResponse | Response:
    """Answer with the directory, or with what a search found in it."""
    try:
        pairs = parse_qsl(query_of(request))
    except MixError as error:
        return await _faulty(state, request, error)
    asked = await _asked(state, pairs)
    if not asked.search and not asked.mix.keys:
        return await page_response(state, request, PageMaker.directory, FOLLOW_HEADERS, stamp=_stamp)
    key = ("/", asked.search, asked.mix)
    return await _made(state, request, key, lambda maker, links: maker.directory(links, asked))


async def machine(state: State, request: Request) -> DocumentResponse:
    """Answer with the directory as JSON, the same in every language."""
    return await page_response(state, request, PageMaker.directory_json, _OPEN, JSON, stamp=_stamp)


async def opml(state: State, request: Request) -> DocumentResponse | Response:
    """Answer with the list of all feeds, or of those that are named: ``?any=tag:ia,category:high-tech``."""
    try:
        names = [name for role, value in parse_qsl(query_of(request)) if role in ROLES for name in value.split(",")]
    except MixError as error:
        return await _faulty(state, request, error)
    names = list(dict.fromkeys(name for name in names if name.strip()))
    if not names and "any" not in request.query_params:
        return await page_response(state, request, PageMaker.opml, (), OPML, stamp=_stamp)
    known = await _known(state)
    keys = [state.table.renamed.get(key, key) for key in map(term_of, names) if key is not None]
    if len(keys) < len(names) or not all(key in known for key in keys):
        return await _faulty(state, request, MixError("the list", "names no channel of this site", code="unknown"))
    if not keys or len(keys) > MOST_CHOSEN:
        code = "too-many" if keys else "empty"
        return await _faulty(state, request, MixError("the list", f"takes 1 to {MOST_CHOSEN} channels", code=code))
    chosen = tuple(sorted(set(keys)))
    make: Make = lambda maker, links: maker.opml(links, chosen)  # noqa: E731 - a value beside others
    return await _made(state, request, ("/feeds.opml", chosen), make, _OFFERED, OPML)


async def well_known(state: State, request: Request) -> DocumentResponse:
    """Answer with the list of all feeds where programs look for one."""
    return await page_response(state, request, PageMaker.opml, _OPEN, OPML, stamp=_stamp)


async def mix(state: State, request: Request) -> DocumentResponse | Response:
    """Answer with a mix's follow page; the form on it says what each channel is to be by the channel's own name."""
    known = await _known(state)
    try:
        pairs = parse_qsl(query_of(request))
        also = tuple((role, name) for name, role in pairs if role in ROLES and term_of(name) is not None)
        found = mix_asked(state, request, known, also)
    except MixError as error:
        return await _faulty(state, request, error)
    links = links_for(state, request)
    place = follow_path(ChannelKey(ChannelKind.MIX, found.query))
    if unquote(query_of(request)).removesuffix(f"&lang={links.language}") != found.query:
        return RedirectResponse(links.page(place), 301, {"cache-control": FRESH})
    return await _made(state, request, (place,), lambda maker, links: maker.mix(links, found))


async def _asked(state: State, pairs: list[tuple[str, str]]) -> Asked:
    """Return what is asked of the directory; of a choice, what is no channel here is passed over."""
    known = await _known(state)
    search = next((" ".join(value.split()) for name, value in pairs if name == "q"), "")[:LONGEST_SEARCH]
    parts: dict[str, list[ChannelKey]] = {role: [] for role in ROLES}
    for role, value in pairs:
        if role in parts:
            parts[role] += [key for key in map(term_of, value.split(",")) if key in known and key is not None]
    chosen = [tuple(sorted(set(parts[role]))) for role in ROLES]
    return Asked(search, Mix(*(keys[:MOST_CHOSEN] for keys in chosen)))


async def _made(
    state: State,
    request: Request,
    key: Key,
    make: Make,
    headers: tuple[Header, ...] = (*FOLLOW_HEADERS, _UNINDEXED),
    media_type: str = HTML,
) -> DocumentResponse | Response:
    """Answer with what somebody put together: kept, or made if this client may have one more made."""
    maker, links = maker_of(state), links_for(state, request)
    whole: Key = (*key, links.language, links.chosen)
    got = await document_made(
        state, request, maker.token, whole, lambda: page_of(whole, make(maker, links), links, headers, media_type)
    )
    return DocumentResponse(got, state) if not isinstance(got, float) else await _faulty(state, request, None, got)


async def _faulty(state: State, request: Request, fault: MixError | None, wait: float = 0.0) -> Response:
    """Answer with a page that says what is wrong with what was asked for."""
    maker, links = maker_of(state), links_for(state, request)
    data = await state.in_thread(lambda: maker.fault(links, fault))
    headers = {name.decode(): value.decode() for name, value in (*PAGE_HEADERS, NOSNIFF, _UNINDEXED)}
    if fault is None:
        headers["retry-after"] = str(math.ceil(wait))
    status = 429 if fault is None else STATUS.get(fault.code, 400)
    return Response(data, status, {**headers, "cache-control": "no-store"}, media_type=HTML)


async def _known(state: State) -> Mapping[ChannelKey, ChannelState]:
    maker = maker_of(state)
    return await state.in_thread(lambda: maker.channels)


def _stamp(maker: PageMaker) -> str:
    return maker.listed
