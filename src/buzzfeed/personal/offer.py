"""The offer: the candidates there are, with indexes from words and terms to them, made once for all readers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from buzzfeed.model import TermKind
from buzzfeed.personal.candidates import Candidate
from buzzfeed.personal.postings import Postings

TermKey = tuple[TermKind, str]
Owner = TypeVar("Owner")

_ZONES = (("title_stems", 4), ("term_stems", 4), ("lede_stems", 3), ("often", 2))
"""Where a word stands, and how strongly that says what the article is about."""
_PASSING = 1
"""The same of the body: a passing mention says least."""
_SATURATES = 3
STRONG = 3
"""From this strength on an article is about a word: it stands in title, terms or lede, or often in the body."""
NAMED = 4
"""From this strength on a word stands in the title or the terms, or in the lede and elsewhere."""
_SMALLEST = 60
"""Articles that are reckoned with at least: among three articles no word is rare."""
COMMONEST, RAREST = 2, 16


class Offer:
    """Candidates, and what finds them by stem, term and meaning.

    Its indexes take less memory than its candidates' text. Whoever holds it may `renew` it, while nobody selects from
    it; which place a candidate has in it says nothing, and may change then.

    Attributes:
        candidates: the candidates, each once.
        by_term: the places of candidates by term.
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
        self.candidates: list[Candidate] = []
        self.by_term: dict[TermKey, dict[int, None]] = {}
        self._places: dict[str, int] = {}
        self._postings = Postings()
        self._like = like
        self._vectors: _Vectors[int] = _Vectors()
        self._label_vectors: _Vectors[TermKey] = _Vectors()
        self._together: bytes | None = None
        self._dates: list[tuple[datetime, int]] | None = None
        self._featured: list[datetime] | None = None
        # Newest first, then by id: the order of feeds.
        ordered = sorted(unique.values(), key=lambda one: (-one.published.timestamp(), one.id))
        self.renew(ordered, (), labels or {})

    def renew(self, fresh: Iterable[Candidate], gone: Iterable[str], labels: Mapping[TermKey, bytes]) -> None:
        """Take candidates in, each in the place of what had its id, and let go of those with ``gone`` ids."""
        for id_ in gone:
            self._drop(id_)
        for one in fresh:
            self._drop(one.id)
            self._put(len(self.candidates), one)
        self._together = self._dates = self._featured = None
        held = [(place, one.vector) for place, one in enumerate(self.candidates) if one.vector]
        known = [(key, vector) for key, vector in labels.items() if key in self.by_term]
        # What stays as it is stays the very same bytes, by which `Meaning.near` knows it.
        self._vectors = self._vectors if held == self._vectors.pairs else _Vectors(held)
        self._label_vectors = self._label_vectors if known == self._label_vectors.pairs else _Vectors(known)

    def get(self, id_: str) -> Candidate | None:
        """Return the candidate with an id."""
        place = self._places.get(id_)
        return None if place is None else self.candidates[place]

    def since(self, instant: datetime) -> set[int]:
        """Return the places of candidates that were published at an instant or later."""
        if self._dates is None:
            self._dates = sorted((one.published, place) for place, one in enumerate(self.candidates))
        return {place for _, place in self._dates[bisect_left(self._dates, (instant, 0)) :]}

    @property
    def featured(self) -> Sequence[datetime]:
        """When what is featured was published, the earliest first."""
        if self._featured is None:
            self._featured = sorted(one.published for one in self.candidates if one.featured)
        return self._featured

    def places(self, ids: Iterable[str]) -> set[int]:
        """Return the places of the candidates with these ids, as far as there are any."""
        return {self._places[id_] for id_ in ids if id_ in self._places}

    @property
    def together(self) -> bytes:
        """`held` and `labels`, one behind the other: for an offer of few articles, the very same bytes each time."""
        if self._together is None:
            self._together = self.held + self.labels
        return self._together

    @property
    def owners(self) -> Sequence[int]:
        """The places of candidates whose vectors are in `held`, in their order."""
        return self._vectors.owners

    @property
    def held(self) -> bytes:
        """The vectors of candidates, one behind the other."""
        return self._vectors.data

    @property
    def label_keys(self) -> Sequence[TermKey]:
        """The terms that candidates carry and whose meanings are known."""
        return self._label_vectors.owners

    @property
    def labels(self) -> bytes:
        """The vectors of `label_keys`, one behind the other."""
        return self._label_vectors.data

    def postings(self, stem: str) -> Mapping[int, int]:
        """Return the places of candidates that hold a stem, and how strongly each is about it (1 to 14)."""
        return self._postings.of(stem)

    def rarity(self, stem: str) -> int:
        """Return how much a word tells, by how few articles hold it: 2 to 16, whole numbers on every machine."""
        if self._like is not None:
            return self._like.rarity(stem)
        count = max(len(self.candidates), _SMALLEST)
        holders = self._postings.holders(stem)
        # Twice the logarithm to base 2 of one in how many articles holds it.
        return max(COMMONEST, min(RAREST, (count * count // (holders * holders + 1)).bit_length()))

    def weight(self, stem: str, strength: int) -> int:
        """Return a word's points where it stands so strongly: up to its `rarity` times ten."""
        return self.rarity(stem) * 10 * strength // (strength + _SATURATES)

    def _put(self, place: int, candidate: Candidate) -> None:
        if place == len(self.candidates):
            self.candidates.append(candidate)
        else:
            self.candidates[place] = candidate
        self._places[candidate.id] = place
        for term in candidate.terms:
            self.by_term.setdefault((term.kind, term.key), {})[place] = None
        self._postings.put(place, _strengths(candidate))

    def _drop(self, id_: str) -> None:
        """Let go of a candidate; the last one takes its place, so that places stay without gaps."""
        place = self._places.pop(id_, None)
        if place is None:
            return
        self._clear(place)
        last = len(self.candidates) - 1
        if place != last:
            self._clear(last)
            self._put(place, self.candidates[last])
        self.candidates.pop()

    def _clear(self, place: int) -> None:
        """Take a place out of the indexes."""
        candidate = self.candidates[place]
        for term in candidate.terms:
            key = (term.kind, term.key)
            self.by_term.get(key, {}).pop(place, None)
            if not self.by_term.get(key, True):
                del self.by_term[key]
        self._postings.clear(place, _strengths(candidate))


def _strengths(candidate: Candidate) -> dict[str, int]:
    """Return the stems that an article holds, and how strongly it is about each."""
    found = dict.fromkeys(candidate.body_stems.split(), _PASSING)
    for zone, strength in _ZONES:
        for stem in getattr(candidate, zone).split():
            found[stem] = found.get(stem, 0) + strength
    return found


class _Vectors(Generic[Owner]):
    """Vectors one behind the other, each with its owner."""

    def __init__(self, pairs: Sequence[tuple[Owner, bytes]] = ()) -> None:
        self.pairs = list(pairs)
        self.owners: Sequence[Owner] = [owner for owner, _ in pairs]
        self.data = b"".join(vector for _, vector in pairs)
