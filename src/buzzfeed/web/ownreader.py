"""On the way to a reader on a person's own host: a page that says where it leads, and the jump from there alone."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from buzzfeed.follow.ownhost import Wish, was_confirmed, wish_of
from buzzfeed.web.documents import NOSNIFF
from buzzfeed.web.replies import FORM_HEADERS, HTML, links_for, maker_of
from buzzfeed.web.state import State

_ASKED_ONLY_HERE = {"vary": "Accept-Language, Sec-Fetch-Site, Referer", "cache-control": "no-store"}


async def confirm(state: State, request: Request) -> Response:
    """Answer with the page that names the host and waits for the person to go on; 400 where the host is none."""
    page, target = await _page(state, request, _wish(request))
    return _shown(page, 200 if target else 400)


async def go(state: State, request: Request) -> Response:
    """Answer 303 to a person who went on from that page, and with the page to everybody else: no open redirect."""
    wish = _wish(request)
    # Where nothing tells that a person saw the page (another name than feeds_url, a browser without Referer), it is
    # shown once more, and its link is the reader's address itself: a jump that is not made must not lead in a circle.
    page, target = await _page(state, request, wish, direct=True)
    came = request.headers.get("referer", ""), request.headers.get("sec-fetch-site", "")
    if not target or not was_confirmed(state.site, wish, *came):
        return _shown(page, 200 if target else 400)
    headers = {"location": target, "referrer-policy": "no-referrer", "x-robots-tag": "noindex", **_ASKED_ONLY_HERE}
    return Response(status_code=303, headers=headers)


def _wish(request: Request) -> Wish:
    return wish_of(request.scope.get("query_string", b"").decode("latin-1"))


async def _page(state: State, request: Request, wish: Wish, *, direct: bool = False) -> tuple[bytes, str]:
    maker, links = maker_of(state), links_for(state, request)
    made = await state.in_thread(lambda: maker.own_reader(links, wish, direct=direct))
    if made is None:
        raise HTTPException(404)
    return made


def _shown(page: bytes, status: int) -> Response:
    headers = {name.decode(): value.decode() for name, value in (*FORM_HEADERS, NOSNIFF)}
    return Response(page, status, {**headers, **_ASKED_ONLY_HERE}, media_type=HTML)
