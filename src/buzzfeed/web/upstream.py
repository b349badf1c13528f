"""Where hubs reach us with what others publish: `/hub/upstream/TOKEN`, one for each source that is pushed.

A push says that there is news, and no more: its source is looked at, at once, by the way that it always is. What was
pushed is read only as far as its signature needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.routing import Route

from buzzfeed.model.upstreams import UPSTREAM_PATH, Upstream
from buzzfeed.ports import Inbox
from buzzfeed.web.callbacks import Ear
from buzzfeed.web.state import State

METHODS = ("sha256", "sha384", "sha512")
"""How a push has to be signed: sha1, which WebSub §7.1 knows besides, is not believed in any more."""

LARGEST = 8_000_000
"""Bytes of a push at most: as many as a feed may have that is fetched."""


def upstream_routes(state: State) -> list[Route]:
    """Return the route; it stands whatever the sources are, which may change while this process serves."""
    ear = UpstreamEar(state)
    return [Route(UPSTREAM_PATH + "{token}", ear.answer, methods=["GET", "POST"])]


class UpstreamEar(Ear[Upstream]):
    """Hears for the sources."""

    def __init__(self, state: State) -> None:
        """As `Ear`."""
        super().__init__(state, LARGEST, METHODS)

    def all(self, inbox: Inbox) -> Sequence[Upstream]:
        """Return every subscription."""
        return inbox.upstreams()

    def verified(self, inbox: Inbox, one: Upstream, mode: str, lease: int, now: datetime) -> None:
        """Keep that a subscription stands, or forget it."""
        if mode == "unsubscribe":
            inbox.upstream_left(one.digest)
        else:
            super().verified(inbox, one, mode, lease, now)

    def pushed(self, inbox: Inbox, one: Upstream, body: bytes, now: datetime) -> None:
        """Have the source looked at."""
        inbox.upstream_pushed(one.digest, now)

    def said_of(self, method: str) -> str:
        """Return how a forgery was signed."""
        said = {"": "without a signature", "sha1": "signed by sha1, which is not believed"}
        return f"what it pushes is {said.get(method, 'signed with another secret')}"
