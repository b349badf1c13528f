"""What readers' sentences and words mean: put through the encoder once, and kept beside them, as few bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from buzzfeed.personal import Preferences, phrases_of
from buzzfeed.ports import Meaning

_KEPT = 4096
"""Phrases whose vectors are kept in memory: those asked for last."""
_STAMP = 4
_LONGEST_ACRONYM = 5


class Hearing:
    """The vectors of the phrases in readers' sentences, and of their words to follow; none where there is no encoder.

    For one thread at a time.
    """

    def __init__(self, meaning: Meaning | None) -> None:
        """Know no phrase yet."""
        self._meaning = meaning
        self._known: OrderedDict[str, bytes] = OrderedDict()

    def vectors(self, preferences: Preferences, heard: bytes = b"") -> Mapping[str, bytes]:
        """Return the vectors of preferences' phrases: as `packed` gave them before, where that is ``heard``."""
        phrases = phrases_of(preferences)
        if self._meaning is None or not phrases:
            return {}
        size = self._meaning.size
        if heard.startswith(self._stamp(phrases)) and len(heard) == _STAMP + size * len(phrases):
            data = heard[_STAMP:]
            return {text: data[at * size : (at + 1) * size] for at, text in enumerate(phrases)}
        return dict(zip(phrases, self._made(phrases), strict=True))

    def packed(self, preferences: Preferences, vectors: Mapping[str, bytes]) -> bytes:
        """Return the vectors of preferences' phrases as few bytes; nothing where there are none."""
        phrases = phrases_of(preferences)
        if self._meaning is None or not phrases:
            return b""
        return self._stamp(phrases) + b"".join(vectors[one] for one in phrases)

    def _made(self, phrases: Sequence[str]) -> Sequence[bytes]:
        assert self._meaning is not None
        new = [one for one in phrases if one not in self._known]
        self._known.update(zip(new, self._meaning.vectors([_calm(one) for one in new]), strict=True))
        found = [self._known[one] for one in phrases]
        for one in phrases:
            self._known.move_to_end(one)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def _stamp(self, phrases: Sequence[str]) -> bytes:
        """Return what tells vectors of this encoder, and of these very phrases, from others."""
        assert self._meaning is not None
        words = "\n".join((self._meaning.name, *phrases))
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:_STAMP]


def _calm(text: str) -> str:
    """Return a phrase that is shouted in small letters, which the encoder knows better; « IA » and « SNCF » stay."""
    return text.lower() if text.isupper() and max(map(len, text.split())) > _LONGEST_ACRONYM else text
