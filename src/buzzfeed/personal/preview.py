"""The preview: what a reader's choices give now, what they leave out and why, and what one change would bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest

from buzzfeed.model import TermKind, term_key
from buzzfeed.personal.preferences import (
    MOST_AMOUNT,
    MOST_LANGUAGES,
    MOST_TERMS,
    Preferences,
    Want,
    Wished,
    canonical,
    in_order,
)
from buzzfeed.personal.reasons import spoiling
from buzzfeed.personal.scoring import ENOUGH, Bar, Scored
from buzzfeed.personal.selecting import Selection
from buzzfeed.personal.sentences import trimmed, understand
from buzzfeed.personal.signing import names_in
from buzzfeed.personal.spelling import holds, stems, with_signs
from buzzfeed.personal.taste import taste_of

_LOOKED_AT, _NEAREST = 200, 30
"""Left-out articles that are looked at for a change, and of those that nothing bars, how many."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of preferences, and what they are then. ``name`` is what is changed: a word, a term's label, a number.

    ``kind`` is ``unhide`` (a word), ``allow`` (a term never wanted), ``unsay`` (a sentence), ``read`` (a language),
    ``more`` (that many articles), or ``follow`` (a term).
    """

    kind: str
    name: str
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Difference:
    """What another selection gives that this one does not, and the other way round: ids, in the order of feeds."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


def left_out(selection: Selection, most: int = 30) -> tuple[Scored, ...]:
    """Return recent articles that have no place: those that came nearest first, then what is barred, newest first.

    `why_not` tells of each why.
    """
    places = {one.candidate.id for one in selection.chosen}
    until = selection.shown.until
    recent = [
        one
        for one in selection.scored
        if one.candidate.id not in places
        and selection.since <= one.candidate.published
        and (until is None or one.candidate.published <= until)
    ]
    recent.sort(
        key=lambda one: (
            one.bar is not None,
            -one.points if one.bar is None else 0,
            -one.candidate.published.timestamp(),
            one.candidate.id,
        )
    )
    return tuple(recent[:most])


def change_for(scored: Scored, preferences: Preferences) -> Change | None:
    """Return the one smallest change of preferences by which an article that is left out may come in, if there is one.

    Whether it does, `select` with the changed preferences tells: other articles may still go before it.
    """
    if scored.bar is Bar.HIDDEN:
        kept = tuple(one for one in preferences.hidden if one.word != scored.barred_by)
        return Change("unhide", scored.barred_by, replace(preferences, hidden=kept))
    if scored.bar is Bar.NEVER:
        terms = tuple(one for one in preferences.terms if (one.label, one.want) != (scored.barred_by, Want.NEVER))
        return Change("allow", scored.barred_by, replace(preferences, terms=terms))
    if scored.bar is Bar.LANGUAGE:
        languages = tuple(sorted({*preferences.languages, scored.candidate.language}))
        fits = len(languages) <= MOST_LANGUAGES
        return Change("read", scored.candidate.language, replace(preferences, languages=languages)) if fits else None
    if spared := scored.barred_by if scored.bar is Bar.SPARED else spoiling(scored):
        return _unsaid(spared, preferences)
    if scored.wanted:
        amount = min(MOST_AMOUNT, preferences.amount + max(1, preferences.amount // 2))
        return Change("more", str(amount), replace(preferences, amount=amount)) if amount > preferences.amount else None
    return _followed(scored, preferences)


def _unsaid(phrase: str, preferences: Preferences) -> Change | None:
    """Take away the sentence in which a phrase was refused."""
    for heard in taste_of(preferences).heard:
        if any(one.text == phrase for one in heard.dislikes):
            kept = tuple(one for one in preferences.sentences if one != heard.sentence)
            return Change("unsay", heard.sentence, replace(preferences, sentences=kept))
    return None


def _followed(scored: Scored, preferences: Preferences) -> Change | None:
    """Follow the article's first tag, else its first category, that is not followed yet."""
    held = {(one.kind, one.key): one for one in preferences.terms}
    subjects = [one for one in scored.candidate.terms if one.kind is not TermKind.AUTHOR]
    for term in sorted(subjects, key=lambda one: one.kind is TermKind.CATEGORY):
        wished = held.get((term.kind, term.key))
        if wished is None or wished.want is Want.LITTLE:
            others = tuple(one for one in preferences.terms if one is not wished)
            if len(others) < MOST_TERMS:
                terms = (Wished(term.kind, term.key, term.label, Want.MUCH), *others)
                return Change("follow", term.label, replace(preferences, terms=in_order(terms)))
    return None


def difference(before: Selection, after: Selection) -> Difference:
    """Return what a change of preferences brings and takes away."""
    old, new = ([one.candidate.id for one in each.chosen] for each in (before, after))
    return Difference(
        tuple(one for one in new if one not in set(old)), tuple(one for one in old if one not in set(new))
    )


def what_if(
    selection: Selection, preferences: Preferences, again: Callable[[Preferences], Selection], most: int = 10
) -> Iterator[tuple[Scored, Change, Difference]]:
    """Yield left-out articles with the change that brings each in, and all else that this change does.

    Every change is tried by ``again``, a selection over the same offer at the same instant; one that does not bring its
    article in is not told. Each change is tried once, ``most`` of them at most.
    """
    tried: dict[str, Difference] = {}
    for one in _apt(selection):
        change = change_for(one, preferences)
        if change is None:
            continue
        key = canonical(change.preferences)
        if key not in tried:
            if len(tried) == most:
                return
            tried[key] = difference(selection, again(change.preferences))
        if one.candidate.id in tried[key].gained:
            yield one, change, tried[key]


def at_odds(preferences: Preferences, today: date) -> tuple[str, ...]:
    """Return what is both asked for and refused, as it was asked for: a term, a word, a phrase of a sentence.

    As each refusal works: what is hidden today by its spelling (whatever bears a term shows its name), a term that is
    never wanted against words alone (another of its name is of another kind), and phrases by their stems.
    """
    heard = [understand(sentence) for sentence in preferences.sentences]
    hidden = [with_signs(one.word) for one in preferences.hidden if one.until is None or today <= one.until]
    never = {term_key(one.label) for one in preferences.terms if one.want is Want.NEVER}
    dislikes = [name for one in heard for name in one.dislikes]
    spared = {_key(name) for name in dislikes}
    authors = {one.key for name in dislikes for one in names_in(name) if one.alone}
    found: dict[tuple[str, ...], str] = {}
    for term in preferences.terms:
        about = term.key in authors if term.kind is TermKind.AUTHOR else _key(term.label) in spared
        if term.want is not Want.NEVER and (about or any(holds(with_signs(term.label), word) for word in hidden)):
            found[_key(term.label)] = term.label
    for name in chain(preferences.words, *(one.likes for one in heard)):
        if _key(name) in spared or with_signs(name) in hidden or term_key(trimmed(name)) in never:
            found.setdefault(_key(name), name)
    return tuple(found.values())


def _key(name: str) -> tuple[str, ...]:
    return tuple(stems(name)) or (with_signs(name),)


def _apt(selection: Selection) -> Iterator[Scored]:
    """Yield left-out articles for which one change is apt to be told.

    Those that came nearest take turns with those that would be worth a place but for what bars them.
    """
    out = left_out(selection, _LOOKED_AT)
    nearest = [one for one in out if one.bar is None][:_NEAREST]
    barred = sorted((one for one in out if one.bar is not None), key=_liked, reverse=True)
    for pair in zip_longest((one for one in barred if _liked(one) >= ENOUGH), nearest):
        yield from (one for one in pair if one is not None)
    yield from (one for one in barred if _liked(one) < ENOUGH)


def _liked(scored: Scored) -> int:
    return sum(part.points for part in scored.parts if part.points > 0)
