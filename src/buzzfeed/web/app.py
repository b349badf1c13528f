"""The public application: feeds from the table by plain ASGI, and everything else by Starlette."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from starlette.routing import Route

from buzzfeed.audience import Followed
from buzzfeed.errors import BuzzfeedError
from buzzfeed.follow import PRIVACY_PATH
from buzzfeed.web.answers import Missing, Receive, Scope, Send, answer, log, loggable, reply_to, tell
from buzzfeed.web.api import Door, api_routes
from buzzfeed.web.canary import canary_routes
from buzzfeed.web.documents import GoneError, Message
from buzzfeed.web.embedding import embed_routes
from buzzfeed.web.feedback import feedback_routes
from buzzfeed.web.history import archive_routes
from buzzfeed.web.hub import hub_routes
from buzzfeed.web.micropub import micropub_routes
from buzzfeed.web.mine import mine_routes
from buzzfeed.web.my import my_routes
from buzzfeed.web.pages import create_pages
from buzzfeed.web.personal import personal_routes
from buzzfeed.web.proxies import Forwarded
from buzzfeed.web.searching import sitemap_routes
from buzzfeed.web.state import State
from buzzfeed.web.upstream import upstream_routes

_TRIES = 3
_MIX = "/feeds/mix."


class PublicApp:
    """What stands on ``web.listen``."""

    def __init__(self, state: State) -> None:
        """Serve what ``state`` holds."""
        self._state = state
        self._table = state.table
        self._bodies = state.bodies
        self._audience = state.audience
        self._prefix = state.site.prefix
        door = Door(state)
        more = [*archive_routes(state), *sitemap_routes(state), *embed_routes(state)]
        more += [*hub_routes(state), *canary_routes(state), *api_routes(state, door), *micropub_routes(state, door)]
        more += [*personal_routes(state), *upstream_routes(state)]
        more += [*my_routes(state), *mine_routes(state), *feedback_routes(state)]
        pages = create_pages(state, more)
        self._routes = pages.routes
        self._pages = Forwarded(pages, state.config.web.trusted_proxies)

    def paths(self) -> tuple[str, ...]:
        """Name every path that is answered now: as it is, or with the names of its parts in braces.

        Whoever proves that nothing leaks asks at each of them.

        Raises:
            TypeError: a route does not say where it stands.
        """
        found = dict.fromkeys([*self._table.documents, *(self._prefix + path for path in self._table.moved)])
        for route in self._routes:
            if not isinstance(route, Route):
                raise TypeError(f"a route that does not say where it stands: {route!r}")
            found[self._prefix + route.path] = None
        return tuple(found)

    def at_once(self, scope: Scope, send: Callable[[Message], object]) -> bool:
        """Answer, in any thread, what needs no waiting: a 304, or a feed kept in memory; return whether it was."""
        document = self._table.documents.get(scope["path"])
        if document is None:
            return False
        reply = reply_to(scope, document, self._bodies.cache)
        if isinstance(reply, Missing):
            return False
        status, start, body = reply
        send(start)
        send(body)
        self._state.count(document.kind, status)
        if self._audience is not None:
            self._audience.note(document.followed, scope, status, len(body["body"]))
        return True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        document = self._table.documents.get(scope["path"])
        if document is None:
            await self._rest(scope, receive, send)
            return
        counted = _Counted(send)
        try:
            status = await answer(document, scope, counted, self._bodies)
        except GoneError:
            status = await self._successor(scope, counted)
        except BuzzfeedError as error:
            status = await self._failed(error, scope, counted)
        self._state.count(document.kind, status)
        self._note(document.followed, scope, counted)

    async def _successor(self, scope: Scope, send: Send) -> int:
        """Answer with the edition that replaced the one in the table since that was last looked after."""
        loop = asyncio.get_running_loop()
        for _ in range(_TRIES):
            try:
                await loop.run_in_executor(self._state.threads, self._state.refresh)
                document = self._table.documents.get(scope["path"])
                if document is None:
                    return await tell(404, scope, send)
                return await answer(document, scope, send, self._bodies)
            except GoneError:
                continue
            except BuzzfeedError as error:
                return await self._failed(error, scope, send)
        return await tell(503, scope, send)

    async def _failed(self, error: BuzzfeedError, scope: Scope, send: Send) -> int:
        log.error(
            "cannot serve", path=loggable(scope["path"]), subject=error.subject, cause=error.cause, mend=error.hint
        )
        return await tell(503, scope, send)

    async def _rest(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to the pages: below the prefix as the world sees it, or as a proxy that strips it passes it on."""
        path = scope["path"]
        if self._prefix and (path == self._prefix or path.startswith(self._prefix + "/")):
            path = path[len(self._prefix) :] or "/"
            scope = {**scope, "path": path, "raw_path": path.encode("utf-8", "replace")}
        kind = kind_of(path)
        if path in self._table.moved:
            # A channel whose slug changed answers on the old one for good.
            location = (self._prefix + self._table.moved[path]).encode()
            self._state.count(kind, await tell(301, scope, send, ((b"location", location),)))
            return
        if kind == "feed":
            self._state.count(kind, await tell(404 if self._state.ready else 503, scope, send))
            return
        bare = path.rstrip("/")
        if bare != path and (bare == PRIVACY_PATH or bare.startswith(("/follow/", "/a/"))):
            # As static files the pages stand in folders: whoever saved such an address finds them here too.
            location = quote(self._prefix + bare).encode()
            self._state.count(kind, await tell(301, scope, send, ((b"location", location),)))
            return
        counted = _Counted(send)
        try:
            await self._pages(scope, receive, counted)
        finally:
            self._state.count(kind, counted.status)
        if path.startswith(_MIX):
            self._note(Followed("mix", path.removeprefix(_MIX)), scope, counted)

    def _note(self, followed: Followed | None, scope: Scope, counted: _Counted) -> None:
        """Have an answer counted in the audience."""
        if self._audience is not None:
            self._audience.note(followed, scope, counted.status, counted.size)


class _Counted:
    """A ``send`` that remembers the status, and how many bytes went with it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.size = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)


def kind_of(path: str) -> str:
    """Return the class of path under which requests are counted: a few words, whatever is asked for."""
    if path in _KINDS:
        return _KINDS[path]
    if path.startswith("/feeds/") and "/archive/" in path:
        return "archive"
    return next((kind for start, kind in _KINDS_BELOW.items() if path.startswith(start)), "other")


_KINDS = {
    "/": "page",
    PRIVACY_PATH: "page",
    "/feeds.opml": "page",
    "/directory.json": "page",
    "/.well-known/feeds": "page",
    "/follow/mix": "mix",
    "/my": "personal",
    "/healthz": "health",
    "/readyz": "health",
    "/hub": "hub",
    "/rsscloud/pleaseNotify": "hub",
}
_KINDS_BELOW = {
    "/feeds/mix.": "mix",
    "/feeds/": "feed",
    "/a/media/": "media",
    "/sitemap": "sitemap",
    "/news-sitemap": "sitemap",
    "/elsewhere/": "sitemap",
    "/embed/": "embed",
    "/my/": "personal",
    "/hub/canary/": "canary",
    "/api/": "api",
    "/micropub": "api",
    "/hub/upstream/": "upstream",
    "/follow/": "page",
    "/a/": "page",
}
