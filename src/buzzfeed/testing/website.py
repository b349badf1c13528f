"""A website of a few pages: an upstream feed, a key file, whatever a test wants to stand at an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buzzfeed.testing.server import Answer, LoopbackServer, Request

Page = Answer | bytes | str | tuple[int, Mapping[str, str], bytes] | Callable[[Request], Answer]


class Website(LoopbackServer):
    """Serves `pages` by path, 404 beyond them.

    A page with an ``ETag`` or ``Last-Modified`` answers 304 to a request that names it.

    Attributes:
        pages: path → an `Answer`, a ``(status, headers, body)``, bare bytes or text (200), or a function of the
            request that gives an `Answer`.
    """

    def __init__(self, pages: Mapping[str, Page] | None = None, port: int = 0) -> None:
        """As `LoopbackServer`, with its first pages."""
        super().__init__(port)
        self.pages: dict[str, Page] = dict(pages or {})

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        """Have ``path`` lead to ``location``."""
        self.pages[path] = Answer(status, {"Location": location})

    def hits(self, path: str) -> int:
        """Return how often a path was asked for."""
        with self.lock:
            return sum(request.path == path for request in self.requests)

    def answer(self, request: Request) -> Answer:
        """Answer with the page, or with 304 where the request names its validator."""
        page = self.pages.get(request.path)
        if page is None:
            return Answer(404, {"Content-Type": "text/plain"}, b"no such page")
        if callable(page):
            return page(request)
        answer = _answer(page)
        return Answer(304, answer.headers) if answer.status == 200 and _fresh(request, answer) else answer


def _answer(page: Answer | bytes | str | tuple[int, Mapping[str, str], bytes]) -> Answer:
    if isinstance(page, Answer):
        return page
    if isinstance(page, tuple):
        return Answer(*page)
    body = page.encode() if isinstance(page, str) else page
    return Answer(200, {"Content-Type": "application/octet-stream"}, body)


def _fresh(request: Request, answer: Answer) -> bool:
    given = {name.lower(): value for name, value in answer.headers.items()}
    for asked, name in (("if-none-match", "etag"), ("if-modified-since", "last-modified")):
        if asked in request.headers:
            return name in given and request.headers[asked] == given[name]
    return False
