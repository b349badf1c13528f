"""What telling subscribers needs of the store: requests to verify, subscriptions that are owed an edition, feeds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from buzzfeed.model import EntryRef
from buzzfeed.model.subscriptions import (
    Announced,
    Claim,
    Following,
    Owed,
    Present,
    Settlement,
    Speech,
    Taken,
    Telling,
    Topic,
)


class Subscribers(Protocol):
    """Subscriptions and what they are owed. All methods raise `StoreError` (or a kind of it) and nothing else."""

    # -- requests

    def take_requests(
        self, now: datetime, lease: timedelta, limit: int, most: int, most_of_host: int, skip: Collection[str] = ()
    ) -> tuple[Taken, ...]:
        """Claim requests that are to be verified: each host's oldest, then each host's second, and so on.

        A claim that is not settled ends with its lease.

        Args:
            now: the present (UTC).
            lease: how long a claim lasts.
            limit: how many at most.
            most: how many subscriptions there may be; who asks for one more is told that it is ``crowded``.
            most_of_host: how many of one callback's host.
            skip: hosts whose requests stay where they are.
        """
        ...

    def hold_requests(self, claims: Sequence[Claim], now: datetime, lease: timedelta) -> None:
        """Have claims last for ``lease`` from ``now`` (UTC) on; one that is over and was claimed anew stays over."""
        ...

    def settle_requests(self, settlements: Sequence[Settlement], now: datetime) -> None:
        """Keep what became of requests: a verified one makes, renews or ends its subscription.

        It also ends what the same subscriber asked for before it. A subscription whose feed had another edition since
        it was asked for is owed that at once. A request that was claimed anew since is left to that claim.
        """
        ...

    # -- editions owed

    def subscribed(self, topics: Collection[Topic], speech: Speech | None = None) -> frozenset[Topic]:
        """Return which of these topics anybody follows, or anybody who speaks one protocol."""
        ...

    def owe(self, topics: Collection[Topic], since: datetime, now: datetime, speech: Speech | None = None) -> int:
        """Owe each subscriber of these topics their present editions, published ``since``; return how many there are.

        Only those who speak one protocol, where ``speech`` is given. An edition that was not delivered yet is
        superseded. Twice is once.
        """
        ...

    def follow_renamed(self, renamed: Mapping[str, str], now: datetime) -> int:
        """Have whoever follows a saved query that had another slug follow it by the present one; return how many did.

        They are given its next edition whole, and at once what they were owed.

        Args:
            renamed: slugs that saved queries had before, and the present one of each.
            now: the present (UTC).
        """
        ...

    def take_owed(
        self, now: datetime, lease: timedelta, limit: int, failing: bool, skip: Collection[str] = ()
    ) -> tuple[Owed, ...]:
        """Claim subscriptions whose time to be told has come, the longest due first.

        Args:
            now: the present (UTC).
            lease: how long a claim lasts.
            limit: how many at most.
            failing: those that failed or were slow the last time, or the others.
            skip: hosts whose subscribers stay where they are.
        """
        ...

    def as_claimed(self, claimed: Collection[Owed], now: datetime) -> frozenset[Owed]:
        """Return which of these claimed subscriptions are still as they were claimed.

        The others ended since, were renewed on other terms, or claimed anew.
        """
        ...

    def generation(self) -> int:
        """Return a number that is another after everything that was published, or taken back."""
        ...

    def hold_owed(self, claims: Sequence[Claim], now: datetime, lease: timedelta) -> None:
        """Have claims last for ``lease`` from ``now`` (UTC) on; one that is over and was claimed anew stays over."""
        ...

    def keep_tellings(self, tellings: Sequence[Telling], now: datetime) -> None:
        """Keep what became of claimed subscriptions, and give their claims back.

        A subscription that was claimed anew since is left to that claim. One that is gone, but was renewed since it was
        claimed, is owed what it refused once more.
        """
        ...

    def give_back(self) -> None:
        """End every claim: whoever calls this knows that nobody else is at work."""
        ...

    def next_telling(self, now: datetime) -> datetime | None:
        """Return when the next subscription or request falls due; ``None`` if none does."""
        ...

    def announced(self, topic: Topic) -> Announced | None:
        """Return what was last announced of a topic."""
        ...

    def version(self, topic: Topic) -> int:
        """Return the version of a feed's present edition, 0 where there is none that may go out, as `present` says."""
        ...

    def entries_of(self, topic: Topic, version: int) -> tuple[EntryRef, ...] | None:
        """Return what an edition held, one of the last few; ``None`` if it is not known any more."""
        ...

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these articles are not published any more."""
        ...

    def present(self, topic: Topic) -> Present | None:
        """Return a feed's present edition with its fragments, held against its digest.

        ``None`` where there is none that may go out now: it is withheld, or an entry of it was taken back and the
        edition without that is about to come.

        Raises:
            StoreError: it is damaged.
        """
        ...

    def following(self, now: datetime) -> Following:
        """Return how the hub fares."""
        ...
