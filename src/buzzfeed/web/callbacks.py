"""Callbacks: where hubs reach our own subscriptions, to ask whether we meant them, and to push (WebSub §5.3 and §7).

Nothing here leads anywhere but into the subscriptions' own tables, and nothing that comes in is parsed or served.
"""

from __future__ import annotations

import asyncio
import hmac
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from buzzfeed.errors import StoreError
from buzzfeed.model.ownsubscriptions import OwnSubscription, callback_digest
from buzzfeed.ports import Inbox
from buzzfeed.web.answers import RETRY_AFTER
from buzzfeed.web.limiting import Limiter
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError, read_body

PER_MINUTE = 120
"""Requests to one callback, and looks into the store for one address, in a minute."""

_SECONDS = 20.0
_AT_ONCE = 4
_LONGEST_CHALLENGE = 4096
_LONGEST_LEASE = 366 * 86400
_DEFAULT_LEASE = 86400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_NOBODY = "There is nothing here."
_STANDING = {"cache-control": "no-store", "x-content-type-options": "nosniff", "x-robots-tag": "noindex"}


S = TypeVar("S", bound=OwnSubscription)


class Ear(ABC, Generic[S]):
    """Answers hubs; what it knows of subscriptions it asks the store for when somebody names one it does not know."""

    def __init__(self, state: State, largest: int, methods: Sequence[str]) -> None:
        """Know no subscription yet; pushes have ``largest`` bytes at most, and are signed by one of ``methods``."""
        self._state = state
        self._largest = largest
        self._methods = methods
        self._known: dict[str, S] = {}
        self._strangers = Limiter(PER_MINUTE)
        self._hubs = Limiter(PER_MINUTE, key=str)
        self._reading: dict[str, int] = {}
        self._forged: dict[str, datetime] = {}

    @abstractmethod
    def all(self, inbox: Inbox) -> Sequence[S]:
        """Return every subscription."""

    @abstractmethod
    def pushed(self, inbox: Inbox, one: S, body: bytes, now: datetime) -> None:
        """Keep what was pushed by who knows the secret."""

    @abstractmethod
    def said_of(self, method: str) -> str:
        """Return what is said of a push that does not show that who sent it knows the secret; empty for nothing."""

    def verified(self, inbox: Inbox, one: S, mode: str, lease: int, now: datetime) -> None:
        """Keep that a hub was answered yes."""
        inbox.own_verified(one, lease, now)

    async def answer(self, request: Request) -> Response:
        """Answer a hub, or anybody who guesses."""
        try:
            one = await self._named(request)
            return await (self._heard(request, one) if request.method == "POST" else self._asked(request, one))
        except TurnedAwayError as error:
            headers = {**_STANDING, **({"retry-after": str(error.wait)} if error.wait else {})}
            return PlainTextResponse(f"{error.words}\n", error.status, headers)
        except StoreError:
            headers = {**_STANDING, "retry-after": RETRY_AFTER}
            return PlainTextResponse("It cannot be written down now.\n", 503, headers)

    async def _named(self, request: Request) -> S:
        """Return whom a request names.

        Raises:
            TurnedAwayError: nobody, or it is asked too often.
            StoreError: the store cannot be read.
        """
        token = request.path_params["token"]
        if _TOKEN.fullmatch(token) is None or request.method not in ("GET", "POST"):
            raise TurnedAwayError(404, _NOBODY)
        digest = callback_digest(token)
        # What is asked has to be asked for now, whatever was known a moment ago; what is pushed is known by its secret.
        if digest not in self._known or request.method != "POST":
            address = request.client.host if request.client is not None else ""
            inbox = self._state.inbox
            if inbox is None or self._strangers.wait(address) > 0:
                raise TurnedAwayError(404, _NOBODY)
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._state.threads, self.all, inbox)
            self._known = {one.digest: one for one in found}
        if digest not in self._known:
            raise TurnedAwayError(404, _NOBODY)
        if (wait := math.ceil(self._hubs.wait(digest))) > 0:
            raise TurnedAwayError(429, "Too many requests.", wait)
        return self._known[digest]

    async def _asked(self, request: Request, one: S) -> Response:
        """Answer whether we meant it (WebSub §5.3): yes where we did, at this hub, for this topic."""
        query, now = request.query_params, _now()
        mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
        ours = query.get("hub.topic", "") == one.topic
        if mode == "denied" and ours:
            reason = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", query.get("hub.reason", ""))[:120]
            token = request.path_params["token"]
            words = f"it denied the subscription ({reason or 'without a reason'})".replace(token, "…")
            await self._write(lambda inbox: inbox.own_denied(one, words, now))
            return Response(status_code=204, headers=_STANDING)
        if not (ours and one.means(mode, now)) or not 0 < len(challenge) <= _LONGEST_CHALLENGE:
            raise TurnedAwayError(404, _NOBODY)
        lease = _lease(query.get("hub.lease_seconds", ""))
        await self._write(lambda inbox: self.verified(inbox, one, mode, lease, now))
        return PlainTextResponse(challenge, headers=_STANDING)

    async def _heard(self, request: Request, one: S) -> Response:
        """Take a push: whatever its signature, the answer is the same (WebSub §7.1)."""
        if self._reading.get(one.digest, 0) >= _AT_ONCE:
            raise TurnedAwayError(503, "Too many requests at once.", int(RETRY_AFTER))
        self._reading[one.digest] = self._reading.get(one.digest, 0) + 1
        try:
            async with asyncio.timeout(_SECONDS):
                body = await read_body(request, self._largest)
        except TimeoutError:
            raise TurnedAwayError(408, "Your request took too long to arrive.") from None
        except ClientDisconnect:
            raise TurnedAwayError(400, "Your request broke off.") from None
        finally:
            self._reading[one.digest] -= 1
        signature, now = request.headers.get("x-hub-signature", ""), _now()
        await self._write(lambda inbox: self._keep(inbox, one, body, signature, now))
        return Response(status_code=204, headers=_STANDING)

    def _keep(self, inbox: Inbox, one: S, body: bytes, signature: str, now: datetime) -> None:
        if is_signed(signature, one.secret, body, self._methods):
            self.pushed(inbox, one, body, now)
            return
        last = self._forged.get(one.digest)
        if last is None or abs((now - last).total_seconds()) >= 60:
            self._forged[one.digest] = now
            method = signature.strip().partition("=")[0].lower()[:20]
            inbox.own_forged(one, self.said_of(method), now)

    async def _write(self, work: Callable[[Inbox], None]) -> None:
        inbox = self._state.inbox
        if inbox is None:
            raise TurnedAwayError(503, "Not ready yet.", int(RETRY_AFTER))
        await asyncio.get_running_loop().run_in_executor(self._state.writer, work, inbox)


def is_signed(signature: str, secret: str, body: bytes, methods: Sequence[str]) -> bool:
    """Whether ``X-Hub-Signature`` shows that who sent a body knows the secret (WebSub §7.1.1); in constant time."""
    method, _, shown = signature.strip().partition("=")
    method = method.lower()
    if method not in methods:
        return False
    made = hmac.digest(secret.encode(), body, method).hex()
    return hmac.compare_digest(made.encode(), shown.strip().lower().encode("utf-8", "replace"))


def _lease(words: str) -> int:
    """Return the seconds that a hub grants; a day where it does not say, so that it is asked again soon."""
    if not (words.isascii() and words.isdecimal()):
        return _DEFAULT_LEASE
    return min(max(int(words[:12]), 1), _LONGEST_LEASE)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
