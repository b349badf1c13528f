"""Answering with a document by plain ASGI: 200, 226, 304, 405, 406, and plain words where there is nothing to give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import structlog

from buzzfeed.web.bodies import Bodies, ByteCache
from buzzfeed.web.deltas import asks_for_delta
from buzzfeed.web.documents import EMPTY, NOSNIFF, Body, Document, Header, Message, UselessError, is_unmodified
from buzzfeed.web.encodings import IDENTITY, negotiate

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Reply = tuple[int, Message, Message]
"""A whole answer: its status, and the two messages of ASGI that carry it. They are shared, and never changed."""

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


@dataclass(frozen=True, slots=True)
class Missing:
    """What must be made before there is an answer: bytes in a coding, or none yet, but what deltas there can be."""

    document: Document
    encoding: str
    deltas: bool = False


def reply_to(scope: Scope, document: Document, kept: ByteCache) -> Reply | Missing:
    """Return the answer to a request for a document, or else what must be made first."""
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
        return told(405, method, ((b"allow", b"GET, HEAD"),))
    encoding = negotiate(accept) if document.compressible else IDENTITY
    if encoding is None:
        return told(406, method, ((b"vary", b"Accept-Encoding"),))
    variant = document.variant(encoding)
    if is_unmodified(document, variant, if_none_match, since):
        return 304, variant.unmodified, EMPTY
    if if_none_match is not None and document.deltas is not None and asks_for_delta(scope["headers"]):
        if not document.deltas.loaded:
            return Missing(document, encoding, deltas=True)
        document = document.deltas.choose(if_none_match) or document
    body = kept.get((document.key, encoding))
    return Missing(document, encoding) if body is None else _whole(body, method)


def loggable(path: str) -> str:
    """Return a path as a line of the log may hold it: below ``/my/`` it is a reader's secret."""
    before, mine, _ = path.partition("/my/")
    return f"{before}{mine}…" if mine else path


async def answer(document: Document, scope: Scope, send: Send, bodies: Bodies) -> int:
    """Answer a request with a document; return the status.

    Raises:
        GoneError: the document is no more; nothing was sent.
        BuzzfeedError: its bytes cannot be had now; nothing was sent.
    """
    reply = reply_to(scope, document, bodies.cache)
    if isinstance(reply, Missing) and reply.deltas and document.deltas is not None:
        await bodies.in_thread(document.deltas.load)
        reply = reply_to(scope, document, bodies.cache)
    if isinstance(reply, Missing):
        reply = _whole(await _made(reply, document, bodies), scope["method"])
    return await _send(reply, send)


async def _made(missing: Missing, document: Document, bodies: Bodies) -> Body:
    """Return the bytes that an answer lacks: those of a delta, or of the whole document where it gives no sound one."""
    try:
        return await bodies.get(missing.document, missing.encoding)
    except UselessError:
        if document.deltas is not None:
            document.deltas.give_up(missing.document)
        return await bodies.get(document, missing.encoding)


async def tell(status: int, scope: Scope, send: Send, headers: tuple[Header, ...] = ()) -> int:
    """Answer with a status in plain words; return it."""
    return await _send(told(status, scope["method"], headers), send)


def told(status: int, method: str, headers: tuple[Header, ...] = ()) -> Reply:
    """Return the answer that is a status in plain words."""
    text = TEXTS[status].encode()
    standing: list[Header] = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
        (b"cache-control", b"no-store"),
        NOSNIFF,
    ]
    if status == 503:
        standing.append((b"retry-after", RETRY_AFTER.encode()))
    start = {"type": "http.response.start", "status": status, "headers": [*standing, *headers]}
    return status, start, EMPTY if method == "HEAD" else {"type": "http.response.body", "body": text}


def _whole(body: Body, method: str) -> Reply:
    return body.start["status"], body.start, body.body if method == "GET" else EMPTY


async def _send(reply: Reply, send: Send) -> int:
    status, start, body = reply
    await send(start)
    await send(body)
    return status
