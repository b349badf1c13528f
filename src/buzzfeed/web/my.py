"""The page at ``/my``, on which a personal feed is said, looked at and asked for; and the address that holds all of it.

What is looked at travels in the address, as in any search, so that links and the browser's back button work without
script. No other page is told of it (``Referrer-Policy``), nothing keeps it, and no robot lists it.

There are no cookies and no accounts, so that a request from another site's page can borrow nobody's rights: to change
a feed, one must hold its link. What such a page could do is make feeds in a reader's name that nobody knows the address
of; it is turned away by what browsers say of where a request comes from (Fetch Metadata).
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from buzzfeed.errors import PreparingError, StoreError
from buzzfeed.follow import Links
from buzzfeed.follow.my.form import PREVIEW, form_view
from buzzfeed.follow.my.kept import edit_path
from buzzfeed.follow.my.page import DELETED_PATH, DIRECT_PATH, MY_PATH, deleted_view, direct_view, my_view
from buzzfeed.follow.my.preview import Previewed, PreviewView, preview_view, previewed
from buzzfeed.follow.my.saying import LONGEST_BODY, Pair, Said, said_in
from buzzfeed.follow.words.mine import MINE
from buzzfeed.model import ChannelKey, ChannelKind, Format, feed_path
from buzzfeed.model.personalfeeds import edit_digest, feed_digest
from buzzfeed.personal import Preferences, Selection, canonical
from buzzfeed.pipeline.personalising import PersonalDesk, new_secret
from buzzfeed.web.documents import NOSNIFF, Header
from buzzfeed.web.encoding import price_of
from buzzfeed.web.maker import PageMaker
from buzzfeed.web.replies import HTML, DocumentResponse, links_for, maker_of, page_response, policy
from buzzfeed.web.secrets import feed_secret
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError, read_body

OPEN_HEADERS: tuple[Header, ...] = ((b"referrer-policy", b"no-referrer"), policy(forms="'self'"))
PRIVATE_HEADERS: tuple[Header, ...] = (
    (b"referrer-policy", b"no-referrer"),
    policy(forms="'self'", script="'self'"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
    (b"cache-control", b"private, no-store"),
    (b"vary", b"Accept-Language"),
    NOSNIFF,
)
T = TypeVar("T")

LONGEST_QUERY = 60_000
LONGEST_SENDING = 30.0
"""Seconds that a form may take to arrive."""
_A_TURN = 1.0
"""Seconds until a network that has as many previews under way as it may have is to come again."""
_FORM = "application/x-www-form-urlencoded"
_HELD = frozenset({"lang", "in"})


def my_routes(state: State) -> list[Route]:
    """Return the routes of composing; none where there are no personal feeds."""
    if not state.config.personal.enabled:
        return []
    return [
        Route(MY_PATH, partial(compose, state), methods=["GET", "POST"]),
        Route(DIRECT_PATH, partial(direct, state)),
        Route(DELETED_PATH, partial(deleted, state)),
    ]


async def compose(state: State, request: Request) -> Response | DocumentResponse:
    """Answer with the form, and with the preview of what was said; a POST makes the feed."""
    if request.method == "POST":
        return await _make(state, request)
    pairs = queried(request)
    if pairs is not None and not any(name not in _HELD for name, _ in pairs):
        if state.desk is not None:
            state.encoding.wake(state.desk)  # it is of use as soon as this form is sent
        stamp: Callable[[PageMaker], object] = lambda maker: maker.listed  # noqa: E731 - a value beside others
        return await page_response(state, request, partial(_bare, state), OPEN_HEADERS, stamp=stamp)
    maker, links = maker_of(state), links_for(state, request)
    if pairs is None:
        trouble = MINE[links.language].large
        return shown(await composed(state, maker, links, Said(), trouble), 414, links)
    if (busy := await too_often(state, request, maker, links)) is not None:
        return busy
    said = await read(state, maker, links, pairs)
    if not said.faults and (where := canonical_place(state, request, links, MY_PATH, said)):
        return redirect(where)
    return await _looked(state, request, maker, links, said)


async def direct(state: State, request: Request) -> Response:
    """Answer with the page of an address that holds all that was said."""
    maker, links = maker_of(state), links_for(state, request)
    if (busy := await too_often(state, request, maker, links)) is not None:
        return busy
    pairs = queried(request)
    said = await read(state, maker, links, pairs or [])
    if pairs is None or said.faults or not said.anything:
        return redirect(f"{links.file(MY_PATH)}?{request.scope['query_string'].decode('latin-1')[:LONGEST_QUERY]}")
    if where := canonical_place(state, request, links, DIRECT_PATH, said):
        return redirect(where)
    address = address_with(state, said.preferences, links.language)
    page = await state.in_thread(lambda: state.renderer.personal(direct_view(state.site, links, said, address)))
    return shown(page, 200, links)


async def too_often(state: State, request: Request, maker: PageMaker, links: Links) -> Response | None:
    """Return the answer that a client sent too many forms, before what they say is looked at; else ``None``."""
    wait = state.said_limiter.wait(client_of(request))
    if wait <= 0:
        return None
    return shown(await composed(state, maker, links, Said(), MINE[links.language].busy), 429, links, wait)


async def deleted(state: State, request: Request) -> Response:
    """Answer with the page that says what was wiped."""
    links = links_for(state, request)
    page = await state.in_thread(lambda: state.renderer.personal(deleted_view(state.site, links)))
    return shown(page, 200, links)


def address_with(state: State, preferences: Preferences, language: str) -> str:
    """Return the path of the feed that keeps nothing, ``{format}`` in the place of its ending."""
    query = canonical(preferences)
    if language != state.site.language:
        query += f"&in={language}" if query else f"in={language}"
    path = feed_path(ChannelKey(ChannelKind.PERSONAL, f"feed?{query}"), Format.RSS)
    return path.replace(".rss", ".{format}", 1)


async def composed(
    state: State,
    maker: PageMaker,
    links: Links,
    said: Said,
    trouble: str = "",
    preview: PreviewView | None = None,
) -> bytes:
    """Return the page on which a feed is composed."""

    def make() -> bytes:
        form = form_view(state.site, links, maker.channels, said, action=MY_PATH, send=MY_PATH)
        query = said.query if said.anything else ""
        return state.renderer.personal(my_view(state.site, links, form, preview, query, trouble))

    return await state.in_thread(make)


async def looked_at(
    state: State, maker: PageMaker, client: str, links: Links, said: Said, action: str
) -> PreviewView | None:
    """Return the preview of what was said; ``None`` where nothing can be selected now."""
    desk = state.desk
    if desk is None:
        return None
    now = state.now()
    found: Previewed | None = await looking(
        state, client, lambda: looked_over(state, desk, said.preferences, now), said.preferences
    )
    if found is None:
        return None
    articles = await state.in_thread(lambda: maker.store.articles(found.ids))
    return preview_view(state.site, links, said, found, articles, f"{action}#{PREVIEW}")


async def looking(state: State, client: str, work: Callable[[], T], *said: Preferences) -> T | None:
    """Have something selected to be looked at; ``None`` where too many look, or of this network, or it is not ready.

    One of them goes to the desk at a time, and gives way to feeds between its selections. What is ``said`` in it is
    put through the encoder before.
    """
    with state.lookers.place(client) as place:
        if not place:
            return None
        async with state.looking:
            try:
                since = time.monotonic()
                await state.hear(*said, since=since)
                return await state.at_desk(work, presses=False, since=since)
            except PreparingError:
                return None


def why_not_now(state: State, links: Links) -> tuple[str, float]:
    """Return what to tell where nothing could be selected now, and after how many seconds to come again."""
    words, starts = MINE[links.language], state.preparing.running or state.encoding.waking
    return (words.starting, state.preparing.seconds) if starts else (words.busy, 5)


def looked_over(state: State, desk: PersonalDesk, preferences: Preferences, now: datetime) -> Previewed:
    """Return the preview of preferences; where nothing came for weeks, of the day of what came last."""
    quiet = desk.quiet(now, preferences.pace)

    def again(changed: Preferences) -> Selection:
        state.turns.give_way()
        return desk.select(changed, now) if quiet is None else desk.looked_back(quiet, changed)

    found = previewed(preferences, again)
    if quiet is None:
        return found
    return replace(found, newest=quiet.newest, then=quiet.then)


async def read(state: State, maker: PageMaker, links: Links, pairs: Sequence[Pair]) -> Said:
    """Return what a form says."""
    return await state.in_thread(lambda: said_in(pairs, maker.terms, links.language))


def queried(request: Request) -> list[Pair] | None:
    """Return the pairs of a request's query; ``None`` where there is more than any form sends."""
    return pairs_in(request.scope.get("query_string", b""), LONGEST_QUERY)


def pairs_in(data: bytes, largest: int) -> list[Pair] | None:
    """Return the pairs of a form; ``None`` where it is none, or larger than any."""
    if len(data) > largest:
        return None
    try:
        return parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return None


def canonical_place(state: State, request: Request, links: Links, path: str, said: Said) -> str:
    """Return where the same stands in its canonical form; empty where it was asked for there."""
    pairs = (*said.pairs, *((("lang", links.language),) if links.chosen else ()))
    query = urlencode(pairs)
    asked = request.scope.get("query_string", b"").decode("latin-1")
    return "" if asked == query else f"{state.site.prefix}{path}?{query}" if query else links.page(path)


async def posted(state: State, request: Request) -> list[Pair]:
    """Return the pairs of a form that was sent from our own pages.

    Raises:
        TurnedAwayError: it was sent from elsewhere, is no form, too large, or too slow.
    """
    if is_foreign(state, request):
        raise TurnedAwayError(403, "foreign")
    if request.headers.get("content-type", _FORM).partition(";")[0].strip().lower() != _FORM:
        raise TurnedAwayError(415, "large")
    try:
        async with asyncio.timeout(LONGEST_SENDING):
            pairs = pairs_in(await read_body(request, LONGEST_BODY), LONGEST_BODY)
    except TurnedAwayError:
        raise TurnedAwayError(413, "large") from None
    except TimeoutError:
        raise TurnedAwayError(408, "slow") from None
    except ClientDisconnect:
        raise TurnedAwayError(400, "large") from None
    if pairs is None:
        raise TurnedAwayError(413, "large")
    return pairs


def is_foreign(state: State, request: Request) -> bool:
    """Whether a request was made by another site's page, as browsers tell (Fetch Metadata; RFC 6454 §7).

    A browser that keeps referrers to itself sends ``Origin: null`` from our own pages too: by that alone it is no
    other's.
    """
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    if origin in ("", "null"):
        return False
    own = urlsplit(state.site.base)
    return origin not in (f"{own.scheme}://{own.netloc}", f"{own.scheme}://{request.headers.get('host', '')}")


def shown(page: bytes, status: int, links: Links, wait: float = 0.0) -> Response:
    """Answer with a page that is one reader's alone."""
    headers = {name.decode(): value.decode() for name, value in PRIVATE_HEADERS}
    headers["content-language"] = links.language
    if wait:
        headers["retry-after"] = str(math.ceil(wait))
    return Response(page, status, headers, media_type=HTML)


def redirect(where: str) -> Response:
    """Lead on to another page of ours, by GET."""
    headers = {name.decode(): value.decode() for name, value in PRIVATE_HEADERS}
    return RedirectResponse(where, 303, headers)


async def _looked(state: State, request: Request, maker: PageMaker, links: Links, said: Said) -> Response:
    """Answer with the form and its preview, if this client may have one more made."""
    client = client_of(request)
    price = await state.in_thread(lambda: price_of(said.preferences))
    wait = _A_TURN if state.lookers.has_enough(client) else state.limiter.wait(client, price)
    if wait > 0:
        page = await composed(state, maker, links, said, MINE[links.language].busy)
        return shown(page, 429, links, wait)
    preview = await looked_at(state, maker, client, links, said, MY_PATH)
    if preview is None:
        trouble, wait = why_not_now(state, links)
        return shown(await composed(state, maker, links, said, trouble), 503, links, wait)
    return shown(await composed(state, maker, links, said, preview=preview), 400 if said.faults else 200, links)


async def _make(state: State, request: Request) -> Response:
    """Make a feed of what was said, and lead to its own page."""
    maker, links = maker_of(state), links_for(state, request)
    words = MINE[links.language]
    if (busy := await too_often(state, request, maker, links)) is not None:
        return busy
    try:
        pairs = await posted(state, request)
    except TurnedAwayError as error:
        return shown(await composed(state, maker, links, Said(), getattr(words, error.words)), error.status, links)
    said = await read(state, maker, links, pairs)
    if said.faults:
        client = client_of(request)
        free = state.limiter.wait(client) <= 0
        preview = await looked_at(state, maker, client, links, said, MY_PATH) if free else None
        return shown(await composed(state, maker, links, said, words.refused, preview), 400, links)
    wait = state.personal_limiter.wait(client_of(request)) or state.area_limiter.wait(client_of(request))
    if wait > 0:
        return shown(await composed(state, maker, links, said, words.busy), 429, links, wait)
    token = new_secret()
    if not await _kept(state, said, links.language, token):
        return shown(await composed(state, maker, links, said, words.full), 503, links)
    mark = "&" if links.chosen else "?"
    return redirect(f"{links.page(edit_path(token))}{mark}new=1")


async def _kept(state: State, said: Said, language: str, token: str) -> bool:
    inbox = state.inbox
    if inbox is None:
        return False
    now = datetime.now(UTC).replace(microsecond=0)
    digests = feed_digest(feed_secret(token, 0)), edit_digest(token)
    room = state.config.personal.most
    try:
        return await written(
            state,
            lambda: inbox.keep_personal(
                *digests, canonical(said.preferences), language, said.title, said.feedback, now, room
            ),
        )
    except StoreError:
        return False


async def written(state: State, work: Callable[[], T]) -> T:
    """Write something down, in the thread that does so."""
    return await asyncio.get_running_loop().run_in_executor(state.writer, work)


def client_of(request: Request) -> str:
    """Return the address that a request came from."""
    return request.client.host if request.client is not None else ""


def _bare(state: State, maker: PageMaker, links: Links) -> bytes:
    form = form_view(state.site, links, maker.channels, Said(), action=MY_PATH, send=MY_PATH)
    return state.renderer.personal(my_view(state.site, links, form, None, ""))
