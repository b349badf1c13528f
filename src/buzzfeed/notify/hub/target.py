"""The newsroom's own hub as a target of the outbox: what a publication owes to it, it owes to its subscribers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from buzzfeed.errors import DeliveryError, StoreError
from buzzfeed.model import ChannelKey, ChannelKind, Delivery, Format
from buzzfeed.model.subscriptions import Speech, Topic
from buzzfeed.ports import Bundle, Clock, Subscribers

NAME = TYPE = "hub"
"""The name and type of the target by which WebSub's subscribers are told."""

CLOUD = "rsscloud"
"""Those of the target by which rssCloud's are: they fetch what they are told of, and so wait until it is to be seen."""

OWN: Mapping[str, Speech] = {TYPE: Speech.WEBSUB, CLOUD: Speech.RSSCLOUD}
"""Both, and whom they tell."""

FEEDS = "feeds"
"""The payload's name for the feeds' paths."""

_PREFIX = "/feeds/"


class OwnHub:
    """Tells the hub which feeds have new editions; subscribers who speak one protocol are owed them from then on."""

    coalesce = timedelta(0)
    spacing = timedelta(0)
    pace = timedelta(0)
    latest_wins = False

    def __init__(self, store: Subscribers, clock: Clock, type_: str = TYPE) -> None:
        """Note in ``store``; whoever tells the subscribers finds it there. ``type_`` is one of `OWN`."""
        self.name = self.type = type_
        self._speech = OWN[type_]
        self._store = store
        self._clock = clock

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return each delivery by itself."""
        return tuple(Bundle(one, (one.id,)) for one in due)

    def send(self, delivery: Delivery) -> str:
        """Owe the feeds' present editions to their subscribers.

        Raises:
            DeliveryError: it could not be noted.
        """
        topics = {topic for path in delivery.payload.get(FEEDS, ()) if (topic := topic_of(path)) is not None}
        try:
            owed = self._store.owe(topics, delivery.created, self._clock.now(), self._speech)
        except StoreError as error:
            raise DeliveryError(error.subject, error.cause, error.hint, retryable=True) from error
        return f"owed to {owed} subscriber{'' if owed == 1 else 's'}"


def topic_of(path: str) -> Topic | None:
    """Return the feed that stands at a path below ``feeds_url``; ``None`` where none can."""
    stem, dot, extension = path.rpartition(".")
    if not (path.startswith(_PREFIX) and dot) or extension not in {fmt.value for fmt in Format}:
        return None
    kind, _, slug = stem.removeprefix(_PREFIX).partition("/")
    if kind not in {one.value for one in ChannelKind} or "/" in slug or (kind == ChannelKind.ALL.value) == bool(slug):
        return None
    return Topic(ChannelKey(ChannelKind(kind), slug), Format(extension))


def topics_of(channels: Iterable[ChannelKey]) -> tuple[Topic, ...]:
    """Return the feeds of channels."""
    return tuple(Topic(channel, fmt) for channel in dict.fromkeys(channels) for fmt in Format)


def paths_of(topics: Collection[Topic]) -> tuple[str, ...]:
    """Return the paths of feeds, sorted."""
    return tuple(sorted(topic.path for topic in topics))
