"""``/micropub``: create, update, delete, undelete, and what may be asked (Micropub §3).

A post that was created is not a page at once: it travels the same road as any article. Its address here
(`/micropub/SOURCE/ID`) leads to its page once that is public, and to nothing before; by it, as by the page's own, a
writing app names the post.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from buzzfeed.articles import canonical, slug_of
from buzzfeed.model import Scope, Token
from buzzfeed.model.pushed import KEPT_DELETED, Kept, Precondition, PushState, Standing
from buzzfeed.web.api.answering import refuse_own_page
from buzzfeed.web.api.articles import ANY, digest_of, refuse_unkept
from buzzfeed.web.api.door import Door, address_of, pushing
from buzzfeed.web.api.refusals import STANDING, RefusedError
from buzzfeed.web.api.shapes import encoded
from buzzfeed.web.credentials import secret_of
from buzzfeed.web.limiting import Limiter
from buzzfeed.web.micropub import entries
from buzzfeed.web.micropub.asking import JSON, Asked, kind_of, read, updated
from buzzfeed.web.micropub.entries import refused
from buzzfeed.web.state import State

PATH = "/micropub"
_POST = PATH + "/{source}/{id}"
REPEATED_WITHIN = timedelta(days=1)
"""For how long the same words from the same token are the same post, over restarts too."""

_IDS = 50
_LONGEST_URL = 2000
_TRIES = 5
_LOOKED_UP = 120
_SCOPES = {"create": Scope.CREATE, "update": Scope.UPDATE, "delete": Scope.DELETE, "undelete": Scope.DELETE}
_FROM_ANYWHERE = {"access-control-allow-origin": "*", "access-control-expose-headers": "Location, Retry-After"}
"""Writing apps may run in a browser. What lets them in is a token that they show, no cookie that comes by itself."""
_ASKED_BEFORE = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "Authorization, Content-Type",
    "access-control-max-age": "86400",
}
_ERRORS = {401: "unauthorized", 403: "forbidden", 429: "too_many_requests"}


def micropub_routes(state: State, door: Door) -> list[Route]:
    """Return the routes of Micropub, where a source takes articles; ``door`` lets in."""
    if not pushing(state):
        return []
    endpoint = Micropub(state, door)
    return [
        Route(PATH, _answering(endpoint.answer), methods=["GET", "POST", "OPTIONS"]),
        Route(_POST, _answering(endpoint.post), methods=["GET"]),
    ]


class Micropub:
    """Answers writing apps."""

    def __init__(self, state: State, door: Door) -> None:
        """Let in whom ``door`` does, with a token for a push source."""
        self._state = state
        self._door = door
        self._readers = Limiter(_LOOKED_UP)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def answer(self, request: Request) -> Response:
        """Answer at the endpoint itself."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**STANDING, **_ASKED_BEFORE})
        if request.method != "POST":
            return await self._queried(request)
        shown = request.headers.get("authorization", "")
        content_type = request.headers.get("content-type", "")
        if shown or kind_of(content_type) == JSON:
            token = await self._door.admit(request)
            asked = await self._read(content_type, await self._door.body(request, token))
            if asked.token:
                raise refused("The token stands in the header and in the form: send it once (Micropub §3.1).")
        else:
            asked = await self._read(content_type, await self._door.body(request, None))
            token = await self._door.admit(request, secret_of(f"Bearer {asked.token}"))
        source = self._door.check_pushing(token, _SCOPES[asked.action])
        if asked.action == "create":
            async with self._turns[source]:
                return await self._create(source, token, asked)
        standing = await self._named(source, asked.url)
        if asked.action == "update":
            return await self._update(standing, asked)
        return await (self._delete if asked.action == "delete" else self._undelete)(standing)

    async def post(self, request: Request) -> Response:
        """Lead from a post's address here to its page, where that is public."""
        source, id_ = request.path_params["source"], request.path_params["id"]
        if source in pushing(self._state) and self._readers.wait(address_of(request)) == 0:
            standing = await self._standing(source, id_)
            if standing is not None and standing.state is PushState.PUBLISHED and standing.url:
                return RedirectResponse(standing.url, 302, STANDING)
        raise RefusedError(404, "not_found", "There is nothing here.")

    async def _queried(self, request: Request) -> Response:
        """Answer ``q`` (§3.7)."""
        source = self._door.check_pushing(await self._door.admit(request), *ANY)
        query = request.query_params
        if query.get("q") == "config":
            types = [{"type": "article", "name": "Article"}]
            return _json({"q": ["config", "source", "syndicate-to"], "syndicate-to": [], "post-types": types})
        if query.get("q") == "syndicate-to":
            return _json({"syndicate-to": []})
        if query.get("q") != "source":
            raise refused("q is config, source or syndicate-to.")
        standing = await self._named(source, query.get("url", ""))
        if standing.pushed.deleted:
            raise refused("This post is deleted.")
        wanted = [*query.getlist("properties[]"), *query.getlist("properties")]
        return await self._state.in_thread(lambda: _told(standing.pushed.body, wanted))

    async def _read(self, content_type: str, body: bytes) -> Asked:
        # A megabyte takes longer to look at than others should wait for.
        return await self._state.in_thread(lambda: read(content_type, body))

    async def _create(self, source: str, token: Token, asked: Asked) -> Response:
        """Keep a new post; one that came before, whose answer its app did not hear, is answered as it was then."""
        body, ids = await self._state.in_thread(lambda: self._made(asked.properties))
        birth = hashlib.sha256(token.digest.encode() + b"\n" + body).hexdigest()
        since = datetime.now(UTC) - REPEATED_WITHIN
        known = await self._door.reading(lambda inbox: inbox.pushed_by(source, birth, since))
        if known is not None:
            return self._created(source, known)
        for id_ in ids:
            if await self._standing(source, id_) is not None:
                continue
            kept = await self._put(source, id_, body, Precondition(none=("*",)), birth)
            if kept is Kept.CREATED:
                return self._created(source, id_)
            if kept is not Kept.CONFLICT:
                refuse_unkept(kept)
        raise RefusedError(409, "invalid_request", "There are too many posts of that name: give it another one.")

    def _created(self, source: str, id_: str) -> Response:
        return Response(status_code=201, headers={**STANDING, "location": self._address(source, id_)})

    async def _update(self, standing: Standing, asked: Asked) -> Response:
        """Change a post, and again where somebody else changed it meanwhile."""
        for _ in range(_TRIES):
            pushed = standing.pushed
            if pushed.deleted:
                raise refused("This post is deleted: undelete it first.")
            body = await self._state.in_thread(partial(self._changed, pushed.body, asked))
            if len(body) > self._state.config.api.max_bytes:
                raise RefusedError(413, "too-large", "With this change the post would be larger than one may be.")
            kept = await self._put(pushed.source, pushed.id, body, Precondition(match=(pushed.digest,)))
            if kept in (Kept.CHANGED, Kept.SAME):
                return Response(status_code=204, headers=STANDING)
            standing = await self._standing(pushed.source, pushed.id) or standing
        raise RefusedError(409, "invalid_request", "Somebody else changes it, too: please try again.")

    def _made(self, properties: Mapping[str, list[Any]]) -> tuple[bytes, list[str]]:
        """Return the article that a new post's properties make, and the ids to try for it."""
        article = entries.article_of(properties)
        refuse_own_page(article, self._state)
        return encoded(article), _ids(article, datetime.now(UTC))

    def _changed(self, body: bytes, asked: Asked) -> bytes:
        """Return an article with an update's changes made."""
        before = json.loads(body)
        article = entries.changed(before, updated(entries.properties_of(before), asked))
        refuse_own_page(article, self._state)
        return encoded(article)

    async def _delete(self, standing: Standing) -> Response:
        pushed, now = standing.pushed, datetime.now(UTC)
        await self._door.writing(lambda inbox: inbox.drop_pushed(pushed.source, pushed.id, Precondition(), now))
        return Response(status_code=204, headers=STANDING)

    async def _undelete(self, standing: Standing) -> Response:
        pushed = standing.pushed
        if pushed.deleted and not pushed.body:
            raise refused(f"This post was deleted more than {KEPT_DELETED.days} days ago, and is gone: post it again.")
        if pushed.deleted:
            kept = await self._put(pushed.source, pushed.id, pushed.body, Precondition(none=("*",)))
            if kept is not Kept.CONFLICT:
                refuse_unkept(kept)
        return Response(status_code=204, headers=STANDING)

    async def _put(self, source: str, id_: str, body: bytes, condition: Precondition, birth: str = "") -> Kept:
        digest, now = digest_of(body), datetime.now(UTC)
        return await self._door.writing(
            lambda inbox: inbox.put_pushed(source, id_, body, digest, condition, now, birth)
        )

    async def _named(self, source: str, url: str) -> Standing:
        """Return the post that an address names: its address here, or its page's.

        Raises:
            RefusedError: it is none of this source's (400).
        """
        own = re.fullmatch(re.escape(self._address(source, "")) + r"([A-Za-z0-9._~:@-]{1,200})", url)
        id_: str | None = own[1] if own else None
        if own is None and 0 < len(url) <= _LONGEST_URL:
            page = self._state.site.base + "/a/"
            slug = url.removeprefix(page) if url.startswith(page) else ""
            id_ = await self._door.reading(lambda inbox: inbox.pushed_at(source, canonical(url), slug))
        found = await self._standing(source, id_) if id_ else None
        if found is None:
            raise refused("There is no post of yours at this url.")
        return found

    async def _standing(self, source: str, id_: str) -> Standing | None:
        return await self._door.reading(lambda inbox: inbox.standing(source, id_))

    def _address(self, source: str, id_: str) -> str:
        return f"{self._state.site.base}{PATH}/{source}/{quote(id_, safe=':@')}"


def _ids(article: Mapping[str, Any], now: datetime) -> list[str]:
    """Return the ids to try for a new post, by its slug or name, else by the moment."""
    base = str(article.get("slug") or "") or (slug_of(article["title"]) if "title" in article else "")
    base = base or f"{now:%Y%m%d-%H%M%S}"
    return [base, *(f"{base}-{number}" for number in range(2, _IDS))]


def _told(body: bytes, wanted: list[str]) -> Response:
    """Return the properties of a post, all of them or those that are wanted."""
    properties = entries.properties_of(json.loads(body))
    if wanted:
        return _json({"properties": {name: properties[name] for name in wanted if name in properties}})
    return _json({"type": ["h-entry"], "properties": properties})


def _json(document: Mapping[str, Any]) -> Response:
    return JSONResponse(document, headers=STANDING)


def _answering(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            found = await endpoint(request)
        except RefusedError as error:
            found = JSONResponse(_error(error), error.status, error.all_headers)
        found.headers.update(_FROM_ANYWHERE)
        return found

    return answer


def _error(error: RefusedError) -> dict[str, str]:
    """Return a refusal in the words of Micropub §3.8."""
    code = "insufficient_scope" if error.code == "insufficient-scope" else _ERRORS.get(error.status, "")
    if not code:
        code = (
            "temporarily_unavailable"
            if error.status >= 500
            else "not_found"
            if error.status == 404
            else "invalid_request"
        )
    return {"error": code, "error_description": error.text}
