"""What a claimed subscription is sent when its turn comes: looked at again then, since it may have waited for minutes.

What was taken back meanwhile goes out to nobody (invariant 4), nor does anything to who unsubscribed meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from datetime import timedelta

import structlog

from buzzfeed.errors import StoreError
from buzzfeed.model.subscriptions import Owed, Reach, Telling, Topic
from buzzfeed.notify.hub.bodies import Bodies, Push
from buzzfeed.ports import Clock, Subscribers

FRESH = 0.25
"""Seconds for which it is believed that nobody left: one look serves all threads. Feeds are looked at each time."""

NOT_NOW = 2.0
"""Seconds to wait, at least, where a feed may not go out at the moment: the edition that may is being built."""

SHUT_FOR_LONG = 60.0
"""Seconds to wait, at most, where it may not for long. An edition that is announced meanwhile calls at once."""

log = structlog.get_logger("buzzfeed.hub")


class Outgoing:
    """Knows who waits for a turn, and says at each turn what goes out; safe for many threads."""

    def __init__(self, store: Subscribers, clock: Clock) -> None:
        """Read from ``store``, at the first turn."""
        self._store = store
        self._clock = clock
        self._bodies = Bodies(store)
        self._turn = threading.Lock()
        self._waiting: set[Owed] = set()
        self._fallen: set[Owed] = set()
        self._versions: dict[Topic, int] = {}
        self._shut: dict[Topic, float] = {}
        self._generation = -1
        self._looked: float | None = None

    def expect(self, claimed: Collection[Owed]) -> None:
        """Note who waits for a turn from now on: it is read again with the others whether they still want it."""
        with self._turn:
            self._waiting.update(claimed)

    def forget(self, claimed: Collection[Owed]) -> None:
        """Expect these no more."""
        with self._turn:
            self._waiting.difference_update(claimed)
            self._fallen.difference_update(claimed)

    def look_again(self) -> None:
        """Believe nothing that was read before: something was published."""
        with self._turn:
            self._looked = None

    def at_turn(self, owed: Owed) -> Push | Telling:
        """Return what goes out to a subscription now; or, where nothing may, how its claim is handed back.

        It raises nothing: where the store cannot tell, nothing goes out.
        """
        with self._turn:
            try:
                self._look()
                push = None if owed in self._fallen else self._bodies.of(owed, self._versions)
            except StoreError as error:
                if owed.topic not in self._shut:
                    log.error("a feed is not pushed", subject=error.subject, cause=error.cause, mend=error.hint)
                return self._later(owed)
            finally:
                self._waiting.discard(owed)
            if owed in self._fallen:
                # Due as before: who only renewed is told at once, on the new terms.
                self._fallen.discard(owed)
                return Telling(owed.key, 0, Reach.RETURNED)
            if push is None:
                return self._later(owed)
            self._shut.pop(owed.topic, None)
            return push

    def still(self, owed: Owed, push: Push) -> bool:
        """Return whether what was given at a turn is what goes out now: connecting may have taken seconds.

        It raises nothing: where the store cannot tell, nothing goes out.
        """
        with self._turn:
            try:
                self._keep_up()
                return self._bodies.of(owed, self._versions) == push
            except StoreError:
                return False

    def _keep_up(self) -> None:
        """Believe nothing of feeds that was read before the last publication or retraction."""
        # Read before what is held against it: what changes in between is seen the next time.
        generation = self._store.generation()
        if generation != self._generation:
            self._versions.clear()
            self._generation = generation

    def _look(self) -> None:
        """Read what may have changed, unless that was done a moment ago."""
        now = time.monotonic()
        if self._looked is not None and now - self._looked < FRESH:
            return
        self._keep_up()
        standing = self._store.as_claimed(self._waiting, self._clock.now())
        self._fallen.update(self._waiting - standing)
        self._waiting.intersection_update(standing)
        self._looked = now

    def _later(self, owed: Owed) -> Telling:
        """Put a subscription off, for as long as its feed has been shut already."""
        now = time.monotonic()
        shut = now - self._shut.setdefault(owed.topic, now)
        wait = timedelta(seconds=min(max(shut, NOT_NOW), SHUT_FOR_LONG))
        return Telling(owed.key, 0, Reach.RETURNED, due=self._clock.now() + wait)
