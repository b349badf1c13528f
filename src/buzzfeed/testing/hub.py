"""A WebSub hub: told of feeds by publishers, it fetches them and pushes them to its subscribers, or fails to."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl, urlencode

from buzzfeed.config import NetSettings
from buzzfeed.errors import FetchError
from buzzfeed.net import Net
from buzzfeed.testing.server import Answer, LoopbackServer, Request

_TIMEOUT = 5.0
_TEXT = {"Content-Type": "text/plain"}


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is to be told of what; ``secret`` signs what is pushed."""

    callback: str
    topic: str
    secret: str


class Hub(LoopbackServer):
    """Records the topics it is told of with ``hub.mode=publish``, answers 204, and pushes them to who subscribed.

    Attributes:
        publications: the topics of each request it took, in order.
        parameter: the name under which it reads topics (some hubs want ``hub.topic``); without one it answers 400.
        redirect: an address it redirects to, with 307; empty for none.
        subscriptions: those that were verified, by callback.
        lease: the seconds that it grants.
        verifies: whether it asks callbacks at all.
        pushes: whether it pushes what it is told of.
        forges: whether what it pushes is signed with a wrong secret.
        method: how it signs.
        late: seconds that it waits before it pushes.
        statuses: what callbacks answered to pushes, in order.
    """

    def __init__(self, port: int = 0) -> None:
        """As `LoopbackServer`."""
        super().__init__(port)
        self.publications: list[tuple[str, ...]] = []
        self.parameter = "hub.url"
        self.redirect = ""
        self.subscriptions: dict[str, Subscription] = {}
        self.lease = 864_000
        self.verifies = True
        self.pushes = True
        self.forges = False
        self.method = "sha256"
        self.late = 0.0
        self.statuses: list[int] = []
        self._errands: list[threading.Thread] = []

    @property
    def topics(self) -> list[str]:
        """Every topic it was told of, in order, repeated ones too."""
        return [topic for publication in self.publications for topic in publication]

    def stop(self) -> None:
        """As `LoopbackServer.stop`; what it was about to do ends, too."""
        super().stop()
        for errand in self._errands:
            errand.join()

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if self.redirect:
            return Answer(307, {"Location": self.redirect})
        form = parse_qsl(request.body.decode(), strict_parsing=True)
        if ("hub.mode", "subscribe") in form or ("hub.mode", "unsubscribe") in form:
            return self._subscribed(dict(form))
        topics = tuple(value for name, value in form if name == self.parameter)
        if ("hub.mode", "publish") not in form or not topics:
            return Answer(400, _TEXT, f"tell me hub.mode=publish and {self.parameter}".encode())
        with self.lock:
            self.publications.append(topics)
            wanted = [one for one in self.subscriptions.values() if one.topic in topics]
        if self.pushes:
            for one in wanted:
                self._errand(partial(self._push, one))
        return Answer(204)

    def _subscribed(self, form: dict[str, str]) -> Answer:
        one = Subscription(form["hub.callback"], form["hub.topic"], form.get("hub.secret", ""))
        if self.verifies:
            self._errand(partial(self._verify, one, form["hub.mode"]))
        return Answer(202)

    def _errand(self, work: Callable[[], None]) -> None:
        errand = threading.Thread(target=work, name="hub errand")
        self._errands.append(errand)
        errand.start()

    def _verify(self, one: Subscription, mode: str) -> None:
        challenge = secrets.token_urlsafe(24)
        query = {"hub.mode": mode, "hub.topic": one.topic, "hub.challenge": challenge}
        query["hub.lease_seconds"] = str(self.lease)
        mark = "&" if "?" in one.callback else "?"
        status, body, _ = _asked("GET", one.callback + mark + urlencode(query))
        if 200 <= status < 300 and body == challenge.encode():
            with self.lock:
                if mode == "subscribe":
                    self.subscriptions[one.callback] = one
                else:
                    self.subscriptions.pop(one.callback, None)

    def _push(self, one: Subscription) -> None:
        if self.stopping.wait(self.late):
            return
        _, body, media_type = _asked("GET", one.topic)
        secret = "somebody else's" if self.forges else one.secret
        signature = f"{self.method}={hmac.digest(secret.encode(), body, self.method).hex()}"
        link = f'<{self.url}/>; rel="hub", <{one.topic}>; rel="self"'
        headers = {"Content-Type": media_type, "Link": link, "X-Hub-Signature": signature}
        status, _, _ = _asked("POST", one.callback, body, headers)
        with self.lock:
            self.statuses.append(status)
            if status == 410:
                self.subscriptions.pop(one.callback, None)


def _asked(method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    """Make a request on loopback; status 0 where nobody answers."""
    net, named = Net(NetSettings()), headers or {}
    try:
        if method == "GET":
            answer = net.get(url, trusted=True, follow=False, timeout=_TIMEOUT)
        else:
            media_type = named.pop("Content-Type")
            answer = net.post(url, body, content_type=media_type, headers=named, trusted=True, timeout=_TIMEOUT)
    except FetchError:
        return 0, b"", ""
    return answer.status, answer.body, answer.headers.get("content-type", "")
