"""A pool of one: the work is done here and now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class LocalPool:
    """A `buzzfeed.ports.Pool` in this process and this thread."""

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` for each item, in order, each when it is asked for."""
        return map(work, items)
