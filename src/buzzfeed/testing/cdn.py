"""A CDN before a newsroom: it keeps what it fetched until it is purged, with the faults that such caches have."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field

from buzzfeed.config import NetSettings
from buzzfeed.errors import FetchError
from buzzfeed.net import Net
from buzzfeed.testing.server import Answer, LoopbackServer, Request

_ENDED = frozenset({"transfer-encoding", "connection", "content-length", "date"})
_CHALLENGE = b"<!DOCTYPE html><title>Just a moment...</title><h1>Checking your browser before you go on</h1>"


@dataclass
class _Kept:
    answer: Answer
    keys: frozenset[str]
    at: float = field(default_factory=time.monotonic)


class Cdn(LoopbackServer):
    """Serves what stands at ``origin``, from its cache where it was fetched once, and takes purges as services do.

    Cloudflare's API stands below ``/client/v4``, Fastly's at ``/service`` and ``/purge``, a webhook at ``/hook``.

    Attributes:
        origin: the address it stands before.
        purges: what it was asked to forget, in order: each a list of keys or addresses.
        deaf: purges are thanked for, and nothing is forgotten.
        broken: the status that purges are answered with; 0 for none.
        stale: for how many seconds after a purge the old copy is served still.
        forbidden: words of User-Agents that are answered 403.
        challenged: words of User-Agents that are shown a page that asks for a browser.
        rewriting: bodies lose their final line break, as some caches do that touch markup; ETags go.
    """

    def __init__(self, origin: str = "", port: int = 0) -> None:
        """As `LoopbackServer`, before ``origin``."""
        super().__init__(port)
        self.origin = origin
        self.purges: list[list[str]] = []
        self.deaf = False
        self.broken = 0
        self.stale = 0.0
        self.forbidden: tuple[str, ...] = ()
        self.challenged: tuple[str, ...] = ()
        self.rewriting = False
        self.fetched: list[str] = []
        self._net = Net(NetSettings(timeout=10.0))
        self._kept: dict[str, _Kept] = {}
        self._leaving: list[tuple[float, frozenset[str]]] = []

    def answer(self, request: Request) -> Answer:
        """Answer a reader from the cache, or take a purge."""
        if request.method == "POST":
            return self._purge(request)
        agent = request.headers.get("user-agent", "")
        if any(word in agent for word in self.forbidden):
            return Answer(403, {"Content-Type": "text/html"}, b"<h1>Forbidden</h1>")
        if any(word in agent for word in self.challenged):
            return Answer(200, {"Content-Type": "text/html"}, _CHALLENGE)
        self._forget_what_is_due()
        with self.lock:
            kept = self._kept.get(request.target)
        if kept is None:
            kept = self._fetch(request.target)
        tag = {name.lower(): value for name, value in kept.answer.headers.items()}.get("etag", "")
        if tag and tag in request.headers.get("if-none-match", ""):
            return Answer(304, kept.answer.headers)
        return kept.answer

    def _fetch(self, target: str) -> _Kept:
        try:
            found = self._net.get(self.origin + target, headers={"Accept-Encoding": "identity"}, trusted=True)
        except FetchError:
            return _Kept(Answer(502), frozenset())
        status, body = found.status, found.body
        given = {name: value for name, value in found.headers.items() if name.lower() not in _ENDED}
        lower = {name.lower(): value for name, value in given.items()}
        keys = {*lower.get("surrogate-key", "").split(), *lower.get("cache-tag", "").split(",")} - {""}
        if self.rewriting:
            given = {name: value for name, value in given.items() if name.lower() != "etag"}
            body = body.rstrip(b"\n") + b"\n\n"
        kept = _Kept(Answer(status, given, body), frozenset(keys))
        with self.lock:
            self.fetched.append(target)
            if status == 200:
                self._kept[target] = kept
        return kept

    def _purge(self, request: Request) -> Answer:
        if self.broken:
            return Answer(self.broken)
        what = request.headers.get("surrogate-key", "").split()
        if request.path.startswith("/purge/"):
            what = [request.path.removeprefix("/purge/").partition("/")[2]]
        elif request.body:
            said = json.loads(request.body)
            what = next(said[name] for name in ("tags", "files", "keys", "urls") if name in said)
        with self.lock:
            self.purges.append(what)
            if not self.deaf:
                self._leaving.append((time.monotonic() + self.stale, frozenset(what)))
        self._forget_what_is_due()
        thanks = {"success": True, "status": "ok"}
        return Answer(200, {"Content-Type": "application/json"}, json.dumps(thanks).encode())

    def _forget_what_is_due(self) -> None:
        now = time.monotonic()
        with self.lock:
            due = [what for at, what in self._leaving if at <= now]
            self._leaving = [one for one in self._leaving if one[0] > now]
            for what in due:
                paths = {"/" + one.partition("://")[2].partition("/")[2] if "://" in one else one for one in what}
                gone = [
                    place
                    for place, kept in self._kept.items()
                    if kept.keys & what or place in paths or place.lstrip("/") in paths
                ]
                for place in gone:
                    del self._kept[place]
