"""The door of all that is handed in: who is let in, how much of each, and how long a body may take.

A flood is turned away before its bodies are read. What comes with no token, or a wrong one, is told nothing but that.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from buzzfeed.errors import StoreError
from buzzfeed.model import Scope, Token
from buzzfeed.ports import Inbox
from buzzfeed.web.answers import RETRY_AFTER, log
from buzzfeed.web.api.known import KnownTokens
from buzzfeed.web.api.refusals import RefusedError
from buzzfeed.web.credentials import Doorkeeper, secret_of
from buzzfeed.web.entering import note_use
from buzzfeed.web.limiting import Limiter, network_of
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError, read_body

T = TypeVar("T")

CHALLENGE = 'Bearer realm="buzzfeed"'
_AT_ONCE, _AT_ONCE_PER_TOKEN = 64, 16
"""Bodies that are read at once of those who showed a token, and of one token."""
_STRANGERS_AT_ONCE, _STRANGERS_PER_ADDRESS = 16, 4
"""Bodies that are read at once in which a token may yet stand: nobody who showed one waits for these."""
_STRANGERS = 300
"""Requests in a minute that one address may make before it shows a token that is one."""


class Door:
    """Lets in whoever shows a token that is good for what it wants; for one event loop."""

    def __init__(self, state: State) -> None:
        """Know nobody yet."""
        self._state = state
        self._settings = state.config.api
        self._keeper = Doorkeeper()
        self._tokens = Limiter(self._settings.per_minute, key=str)
        self._strangers = Limiter(_STRANGERS)
        self._known = KnownTokens(self._read_tokens)
        self._holders = _Room(_AT_ONCE, _AT_ONCE_PER_TOKEN)
        self._others = _Room(_STRANGERS_AT_ONCE, _STRANGERS_PER_ADDRESS)

    async def admit(self, request: Request, secret: str | None = None) -> Token:
        """Return the token that a request shows in its header, or that was found elsewhere in it.

        Raises:
            RefusedError: it shows none (401), a wrong one (401, 429), one that asks too often (429), or it is too early
                (503).
        """
        address = address_of(request)
        if self._state.store is None or self._state.inbox is None:
            raise RefusedError(503, "not-ready", "Not ready yet: please try again in a moment.", wait=int(RETRY_AFTER))
        if secret is None:
            secret = secret_of(request.headers.get("authorization", ""))
        if not secret:
            text = "Send a token: Authorization: Bearer TOKEN. The newsroom makes one with: buzzfeed token add"
            raise RefusedError(401, "unauthorized", text, headers={"www-authenticate": CHALLENGE})
        found = self._keeper.known(secret, await self._known.recent(), address)
        if found is None:
            found = self._keeper.find(secret, await self._known.newer(), address)
        if isinstance(found, float):
            raise RefusedError(429, "too-many", "Too many attempts with what is no token.", wait=math.ceil(found))
        if found is None:
            headers = {"www-authenticate": f'{CHALLENGE}, error="invalid_token"'}
            raise RefusedError(401, "invalid-token", "This is no token, or it was revoked.", headers=headers)
        if (wait := self._tokens.wait(found.name)) > 0:
            raise RefusedError(429, "too-many", "Too many requests with this token.", wait=math.ceil(wait))
        await note_use(self._state, found)
        return found

    def check(self, token: Token, *scopes: Scope, source: str | None = None) -> None:
        """See that a token is good for one of these scopes, and for a source.

        Raises:
            RefusedError: it is not (403).
        """
        if not any(token.grants(scope) for scope in scopes):
            named = " ".join(scopes)
            headers = {"www-authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{named}"'}
            text = f"This token is not for this: it needs the scope {' or '.join(scopes)}."
            raise RefusedError(403, "insufficient-scope", text, headers=headers)
        if source is not None and source != token.source:
            raise RefusedError(403, "forbidden", "This token is for another source.")

    def check_pushing(self, token: Token, *scopes: Scope) -> str:
        """Return the source that a token may hand articles in to.

        Raises:
            RefusedError: its scopes are others, or its source is not one to hand in to (403).
        """
        self.check(token, *scopes)
        if token.source not in pushing(self._state):
            raise RefusedError(403, "forbidden", "The source of this token takes nothing that is handed in any more.")
        return token.source

    async def body(self, request: Request, token: Token | None) -> bytes:
        """Return a request's body, read within bounds; ``token`` is what was shown, none where that is yet to be seen.

        Raises:
            RefusedError: it is too long (413), too slow (408), broke off (400), or too many are read at once (503).
        """
        address = address_of(request)
        if token is None and (wait := self._strangers.wait(address)) > 0:
            raise RefusedError(429, "too-many", "Too many requests from your address.", wait=math.ceil(wait))
        room, who = (self._holders, token.name) if token else (self._others, network_of(address))
        with room.of(who):
            return await self._body(request)

    async def _body(self, request: Request) -> bytes:
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await read_body(request, self._settings.max_bytes)
        except TurnedAwayError as error:
            raise RefusedError(error.status, "too-large", error.words) from None
        except TimeoutError:
            raise RefusedError(408, "too-slow", "Your request took too long to arrive.") from None
        except ClientDisconnect:
            raise RefusedError(400, "broken-off", "Your request broke off.") from None

    async def _read_tokens(self) -> Sequence[Token]:
        store = self._state.store
        return await self.reading(lambda _: store.tokens() if store is not None else ())

    async def reading(self, work: Callable[[Inbox], T]) -> T:
        """Ask the store something.

        Raises:
            RefusedError: it cannot be read now (503).
        """
        return await self._asked(work, writes=False)

    async def writing(self, work: Callable[[Inbox], T]) -> T:
        """Have the store keep something: once this returns it is kept.

        Raises:
            RefusedError: it cannot be written now (503); nothing was.
        """
        return await self._asked(work, writes=True)

    async def _asked(self, work: Callable[[Inbox], T], *, writes: bool) -> T:
        state, inbox = self._state, self._state.inbox
        if inbox is None:
            raise RefusedError(503, "not-ready", "Not ready yet: please try again in a moment.", wait=int(RETRY_AFTER))
        try:
            threads = state.writer if writes else state.threads
            return await asyncio.get_running_loop().run_in_executor(threads, work, inbox)
        except StoreError as error:
            log.error("cannot take in", subject=error.subject, cause=error.cause, mend=error.hint)
            raise RefusedError(
                503, "store", "It cannot be done now: please try again.", wait=int(RETRY_AFTER)
            ) from None


class _Room:
    """Room for what is done at once: so much in all, and so much for one."""

    def __init__(self, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._inside: Counter[str] = Counter()

    @contextmanager
    def of(self, who: str) -> Iterator[None]:
        """Be inside for a while, if there is room.

        Raises:
            RefusedError: there is none (503).
        """
        if self._inside.total() >= self._most or self._inside[who] >= self._each:
            raise RefusedError(503, "busy", "Too many requests at once.", wait=int(RETRY_AFTER))
        self._inside[who] += 1
        try:
            yield
        finally:
            self._inside[who] -= 1
            if not self._inside[who]:
                del self._inside[who]


def pushing(state: State) -> frozenset[str]:
    """Return the sources to which articles are handed in."""
    return frozenset(source.name for source in state.config.sources if source.type == "push")


def address_of(request: Request) -> str:
    """Return who asks."""
    return request.client.host if request.client is not None else ""
