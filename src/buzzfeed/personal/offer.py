"""The offer: the candidates there are, with indexes from words and terms to them, made once for all readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
        held: the vectors of all candidates, one behind the other; ``owners`` are their candidates' places.
        labels: the vectors of terms, as far as they are known.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        labels: Mapping[TermKey, bytes] | None = None,
        size: int = 0,
        like: Offer | None = None,
    ) -> None:
        """Index these candidates.

        Args:
            candidates: in any order; of two with one id, the last is meant.
            labels: the vectors of terms' labels, where meaning is at hand.
            size: bytes of one vector; candidates without vectors are found by their words alone.
            like: the offer whose notion of rare words holds here too: for one new article among thousands.
        """
        unique = {one.id: one for one in candidates}
        self.candidates: tuple[Candidate, ...] = tuple(
            sorted(unique.values(), key=lambda one: (-one.published.timestamp(), one.id))
        )
        self.labels: Mapping[TermKey, bytes] = labels or {}
        self.by_term: dict[TermKey, list[int]] = {}
        self._postings: dict[str, dict[int, int]] = {}
        self.owners: list[int] = []
        self._like = like
        held = []
        for place, candidate in enumerate(self.candidates):
            for term in candidate.terms:
                self.by_term.setdefault((term.kind, term.key), []).append(place)
            self._index(place, candidate)
            if size and candidate.vectors and len(candidate.vectors) % size == 0:
                held.append(candidate.vectors)
                self.owners.extend([place] * (len(candidate.vectors) // size))
        self.held = b"".join(held)

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


def rows_of(owners: Sequence[int], values: Sequence[int]) -> Iterable[tuple[int, list[int]]]:
    """Yield each candidate's place with the values of its vectors, in order."""
    at = 0
    while at < len(owners):
        end = at
        while end < len(owners) and owners[end] == owners[at]:
            end += 1
        yield owners[at], list(values[at:end])
        at = end
