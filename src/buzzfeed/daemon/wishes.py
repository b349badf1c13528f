"""Wishes for a look: from the store, where others leave them, to the looks that answer them."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

from buzzfeed.ports import LookWishes

BETWEEN = 5.0
"""Seconds between wished looks at one place elsewhere: whoever wishes in a loop makes us a nuisance to nobody."""
BETWEEN_FAILURES = 60.0
"""The same, where the source failed when it was last looked at."""


class Wishes:
    """What is wished and not looked at yet; for one thread.

    A wish stays in the store until a look that began after it was read has ended: a crash forgets none.
    """

    def __init__(self, store: LookWishes, near: Mapping[str, bool]) -> None:
        """Know the sources by name, and whether each is of this machine: these are looked at whenever it is wished."""
        self._store = store
        self._near = near
        self._heeded: dict[str, int] = {}
        self._looked: dict[str, float] = {}

    def heed(self, resting: Collection[str]) -> Mapping[str, float]:
        """Return the sources that are wished for since this was last asked, and in how many seconds to look at each.

        Wishes for sources that are not configured are forgotten.
        """
        wished = self._store.look_wishes()
        self._store.look_taken({name: times for name, times in wished.items() if name not in self._near})
        fresh = [name for name in wished if name in self._near and name not in self._heeded]
        self._heeded.update({name: times for name, times in wished.items() if name in self._near})
        return {name: self._wait(name, name in resting) for name in fresh}

    def begin(self, names: Collection[str]) -> Mapping[str, int]:
        """Return the wishes that a look at these sources, which begins now, answers."""
        now = time.monotonic()
        self._looked.update(dict.fromkeys(names, now))
        return {name: self._heeded[name] for name in names if name in self._heeded}

    def end(self, answered: Mapping[str, int]) -> None:
        """Forget the wishes that were answered; one that came meanwhile is heeded anew."""
        self._store.look_taken(answered)
        for name in answered:
            self._heeded.pop(name, None)

    def _wait(self, name: str, resting: bool) -> float:
        if self._near[name] or name not in self._looked:
            return 0.0
        between = BETWEEN_FAILURES if resting else BETWEEN
        return max(0.0, self._looked[name] + between - time.monotonic())
