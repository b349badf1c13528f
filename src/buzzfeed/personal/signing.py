"""Names in a phrase that may be those of authors: what articles are signed by is in no index of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from buzzfeed.model import Term, TermKind, term_key
from buzzfeed.personal.spelling import stem_of, words

_MOST_WORDS = 6
"""Words of a name at most."""
_ENDS = " \"'«»“”.,;:!?()"
_ELISION = re.compile(r"^(?:[ldjmnst]|qu)['’](?=\w)", re.IGNORECASE)
_OWNING = re.compile(r"['’]s?$")
_WRITING = frozenset(
    """
    billet billets chronique chroniques column columns ecrit ecrite ecrites ecrits papier papiers piece pieces post
    posts publie publies redige rediges signe signed signee signees signes texte textes text texts written
    """.split()
)
"""Folded words that say of a name nothing but that somebody wrote: "signed by", « les chroniques de »."""


class Name(NamedTuple):
    """Some words of a phrase that may be an author's whole name: the key of that term, and the words as ``written``.

    ``alone`` is whether the phrase says nothing else.
    """

    key: str
    written: str
    alone: bool

    @property
    def text(self) -> str:
        """The words without what leans on them: « d'Inès », "Ann's"."""
        return _OWNING.sub("", _ELISION.sub("", self.written.strip(_ENDS)))


@lru_cache(maxsize=1 << 10)
def names_in(phrase: str) -> tuple[Name, ...]:
    """Return what may be an author's name in a phrase: whole words in a row, six at most.

    A single word is one only where it stands alone: « Marie Curie » names no author called Marie.
    """
    parts = phrase.split()
    inner = [term_key(part.strip(_ENDS)) for part in parts]
    first = [_ELISION.sub("", key) for key in inner]
    last = [_OWNING.sub("", key) for key in inner]
    tells = [any(stem_of(word) and word not in _WRITING for word in words(part)) for part in parts]
    all_said, found = sum(tells), dict[str, Name]()
    for begin in range(len(parts)):
        for end in range(begin + 1, min(begin + _MOST_WORDS, len(parts)) + 1):
            said = sum(tells[begin:end])
            alone = said == all_said
            if not said or (end - begin == 1 and not alone):
                continue
            written, rest = " ".join(parts[begin:end]), "".join((*inner[begin + 1 : end - 1], last[end - 1]))
            for start in dict.fromkeys((first[begin], inner[begin])):
                key = start + rest if end - begin > 1 else _OWNING.sub("", start)
                found.setdefault(key, Name(key, written, alone))
    return tuple(found.values())


def signed(phrase: str, terms: Iterable[Term]) -> bool:
    """Whether a phrase holds the name of an author among some terms."""
    keys = {name.key for name in names_in(phrase)}
    return any(term.kind is TermKind.AUTHOR and term.key in keys for term in terms)
