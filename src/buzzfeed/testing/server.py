"""What every loopback server of this package is made of: requests in a log, answers, faults, and a clean end."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

_LARGEST_BODY = 32_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived; header names are lower-case, ``target`` is what stood in the request line."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        """The query as written, often empty."""
        return urlsplit(self.target).query


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers. Where ``headers`` name a ``Content-Length``, it is sent as it is, true or not."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class LoopbackServer:
    """A threaded HTTP/1.1 server on ``127.0.0.1``; subclasses say what is answered.

    Attributes:
        requests: every request that arrived whole, in order of arrival.
        connections: how many connections were taken.
        down: connections are taken and dropped without an answer.
        slow: seconds to wait before answering.
        drip: seconds to wait after each byte of the body; 0 sends it in one piece.
        drip_head: as ``drip``, for the status line and the headers.
        status: answered instead of what would be, without a body; ``None`` for none.
        retry_after: a ``Retry-After`` sent with ``status``; empty for none.
    """

    def __init__(self, port: int = 0) -> None:
        """Prepare a server; it listens from ``__enter__`` or `start` on. Port 0 lets the system choose."""
        self.requests: list[Request] = []
        self.connections = 0
        self.down = False
        self.slow = 0.0
        self.drip = 0.0
        self.drip_head = 0.0
        self.status: int | None = None
        self.retry_after = ""
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start listening."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, ending every thread."""
        self.stop()

    @property
    def port(self) -> int:
        """The port it listens on, kept over `stop` and `start`."""
        return self._port

    @property
    def url(self) -> str:
        """Its root address, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen; after `stop`, at the same port again."""
        self.stopping.clear()
        self._server = _Server(("127.0.0.1", self._port), self)
        self._port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            name=f"{type(self).__name__}:{self._port}",
        )
        self._thread.start()

    def stop(self) -> None:
        """Refuse connections, drop those that stand, and end every thread; stopping twice is no error."""
        if self._server is None or self._thread is None:
            return
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.drop_connections()
        self._server.server_close()
        self._server = self._thread = None

    def answer(self, request: Request) -> Answer:
        """Return what is answered to a request; called in a thread of its own for each connection."""
        raise NotImplementedError

    def handle(self, request: Request) -> Answer:
        """Log a request and return its answer, faults included."""
        with self.lock:
            self.requests.append(request)
        if self.slow:
            self.stopping.wait(self.slow)
        if self.status is not None:
            return Answer(self.status, {"Retry-After": self.retry_after} if self.retry_after else {})
        return self.answer(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    # Head and body go out in two pieces: the second would wait 40 ms for the first to be acknowledged.
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        host = self.server.host
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_BODY:
            self.close_connection = True
            return
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = host.handle(Request(self.command, self.path, headers, body))
        if host.stopping.is_set():
            self.close_connection = True
            return
        self._write(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 (the names http.server calls)

    def _write(self, answer: Answer) -> None:
        given = {name.lower() for name in answer.headers}
        self.send_response_only(answer.status)
        if "date" not in given:
            self.send_header("Date", self.date_time_string())
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "content-length" not in given and "transfer-encoding" not in given and answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        self._end_head()
        if self.command != "HEAD":
            self._send(answer.body, self.server.host.drip)

    def _end_head(self) -> None:
        self._headers_buffer: list[bytes]
        head = b"".join(self._headers_buffer) + b"\r\n"
        self._headers_buffer = []
        self._send(head, self.server.host.drip_head)

    def _send(self, data: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(data)
            return
        for index in range(len(data)):
            self.wfile.write(data[index : index + 1])
            if self.server.host.stopping.wait(drip):
                self.close_connection = True
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name http.server gives it)
        """Say nothing: the log is `LoopbackServer.requests`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that `server_close` waits for every handler
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], host: LoopbackServer) -> None:
        self.host = host
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def verify_request(self, request: object, client_address: object) -> bool:
        with self.host.lock:
            self.host.connections += 1
        return not self.host.down

    def finish_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        with self.host.lock:
            self._open.add(request)
        try:
            if not self.host.stopping.is_set():
                super().finish_request(request, client_address)
        finally:
            with self.host.lock:
                self._open.discard(request)

    def drop_connections(self) -> None:
        """Wake every handler that waits for a next request."""
        with self.host.lock:
            waiting = list(self._open)
        for connection in waiting:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already closed by its client

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a client that went away go; anything else is a fault of the test's own and is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]
