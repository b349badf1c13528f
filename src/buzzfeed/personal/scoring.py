"""Scores: whole points for each thing that a reader asked for, added up; all of them can be told one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from buzzfeed.model import TermKind
from buzzfeed.personal.candidates import Candidate
from buzzfeed.personal.offer import NAMED, STRONG, Offer
from buzzfeed.personal.preferences import Want
from buzzfeed.personal.spelling import stems
from buzzfeed.personal.taste import Heard, Phrase, Taste
from buzzfeed.ports import Meaning

MUCH, LITTLE, AUTHOR = 100, 40, 80
WORD = 70
"""Points of a word to follow that an article is all about."""
ENOUGH = 35
"""Points from which an article is worth a place; vague nearness alone makes none worth one, however many it brings."""
_NEAR_INDEED, _LABEL_INDEED = 280, 600
_SENTENCE_SHARE, _SENTENCE_MOST = 45, 160
_WHOLE = 60
"""What a phrase gains, before its share, where an article is about all of its words."""
_LEANING = 4
"""A phrase that leans on another tells so much less by its own words: « leur travail », of migrants."""
_MEANING_MOST = 160
_NEAR_FLOOR, _NEAR_SHARE = 100, 60
_NEAR_LEAST = _NEAR_FLOOR + 1
"""Up to this, nearness gives no whole point."""
_LABEL_FLOOR, _LABEL_SHARE, _LABEL_MOST = 300, 18, 100
_SPARED_TOUCHES, _SPARED_NEAR, _SPARED_SHARE = 220, 500, 80
_SPARED_LABEL = 700
_SPARED_COST = 150
_FEW = 20


class Ground(StrEnum):
    """What points were given for."""

    TERM = "term"
    AUTHOR = "author"
    WORD = "word"
    SENTENCE = "sentence"
    SIGNED = "signed"
    MEANING = "meaning"
    LABEL = "label"
    SPARED = "spared"


class Bar(StrEnum):
    """What bars an article, whatever its points; hidden words and languages bar it from the front page's share too."""

    LANGUAGE = "language"
    HIDDEN = "hidden"
    NEVER = "never"
    SPARED = "spared"


_BY_NEARNESS = frozenset({Ground.MEANING, Ground.LABEL, Ground.SPARED})


class Part(NamedTuple):
    """Points for one thing, named in the reader's own words: a term's label, a word, a phrase of a sentence."""

    ground: Ground
    name: str
    points: int


@dataclass(slots=True, eq=False)
class Scored:
    """A candidate with its points; ``bar`` and ``barred_by`` say what bars it, and by which of the reader's words.

    ``plain`` are those of its points that rest on words and terms which stand in it; ``near`` is whether it comes so
    near to what a sentence means that it needs none.
    """

    candidate: Candidate
    place: int
    parts: list[Part] = field(default_factory=list)
    points: int = 0
    bar: Bar | None = None
    barred_by: str = ""
    plain: int = 0
    near: bool = False

    @property
    def wanted(self) -> bool:
        """Whether it is worth a place: not barred, with points enough, and not for a vague nearness alone."""
        return self.bar is None and self.points >= ENOUGH and (self.near or self.plain >= ENOUGH)

    def add(self, ground: Ground, name: str, points: int) -> None:
        """Give points for a thing; none are not noted."""
        if points:
            self.parts.append(Part(ground, name, points))
            self.points += points
            if ground not in _BY_NEARNESS:
                self.plain += points

    def take(self, part: Part) -> None:
        """Give points for nearness, by a part that others may share: thousands are given for one phrase."""
        self.parts.append(part)
        self.points += part.points

    def forbid(self, bar: Bar, name: str) -> None:
        """Bar it; the first bar is told."""
        if self.bar is None:
            self.bar, self.barred_by = bar, name


ByPlace = Mapping[int, Scored]


def score(
    offer: Offer, taste: Taste, compared: Compared | None = None, among: Collection[int] | None = None
) -> list[Scored]:
    """Return every candidate with its points, in the offer's order. Hidden words are not looked at here: `hide` does.

    Points only ever grow with what is liked: another term, author, word or liking sentence, or more of a term, takes
    none away. With ``compared``, sentences also count by their meaning. With ``among``, no other places are looked at:
    the points of one article do not depend on others' points.
    """
    places = range(len(offer.candidates)) if among is None else sorted(among)
    scored = {place: Scored(offer.candidates[place], place) for place in places}
    _languages(taste, scored)
    _terms(offer, taste, scored)
    compared = compared or Compared()
    for word in taste.words:
        for place, points in _by_words(offer, word.stems, scored).items():
            scored[place].add(Ground.WORD, word.text, min(WORD, points))
        _near_word(word, scored, compared)
    _signed(offer, taste, scored)
    for heard in taste.heard:
        _likes(offer, heard, scored, compared)
        for phrase in heard.dislikes:
            _spare_words(offer, phrase, scored)
            _spare_signed(offer, phrase, scored)
            _spare_meaning(offer, phrase, scored, compared)
    return list(scored.values())


@dataclass(frozen=True, slots=True)
class Compared:
    """How near phrases come to an offer's articles and terms, by their vectors; empty where meanings are not known."""

    to_articles: Mapping[bytes, Sequence[int]] = field(default_factory=dict)
    to_labels: Mapping[bytes, Sequence[int]] = field(default_factory=dict)
    owners: Sequence[int] = ()

    def articles(self, phrase: Phrase) -> Sequence[int]:
        """Return how near a phrase comes to each article compared, in the order of ``owners``."""
        return self.to_articles.get(phrase.vector, ())

    def labels(self, phrase: Phrase) -> Sequence[int]:
        """Return how near a phrase comes to each term of `Offer.label_keys`."""
        return self.to_labels.get(phrase.vector, ())


def compare(
    offer: Offer, tastes: Iterable[Taste], meaning: Meaning | None, among: Collection[int] | None = None
) -> Compared:
    """Compare readers' phrases with an offer: one reader's with its articles, or all readers' with a new one."""
    asked = list(dict.fromkeys(vector for taste in tastes for vector in taste.vectors))
    if meaning is None or not asked:
        return Compared()
    owners, held = offer.owners, offer.held
    if among is not None:
        owners = [place for place in sorted(among) if offer.candidates[place].vector]
        held = b"".join(offer.candidates[place].vector for place in owners)
    if len(owners) > _FEW:
        near, labels = meaning.near(asked, held), meaning.near(asked, offer.labels)
    else:  # few are compared at once with the labels: to begin costs more than to go on
        both = meaning.near(asked, offer.together if among is None else held + offer.labels)
        near, labels = tuple(row[: len(owners)] for row in both), tuple(row[len(owners) :] for row in both)
    return Compared(dict(zip(asked, near, strict=True)), dict(zip(asked, labels, strict=True)), owners)


def _languages(taste: Taste, scored: ByPlace) -> None:
    languages = taste.preferences.languages
    if languages:
        for one in scored.values():
            if one.candidate.language and one.candidate.language not in languages:
                one.forbid(Bar.LANGUAGE, one.candidate.language)


def _terms(offer: Offer, taste: Taste, scored: ByPlace) -> None:
    for wished in taste.preferences.terms:
        author = wished.kind is TermKind.AUTHOR
        points = LITTLE if wished.want is Want.LITTLE else AUTHOR if author else MUCH
        for place in _both(offer.by_term.get((wished.kind, wished.key), {}), scored):
            if wished.want is Want.NEVER:
                scored[place].forbid(Bar.NEVER, wished.label)
            else:
                scored[place].add(Ground.AUTHOR if author else Ground.TERM, wished.label, points)


def _signed(offer: Offer, taste: Taste, scored: ByPlace) -> None:
    """Give points for authors whose names stand in what is liked, each once: as for one that is followed a little."""
    names = {name.key: name for heard in taste.heard for phrase in heard.likes for name in phrase.names}
    for name in names.values():
        for place in _both(offer.by_term.get((TermKind.AUTHOR, name.key), {}), scored):
            scored[place].add(Ground.SIGNED, name.text, LITTLE)


def _both(places: Mapping[int, object], scored: ByPlace) -> Set[int]:
    """Return the places that are in both, in no order that anything may depend on."""
    return places.keys() & scored.keys()


def _by_words(offer: Offer, stems: Sequence[str], scored: ByPlace) -> dict[int, int]:
    """Return places with the points that a phrase's words give; words that stand together in an article add up."""
    found: dict[int, int] = {}
    for stem in stems:
        held = offer.postings(stem)
        if not held:
            continue
        weights: dict[int, int] = {}
        for place in _both(held, scored):
            strength = held[place]
            if strength not in weights:
                weights[strength] = offer.weight(stem, strength)
            found[place] = found.get(place, 0) + weights[strength]
    return found


def _about(offer: Offer, stems: Sequence[str], scored: ByPlace) -> set[int]:
    """Return the places of what is about every one of these words."""
    held = [offer.postings(stem) for stem in stems]
    if not held or not all(held):
        return set()
    rarest = min(held, key=len)
    return {place for place in _both(rarest, scored) if all(one.get(place, 0) >= STRONG for one in held)}


def _likes(offer: Offer, heard: Heard, scored: ByPlace, compared: Compared) -> None:
    if heard.whole is None:
        return
    best: dict[int, tuple[int, str]] = {}
    total: dict[int, int] = {}
    for phrase in heard.likes:
        whole = _about(offer, phrase.stems, scored)
        for place, points in _by_words(offer, phrase.stems, scored).items():
            gained = points + (_WHOLE if place in whole else 0)
            total[place] = total.get(place, 0) + (gained // _LEANING if phrase.leans else gained)
            best[place] = max(best.get(place, (0, "")), (points, phrase.text))
    for place, points in total.items():
        scored[place].add(Ground.SENTENCE, best[place][1], min(_SENTENCE_MOST, points * _SENTENCE_SHARE // 100))
    _near(offer, heard, heard.whole, scored, compared)
    _labels(offer, (heard.whole, *heard.likes), scored, compared)


def _near(offer: Offer, heard: Heard, whole: Phrase, scored: ByPlace, compared: Compared) -> None:
    """Give points for how near an article comes to a sentence: half by the whole of it, half by its nearest phrase."""
    to_whole = compared.articles(whole)
    told = [(phrase.text, compared.articles(phrase)) for phrase in heard.likes if phrase.vector] or [
        (whole.text, to_whole)
    ]
    for number, (place, near, nearest) in enumerate(zip(compared.owners, to_whole, _nearest(told), strict=False)):
        points = ((near + nearest) // 2 - _NEAR_FLOOR) * _NEAR_SHARE // 100
        if points > 0:
            scored[place].add(Ground.MEANING, _who(told, number, nearest), min(_MEANING_MOST, points))
            scored[place].near |= max(near, nearest) >= _NEAR_INDEED


def _near_word(word: Phrase, scored: ByPlace, compared: Compared) -> None:
    """Give points for how near an article comes to a word to follow, as to a sentence of this word alone."""
    parts: dict[int, Part] = {}
    for place, near in zip(compared.owners, compared.articles(word), strict=False):
        if near > _NEAR_LEAST:
            if (part := parts.get(near)) is None:
                points = min(_MEANING_MOST, (near - _NEAR_FLOOR) * _NEAR_SHARE // 100)
                part = parts[near] = Part(Ground.MEANING, word.text, points)
            scored[place].take(part)
            if near >= _NEAR_INDEED:
                scored[place].near = True


def _nearest(told: Sequence[tuple[str, Sequence[int]]]) -> Iterable[int]:
    """Return how near the nearest of some phrases comes, one for each that they were compared with."""
    return map(max, *(row for _, row in told)) if len(told) > 1 else told[0][1]


def _who(told: Sequence[tuple[str, Sequence[int]]], number: int, near: int) -> str:
    """Return which phrase comes so near to the one at ``number``: of several the last by the alphabet."""
    return max(text for text, row in told if row[number] == near)


def _labels(offer: Offer, phrases: Sequence[Phrase], scored: ByPlace, compared: Compared) -> None:
    """Give points for terms that mean what a phrase says: « bicyclette » finds what is filed under « vélo »."""
    told = [(phrase.text, row) for phrase in phrases if (row := compared.labels(phrase))]
    found = [(near, number) for number, near in enumerate(_nearest(told) if told else ()) if near > _LABEL_FLOOR]
    best: dict[int, tuple[int, str]] = {}
    for near, text, number in sorted((near, _who(told, number, near), number) for near, number in found):
        best |= dict.fromkeys(_both(offer.by_term[offer.label_keys[number]], scored), (near, text))
    for place, (near, text) in best.items():
        scored[place].add(Ground.LABEL, text, min(_LABEL_MOST, (near - _LABEL_FLOOR) * _LABEL_SHARE // 100))
        scored[place].near |= near >= _LABEL_INDEED


def _spare_words(offer: Offer, phrase: Phrase, scored: ByPlace) -> None:
    """Bar what is about all words of a phrase, or bears the greater part of them in its title or terms."""
    held: dict[int, int] = {}
    named: dict[int, int] = {}
    for stem in phrase.stems:
        strengths = offer.postings(stem)
        if not strengths:
            continue
        for place in _both(strengths, scored):
            strength = strengths[place]
            if strength >= STRONG:
                held[place] = held.get(place, 0) + offer.rarity(stem)
            if strength >= NAMED:
                named[place] = named.get(place, 0) + offer.rarity(stem)
    whole = sum(map(offer.rarity, phrase.stems)) if held else 0
    for place, share in held.items():
        if share == whole or named.get(place, 0) * 2 >= whole:
            scored[place].forbid(Bar.SPARED, phrase.text)
        scored[place].add(Ground.SPARED, phrase.text, -_SPARED_COST * share // (2 * whole))


def _spare_signed(offer: Offer, phrase: Phrase, scored: ByPlace) -> None:
    """Bar what an author wrote whom a phrase names; where it names more than that, take points by the name's share."""
    for name in phrase.names:
        places = _both(offer.by_term.get((TermKind.AUTHOR, name.key), {}), scored)
        if not places:
            continue
        whole, share = (sum(map(offer.rarity, one)) for one in (phrase.stems, set(stems(name.text))))
        for place in places:
            if name.alone:
                scored[place].forbid(Bar.SPARED, phrase.text)
            scored[place].add(Ground.SPARED, phrase.text, -_SPARED_COST * share // (2 * whole))


def _spare_meaning(offer: Offer, phrase: Phrase, scored: ByPlace, compared: Compared) -> None:
    """Take points from what comes near to what is to be spared, bar what comes very near, and what is tagged so."""
    for place, near in zip(compared.owners, compared.articles(phrase), strict=False):
        if near >= _SPARED_NEAR:
            scored[place].forbid(Bar.SPARED, phrase.text)
        elif near > _SPARED_TOUCHES:
            scored[place].add(Ground.SPARED, phrase.text, (_SPARED_TOUCHES - near) * _SPARED_SHARE // 100)
    for key, near in zip(offer.label_keys, compared.labels(phrase), strict=False):
        # Tags alone: a category is too wide to be barred for coming near.
        if near >= _SPARED_LABEL and key[0] is TermKind.TAG:
            for place in _both(offer.by_term[key], scored):
                scored[place].forbid(Bar.SPARED, phrase.text)
