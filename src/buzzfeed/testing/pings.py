"""An XML-RPC ping service (``weblogUpdates``), read with the standard library's own XML-RPC."""

from __future__ import annotations

import xmlrpc.client
from dataclasses import dataclass

from buzzfeed.testing.server import Answer, LoopbackServer, Request

_UNKNOWN_METHOD = -32601


@dataclass(frozen=True, slots=True)
class Ping:
    """One call as it arrived: ``weblogUpdates.ping`` or ``weblogUpdates.extendedPing``, and its parameters."""

    method: str
    params: tuple[object, ...]


class PingService(LoopbackServer):
    """Records pings and thanks for them.

    Attributes:
        calls: every call that could be read, refused ones included.
        extended: whether it knows ``extendedPing``; where not, it answers with a fault.
        fault: a fault it answers to everything; empty for none.
        error: the message of a ``flerror`` it answers; empty for none.
        error_key: how it spells ``flerror``.
        garbage: bytes it answers instead of XML-RPC; ``None`` for none.
    """

    def __init__(self, port: int = 0) -> None:
        """As `LoopbackServer`."""
        super().__init__(port)
        self.calls: list[Ping] = []
        self.extended = True
        self.fault = ""
        self.error = ""
        self.error_key = "flerror"
        self.garbage: bytes | None = None

    @property
    def pings(self) -> list[Ping]:
        """The calls it took."""
        return [call for call in self.calls if self.extended or not call.method.endswith("extendedPing")]

    def answer(self, request: Request) -> Answer:
        """Answer one call."""
        params, method = xmlrpc.client.loads(request.body)
        with self.lock:
            self.calls.append(Ping(method or "", params))
        if self.garbage is not None:
            return Answer(200, {"Content-Type": "text/html"}, self.garbage)
        known = method == "weblogUpdates.ping" or (method == "weblogUpdates.extendedPing" and self.extended)
        if self.fault or not known:
            return _xml(xmlrpc.client.Fault(_UNKNOWN_METHOD, self.fault or "no such method"))
        message = self.error or "Thanks for the ping."
        return _xml(({self.error_key: bool(self.error), "message": message},))


def _xml(value: xmlrpc.client.Fault | tuple[dict[str, object]]) -> Answer:
    text = xmlrpc.client.dumps(value, methodresponse=True)
    return Answer(200, {"Content-Type": "text/xml"}, text.encode())
