"""The public application asked by hand, without a server between."""

import asyncio

import overheard
from buzzfeed.web.app import PublicApp

PROXY = "127.0.0.1"
"""Who asks where a test says for whom."""


def ask(state, path, method="GET", headers=(), body=b"", *, ends=True, client=""):
    """Send one request through the application; return status, headers and body."""
    return asyncio.run(asking(PublicApp(state), path, method, headers, body, ends=ends, client=client))


async def asking(app, path, method="GET", headers=(), body=b"", *, ends=True, client=""):
    """Send one request to an application, its body without an end if need be; return status, headers and body."""
    parts = [{"type": "http.request", "body": body, "more_body": not ends}]
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        if not parts:
            await asyncio.Event().wait()
        return parts.pop() if not ends else parts[0]

    bare, _, query = path.partition("?")
    overheard.hear_asked(query, body)
    scope = {
        "type": "http",
        "method": method,
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "headers": list(headers),
        "client": (
            client or (PROXY if any(name == b"x-forwarded-for" for name, _ in headers) else overheard.READER),
            1,
        ),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(one.get("body", b"") for one in sent[1:])
