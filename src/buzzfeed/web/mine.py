"""The page of a personal feed that is kept, for whoever has its link: change, rotate, pause, take with one, wipe.

The link is the whole authority: there is no account, and no cookie that another site's page could use. What is changed
is changed by POST alone, and each POST ends in a page that is fetched by GET: nothing is done twice by reloading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from buzzfeed.errors import StoreError
from buzzfeed.follow import Links
from buzzfeed.follow.frame import frame_of
from buzzfeed.follow.message import MessageView
from buzzfeed.follow.my.changed import choices_changed
from buzzfeed.follow.my.export import exported
from buzzfeed.follow.my.form import DRAFT, form_view
from buzzfeed.follow.my.kept import (
    ASKED,
    EDIT_PATH,
    KeptView,
    Looks,
    Place,
    asked_view,
    edit_path,
    effect_ids,
    effect_of,
    kept_view,
)
from buzzfeed.follow.my.page import DELETED_PATH
from buzzfeed.follow.my.preview import Previewed, preview_view
from buzzfeed.follow.my.saying import Pair, Said
from buzzfeed.follow.words.mine import MINE
from buzzfeed.model.personalfeeds import Gone, PersonalFeed, edit_digest, feed_digest
from buzzfeed.personal import Preferences, Selection, Shown, canonical, readable
from buzzfeed.pipeline.personalising import PersonalDesk, new_secret
from buzzfeed.ports import Inbox, Window
from buzzfeed.web.encoding import price_of
from buzzfeed.web.my import (
    canonical_place,
    client_of,
    looked_over,
    looking,
    posted,
    queried,
    read,
    redirect,
    shown,
    why_not_now,
    written,
)
from buzzfeed.web.replies import links_for, maker_of
from buzzfeed.web.secrets import MOST_ADDRESSES, address_of, feed_secret, is_secret
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError

_TOLD = frozenset({"new", "saved", "done"})
_SHOWN = 6
"""Articles shown that come in, and as many that go."""
_DAY = 86400
_ALWAYS = frozenset({"delete"})
"""What nobody is asked to wait for."""
_FRESH = timedelta(minutes=30)
EXPORT_NAME = "fil.json"


@dataclass(frozen=True, slots=True)
class Held:
    """A feed that a request holds the link of."""

    token: str
    feed: PersonalFeed
    links: Links
    client: str


def mine_routes(state: State) -> list[Route]:
    """Return the routes of what is kept; none where there are no personal feeds."""
    if not state.config.personal.enabled:
        return []
    return [
        Route(EDIT_PATH, partial(_page, state), methods=["GET", "POST"]),
        Route(EDIT_PATH + "/export", partial(_export, state)),
        Route(EDIT_PATH + "/{doing}", partial(_do, state), methods=["GET", "POST"]),
    ]


async def held(state: State, request: Request) -> Held | Response:
    """Return the feed whose link is asked for; or the answer that there is none, or none any more."""
    token, links = request.path_params["token"], links_for(state, request)
    found: PersonalFeed | Gone | None = None
    if is_secret(token):
        found = await state.in_thread(lambda: store_of(state).personal_by_edit(edit_digest(token)))
    if isinstance(found, PersonalFeed):
        latest = state.remembering.latest(found)  # what was shown a moment ago counts, too
        return Held(token, latest, links, client_of(request))
    return await nothing(state, links, gone=isinstance(found, Gone))


async def nothing(state: State, links: Links, *, gone: bool) -> Response:
    """Answer that a link leads nowhere, or nowhere any more: 404, 410."""
    words = MINE[links.language]
    heading, text = (words.gone, words.gone_text) if gone else (words.unknown, words.unknown_text)
    view = MessageView(frame_of(state.site, links, "", title=heading), heading, text)
    page = await state.in_thread(lambda: state.renderer.message(view))
    return shown(page, 410 if gone else 404, links)


def store_of(state: State) -> Window:
    """Return the store, which is open where there is a maker of pages."""
    maker_of(state)
    assert state.store is not None
    return state.store


def inbox_of(state: State) -> Inbox:
    """Return where that is left which readers do.

    Raises:
        StoreError: it is not open yet.
    """
    if state.inbox is None:
        raise StoreError("the store", "it is not open", "try again", retryable=True)
    return state.inbox


async def _page(state: State, request: Request) -> Response:
    one = await held(state, request)
    if isinstance(one, Response):
        return one
    if request.method == "POST":
        return await _save(state, request, one)
    pairs = queried(request) or []
    done = dict(pair for pair in pairs if pair[0] in _TOLD)
    drafted = [pair for pair in pairs if pair[0] not in _TOLD]
    said = await read(state, maker_of(state), one.links, drafted)
    if not said.anything:
        return await _answer(state, one, said_of(one.feed), told=done)
    if not said.faults and (where := canonical_place(state, request, one.links, edit_path(one.token), said)):
        return redirect(where)
    return await _answer(state, one, said, draft=True)


async def _save(state: State, request: Request, one: Held) -> Response:
    """Put what is said in the place of what was, if nobody else did meanwhile."""
    words = MINE[one.links.language]
    try:
        pairs = await posted(state, request)
    except TurnedAwayError as error:
        return await _answer(state, one, said_of(one.feed), getattr(words, error.words), error.status)
    said = await read(state, maker_of(state), one.links, pairs)
    wait = 0.0 if said.faults else state.changed_limiter.wait(one.client)
    if said.faults or wait > 0:
        trouble, status = (words.busy, 429) if wait > 0 else (words.refused, 400)
        return await _answer(state, one, said, trouble, status, draft=True, wait=wait)
    version = next((text for name, text in pairs if name == "version" and text.isdecimal() and len(text) < 10), "0")
    try:
        kept = await _edited(state, one, said, int(version))
    except StoreError:
        return await _answer(state, one, said, words.busy, 503, draft=True)
    state.empty_soon()
    if kept is None:
        return await _overtaken(state, request, words.conflict)
    return redirect(_back(one, "saved=1"))


async def _edited(state: State, one: Held, said: Said, version: int) -> PersonalFeed | None:
    inbox, digest, now = inbox_of(state), edit_digest(one.token), _now()
    words, language = canonical(said.preferences), one.links.language
    return await written(
        state, lambda: inbox.edit_personal(digest, version, words, language, said.title, said.feedback, now)
    )


async def _do(state: State, request: Request) -> Response:
    """Do one of the things that can be done, or ask once more."""
    one = await held(state, request)
    if isinstance(one, Response):
        return one
    doing = request.path_params["doing"]
    if doing not in MINE[one.links.language].doing:
        return await nothing(state, one.links, gone=False)
    if request.method != "POST":
        return await _ask(state, one, doing)
    return await _doing(state, request, one, doing)


async def _doing(state: State, request: Request, one: Held, doing: str) -> Response:
    words = MINE[one.links.language]
    try:
        pairs = await posted(state, request)
        wait = 0.0 if doing in _ALWAYS else state.changed_limiter.wait(one.client)
        if wait > 0:
            return await _answer(state, one, said_of(one.feed), words.busy, 429, wait=wait)
        where = await _done(state, one, doing, pairs)
        if not where:
            return await _overtaken(state, request, words.conflict)
    except TurnedAwayError as error:
        return await _answer(state, one, said_of(one.feed), getattr(words, error.words), error.status)
    except StoreError:
        return await _answer(state, one, said_of(one.feed), words.busy, 503)
    return redirect(where)


async def _overtaken(state: State, request: Request, trouble: str) -> Response:
    """Answer that a feed became another while something was done with it, or is no more."""
    again = await held(state, request)
    return again if isinstance(again, Response) else await _answer(state, again, said_of(again.feed), trouble, 409)


async def _ask(state: State, one: Held, doing: str) -> Response:
    if doing not in ASKED:
        return redirect(_back(one))
    view = asked_view(state.site, one.links, one.feed, one.token, doing)
    return shown(await state.in_thread(lambda: state.renderer.personal(view)), 200, one.links)


async def _done(state: State, one: Held, doing: str, pairs: Sequence[Pair]) -> str:
    """Do it, and return where to go then; nowhere, where there is no such feed any more."""
    inbox, digest, now = inbox_of(state), edit_digest(one.token), _now()
    if doing == "delete":
        wiped = await written(state, lambda: inbox.delete_personal(digest, now))
        state.empty_soon()
        return one.links.page(DELETED_PATH) if wiped else ""
    if doing == "rotate":
        return await _rotate(state, one, new_link=("new-link", "1") in pairs)
    changed = await written(state, lambda: inbox.pause_personal(digest, doing == "pause", now))
    return _back(one, f"done={doing}") if changed else ""


async def _rotate(state: State, one: Held, *, new_link: bool) -> str:
    """Give the feed a new address; a new link as well where it is asked for, or has had as many as it can."""
    inbox = inbox_of(state)
    _, number = await state.in_thread(lambda: address_of(store_of(state), one.token, one.feed))
    fresh = new_link or number + 1 >= MOST_ADDRESSES
    token = new_secret() if fresh else one.token
    address = feed_digest(feed_secret(token, 0 if fresh else number + 1))
    link = edit_digest(token) if fresh else None
    turned = await written(state, lambda: inbox.rotate_personal(edit_digest(one.token), address, link, _now()))
    return _back(replace(one, token=token), "done=rotate") if turned else ""


async def _export(state: State, request: Request) -> Response:
    """Give all that is kept of a feed, in words."""
    one = await held(state, request)
    if isinstance(one, Response):
        return one
    desk, now = state.desk, state.now()
    places: Shown | None = Shown()
    if desk is not None:
        places = await looking(state, one.client, lambda: places_of(desk, one.feed, now))
    if places is None:
        trouble, wait = why_not_now(state, one.links)
        return await _answer(state, one, said_of(one.feed), trouble, 503, wait=wait)
    answer = shown(exported(one.feed, places, _days(state)), 200, one.links)
    answer.headers["content-type"] = "application/json; charset=utf-8"
    answer.headers["content-disposition"] = f'attachment; filename="{EXPORT_NAME}"'
    return answer


async def _answer(
    state: State,
    one: Held,
    said: Said,
    trouble: str = "",
    status: int = 200,
    *,
    draft: bool = False,
    told: dict[str, str] | None = None,
    wait: float = 0.0,
) -> Response:
    """Answer with the feed's page, with what its choices (or those of a draft) give."""
    maker, told = maker_of(state), told or {}
    secret, _ = await state.in_thread(lambda: address_of(store_of(state), one.token, one.feed))
    looks = await _looks(state, one, said, draft=draft)
    if looks.preview is None and not trouble:
        trouble, _ = why_not_now(state, one.links)
    if not trouble and readable(parse_qsl(one.feed.said))[1]:
        trouble = MINE[one.links.language].partly
    path = edit_path(one.token)
    place = Place(one.token, f"/my/{secret}.{{format}}" if secret else "", _days(state), _first(state))

    def make() -> bytes:
        form = form_view(state.site, one.links, maker.channels, said, action=path, send=path, kept=True)
        view = kept_view(state.site, one.links, one.feed, place, form, looks)
        fresh = "new" in told and state.now() - one.feed.created < _FRESH  # a bookmark of it is looked at later
        return state.renderer.personal(replace(_telling(view, told, trouble), fresh=fresh))

    return shown(await state.in_thread(make), status, one.links, wait)


async def _looks(state: State, one: Held, said: Said, *, draft: bool) -> Looks:
    """Return what choices give, and what a draft changes; nothing of it where this client had too much made."""
    desk = state.desk
    price = await state.in_thread(lambda: price_of(said.preferences))
    if desk is None or state.limiter.wait(one.client, price) > 0:
        return Looks()
    now, kept = state.now(), preferences_in(one.feed)

    def look() -> tuple[Selection, Previewed]:
        found = looked_over(state, desk, said.preferences, now)
        state.turns.give_way()
        if quiet := desk.quiet(now, said.preferences.pace):  # both as of one day
            return desk.looked_back(quiet, kept), found
        return desk.select(kept, now, places_of(desk, one.feed, now)), found

    looked = await looking(state, one.client, look, said.preferences, kept)
    if looked is None:
        return Looks()
    before, found = looked
    changed = effect_ids(before, found.selection, _SHOWN) if draft else ()
    store = store_of(state)
    articles = await state.in_thread(lambda: store.articles((*found.ids, *changed)))
    preview = preview_view(state.site, one.links, said, found, articles, f"{edit_path(one.token)}#{DRAFT}")
    if not draft:
        return Looks(preview)
    effect = effect_of(before, found.selection, articles, state.site, one.links, _SHOWN)
    return Looks(preview, replace(effect, choices=choices_changed(said_of(one.feed), said, one.links.language)))


def places_of(desk: PersonalDesk, feed: PersonalFeed, now: datetime) -> Shown:
    """Return the places that articles have in a feed."""
    desk.offer(now, preferences_in(feed).pace)  # by which articles are known
    return desk.shown_of(feed)


def preferences_in(feed: PersonalFeed) -> Preferences:
    """Return what is said of a feed that is kept, as far as it can be read."""
    return readable(parse_qsl(feed.said))[0]


def said_of(feed: PersonalFeed) -> Said:
    """Return what is said of a feed that is kept, as the form says it."""
    return Said(preferences_in(feed), title=feed.title, feedback=feed.feedback)


def _telling(view: KeptView, told: dict[str, str], trouble: str) -> KeptView:
    words = view.words
    said = words.saved if "saved" in told else words.done.get(told.get("done", ""), "")
    return replace(view, told=said, trouble=trouble)


def _back(one: Held, told: str = "") -> str:
    page = one.links.page(edit_path(one.token))
    return f"{page}{'&' if '?' in page else '?'}{told}" if told else page


def _days(state: State) -> int:
    return round(state.config.personal.expire_after / _DAY)


def _first(state: State) -> int:
    return round(state.config.personal.first_fetch_within / _DAY)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
