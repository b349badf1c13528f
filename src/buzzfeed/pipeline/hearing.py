"""What readers' sentences and words mean: put through the encoder once, and kept beside them, as few bytes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from buzzfeed.personal import Preferences, phrases_of
from buzzfeed.ports import Meaning

_KEPT = 4096
"""Phrases whose vectors are kept in memory: those asked for last."""
_STAMP = 4
_FIRST = "Bonjour"
"""What the encoder is asked for to have it read its weights."""
_LONGEST_ACRONYM = 5


class Hearing:
    """The vectors of the phrases in readers' sentences, and of their words to follow; none where there is no encoder.

    Any thread may ask. Phrases are put through one by one: who has few does not wait for all of one who has many.
    """

    def __init__(self, meaning: Meaning | None) -> None:
        """Know no phrase yet."""
        self._meaning = meaning
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self.awake = meaning is None

    def wake(self) -> None:
        """Have the encoder read its weights, which takes seconds, unless it has."""
        if self._meaning is not None and not self.awake:
            self._meaning.vectors((_FIRST,))
            self.awake = True

    def knows(self, preferences: Preferences, heard: bytes = b"") -> bool:
        """Whether `vectors` puts nothing through the encoder."""
        phrases = phrases_of(preferences)
        return self._meaning is None or self._holds(heard, phrases) or all(one in self._known for one in phrases)

    def vectors(self, preferences: Preferences, heard: bytes = b"") -> Mapping[str, bytes]:
        """Return the vectors of preferences' phrases: as `packed` gave them before, where that is ``heard``."""
        phrases = phrases_of(preferences)
        if self._meaning is None or not phrases:
            return {}
        if self._holds(heard, phrases):
            size, data = self._meaning.size, heard[_STAMP:]
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
        found = []
        for one in phrases:
            vector = self._known.get(one) or self._meaning.vectors((_calm(one),))[0]
            found.append(vector)
            with self._lock:
                self._known[one] = vector
                self._known.move_to_end(one)
                if len(self._known) > _KEPT:
                    self._known.popitem(last=False)
        self.awake = True
        return found

    def _holds(self, heard: bytes, phrases: Sequence[str]) -> bool:
        """Whether bytes are the vectors of these phrases, as `packed` gave them."""
        if self._meaning is None or len(heard) != _STAMP + self._meaning.size * len(phrases):
            return False
        return heard.startswith(self._stamp(phrases))

    def _stamp(self, phrases: Sequence[str]) -> bytes:
        """Return what tells vectors of this encoder, and of these very phrases, from others."""
        assert self._meaning is not None
        words = "\n".join((self._meaning.name, *phrases))
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:_STAMP]


def _calm(text: str) -> str:
    """Return a phrase that is shouted in small letters, which the encoder knows better; « IA » and « SNCF » stay."""
    return text.lower() if text.isupper() and max(map(len, text.split())) > _LONGEST_ACRONYM else text
