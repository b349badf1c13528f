"""Personal feeds: ``/my/TOKEN.rss`` from what is kept of a reader's choices, ``/my/feed.rss?…`` from the address alone.

Answers are for their reader: no shared cache may keep them, no search engine lists them, and no reader's link tells a
site where it came from. No secret and nothing of what an address says comes into a line of the log or a metric.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from buzzfeed.errors import BuzzfeedError, PreferencesError, PreparingError
from buzzfeed.model import Format
from buzzfeed.model.personalfeeds import Gone, PersonalFeed, feed_digest
from buzzfeed.personal import Preferences, canonical, preferences_of, readable
from buzzfeed.pipeline.personalising import Made, PersonalDesk, Wanted
from buzzfeed.web.answers import RETRY_AFTER, TEXTS, Receive, Scope, Send, answer
from buzzfeed.web.documents import Document, Header
from buzzfeed.web.encoding import price_of
from buzzfeed.web.state import State

T = TypeVar("T")

PATH = "/my/{name}.{format}"
LONGEST_QUERY = 8000
"""Bytes of an address's query that are looked at: most servers take no longer address."""

LANGUAGES = ("fr", "en")
_OWN = "feed"
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
_MOST_WAITING = 200
"""Requests that may wait for the desk at once; whoever comes then is asked to come again."""
_A_TURN = 2.0
"""Seconds until a network whose line is full is to come again."""
_LEAVE_EVERY = 3.0
"""Seconds after which what is to be remembered is left in the store."""
_HEADERS: tuple[Header, ...] = ((b"x-robots-tag", b"noindex"), (b"referrer-policy", b"no-referrer"))
_TOLD = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
}
_STARTING = "This feed is there, and is being made ready: please try again in {} seconds.\n"
_TOO_MANY = "Too many personal feeds, or addresses where there are none: please try again in a moment.\n"

log = structlog.get_logger("buzzfeed.web")


def personal_routes(state: State) -> list[Route]:
    """Return the routes of personal feeds; none where there are none."""
    return [Route(PATH, partial(feed, state))] if state.config.personal.enabled else []


class _Own:
    """A document as Starlette's endpoints return it, out of the bytes that are kept of personal feeds alone."""

    def __init__(self, document: Document, state: State) -> None:
        self._document = document
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await answer(self._document, scope, send, self._state.personal_bodies)


async def feed(state: State, request: Request) -> Response | _Own:
    """Answer with a personal feed; 404 or 410 where there is none, 429 where too many are asked for."""
    try:
        fmt = Format(request.path_params["format"])
    except ValueError:
        return told(404)
    if state.desk is None:
        return told(503)
    name: str = request.path_params["name"]
    client = (request.scope.get("client") or ("", 0))[0]
    try:
        if name == _OWN:
            return await _from_address(state, request, fmt, client)
        return await _stored(state, name, fmt, client)
    except _BusyError:
        pass
    except PreparingError:
        return starting(state.preparing.seconds)
    except Exception as error:  # noqa: BLE001 - whatever it is: its words could hold a secret
        # The path is one: the line says which kind of thing could not be served, and which kind of fault it was.
        cause = error.code if isinstance(error, BuzzfeedError) else "internal"
        log.error("cannot serve", path="/my/…", subject=type(error).__name__, cause=cause)
    return told(503)


async def _stored(state: State, secret: str, fmt: Format, client: str) -> Response | _Own:
    digest = feed_digest(secret)  # of whatever is asked for: what is no secret takes as long as one that is unknown
    known = _SECRET.fullmatch(secret) is not None

    def made(desk: PersonalDesk, *, press: bool = False) -> Made | Gone | Preferences | None:
        assert state.store is not None
        found = state.store.personal_by_feed(digest)
        if not known or not isinstance(found, PersonalFeed):
            return found if isinstance(found, Gone) else None
        row = state.remembering.latest(found)
        preferences, partly = readable(parse_qsl(row.said))
        if not (press or desk.hearing.knows(preferences, row.heard)):
            return preferences
        wanted = Wanted(secret, preferences, row.language, row.edited, row.title, row, partly)
        result = desk.feed(wanted, fmt, state.now())
        state.remembering.note(row, result.remembered, state.now().date())
        return result

    since = time.monotonic()
    found = await _at_desk(state, made)
    if isinstance(found, Preferences):  # new, or edited: away from the desk, where others need not wait for it
        await state.hear(found, since=since)
        found = await _at_desk(state, partial(made, press=True), since)
    if isinstance(found, Made):
        state.leave_soon(_LEAVE_EVERY)
        return _Own(_document(state, found, fmt), state)
    wait = state.asked_limiter.wait(client)
    if wait > 0:
        return too_many(wait)
    return told(410 if isinstance(found, Gone) else 404)


async def _from_address(state: State, request: Request, fmt: Format, client: str) -> Response | _Own:
    raw: bytes = request.scope.get("query_string", b"")
    if len(raw) > LONGEST_QUERY:
        return PlainTextResponse("The preferences are longer than any address: keep them at /my.\n", 414, _TOLD)
    pairs = parse_qsl(raw.decode("latin-1"))
    default = state.site.language if state.site.language in LANGUAGES else "en"
    language = next((value for key, value in pairs if key == "in" and value in LANGUAGES), default)
    try:
        preferences = preferences_of((key, value) for key, value in pairs if key != "in")
    except PreferencesError as error:
        return PlainTextResponse(f"{error}\n", 400, _TOLD)
    own = "&".join(filter(None, (canonical(preferences), f"in={language}" if language != default else "")))
    slug = f"{_OWN}?{own}" if own else _OWN
    if pairs != parse_qsl(own):
        location = f"{state.site.prefix}/my/{_OWN}.{fmt}" + (f"?{own}" if own else "")
        return Response(
            status_code=301, headers={**_TOLD, "cache-control": "private, max-age=60", "location": location}
        )

    def wanted(desk: PersonalDesk) -> Wanted:
        return Wanted(slug, preferences, language, desk.begun())

    def kept(desk: PersonalDesk) -> Made | int:
        return desk.kept(wanted(desk), fmt, state.now()) or price_of(preferences)

    since = time.monotonic()
    found = await _at_desk(state, kept)
    if isinstance(found, int):
        wait = state.asked_limiter.wait(client, found)
        if wait > 0:
            return too_many(wait)
        waited = time.monotonic() - since
        async with state.lines.place(client) as place:
            if not place:
                return too_many(_A_TURN)
            since = time.monotonic() - waited
            await state.hear(preferences, since=since)
            found = await _at_desk(state, lambda desk: desk.feed(wanted(desk), fmt, state.now()), since)
    return _Own(_document(state, found, fmt), state)


class _BusyError(Exception):
    """Too many wait for the desk."""


async def _at_desk(state: State, work: Callable[[PersonalDesk], T], since: float | None = None) -> T:
    """Have something done at the desk, unless too many wait for it."""
    desk = state.desk
    assert desk is not None
    if state.at_desk_now >= _MOST_WAITING:
        raise _BusyError
    state.at_desk_now += 1
    try:
        return await state.at_desk(lambda: work(desk), since=since)
    finally:
        state.at_desk_now -= 1
        while desk.left_out:
            error = desk.left_out.popleft()
            log.error("left out of a personal feed", subject=error.subject, cause=error.cause, hint=error.hint)


def _document(state: State, made: Made, fmt: Format) -> Document:
    return Document(
        kind="personal",
        key=f"my {fmt} {made.digest}",
        digest=made.digest,
        media_type=fmt.media_type,
        load=made.load,
        cache_control=f"private, max-age={round(state.config.feeds.fresh_for)}",
        headers=lambda: _HEADERS,
    )


def told(status: int) -> Response:
    """Return a status in plain words, which nobody is to keep or list."""
    return PlainTextResponse(TEXTS[status], status, {**_TOLD, "retry-after": RETRY_AFTER} if status == 503 else _TOLD)


def starting(seconds: int) -> Response:
    """Return that the desk is being made ready, and when to come again."""
    return PlainTextResponse(_STARTING.format(seconds), 503, {**_TOLD, "retry-after": str(seconds)})


def too_many(wait: float) -> Response:
    """Return that too much was asked for, and when to come again."""
    return PlainTextResponse(_TOO_MANY, 429, {**_TOLD, "retry-after": str(max(1, math.ceil(wait)))})
