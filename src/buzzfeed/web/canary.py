"""Where hubs reach our own subscriptions to our own feed: `/hub/canary/TOKEN`, one for each hub."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from starlette.routing import Route

from buzzfeed.model import Canary, CanaryPush
from buzzfeed.model.canaries import CANARY_PATH, ids_in
from buzzfeed.ports import Inbox
from buzzfeed.web.callbacks import Ear
from buzzfeed.web.state import State

METHODS = ("sha1", "sha256", "sha384", "sha512")
"""How a push may be signed (WebSub §7.1)."""

_MORE = 1_000_000


def canary_routes(state: State) -> list[Route]:
    """Return the route of the canaries; none where there are none."""
    if not state.config.proof.canary or not state.config.hubs:
        return []
    ear = CanaryEar(state)
    return [Route(CANARY_PATH + "{token}", ear.answer, methods=["GET", "POST"])]


class CanaryEar(Ear[Canary]):
    """Hears for the canaries: what is pushed is only compared with ids of ours."""

    def __init__(self, state: State) -> None:
        """As `Ear`; a push is no larger than a feed of ours may be, and a megabyte."""
        super().__init__(state, state.config.feeds.max_bytes + _MORE, METHODS)

    def all(self, inbox: Inbox) -> Sequence[Canary]:
        """Return every canary."""
        return inbox.canaries()

    def pushed(self, inbox: Inbox, one: Canary, body: bytes, now: datetime) -> None:
        """Keep which articles of ours were pushed."""
        digest = hashlib.sha256(body).hexdigest()
        inbox.canary_pushed(CanaryPush(one.target, one.type, digest, now, ids_in(body)))

    def said_of(self, method: str) -> str:
        """Return nothing: a hub's health tells of forgeries by itself."""
        return ""
