"""Terms whose names are nearly one: spellings, initials and plurals that a rule would merge."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from buzzfeed.model import TermKind, fold

_APART = re.compile(r"[\W_]+")
_SMALL = frozenset("a au aux d de des du en et l la le les of the and in for".split())
_LONG = 6
_CLOSE = 0.9
_MOST_COMPARED = 2000
_MOST_ALIKE = 300


@dataclass(frozen=True, slots=True)
class Counted:
    """A term with as many published articles."""

    kind: TermKind
    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that seem to be one: the one with most articles, and the others, the most frequent first."""

    keep: Counted
    others: tuple[Counted, ...]


def groups(terms: Iterable[Counted]) -> tuple[Group, ...]:
    """Return the groups of terms of one kind that seem to be one, the largest first.

    Names count as one where only punctuation, a plural or, in long names, a letter or two differ, and where one is made
    of the initials of the other.
    """
    found = []
    for kind in TermKind:
        ordered = sorted((one for one in terms if one.kind is kind), key=lambda one: (-one.articles, one.label))
        found += _of_one_kind(ordered[:_MOST_COMPARED])
    return tuple(sorted(found, key=lambda group: (-_size(group), group.keep.kind, group.keep.label)))


def _size(group: Group) -> int:
    return group.keep.articles + sum(other.articles for other in group.others)


def _of_one_kind(ordered: Sequence[Counted]) -> list[Group]:
    leaders: dict[int, int] = {}
    for first, second in sorted(_pairs(ordered)):
        leader = leaders.get(first, first)
        leaders.setdefault(second, leader)
    members: dict[int, list[Counted]] = defaultdict(list)
    for number, leader in sorted(leaders.items()):
        members[leader].append(ordered[number])
    return [Group(ordered[leader], tuple(others)) for leader, others in members.items()]


def _pairs(ordered: Sequence[Counted]) -> Iterator[tuple[int, int]]:
    """Yield pairs that seem to be one, the more frequent term first."""
    by_form: dict[str, list[int]] = defaultdict(list)
    for number, term in enumerate(ordered):
        for form in _forms(term.label):
            by_form[form].append(number)
    for numbers in by_form.values():
        yield from ((numbers[0], other) for other in numbers[1:])
    for number, term in enumerate(ordered):
        for other in by_form.get(_initials(term), ()):
            if other != number:
                yield min(number, other), max(number, other)
    yield from _misspelt(ordered)


def _forms(label: str) -> set[str]:
    """Return a name without its punctuation, and without its plurals."""
    words = _words(label)
    return {"".join(words), "".join(word.rstrip("sx") if len(word) > 3 else word for word in words)} - {""}


def _initials(term: Counted) -> str:
    """Return the initials of a name of several words; of a person's, and of one with numbers, none."""
    telling = [word for word in _words(term.label) if word not in _SMALL]
    whole = 2 <= len(telling) <= 5 and all(len(word) > 1 and word.isalpha() for word in telling)
    return "".join(word[0] for word in telling) if whole and term.kind is not TermKind.AUTHOR else ""


def _words(label: str) -> list[str]:
    return [word for word in _APART.split(fold(label)) if word]


def _misspelt(ordered: Sequence[Counted]) -> Iterator[tuple[int, int]]:
    """Yield pairs of long names that differ in hardly a letter; names with unlike digits are never the same."""
    by_start: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, term in enumerate(ordered):
        name = "".join(_APART.split(fold(term.label)))
        if len(name) > _LONG:
            by_start[name[:3]].append((number, name))
    for alike in by_start.values():
        some = alike[:_MOST_ALIKE]
        for place, (first, name) in enumerate(some):
            for second, other in some[place + 1 :]:
                if abs(len(name) - len(other)) <= 2 and _digits(name) == _digits(other):
                    matcher = SequenceMatcher(None, name, other, autojunk=False)
                    if matcher.quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE:
                        yield first, second


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit())
