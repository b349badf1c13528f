"""The offer: the candidates there are, with indexes from words and terms to them, made once for all readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buzzfeed.model import TermKind
from buzzfeed.personal.candidates import Candidate

TermKey = tuple[TermKind, str]

_ZONES = (("title_stems", 4), ("term_stems", 4), ("lede_stems", 3), ("often", 2), ("body_stems", 1))
"""Where a word stands, and how strongly that says what the article is about. A passing mention says least."""
_SATURATES = 3
STRONG = 3
"""From this strength on an article is about a word: it stands in title, terms or lede, or often in the body."""
NAMED = 4
"""From this strength on a word stands in the title or the terms, or in the lede and elsewhere."""
_SMALLEST = 60
"""Articles that are reckoned with at least: among three articles no word is rare."""
COMMONEST, RAREST = 2, 16


class Offer:
    """Candidates in the order of feeds (newest first, then by id), and what finds them by stem, term and meaning.

    It never changes. It takes memory of some three times its candidates' text.

    Attributes:
        candidates: the candidates, each once.
        by_term: the places of candidates by term, in order.
        held: the vectors of candidates, one behind the other; ``owners`` are their candidates' places.
        label_keys: the terms that candidates carry and whose meanings are known; ``labels`` are their vectors.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        labels: Mapping[TermKey, bytes] | None = None,
        like: Offer | None = None,
    ) -> None:
        """Index these candidates.

        Args:
            candidates: in any order; of two with one id, the last is meant.
            labels: the meanings of terms' labels, where they are known; all vectors are of one encoder.
            like: the offer whose notion of rare words holds here too: for one new article among thousands.
        """
        unique = {one.id: one for one in candidates}
        self.candidates: tuple[Candidate, ...] = tuple(
            sorted(unique.values(), key=lambda one: (-one.published.timestamp(), one.id))
        )
        self.by_term: dict[TermKey, list[int]] = {}
        self._postings: dict[str, dict[int, int]] = {}
        self._like = like
        for place, candidate in enumerate(self.candidates):
            for term in candidate.terms:
                self.by_term.setdefault((term.kind, term.key), []).append(place)
            self._index(place, candidate)
        self.owners = [place for place, one in enumerate(self.candidates) if one.vector]
        self.held = b"".join(one.vector for one in self.candidates)
        self.label_keys = [key for key in labels or () if key in self.by_term]
        self.labels = b"".join(labels[key] for key in self.label_keys) if labels else b""

    def postings(self, stem: str) -> Mapping[int, int]:
        """Return the places of candidates that hold a stem, and how strongly each is about it (1 to 14)."""
        return self._postings.get(stem, {})

    def rarity(self, stem: str) -> int:
        """Return how much a word tells, by how few articles hold it: 2 to 16, whole numbers on every machine."""
        if self._like is not None:
            return self._like.rarity(stem)
        count = max(len(self.candidates), _SMALLEST)
        holders = len(self._postings.get(stem, ()))
        # Twice the logarithm to base 2 of one in how many articles holds it.
        return max(COMMONEST, min(RAREST, (count * count // (holders * holders + 1)).bit_length()))

    def weight(self, stem: str, strength: int) -> int:
        """Return a word's points where it stands so strongly: up to its `rarity` times ten."""
        return self.rarity(stem) * 10 * strength // (strength + _SATURATES)

    def _index(self, place: int, candidate: Candidate) -> None:
        for zone, strength in _ZONES:
            for stem in getattr(candidate, zone).split():
                found = self._postings.setdefault(stem, {})
                found[place] = found.get(place, 0) + strength
