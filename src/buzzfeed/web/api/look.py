"""``/api/look/SOURCE``: that a source has news, said by whoever knows: WordPress, its plugins, a script.

Nothing that comes with it is believed, or even parsed: it has the source looked at, which the work process does as it
always does. However often it is said, one look answers it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from buzzfeed.model import Scope, Token
from buzzfeed.web.api.door import Door
from buzzfeed.web.api.refusals import STANDING, RefusedError
from buzzfeed.web.state import State

_XML = frozenset(("text/xml", "application/xml"))
_PINGED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<methodResponse><params><param><value><struct>'
    "<member><name>flerror</name><value><boolean>0</boolean></value></member>"
    "<member><name>message</name><value><string>{}</string></value></member>"
    "</struct></value></param></params></methodResponse>\n"
)
_THANKS = "Thanks: it is looked at now."


class Looking:
    """Takes wishes for a look."""

    def __init__(self, state: State, door: Door) -> None:
        """Let in whom ``door`` does."""
        self._state = state
        self._door = door

    async def by_header(self, request: Request) -> Response:
        """Answer ``POST /api/look/SOURCE`` with a token in its header."""
        return await self._look(request, await self._door.admit(request))

    async def by_path(self, request: Request) -> Response:
        """Answer ``POST /api/look/SOURCE/TOKEN``, for whoever can send no header.

        Addresses stand in logs: a token that is good for more than a look opens nothing here.
        """
        token = await self._door.admit(request, request.path_params["token"])
        if token.scopes != {Scope.LOOK}:
            raise RefusedError(403, "forbidden", "In an address stands a token that is for looks alone, and no other.")
        return await self._look(request, token)

    async def _look(self, request: Request, token: Token) -> Response:
        source = request.path_params["source"]
        self._door.check(token, Scope.LOOK, source=source)
        if source not in {one.name for one in self._state.config.sources}:
            raise RefusedError(404, "unknown", "The source of this token is configured no more.")
        await self._door.body(request, token)
        now = datetime.now(UTC)
        if not await self._door.writing(lambda inbox: inbox.look_again(source, now)):
            raise RefusedError(503, "full", "Too many sources wait to be looked at.", wait=60)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in _XML:
            # WordPress pings in XML-RPC (weblogUpdates.ping), and reads whether it was heard.
            return Response(_PINGED.format(_THANKS), 200, STANDING, media_type="text/xml")
        return JSONResponse({"source": source, "looking": True}, 202, STANDING)
