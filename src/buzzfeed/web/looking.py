"""Places of those who wait for their turn at the desk: so many previews in all, fewer of them for any one network.

Feeds that are made from their address stand in a line of their network's own: each network has one made at a time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from buzzfeed.web.limiting import area_of, network_of

MOST_LOOKING = 8
"""Previews that may wait at once for their turn, of which one is at the desk at a time: feeds go first."""
MOST_OF_ONE = 2
"""Of these, for one network; and for all around it, where anybody may have as many networks as they want:"""
MOST_AROUND = 4
MOST_IN_LINE = 12
"""Feeds that one network may have waiting in its line, and twice as many all around it."""


class Lookers:
    """Who waits for a preview now; for the event loop's thread alone, and never written down."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self.now = 0
        self._of: Counter[str] = Counter()

    def has_enough(self, client: str) -> bool:
        """Whether a client, or who is around it, has as many places as they may take."""
        one, around = _names(client)
        return self._of[one] >= MOST_OF_ONE or self._of[around] >= MOST_AROUND

    @contextmanager
    def place(self, client: str) -> Iterator[bool]:
        """Take a place for a client meanwhile; give whether there is one."""
        if self.now >= MOST_LOOKING or self.has_enough(client):
            yield False
            return
        self.now += 1
        self._of.update(_names(client))
        try:
            yield True
        finally:
            self.now -= 1
            self._of.subtract(_names(client))
            self._of += Counter()  # who has none is forgotten


class Lines:
    """A line for each network, which has one feed made at a time, all around it two; for the event loop's thread."""

    def __init__(self) -> None:
        """Nobody stands in line yet."""
        self._in: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[bool]:
        """Wait in line for a client, and have its turn meanwhile; give whether there was a place in it."""
        one, around = names = _names(client)
        if self._in[one] >= MOST_IN_LINE or self._in[around] >= 2 * MOST_IN_LINE:
            yield False
            return
        self._in.update(names)
        turns = [self._turns.setdefault(name, asyncio.Semaphore(many)) for name, many in ((one, 1), (around, 2))]
        try:
            async with turns[0], turns[1]:
                yield True
        finally:
            self._in.subtract(names)
            self._in += Counter()  # who has none is forgotten
            for name in names:
                if name not in self._in:
                    self._turns.pop(name, None)


def _names(client: str) -> tuple[str, str]:
    return f"one {network_of(client)}", f"around {area_of(client)}"
