"""How each hub that is told of our feeds fares, those included at which nobody of ours listens."""

from __future__ import annotations

from datetime import datetime, timedelta

from buzzfeed.config import Config
from buzzfeed.model import CanaryState, HubHealth
from buzzfeed.notify import hubs_of, unreachable
from buzzfeed.ports import Figures


def hub_health(config: Config, store: Figures, now: datetime) -> tuple[HubHealth, ...]:
    """Return how each hub of the config fares, in its order.

    Raises:
        StoreError: the store cannot be read.
    """
    wait = timedelta(seconds=config.proof.canary_wait)
    known = {(one.target, one.type): one for one in store.hub_health(wait, now)}
    found = []
    for place in hubs_of(config):
        words = ""
        if not config.proof.canary:
            words = "proof.canary is false"
        elif unreachable(config, place):
            words = "feeds_url is private, and the hub could not call it"
        nothing = HubHealth(
            place.target, place.type, CanaryState.UNTRIED if words else CanaryState.UNKNOWN, words=words
        )
        found.append(nothing if words else known.get((place.target, place.type), nothing))
    return tuple(found)
