"""What the outside hands in, on its way from the serve process to the store: one small Protocol for each concern.

Outputs read the shelf and can write nothing; what people and programs hand in is left here, and goes no further than
its own tables. None of it raises the generation: nothing that is published changes by it. All methods raise
`StoreError` (or a kind of it) and nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol


class TokenUses(Protocol):
    """That a token let somebody in."""

    def token_used(self, name: str, day: date) -> None:
        """Keep the last day on which a token let somebody in; nothing happens where it was revoked since."""
        ...


class Inbox(TokenUses, Protocol):
    """All that the serve process may leave in the store."""

    def close(self) -> None:
        """Give back every connection."""
        ...
