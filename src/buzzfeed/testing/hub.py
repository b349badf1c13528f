"""A WebSub hub, as far as publishers see it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from buzzfeed.testing.server import Answer, LoopbackServer, Request


class Hub(LoopbackServer):
    """Records the topics it is told of with ``hub.mode=publish``, and answers 204.

    Attributes:
        publications: the topics of each request it took, in order.
        parameter: the name under which it reads topics (some hubs want ``hub.topic``); without one it answers 400.
        redirect: an address it redirects to, with 307; empty for none.
    """

    def __init__(self, port: int = 0) -> None:
        """As `LoopbackServer`."""
        super().__init__(port)
        self.publications: list[tuple[str, ...]] = []
        self.parameter = "hub.url"
        self.redirect = ""

    @property
    def topics(self) -> list[str]:
        """Every topic it was told of, in order, repeated ones too."""
        return [topic for publication in self.publications for topic in publication]

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if self.redirect:
            return Answer(307, {"Location": self.redirect})
        form = parse_qsl(request.body.decode(), strict_parsing=True)
        topics = tuple(value for name, value in form if name == self.parameter)
        if ("hub.mode", "publish") not in form or not topics:
            return Answer(
                400, {"Content-Type": "text/plain"}, f"tell me hub.mode=publish and {self.parameter}".encode()
            )
        with self.lock:
            self.publications.append(topics)
        return Answer(204)
