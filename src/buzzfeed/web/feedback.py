"""More or less like this: the page that a link in an entry leads to, and the one step that its button takes.

The links hold the feed's own secret, which reading services know. What stands there is told by GET, which changes
nothing, whoever fetches links ahead; a POST takes one step that concerns the article, where the reader switched such
links on, and can be undone there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from buzzfeed.errors import StoreError
from buzzfeed.follow import Links
from buzzfeed.follow.frame import frame_of
from buzzfeed.follow.message import MessageView
from buzzfeed.follow.my.feedback import Step, Taken, feedback_view, step_in, stepped, steps_for, worth_telling
from buzzfeed.follow.my.saying import Pair
from buzzfeed.follow.words.feedback import FEEDBACK
from buzzfeed.follow.words.mine import MINE
from buzzfeed.model import Article
from buzzfeed.model.personalfeeds import Gone, PersonalFeed, feed_digest
from buzzfeed.personal import Difference, Preferences, Selection, Shown, canonical, difference
from buzzfeed.pipeline.personalising import PersonalDesk
from buzzfeed.web.mine import inbox_of, nothing, places_of, preferences_in, store_of
from buzzfeed.web.my import client_of, looking, posted, queried, redirect, shown, why_not_now, written
from buzzfeed.web.replies import links_for
from buzzfeed.web.secrets import is_secret
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError

_LONGEST_ID = 2000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a link asks: of which feed, about which article, for more or less."""

    digest: str
    feed: PersonalFeed
    article: Article
    way: str
    path: str
    links: Links


def feedback_routes(state: State) -> list[Route]:
    """Return the routes of feedback; none where there are no personal feeds."""
    if not state.config.personal.enabled:
        return []
    return [
        Route(f"/my/{{token}}/{way}", partial(_feedback, state, way), methods=["GET", "POST"])
        for way in ("more", "less")
    ]


async def _feedback(state: State, way: str, request: Request) -> Response:
    asked = await _asked(state, way, request)
    if isinstance(asked, Response):
        return asked
    if request.method != "POST":
        return await _shown(state, request, asked, queried(request) or [])
    words = MINE[asked.links.language]
    try:
        pairs = dict(await posted(state, request))
        wait = state.changed_limiter.wait(client_of(request))
        if wait > 0:
            return await _told(state, asked.links, words.busy, "", 429, wait)
        kept, step = await _taken(state, asked, pairs)
    except (TurnedAwayError, StoreError) as error:
        status = error.status if isinstance(error, TurnedAwayError) else 503
        return await _told(state, asked.links, words.busy if status == 503 else words.foreign, "", status)
    if kept is None or step is None:
        return await _told(state, asked.links, FEEDBACK[asked.links.language].conflict, "", 409)
    more = [("undone", "1")] if pairs.get("undo") == "1" else [("done", str(step))]
    language = [("lang", asked.links.language)] if asked.links.chosen else []
    return redirect(f"{asked.links.file(asked.path)}&{urlencode([*more, *language])}")


async def _asked(state: State, way: str, request: Request) -> _Asked | Response:
    """Return what a link asks for; or the answer that it is of no use."""
    token, id_ = request.path_params["token"], request.query_params.get("id", "")[:_LONGEST_ID]
    links, store = links_for(state, request), store_of(state)
    words = FEEDBACK[links.language]
    found: PersonalFeed | Gone | None = None
    if is_secret(token):
        found = await state.in_thread(lambda: store.personal_by_feed(feed_digest(token)))
    if isinstance(found, Gone):
        return await nothing(state, links, gone=True)
    if found is None or not found.feedback:
        return await _told(state, links, words.off, words.off_text, 404)
    articles = await state.in_thread(lambda: store.articles([id_])) if id_ else {}
    if id_ not in articles:
        return await _told(state, links, words.lost, words.lost_text, 404)
    path = f"/my/{token}/{way}?{urlencode({'id': id_})}"
    return _Asked(feed_digest(token), state.remembering.latest(found), articles[id_], way, path, links)


async def _taken(state: State, asked: _Asked, pairs: dict[str, str]) -> tuple[PersonalFeed | None, Step | None]:
    """Take a step, if the feed still is as the page said."""
    step = step_in(pairs.get("step", ""))
    version = pairs.get("version", "")
    after = stepped(preferences_in(asked.feed), asked.article, step) if step is not None else None
    if after is None or version != str(asked.feed.version):
        return None, None
    inbox, now = inbox_of(state), datetime.now(UTC).replace(microsecond=0)
    said = canonical(after)
    kept = await written(state, lambda: inbox.heed_personal(asked.digest, asked.feed.version, said, now))
    state.empty_soon()
    return kept, step


async def _shown(state: State, request: Request, asked: _Asked, pairs: Sequence[Pair]) -> Response:
    """Answer with the page: what may be done, or what was."""
    told = dict(pairs)
    done = step_in(told.get("done", ""))
    preferences = preferences_in(asked.feed)
    if done is not None and stepped(preferences, asked.article, done.back) is None:
        done = None  # It was undone meanwhile, or never done: nothing untrue is told.
    undone = told.get("undone") == "1"
    steps: dict[Step, Difference] | None = {}
    desk, now = state.desk, state.now()
    if not (done or undone):
        free = desk is not None and state.limiter.wait(client_of(request)) <= 0
        steps = None
        if free and desk is not None:
            steps = await looking(state, client_of(request), lambda: _tried(state, desk, asked, now), preferences)
    if steps is None:
        trouble, wait = why_not_now(state, asked.links)
        return await _told(state, asked.links, trouble, "", 503, wait)
    taken = Taken(asked.feed.version, steps, done, undone)
    view = feedback_view(state.site, asked.links, asked.path, asked.way, asked.article, taken)
    return shown(await state.in_thread(lambda: state.renderer.personal(view)), 200, asked.links)


def _tried(state: State, desk: PersonalDesk, asked: _Asked, now: datetime) -> dict[Step, Difference]:
    """Return the steps that may be taken, with what each would bring in and take out; feeds go first in between."""
    preferences = preferences_in(asked.feed)

    def again(changed: Preferences, shown: Shown | None = None) -> Selection:
        state.turns.give_way()
        return desk.select(changed, now, shown)

    before, fresh = again(preferences, places_of(desk, asked.feed, now)), again(preferences)
    scored = next((one for one in before.scored if one.candidate.id == asked.article.id), None)
    placed = next((one for one in before.chosen if one.candidate.id == asked.article.id), None)
    # What has no place (any more) and is not worth one came by that share as well, if it did.
    by_front = placed.front if placed else scored is not None and not scored.wanted
    steps = steps_for(preferences, asked.article, tuple(scored.parts) if scored else (), asked.way, by_front=by_front)
    changed = ((step, stepped(preferences, asked.article, step)) for step in steps)
    tried = {step: difference(fresh, again(after)) for step, after in changed if after is not None}
    return worth_telling(tried, asked.way)


async def _told(state: State, links: Links, heading: str, text: str, status: int, wait: float = 0.0) -> Response:
    view = MessageView(frame_of(state.site, links, "", title=heading), heading, text)
    return shown(await state.in_thread(lambda: state.renderer.message(view)), status, links, wait)
