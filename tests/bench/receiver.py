"""Many subscribers in one process: ``receiver.py`` prints its port, takes what is pushed, and tells what came.

Written apart from the hub, by the Recommendation: it confirms each subscription, checks each signature and remembers,
for each callback, which bodies came in which order. A callback is ``/KIND/NUMBER``; its secret is ``secret-NUMBER``.
The kinds are ``ok``, ``hang`` (never answers), ``err`` (500), ``move`` (redirects to ``/moved``) and ``gone`` (410).
``/report`` gives all of it as JSON, ``/count`` the number of pushes taken, and ``/reset`` forgets.
"""

import asyncio
import base64
import gc
import hashlib
import hmac
import json
import sys
from urllib.parse import parse_qsl

OK = b"HTTP/1.1 204 No Content\r\n\r\n"
ANSWERS = {
    b"ok": OK,
    b"err": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    b"move": b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /moved\r\nContent-Length: 0\r\n\r\n",
    b"gone": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
}


class Book:
    """What came."""

    def __init__(self):
        self.forget()

    def forget(self):
        """Begin anew."""
        self.came = {}
        self.count = 0
        self.bodies = {}
        self.headers = set()
        self.unsigned = 0
        self.strays = 0
        self.tried = {"hang": 0, "err": 0, "move": 0, "gone": 0}

    def take(self, number, headers, body):
        """Note a push to a callback that is well."""
        digest = hashlib.sha256(body).hexdigest()
        place = self.bodies.setdefault(digest, (len(self.bodies), body))[0]
        self.came.setdefault(number, []).append(place)
        self.count += 1
        wanted = hmac.digest(f"secret-{number}".encode(), body, "sha256").hex()
        if headers.get("x-hub-signature") != f"sha256={wanted}":
            self.unsigned += 1
        self.headers.add((headers.get("content-type"), headers.get("link")))

    def report(self):
        """Return all of it."""
        bodies = [base64.b64encode(body).decode() for _, body in self.bodies.values()]
        values = {name: getattr(self, name) for name in ("came", "count", "unsigned", "strays", "tried")}
        return json.dumps({**values, "bodies": bodies, "headers": sorted(map(list, self.headers), key=repr)}).encode()


class Connection(asyncio.Protocol):
    """One connection; requests come one after another."""

    def __init__(self, book):
        self._book = book
        self._got = bytearray()

    def connection_made(self, transport):
        """Remember where to answer."""
        self._transport = transport

    def data_received(self, data):
        """Answer each request that came whole."""
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._got[:end]).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            length = int(headers.get("content-length", 0))
            if len(self._got) < end + 4 + length:
                return
            body = bytes(self._got[end + 4 : end + 4 + length])
            del self._got[: end + 4 + length]
            self._answer(head[0], headers, body)

    def _answer(self, line, headers, body):
        method, target, _ = line.split(" ")
        path, _, query = target.partition("?")
        book = self._book
        _, kind, *rest = path.split("/")
        if rest and kind == "ok" and method == "GET":
            challenge = dict(parse_qsl(query)).get("hub.challenge", "").encode()
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(challenge) + challenge)
        elif rest and kind == "ok":
            book.take(rest[0], headers, body)
            self._transport.write(OK)
        elif rest and kind in book.tried:
            book.tried[kind] += 1
            if kind != "hang":
                self._transport.write(ANSWERS[kind.encode()])
        elif kind in ("report", "count", "reset"):
            if kind == "reset":
                book.forget()
            said = book.report() if kind == "report" else str(book.count).encode()
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said) + said)
        else:
            book.strays += 1
            self._transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


async def main():
    """Serve until killed."""
    book = Book()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(book), "0.0.0.0", 0, backlog=4096)
    gc.freeze()
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.run(main())
    except ImportError:
        asyncio.run(main())
    sys.exit(0)
