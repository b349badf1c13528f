"""The canary: subscribes to our own feed at each hub that is told of it, and sees whether and how fast pushes come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from buzzfeed.config import Config, WebSub
from buzzfeed.model import (
    Canary,
    CanaryMeasure,
    CanaryPush,
    ChannelKey,
    ChannelKind,
    Delivery,
    DeliveryState,
    Format,
    feed_path,
)
from buzzfeed.model.canaries import CANARY_PATH
from buzzfeed.notify import hub
from buzzfeed.notify.subscribing import Asker, is_private, new_callback
from buzzfeed.notify.websub import TOPICS
from buzzfeed.ports import Clock, Fetch, Listening

TOPIC = feed_path(ChannelKey(ChannelKind.ALL), Format.ATOM)
"""The path of the feed that is followed: everything, in the format that can say that an article was taken back."""

_HEARD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A hub that is told of our feeds: the target's name and type, and the hub's address."""

    target: str
    type: str
    hub: str


def listened_to(config: Config) -> tuple[Place, ...]:
    """Return the hubs at which we subscribe: those that can reach us, where we do so at all."""
    return tuple(one for one in hubs_of(config) if not unreachable(config, one)) if config.proof.canary else ()


def hubs_of(config: Config) -> tuple[Place, ...]:
    """Return the hubs that are told of our feeds: those that the operator named, and our own."""
    own = (Place(hub.NAME, hub.TYPE, config.hub_url),) if config.hub.enabled else ()
    return (*own, *(Place(one.target, one.type, one.url) for one in config.announce if isinstance(one, WebSub)))


def unreachable(config: Config, place: Place) -> bool:
    """Whether a hub in the world would be asked to call a private address: it is not bothered with that."""
    return is_private(config.newsroom.feeds_url) and not is_private(place.hub)


class Listener:
    """Keeps the subscriptions, and holds what was pushed against what was told. One at a time in a process."""

    def __init__(self, config: Config, store: Listening, fetch: Fetch, clock: Clock) -> None:
        """Ask nobody yet."""
        self._places = listened_to(config)
        self._base = config.newsroom.feeds_url
        self._store = store
        self._clock = clock
        # The operator typed the hubs' addresses.
        self._asker = Asker(store, fetch, clock, trusted=True)

    def ask(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Subscribe wherever it is due, until ``stopping``; return how many hubs were asked.

        Raises:
            StoreError: the store failed.
        """
        if self._asker.fresh:
            self._store.keep_canaries(self._wanted(self._clock.now()))
        return self._asker.ask(self._store.canaries(), stopping)

    def hear(self) -> int:
        """Confirm the deliveries whose articles were pushed since; return how many.

        Raises:
            StoreError: the store failed; nothing is lost by it.
        """
        now = self._clock.now()
        told = self._store.canary_told(now - _HEARD)
        if not told:
            return 0
        canaries = {(one.target, one.type): one for one in self._store.canaries()}
        found = matched(told, self._store.canary_pushes(now - _HEARD), canaries)
        self._store.keep_measures(found)
        at = {one.delivery: one for one in found if one.pushed is not None}
        confirmed = [_confirmed(one, at[one.id]) for one in told if one.id in at]
        if confirmed:
            self._store.record(confirmed)
        return len(confirmed)

    def _wanted(self, now: datetime) -> list[Canary]:
        """Return the subscriptions that should be: those that are there for the same hub and topic, and new ones."""
        known = {(one.target, one.type): one for one in self._store.canaries()}
        return [self._canary(place, known.get((place.target, place.type)), now) for place in self._places]

    def _canary(self, place: Place, known: Canary | None, now: datetime) -> Canary:
        topic, start = self._base + TOPIC, self._base + CANARY_PATH
        if known and (known.hub, known.topic) == (place.hub, topic) and known.callback.startswith(start):
            return known
        return Canary(place.hub, topic, *new_callback(start), due=now, target=place.target, type=place.type)


def matched(
    told: Sequence[Delivery], pushes: Sequence[CanaryPush], canaries: Mapping[tuple[str, str], Canary]
) -> tuple[CanaryMeasure, ...]:
    """Return what is measured of each delivery; pure.

    An edition is pushed as one: a delivery came through once any of its articles stood in a push that came after it was
    owed. What a hub was told while nobody listened says nothing of it.
    """
    found = []
    for one in told:
        place, sent = (one.target, one.type), one.updated or one.created
        canary = canaries.get(place)
        if canary is None or canary.begun is None or canary.begun > sent or not _concerns(one, canary.topic):
            continue
        wanted = set(one.articles)
        heard = (
            push.at
            for push in pushes
            if (push.target, push.type) == place and push.at >= one.created and wanted & set(push.articles)
        )
        found.append(CanaryMeasure(*place, one.id, sent, next(heard, None)))
    return tuple(found)


def _concerns(delivery: Delivery, topic: str) -> bool:
    return topic in delivery.payload.get(TOPICS, ()) or TOPIC in delivery.payload.get(hub.FEEDS, ())


def _confirmed(delivery: Delivery, measure: CanaryMeasure) -> Delivery:
    words = f"pushed {measure.seconds} s after it was told"
    return replace(delivery, state=DeliveryState.CONFIRMED, updated=measure.pushed, answer=words)
