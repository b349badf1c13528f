"""Places of previews that wait for their turn at the desk: so many in all, fewer of them for any one network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from buzzfeed.web.limiting import area_of, network_of

MOST_LOOKING = 8
"""Previews that may wait at once for their turn, of which one is at the desk at a time: feeds go first."""
MOST_OF_ONE = 2
"""Of these, for one network; and for all around it, where anybody may have as many networks as they want:"""
MOST_AROUND = 4


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


def _names(client: str) -> tuple[str, str]:
    return f"one {network_of(client)}", f"around {area_of(client)}"
