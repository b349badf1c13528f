"""Meaning: texts as vectors that lie near each other where they are about the same, whatever words they use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Meaning(Protocol):
    """What turns texts into vectors, and tells how near these are. It needs no network, and a text gives one vector."""

    @property
    def name(self) -> str:
        """Which weights these are: vectors of another name are of no use, and are made anew."""
        ...

    @property
    def size(self) -> int:
        """Bytes of one vector."""
        ...

    def vectors(self, texts: Sequence[str]) -> tuple[bytes, ...]:
        """Return a vector of each text; a text is cut where it is longer than a paragraph.

        Texts are bounded in length and time, not in number: ask for an article's, or for one reader's sentences.
        """
        ...

    def blend(self, pieces: Sequence[tuple[int, str]]) -> bytes:
        """Return one vector for several texts, each counted by its weight: what an article is about on the whole."""
        ...

    def near(self, asked: Sequence[bytes], held: bytes) -> tuple[Sequence[int], ...]:
        """Return, for each vector asked, how near each vector in ``held`` is: thousandths of the cosine, whole numbers.

        They are the same on every machine, for the same vectors. ``held`` is vectors one behind the other.
        """
        ...
