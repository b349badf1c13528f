"""What comes in at ``/hub`` and ``/rsscloud/pleaseNotify``: read within bounds, and written down.

Nothing is asked of a callback here: the work process does that. WebSub's subscribers are answered before (§5.2); those
of rssCloud are told whether they are registered, and so wait for what comes of it, a few seconds at most. A flood is
turned away before its bodies are read, and what was accepted is in the store before it is answered.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from buzzfeed.config import Config
from buzzfeed.errors import StoreError
from buzzfeed.model import subscriptions as model
from buzzfeed.web.answers import RETRY_AFTER
from buzzfeed.web.asking import BadRequestError, please_notify, subscription
from buzzfeed.web.collecting import Collector
from buzzfeed.web.limiting import Limiter, network_of
from buzzfeed.web.state import State
from buzzfeed.web.taking import TurnedAwayError, read_body

FORM = "application/x-www-form-urlencoded"
LARGEST = 32_768
"""Bytes of a form at most."""

SETTLED_WITHIN = 15.0
"""Seconds in which it has to be known what became of an rssCloud request: a callback has ten to answer, unless set."""

_SECONDS = 5.0
_LOOK = 0.2
_WAITING_AT_ONCE = 64
_WAITING_PER_ADDRESS = 4
_AT_ONCE = 512
_AT_ONCE_PER_ADDRESS = 16
_XML = "text/xml; charset=utf-8"
_STANDING = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def hub_routes(state: State) -> list[Route]:
    """Return the routes of the hub and of rssCloud, as far as there are any."""
    settings = state.config.hub
    if not settings.enabled:
        return []
    door = HubDoor(state)
    cloud = [Route("/rsscloud/pleaseNotify", door.please_notify, methods=["POST"])] if settings.rsscloud else []
    return [Route("/hub", door.hub, methods=["POST"]), *cloud]


class HubDoor:
    """Takes what subscribers ask for."""

    def __init__(self, state: State) -> None:
        """Write down in the inbox of ``state``, once that is open."""
        settings = state.config.hub
        self._state = state
        self._config: Config = state.config
        self._addresses = Limiter(settings.asked_per_address)
        self._hosts = Limiter(settings.asked_per_host, key=str)
        self._reading: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._collector = Collector(self._leave)

    async def hub(self, request: Request) -> Response:
        """Answer ``POST /hub``: 202, or why not in plain words (WebSub §5.2)."""
        try:
            form, address = await self._form(request)
            asked = subscription(form, self._config, self._now())
            await self._take([asked], address)
        except BadRequestError as error:
            return _plain(400, str(error))
        except TurnedAwayError as error:
            return _plain(error.status, error.words, error.wait)
        return _plain(202, "Your callback is asked whether it meant this.")

    async def please_notify(self, request: Request) -> Response:
        """Answer ``POST /rsscloud/pleaseNotify``: whether who asks is registered, in XML."""
        try:
            form, address = await self._form(request)
            asked = please_notify(form, address, self._config, self._now())
            with _turn(self._waiting, network_of(address), _WAITING_AT_ONCE, _WAITING_PER_ADDRESS):
                await self._take(asked, address)
                confirmed = await self._settled(asked)
        except BadRequestError as error:
            return _result(400, str(error), success=False)
        except TurnedAwayError as error:
            return _result(error.status, error.words, success=False, wait=error.wait)
        return _result(200, _SAID[confirmed], success=bool(confirmed))

    async def _settled(self, asked: Sequence[model.Request]) -> bool | None:
        """Wait until it is known of all requests whether they were confirmed; ``None`` where that takes too long."""
        ends, loop = time.monotonic() + SETTLED_WITHIN, asyncio.get_running_loop()
        while (inbox := self._state.inbox) is not None and time.monotonic() < ends:
            try:
                found = await loop.run_in_executor(self._state.threads, inbox.settled, asked, self._now())
            except StoreError:
                found = (None,)
            if False in found or None not in found:
                return False not in found
            await asyncio.sleep(_LOOK)
        return None

    async def _form(self, request: Request) -> tuple[bytes, str]:
        """Read the body of a form within bounds; return it, and who asks.

        Raises:
            TurnedAwayError: it is not read, or not to its end.
        """
        address = request.client.host if request.client is not None else ""
        who = network_of(address)
        if self._state.inbox is None:
            raise TurnedAwayError(503, "Not ready yet: please try again in a moment.", int(RETRY_AFTER))
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise TurnedAwayError(415, f"Send a form: {FORM}.")
        with _turn(self._reading, who, _AT_ONCE, _AT_ONCE_PER_ADDRESS):
            if (wait := math.ceil(self._addresses.wait(address))) > 0:
                raise TurnedAwayError(429, "Too many requests from your address.", wait)
            try:
                async with asyncio.timeout(_SECONDS):
                    return await read_body(request, LARGEST), address
            except TimeoutError:
                raise TurnedAwayError(408, "Your request took too long to arrive.") from None
            except ClientDisconnect:
                raise TurnedAwayError(400, "Your request broke off.") from None

    async def _take(self, asked: Sequence[model.Request], address: str) -> None:
        """Write requests down.

        Raises:
            TurnedAwayError: there is no room for them, or they cannot be written.
        """
        if not all(one.topic.path in self._state.table.documents for one in asked):
            raise TurnedAwayError(404, "There is no such feed.")
        for host in {one.host for one in asked}:
            if (wait := math.ceil(self._hosts.wait(host))) > 0:
                raise TurnedAwayError(429, "Too many requests for callbacks of this host.", wait)
        try:
            kept = await asyncio.gather(*(self._collector.add(one) for one in asked))
        except StoreError:
            raise TurnedAwayError(503, "It cannot be written down now.", int(RETRY_AFTER)) from None
        if not all(kept):
            raise TurnedAwayError(503, "Too many requests wait for being verified.", 60)

    async def _leave(self, requests: Sequence[model.Request]) -> tuple[bool, ...]:
        inbox, settings = self._state.inbox, self._config.hub
        if inbox is None:
            raise StoreError("the store", "it is not open", "try again", retryable=True)
        return await asyncio.get_running_loop().run_in_executor(
            self._state.writer, inbox.leave, requests, settings.pending, settings.pending_per_host
        )

    def _now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


@contextmanager
def _turn(busy: Counter[str], who: str, most: int, most_of_one: int) -> Iterator[None]:
    """Count one more as busy, for as long as it is.

    Raises:
        TurnedAwayError: too many are, in all or from one network.
    """
    if busy.total() >= most or busy[who] >= most_of_one:
        raise TurnedAwayError(503, "Too many requests at once.", int(RETRY_AFTER))
    busy[who] += 1
    try:
        yield
    finally:
        busy[who] -= 1
        if not busy[who]:
            del busy[who]


_SAID = {
    True: "You are told for 25 hours.",
    False: "Your address did not confirm it: with a domain it has to repeat the challenge, else to answer by 2xx.",
    None: "Your address did not answer in time: please try again.",
}


def _plain(status: int, words: str, wait: int = 0) -> Response:
    headers = {**_STANDING, **({"retry-after": str(wait)} if wait else {})}
    return PlainTextResponse(f"{words}\n", status, headers)


def _result(status: int, words: str, *, success: bool, wait: int = 0) -> Response:
    text = f'<?xml version="1.0"?>\n<notifyResult success="{str(success).lower()}" msg="{escape(words)}"/>\n'
    headers = {**_STANDING, **({"retry-after": str(wait)} if wait else {})}
    return Response(text, status, headers, media_type=_XML)
