"""Subscriptions to the hub: who asked to be told of a feed's new editions, and how the telling goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from buzzfeed.model.channels import ChannelKey, Edition, feed_path
from buzzfeed.model.words import Format


class Speech(StrEnum):
    """Which protocol a subscriber speaks."""

    WEBSUB = "websub"
    RSSCLOUD = "rsscloud"


class Asking(StrEnum):
    """What a subscriber asks for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """A feed as what subscribers follow: one channel in one format."""

    channel: ChannelKey
    format: Format

    @property
    def path(self) -> str:
        """Its path below ``feeds_url``."""
        return feed_path(self.channel, self.format)


class Claim(NamedTuple):
    """What was claimed and by which claim: a row's ``key``, which no other row ever has, and the claim's ``number``.

    What comes of a claim counts as long as it is the row's last one.
    """

    key: int
    number: int


UNCLAIMED = Claim(0, 0)
"""The claim of what is not in the store yet."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a subscriber asked for, before its callback has said that it meant it.

    ``address`` is the topic as it was asked for, ``host`` what ``callback`` counts under: the names of one
    site are one host. ``lease`` is in seconds. ``echo`` is
    whether the callback has to repeat a challenge; an rssCloud subscriber that named no domain is sent a notification
    instead. ``turn`` and ``attempts`` are the store's.
    """

    speech: Speech
    asking: Asking
    topic: Topic
    address: str
    callback: str
    host: str
    lease: int
    created: datetime
    secret: str = field(default="", repr=False)
    echo: bool = True
    turn: Claim = UNCLAIMED
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A request claimed for being verified; ``crowded`` says why it is denied, and is empty where it is not."""

    request: Request
    crowded: str = ""


class Settled(StrEnum):
    """What became of a request."""

    VERIFIED = "verified"
    REFUSED = "refused"
    AGAIN = "again"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of a request, or when to ask its callback ``again`` (``due``); ``expires`` is its lease's end."""

    request: Request
    outcome: Settled
    expires: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A subscription that is owed an edition, claimed for being told.

    ``had`` is the version of the feed that it was last given, 0 before the first; ``owed`` the one that it is owed at
    least, and ``since`` when that was published. ``attempts`` counts those that failed since. ``renewed`` is another
    instant after each renewal.
    """

    key: Claim
    speech: Speech
    topic: Topic
    address: str
    callback: str
    host: str
    had: int
    owed: int
    since: datetime
    attempts: int
    renewed: datetime
    secret: str = field(default="", repr=False)


class Reach(StrEnum):
    """What became of telling a subscriber."""

    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    GONE = "gone"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Telling:
    """What became of telling a subscriber of ``version``.

    ``due`` is when to try again, ``rest`` until when it asked to be left alone, ``slow`` whether the exchange took
    long, ``waited`` the seconds since the version was published. ``renewed`` is that of the subscription which is gone.
    """

    key: Claim
    version: int
    outcome: Reach
    answer: str = ""
    due: datetime | None = None
    rest: datetime | None = None
    slow: bool = False
    waited: float = 0.0
    renewed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """What the hub last announced of a topic: the ``version`` of its feed, and the one announced ``before`` it."""

    topic: Topic
    version: int
    before: int


WAITS = (1, 2, 5, 10, 30, 60, 300, 3600)
"""Upper bounds, in seconds, of the classes in which times from publication to delivery are counted."""

WAITED = "waited"
"""The tally of all those seconds."""

LATER = "later"
"""The tally of those that lie beyond every bound."""


def within(bound: int) -> str:
    """Return the name of the tally of times up to a bound, and above the one before."""
    return f"within {bound}"


@dataclass(frozen=True, slots=True)
class Present:
    """A feed's present edition: its version, the edition by reference, and its fragments' bytes by key."""

    version: int
    edition: Edition
    fragments: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Following:
    """How the hub fares, without a name of anybody.

    ``states`` counts subscriptions: ``active``, ``failing``, ``expired``, and ``pending`` requests. ``behind`` is how
    many are owed an edition, ``oldest`` since when the longest of them waits. ``topics`` counts active ones by feed and
    protocol, ``tallies`` are running counts by name.
    """

    states: Mapping[str, int]
    behind: int
    oldest: datetime | None
    topics: Mapping[tuple[Topic, Speech], int]
    tallies: Mapping[str, int]
