"""How well rankings do on the evaluation set: by words, by meaning, by recency alone, by subscribing to tags alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from buzzfeed.model import Term, TermKind, fold
from buzzfeed.personal import (
    Candidate,
    Offer,
    Scored,
    Want,
    candidate_of,
    compare,
    phrases_of,
    pieces_of,
    preferences_of,
    score,
    taste_of,
    understand,
)
from buzzfeed.personal.spelling import spaced
from buzzfeed.ports import Meaning

from judged import Judged, Negation, Reader

FIRST = 10
RECALLED = 20


@dataclass
class Outcome:
    """One ranking's figures over some readers.

    ``ndcgs`` and ``recalls`` are of each reader: the discounted gain (2^grade - 1) of the first ten against the best
    there could be, and the share of articles of grade 2 and 3 that stand among the first twenty (of at most twenty).
    ``worth`` are pairs of a reader and an article that is worth a place; ``right`` are those of them that this reader
    wants, at least a little. ``planted`` are pairs of a reader who refused something and an article about that;
    ``broken`` are those of them that stand among the first ten, worth a place.
    """

    ndcgs: dict[str, float] = field(default_factory=dict)
    recalls: dict[str, float] = field(default_factory=dict)
    worth: int = 0
    right: int = 0
    planted: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ndcg(self) -> float:
        """The mean over readers."""
        return sum(self.ndcgs.values()) / len(self.ndcgs)

    @property
    def recall(self) -> float:
        """The mean over readers."""
        return sum(self.recalls.values()) / len(self.recalls)

    @property
    def obeyed(self) -> float:
        """The share of planted pairs that are obeyed."""
        return 1 - len(self.broken) / self.planted if self.planted else 1.0


class Ready:
    """The judged articles as offers, by words and, where there is an encoder, by meaning; each text is encoded once."""

    def __init__(self, articles: Sequence[Judged], meaning: Meaning | None) -> None:
        self.by_id = {one.article.id: one for one in articles}
        self.meaning = meaning
        self.words = Offer(candidate_of(one.article) for one in articles)
        self.vectors: dict[str, bytes] = {}
        if meaning is not None:
            candidates = [candidate_of(one.article, meaning.blend(pieces_of(one.article))) for one in articles]
            labels = {(term.kind, term.key): term.label for one in candidates for term in subjects(one)}
            known = self.known(labels.values())
            self.full = Offer(candidates, {key: known[label] for key, label in labels.items()})
            self.label_vectors = [known[labels[key]] for key in self.full.label_keys]

    def known(self, texts: Iterable[str]) -> dict[str, bytes]:
        """Return the vectors of texts; of two that are the same, one."""
        texts = list(texts)
        new = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        if self.meaning is not None and new:
            self.vectors.update(zip(new, self.meaning.vectors(new), strict=True))
        return {text: self.vectors[text] for text in texts}

    def ranked(self, reader: Reader, *, by_meaning: bool) -> list[Scored]:
        """Return all that the reader reads, best first, what is barred last."""
        preferences = preferences_of(reader.pairs)
        if by_meaning:
            taste = taste_of(preferences, self.known(phrases_of(preferences)))
            scored = score(self.full, taste, compare(self.full, (taste,), self.meaning))
        else:
            scored = score(self.words, taste_of(preferences))
        readable = [one for one in scored if reader.reads(self.by_id[one.candidate.id].article)]
        return sorted(readable, key=lambda one: (one.bar is not None, -one.points, one.place))


def subjects(candidate: Candidate) -> Iterable[Term]:
    """Return the terms of a candidate that name subjects: all but authors."""
    return (term for term in candidate.terms if term.kind is not TermKind.AUTHOR)


def measure(ready: Ready, readers: Sequence[Reader]) -> dict[str, Outcome]:
    """Return the figures of each ranking over these readers: ``words``, ``tags``, ``named``, ``recency``, ``meaning``.

    ``tags`` are the terms that somebody who has read all articles would follow in a reader's place, ``named`` those
    which the reader names.
    """
    articles = list(ready.by_id.values())
    rankings = ("words", "tags", "named", "recency", *(["meaning"] if ready.meaning else []))
    outcomes = {name: Outcome() for name in rankings}
    for reader in readers:
        newest = [one for one in articles if reader.reads(one.article)]
        _count(outcomes["recency"], reader, articles, newest)
        _count(outcomes["tags"], reader, articles, _subscribed(newest, reader.follows))
        _count(outcomes["named"], reader, articles, _subscribed(newest, _named(reader)))
        for name in {"words", "meaning"} & set(outcomes):
            ranked = ready.ranked(reader, by_meaning=name == "meaning")
            _count(outcomes[name], reader, articles, [ready.by_id[one.candidate.id] for one in ranked])
            _refusals(outcomes[name], reader, articles, ready, ranked)
            worth = [ready.by_id[one.candidate.id] for one in ranked if one.wanted]
            outcomes[name].worth += len(worth)
            outcomes[name].right += sum(reader.grade(one) > 0 for one in worth)
    return outcomes


def obeys(case: Negation) -> bool:
    """Whether nothing disliked is taken for liked or the other way round, and what is unclear is asked back."""
    understood = understand(case.says)
    likes, dislikes, unclear = (
        " | ".join(map(spaced, part)) for part in (understood.likes, understood.dislikes, understood.unclear)
    )
    against = all(spaced(word) in dislikes and spaced(word) not in likes for word in case.dislikes)
    liked = all(spaced(word) not in dislikes for word in case.likes)
    return against and liked and all(spaced(word) in unclear for word in case.ask)


def _named(reader: Reader) -> frozenset[tuple[TermKind, str]]:
    wished = preferences_of(reader.pairs).terms
    return frozenset((one.kind, fold(one.label)) for one in wished if one.want is not Want.NEVER)


def _subscribed(newest: Sequence[Judged], follows: frozenset[tuple[TermKind, str]]) -> Sequence[Judged]:
    """Return what is filed under followed terms, newest first, and then the rest."""
    return sorted(
        newest, key=lambda one: follows.isdisjoint((each.kind, fold(each.label)) for each in one.article.terms)
    )


def _count(outcome: Outcome, reader: Reader, articles: Sequence[Judged], ranked: Sequence[Judged]) -> None:
    grades = [reader.grade(one) for one in ranked]
    best = sorted((reader.grade(one) for one in articles), reverse=True)
    outcome.ndcgs[reader.id] = _gain(grades) / _gain(best)
    good = sum(grade >= 2 for grade in best)
    outcome.recalls[reader.id] = sum(grade >= 2 for grade in grades[:RECALLED]) / min(good, RECALLED) if good else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:FIRST]))


def _refusals(
    outcome: Outcome, reader: Reader, articles: Sequence[Judged], ready: Ready, ranked: Sequence[Scored]
) -> None:
    outcome.planted += sum(reader.unwanted(one) and reader.reads(one.article) for one in articles)
    for one in ranked[:FIRST]:
        if one.wanted and reader.unwanted(ready.by_id[one.candidate.id]):
            outcome.broken.append((reader.id, one.candidate.title))
