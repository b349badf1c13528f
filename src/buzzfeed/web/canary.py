"""Where hubs reach our own subscriptions: `/hub/canary/TOKEN`, one for each hub.

A hub asks there whether we meant to subscribe, and pushes what we publish (WebSub §5.3 and §7). Nothing here leads
anywhere but into the canaries' own tables, and nothing that comes in is parsed or served.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from buzzfeed.errors import StoreError
from buzzfeed.model import Canary, CanaryPush
from buzzfeed.model.canaries import CANARY_PATH, callback_digest, ids_in
from buzzfeed.ports import CanaryInbox
from buzzfeed.web.answers import RETRY_AFTER
from buzzfeed.web.limiting import Limiter
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError, read_body

METHODS = ("sha1", "sha256", "sha384", "sha512")
"""How a push may be signed (WebSub §7.1)."""

PER_MINUTE = 120
"""Requests to one callback, and looks into the store for one address, in a minute."""

_SECONDS = 20.0
_AT_ONCE = 4
_LONGEST_CHALLENGE = 4096
_LONGEST_LEASE = 366 * 86400
_DEFAULT_LEASE = 86400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_MORE = 1_000_000
_NOBODY = "There is nothing here."
_STANDING = {"cache-control": "no-store", "x-content-type-options": "nosniff", "x-robots-tag": "noindex"}


def canary_routes(state: State) -> list[Route]:
    """Return the route of the canaries; none where there are none."""
    if not state.config.proof.canary or not state.config.hubs:
        return []
    ear = CanaryEar(state)
    return [Route(CANARY_PATH + "{token}", ear.answer, methods=["GET", "POST"])]


class CanaryEar:
    """Answers hubs; what it knows of the canaries it asks the store for when somebody names one it does not know."""

    def __init__(self, state: State) -> None:
        """Know no canary yet."""
        self._state = state
        self._largest = state.config.feeds.max_bytes + _MORE
        self._known: dict[str, Canary] = {}
        self._strangers = Limiter(PER_MINUTE)
        self._hubs = Limiter(PER_MINUTE, key=str)
        self._reading: dict[str, int] = {}
        self._forged: dict[str, datetime] = {}

    async def answer(self, request: Request) -> Response:
        """Answer a hub, or anybody who guesses."""
        try:
            canary = await self._canary(request)
            return await (self._heard(request, canary) if request.method == "POST" else self._asked(request, canary))
        except TurnedAwayError as error:
            headers = {**_STANDING, **({"retry-after": str(error.wait)} if error.wait else {})}
            return PlainTextResponse(f"{error.words}\n", error.status, headers)
        except StoreError:
            headers = {**_STANDING, "retry-after": RETRY_AFTER}
            return PlainTextResponse("It cannot be written down now.\n", 503, headers)

    async def _canary(self, request: Request) -> Canary:
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
            if self._state.inbox is None or self._strangers.wait(address) > 0:
                raise TurnedAwayError(404, _NOBODY)
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._state.threads, self._state.inbox.canaries)
            self._known = {one.digest: one for one in found}
        if digest not in self._known:
            raise TurnedAwayError(404, _NOBODY)
        if (wait := math.ceil(self._hubs.wait(digest))) > 0:
            raise TurnedAwayError(429, "Too many requests.", wait)
        return self._known[digest]

    async def _asked(self, request: Request, canary: Canary) -> Response:
        """Answer whether we meant to subscribe (WebSub §5.3): yes where we did, at this hub, for this topic."""
        query, now = request.query_params, _now()
        mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
        ours = query.get("hub.topic", "") == canary.topic
        if mode == "denied" and ours:
            reason = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", query.get("hub.reason", ""))[:120]
            token = request.path_params["token"]
            words = f"it denied the subscription ({reason or 'without a reason'})".replace(token, "…")
            await self._write(lambda inbox: inbox.canary_denied(canary.digest, words, now))
            return Response(status_code=204, headers=_STANDING)
        pending = canary.asked is not None and canary.attempts > 0
        meant = mode == "subscribe" and ours and (pending or canary.live(now))
        if not meant or not 0 < len(challenge) <= _LONGEST_CHALLENGE:
            raise TurnedAwayError(404, _NOBODY)
        lease = _lease(query.get("hub.lease_seconds", ""))
        await self._write(lambda inbox: inbox.canary_verified(canary.digest, lease, now))
        return PlainTextResponse(challenge, headers=_STANDING)

    async def _heard(self, request: Request, canary: Canary) -> Response:
        """Take a push: whatever its signature, the answer is the same (WebSub §7.1)."""
        if self._reading.get(canary.digest, 0) >= _AT_ONCE:
            raise TurnedAwayError(503, "Too many requests at once.", int(RETRY_AFTER))
        self._reading[canary.digest] = self._reading.get(canary.digest, 0) + 1
        try:
            async with asyncio.timeout(_SECONDS):
                body = await read_body(request, self._largest)
        except TimeoutError:
            raise TurnedAwayError(408, "Your request took too long to arrive.") from None
        except ClientDisconnect:
            raise TurnedAwayError(400, "Your request broke off.") from None
        finally:
            self._reading[canary.digest] -= 1
        signature, now = request.headers.get("x-hub-signature", ""), _now()
        await self._write(lambda inbox: self._keep(inbox, canary, body, signature, now))
        return Response(status_code=204, headers=_STANDING)

    def _keep(self, inbox: CanaryInbox, canary: Canary, body: bytes, signature: str, now: datetime) -> None:
        if is_signed(signature, canary.secret, body):
            digest = hashlib.sha256(body).hexdigest()
            inbox.canary_pushed(CanaryPush(canary.target, canary.type, digest, now, ids_in(body)))
            return
        last = self._forged.get(canary.digest)
        if last is None or abs((now - last).total_seconds()) >= 60:
            self._forged[canary.digest] = now
            inbox.canary_forged(canary.digest, now)

    async def _write(self, work: Callable[[CanaryInbox], None]) -> None:
        inbox = self._state.inbox
        if inbox is None:
            raise TurnedAwayError(503, "Not ready yet.", int(RETRY_AFTER))
        await asyncio.get_running_loop().run_in_executor(self._state.writer, work, inbox)


def is_signed(signature: str, secret: str, body: bytes) -> bool:
    """Whether ``X-Hub-Signature`` shows that who sent a body knows the secret (WebSub §7.1.1); in constant time."""
    method, _, shown = signature.strip().partition("=")
    method = method.lower()
    if method not in METHODS:
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
