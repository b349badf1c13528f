"""Postings: which articles hold a stem, and how strongly each is about it, in few bytes."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping

_BITS = 4
_STRENGTH = (1 << _BITS) - 1
"""The strongest that fits: a stem in every zone of an article has 14."""
_MOST_OPEN = 400_000
"""Places that are kept ready to be looked up, of the stems that were asked for: some 30 MB."""


class Postings:
    """By stem, the places of the articles that hold it, each with its strength.

    Thousands of articles hold millions of words, of which readers ask for a few: four bytes for each word, in order,
    and a mapping of those that were asked for.
    """

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._packed: dict[str, array[int]] = {}
        self._open: dict[str, dict[int, int]] = {}
        self._many = 0

    def of(self, stem: str) -> Mapping[int, int]:
        """Return the places that hold a stem, with their strengths."""
        found = self._open.get(stem)
        if found is not None:
            return found
        packed = self._packed.get(stem)
        if packed is None:
            return {}
        self._many += len(packed)
        if self._many > _MOST_OPEN:
            self._open, self._many = {}, len(packed)
        found = {one >> _BITS: one & _STRENGTH for one in packed}
        self._open[stem] = found
        return found

    def holders(self, stem: str) -> int:
        """Return how many places hold a stem."""
        packed = self._packed.get(stem)
        return 0 if packed is None else len(packed)

    def put(self, place: int, strengths: Mapping[str, int]) -> None:
        """Note what a place holds, which held nothing so far."""
        begin = place << _BITS
        for stem, strength in strengths.items():
            packed = self._packed.get(stem)
            if packed is None:
                self._packed[stem] = array("I", (begin | strength,))
                continue
            if packed[-1] < begin:
                packed.append(begin | strength)
            else:
                packed.insert(bisect_left(packed, begin), begin | strength)
            if stem in self._open:
                self._open[stem][place] = strength
                self._many += 1

    def clear(self, place: int, stems: Iterable[str]) -> None:
        """Forget what a place held: these stems."""
        begin = place << _BITS
        for stem in stems:
            packed = self._packed[stem]
            if len(packed) == 1:
                del self._packed[stem]
                self._many -= len(self._open.pop(stem, ()))
                continue
            del packed[bisect_left(packed, begin)]
            if stem in self._open:
                del self._open[stem][place]
                self._many -= 1
