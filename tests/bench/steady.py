"""An open-loop HTTP client: a fixed number of requests a second, whatever the answers take.

Latency counts from the moment a request was due, not from when it could be sent, so that a stalled server is charged
for every request that waited. Run as a process of its own:
``python steady.py PORT RATE SECONDS < requests.json``, where the requests are a list of [path, ETag or null].
"""

import gc
import json
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

Ask = tuple[str, str | None]

_MOST_CONNECTIONS = 200
_GIVEN_UP_AFTER = 10.0


@dataclass
class Outcome:
    """When each request was due (``time.monotonic``), what its answer took in seconds, and how they were answered."""

    due: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    def fail(self, due: float) -> None:
        """Count a request that got no answer as one whose answer took as long as we would have waited."""
        self.due.append(due)
        self.latencies.append(_GIVEN_UP_AFTER)
        self.failed += 1


class _Connection:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, port: int):
        self.port, self.fresh, self.request = port, True, b""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_GIVEN_UP_AFTER)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self.status = ""
        self._head = b""
        self._left = -1

    def ask(self, request: bytes, due: float) -> None:
        self.request, self.due, self.status, self._head, self._left = request, due, "", b"", -1
        self.socket.sendall(request)

    def again(self) -> "_Connection | None":
        """Ask anew over a new connection, if this one was kept and closed before it brought anything (RFC 9112 §9.3.1).

        A server may close an idle connection at any time. The request is still due when it was.
        """
        self.socket.close()
        if self.fresh or self._head:
            return None
        with suppress(OSError):
            other = _Connection(self.port)
            other.ask(self.request, self.due)
            return other
        return None

    def receive(self) -> bool:
        """Take in what has come; return whether the answer is whole."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("closed in the middle of an answer")
        if self._left >= 0:
            self._left -= len(data)
            return self._left <= 0
        self._head += data
        head, found, rest = self._head.partition(b"\r\n\r\n")
        if not found:
            return False
        self.status = head[9:12].decode("latin-1")
        self._left = (0 if self.status == "304" else _length(head)) - len(rest)
        return self._left <= 0


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer without a length")


def drive(port: int, rate: float, seconds: float, asks: Sequence[Ask]) -> Outcome:
    """Ask ``rate`` times a second for so many seconds, going round ``asks``; return what came of it."""
    outcome = Outcome()
    requests = [_request(path, etag) for path, etag in asks]
    idle: list[_Connection] = []
    busy: dict[socket.socket, _Connection] = {}
    total, sent, begun = int(rate * seconds), 0, time.monotonic() + 0.05
    while sent < total or busy:
        now = time.monotonic()
        while sent < total and begun + sent / rate <= now and len(busy) < _MOST_CONNECTIONS:
            asked = _ask(idle, port, requests[sent % len(requests)], begun + sent / rate)
            if asked is None:
                outcome.fail(begun + sent / rate)
            else:
                busy[asked.socket] = asked
            sent += 1
        wait = begun + sent / rate - time.monotonic() if sent < total and len(busy) < _MOST_CONNECTIONS else 1.0
        for ready in select.select(list(busy), [], [], max(0.0, wait))[0]:
            connection = busy[ready]
            try:
                if not connection.receive():
                    continue
                outcome.due.append(connection.due)
                outcome.latencies.append(time.monotonic() - connection.due)
                outcome.statuses[connection.status] += 1
                connection.fresh = False
                idle.append(connection)
                del busy[ready]
            except OSError:
                del busy[ready]
                other = connection.again()
                if other is None:
                    outcome.fail(connection.due)
                else:
                    busy[other.socket] = other
        if sent == total and time.monotonic() > begun + seconds + _GIVEN_UP_AFTER:
            for connection in busy.values():
                outcome.fail(connection.due)
            break
    for connection in [*idle, *busy.values()]:
        connection.socket.close()
    return outcome


def _ask(idle: list[_Connection], port: int, request: bytes, due: float) -> _Connection | None:
    """Send a request over a kept connection, else over a new one; ``None`` where neither takes it."""
    try:
        connection = idle.pop() if idle else _Connection(port)
    except OSError:
        return None
    try:
        connection.ask(request, due)
    except OSError:
        return connection.again()
    return connection


def _request(path: str, etag: str | None) -> bytes:
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{condition}\r\n".encode("latin-1")


def main() -> None:
    """Read the requests from standard input, drive, and print the outcome as JSON."""
    port, rate, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    asks = [(path, etag) for path, etag in json.load(sys.stdin)]
    gc.disable()
    outcome = drive(port, rate, seconds, asks)
    json.dump(
        {
            "due": outcome.due,
            "latencies": outcome.latencies,
            "statuses": outcome.statuses,
            "failed": outcome.failed,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
