"""What the guard's searches give: where something stands, in which text, and what is to be shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST_TRIES = 400
"""Candidates of one kind that are looked into in one article: hostile input has many more."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something found in a text, from ``start`` to ``end``; ``keep`` is what of it is shown where it is masked."""

    text: str
    start: int
    end: int
    masked: bool = False
    keep: tuple[int, int] = (4, 2)


def places(text: str, needle: str, most: int = MOST_TRIES) -> Iterator[int]:
    """Yield where a text holds a needle, as often as is looked into."""
    here = text.find(needle)
    while here >= 0 and most:
        yield here
        most -= 1
        here = text.find(needle, here + len(needle))
