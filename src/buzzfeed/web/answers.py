"""Answering with a document by plain ASGI: 200, 304, 405, 406, and plain words where there is nothing to give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from buzzfeed.web.bodies import Bodies
from buzzfeed.web.documents import EMPTY, NOSNIFF, Document, Header, is_unmodified
from buzzfeed.web.encodings import IDENTITY, negotiate

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger("buzzfeed.web")

RETRY_AFTER = "5"
"""Seconds, where what is asked for cannot be given yet."""

TEXTS = {
    301: "This stands elsewhere.\n",
    404: "There is nothing here.\n",
    405: "Only GET and HEAD are answered here.\n",
    406: "None of the content codings that are accepted can be given.\n",
    410: "This is gone for good.\n",
    503: "Not ready yet: please try again in a moment.\n",
}


async def answer(document: Document, scope: Scope, send: Send, bodies: Bodies) -> int:
    """Answer a request with a document; return the status.

    Raises:
        GoneError: the document is no more; nothing was sent.
        BuzzfeedError: its bytes cannot be had now; nothing was sent.
    """
    accept = if_none_match = since = None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accept = value if accept is None else accept + b"," + value
        elif name == b"if-none-match":
            if_none_match = value if if_none_match is None else if_none_match + b"," + value
        elif name == b"if-modified-since":
            since = value
    method = scope["method"]
    if method not in ("GET", "HEAD"):
        return await tell(405, scope, send, ((b"allow", b"GET, HEAD"),))
    encoding = negotiate(accept) if document.compressible else IDENTITY
    if encoding is None:
        return await tell(406, scope, send, ((b"vary", b"Accept-Encoding"),))
    variant = document.variant(encoding)
    if is_unmodified(document, variant, if_none_match, since):
        await send(variant.unmodified)
        await send(EMPTY)
        return 304
    body = await bodies.get(document, encoding)
    await send(body.start)
    await send(body.body if method == "GET" else EMPTY)
    return 200


async def tell(status: int, scope: Scope, send: Send, headers: tuple[Header, ...] = ()) -> int:
    """Answer with a status in plain words; return it."""
    text = TEXTS[status].encode()
    standing: list[Header] = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
        (b"cache-control", b"no-store"),
        NOSNIFF,
    ]
    if status == 503:
        standing.append((b"retry-after", RETRY_AFTER.encode()))
    await send({"type": "http.response.start", "status": status, "headers": [*standing, *headers]})
    await send({"type": "http.response.body", "body": text if scope["method"] != "HEAD" else b""})
    return status
