"""The routes of all that is handed in, and how what goes no further is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from buzzfeed.web.api.answering import ARTICLES
from buzzfeed.web.api.articles import Articles
from buzzfeed.web.api.door import Door, pushing
from buzzfeed.web.api.look import Looking
from buzzfeed.web.api.openapi import OPENAPI_PATH, description
from buzzfeed.web.api.refusals import STANDING, RefusedError, problem
from buzzfeed.web.state import State

LOOK = "/api/look/{source}"
Endpoint = Callable[[Request], Awaitable[Response]]


def api_routes(state: State, door: Door) -> list[Route]:
    """Return the routes of the API: those for articles only where a source takes any; ``door`` lets in."""
    looking = Looking(state, door)
    routes = [
        _route(LOOK, looking.by_header, "POST"),
        _route(LOOK + "/{token}", looking.by_path, "POST"),
    ]
    if not pushing(state):
        return routes
    articles = Articles(state, door)

    async def openapi(_request: Request) -> Response:
        return JSONResponse(description(state.site.base), headers=STANDING)

    return [
        *routes,
        _route(ARTICLES, articles.all, "GET"),
        _route(ARTICLES + "/{id}", articles.one, "GET", "PUT", "DELETE"),
        Route(OPENAPI_PATH, openapi),
    ]


def _route(path: str, endpoint: Endpoint, *methods: str) -> Route:
    taken = ("GET", "HEAD", *methods[1:]) if methods[0] == "GET" else methods  # RFC 9110 §9.1

    async def answer(request: Request) -> Response:
        if request.method not in taken:
            headers = {"allow": ", ".join(taken)}
            return problem(RefusedError(405, "method", f"Here is answered: {headers['allow']}.", headers=headers))
        try:
            return await endpoint(request)
        except RefusedError as error:
            return problem(error)

    return Route(path, answer, methods=list(_ALL))


_ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
