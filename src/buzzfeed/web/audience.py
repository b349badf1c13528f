"""The operators' page of the audience, and what programs take from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import resources

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from buzzfeed.audience.documents import document, table
from buzzfeed.audience.figures import Audience, Personal, Unserved, audience_of, closed, open_since, personal_of
from buzzfeed.audience.page import PERIODS, audience_view
from buzzfeed.audience.words import WORDS
from buzzfeed.config import Config
from buzzfeed.follow import PRIVACY_PATH, Links, site_of
from buzzfeed.follow.frame import channel_name
from buzzfeed.follow.words import WORDS as PAGE_WORDS
from buzzfeed.model import AudienceSum
from buzzfeed.pipeline.wishing import UNSERVED, unserved_of
from buzzfeed.ports import Window
from buzzfeed.web.languages import choose
from buzzfeed.web.state import State

Endpoint = Callable[[Request], Awaitable[Response]]
_LONGEST = 200
_A_WEEK = 7
_STYLE = resources.files("buzzfeed.web").joinpath("assets", "audience.css")


def gather(
    store: Window, config: Config, today: date, *, period: int = 30, channel: str = "", language: str = ""
) -> Audience:
    """Return the audience as the store knows it.

    Args:
        store: where sums, reports and channels are.
        config: the newsroom's.
        today: the day (UTC) that is not over.
        period: how many days before it are told one by one.
        channel: the path of one channel, as in the addresses of feeds; empty for all.
        language: that of the channels' names, ``fr`` or ``en``; the newsroom's where it is empty.

    Raises:
        StoreError: the store cannot be read.
    """
    first = open_since(today)
    recent = store.audience(first, today)
    past = store.audience_days(today - timedelta(days=period), first - timedelta(days=1), channel)
    now = datetime.combine(today, datetime.min.time(), UTC)
    following = store.following(now) if config.hub.enabled else None
    found = audience_of(today, recent, past, channel, following)
    site = site_of(config)
    words = PAGE_WORDS[language or site.language]
    titles = {state.key.path: channel_name(state, site, words) for state in store.channels()}
    return replace(found, titles=titles, personal=_personal(store, config, found.day, today, period))


def _personal(store: Window, config: Config, day: date, today: date, period: int) -> Personal | None:
    if not config.personal.enabled:
        return None
    _, unserved = unserved_of(store.setting(UNSERVED))
    days = store.personal_days(today - timedelta(days=period), today)
    return personal_of(day, days, [Unserved(*one) for one in unserved])


def lines(store: Window, today: date, *, period: int, channel: str = "") -> str:
    """Return the sums of a period as CSV, today's left out: it is not over. A week at a time is in memory.

    Raises:
        StoreError: the store cannot be read.
    """
    return table(one for one in _closed_days(store, today, period) if channel in ("", one.channel))


def _closed_days(store: Window, today: date, period: int) -> Iterator[AudienceSum]:
    for back in range(period, 0, -_A_WEEK):
        days = [today - timedelta(days=one) for one in range(back, max(0, back - _A_WEEK), -1)]
        yield from closed(*store.audience(days[0], days[-1]), days)


def audience_routes(state: State, guarded: Callable[[Endpoint], Endpoint], headers: Mapping[str, str]) -> list[Route]:
    """Return the routes of the page, its JSON and its CSV, each behind the operators' guard."""
    return [
        Route("/audience", guarded(partial(_page, state, headers))),
        Route("/audience.json", guarded(partial(_json, state, headers))),
        Route("/audience.csv", guarded(partial(_csv, state, headers))),
        Route("/audience.css", partial(_style, headers)),
    ]


async def _page(state: State, headers: Mapping[str, str], request: Request) -> Response:
    asked = request.query_params.get("lang", "")
    accepted = request.headers.get("accept-language", "")
    language = asked if asked in WORDS else choose(accepted, WORDS, state.site.language)
    period, channel = _chosen(request)

    def made() -> bytes:
        assert state.store is not None
        today = datetime.now(UTC).date()
        found = gather(state.store, state.config, today, period=period, channel=channel, language=language)
        links = Links(state.site.prefix, language, state.site.language, chosen=True)
        privacy = state.site.base + links.page(PRIVACY_PATH).removeprefix(state.site.prefix)
        view = audience_view(found, state.site.title, period, language, asked=asked in WORDS, home=privacy)
        return state.renderer.plain("audience.html", page=view)

    page = await state.in_thread(made)
    more = {"content-language": language, "vary": "Accept-Language"}
    return Response(page, headers={**headers, **more}, media_type="text/html; charset=utf-8")


async def _json(state: State, headers: Mapping[str, str], request: Request) -> Response:
    period, channel = _chosen(request)

    def made() -> Audience:
        assert state.store is not None
        return gather(state.store, state.config, datetime.now(UTC).date(), period=period, channel=channel)

    return JSONResponse(document(await state.in_thread(made)), headers=dict(headers))


async def _csv(state: State, headers: Mapping[str, str], request: Request) -> Response:
    period, channel = _chosen(request)

    def made() -> str:
        assert state.store is not None
        return lines(state.store, datetime.now(UTC).date(), period=period, channel=channel)

    more = {"content-disposition": 'attachment; filename="audience.csv"'}
    text = await state.in_thread(made)
    return Response(text, headers={**headers, **more}, media_type="text/csv; charset=utf-8")


async def _style(headers: Mapping[str, str], _request: Request) -> Response:
    return Response(_STYLE.read_bytes(), headers=dict(headers), media_type="text/css")


def _chosen(request: Request) -> tuple[int, str]:
    """Return how many days are asked for, one of the periods, and which channel."""
    days = request.query_params.get("days", "")
    period = next((period for period in PERIODS if days == str(period)), PERIODS[0])
    return period, request.query_params.get("channel", "")[:_LONGEST]
