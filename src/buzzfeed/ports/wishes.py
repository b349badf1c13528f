"""What the work process needs of wishes for a look: which sources to look at now, and that it was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class LookWishes(Protocol):
    """Wishes that others left. All methods raise `StoreError` (or a kind of it) and nothing else."""

    def look_wishes(self) -> Mapping[str, int]:
        """Return the sources that somebody wishes to be looked at, each with how often that was wished."""
        ...

    def look_taken(self, wishes: Mapping[str, int]) -> None:
        """Forget wishes as they were returned: where one was wished again since, it stands."""
        ...
