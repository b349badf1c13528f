"""The public application asked by hand, without a server between."""

import asyncio

from buzzfeed.web.app import PublicApp


def ask(state, path, method="GET", headers=()):
    """Send one request through the application; return status, headers and body."""
    return asyncio.run(asking(PublicApp(state), path, method, headers))


async def asking(app, path, method="GET", headers=()):
    """Send one request to an application; return status, headers and body."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    bare, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(one.get("body", b"") for one in sent[1:])
