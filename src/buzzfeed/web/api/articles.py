"""``/api/articles``: a source's own articles, handed in, told of, listed and deleted.

What is accepted is in the store before it is answered, and becomes an article on the same road as any other, in the
work process: the answer says how it stands, and so does each later GET.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from buzzfeed.model import Scope, Token
from buzzfeed.model.pushed import Kept, Standing
from buzzfeed.web.api.answering import ARTICLES, condition_of, document_of, etag, location, refuse_own_page
from buzzfeed.web.api.door import Door
from buzzfeed.web.api.refusals import STANDING, Fault, RefusedError
from buzzfeed.web.api.shapes import ID, article_of, encoded, parse
from buzzfeed.web.state import State

ANY = (Scope.CREATE, Scope.UPDATE, Scope.DELETE)
PAGE, MOST_A_PAGE = 50, 200
JSON = "application/json"
_ID = re.compile(ID)


class Articles:
    """Answers for the articles that are handed in."""

    def __init__(self, state: State, door: Door) -> None:
        """Let in whom ``door`` does."""
        self._state = state
        self._door = door

    async def one(self, request: Request) -> Response:
        """Answer at ``/api/articles/ID``."""
        token = await self._door.admit(request)
        source = self._door.check_pushing(token, *ANY)
        id_ = request.path_params["id"]
        if _ID.fullmatch(id_) is None:
            fault = Fault(
                "/id", "is no id", "write letters, digits and . _ ~ : @ -, 200 at most, a letter or digit first"
            )
            raise RefusedError(
                404 if request.method != "PUT" else 422, "id", f"The id {fault.cause}: {fault.mend}.", [fault]
            )
        if request.method == "PUT":
            there = await self._standing(source, id_)
            known = there is not None and not there.pushed.deleted
            self._door.check(token, Scope.UPDATE if known else Scope.CREATE)
            return await self._put(request, token, id_)
        if request.method == "DELETE":
            self._door.check(token, Scope.DELETE)
            return await self._delete(request, source, id_)
        standing = await self._known(source, id_)
        if standing.pushed.deleted:
            told = {"standing": await self._state.in_thread(lambda: document_of(standing, self._state))}
            raise RefusedError(410, "deleted", "It is deleted; standing says how far. PUT brings it back.", more=told)
        return await self._told(standing)

    async def all(self, request: Request) -> Response:
        """Answer at ``/api/articles``: a page of ids and states."""
        source = self._door.check_pushing(await self._door.admit(request), *ANY)
        after, limit = _page(request)
        found = await self._door.reading(lambda inbox: inbox.standings(source, after, limit + 1))
        page, more = found[:limit], found[limit:]
        following = None
        if more:
            query = urlencode({"after": page[-1].pushed.id, "limit": limit})
            following = f"{self._state.site.base}{ARTICLES}?{query}"
        document = {"articles": [document_of(one, self._state, whole=False) for one in page], "next": following}
        return JSONResponse(document, headers=STANDING)

    async def _put(self, request: Request, token: Token, id_: str) -> Response:
        source, condition = token.source, condition_of(request)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != JSON:
            raise RefusedError(415, "media-type", f"Send an article as {JSON}.", headers={"accept": JSON})
        data = await self._door.body(request, token)
        # A megabyte takes longer to look at than others should wait for.
        body = await self._state.in_thread(lambda: self._taken(data))
        digest, now = digest_of(body), datetime.now(UTC)
        kept = await self._door.writing(lambda inbox: inbox.put_pushed(source, id_, body, digest, condition, now))
        refuse_unkept(kept)
        return await self._told(await self._known(source, id_), 201 if kept is Kept.CREATED else 200)

    def _taken(self, data: bytes) -> bytes:
        article = article_of(parse(data))
        refuse_own_page(article, self._state)
        return encoded(article)

    async def _delete(self, request: Request, source: str, id_: str) -> Response:
        condition, now = condition_of(request), datetime.now(UTC)
        kept = await self._door.writing(lambda inbox: inbox.drop_pushed(source, id_, condition, now))
        refuse_unkept(kept)
        return await self._told(await self._known(source, id_))

    async def _standing(self, source: str, id_: str) -> Standing | None:
        return await self._door.reading(lambda inbox: inbox.standing(source, id_))

    async def _known(self, source: str, id_: str) -> Standing:
        found = await self._standing(source, id_)
        if found is None:
            raise RefusedError(404, "unknown", "Nothing was handed in under this id.")
        return found

    async def _told(self, standing: Standing, status: int = 200) -> Response:
        headers = {**STANDING, "etag": etag(standing.pushed)}
        if status == 201:
            headers["location"] = location(self._state, standing.pushed.id)
        return await self._state.in_thread(lambda: JSONResponse(document_of(standing, self._state), status, headers))


def digest_of(body: bytes) -> str:
    """Return what tells one version of an article from another."""
    return hashlib.sha256(body).hexdigest()[:40]


def refuse_unkept(kept: Kept) -> None:
    """See that what was handed in was kept.

    Raises:
        RefusedError: it was not, and why.
    """
    if kept is Kept.CONFLICT:
        raise RefusedError(412, "changed", "It is not what you think it is: get it again, and look at its ETag.")
    if kept is Kept.ABSENT:
        raise RefusedError(404, "unknown", "Nothing was handed in under this id.")
    if kept is Kept.FULL:
        raise RefusedError(507, "full", "This source has as many ids as one may have.")


def _page(request: Request) -> tuple[str, int]:
    """Return after which id a page begins, and how many it has.

    Raises:
        RefusedError: one of them cannot be read (422).
    """
    after, words = request.query_params.get("after"), request.query_params.get("limit", str(PAGE))
    if after is not None and _ID.fullmatch(after) is None:
        raise RefusedError(
            422, "after", "after is no id.", [Fault("/after", "is no id", "leave it out, or follow next")]
        )
    if not (words.isascii() and words.isdecimal() and 1 <= int(words[:6]) <= MOST_A_PAGE):
        mend = f"write a whole number from 1 to {MOST_A_PAGE}"
        raise RefusedError(422, "limit", f"limit cannot be taken: {mend}.", [Fault("/limit", "is out of bounds", mend)])
    return after or "", int(words[:6])
