"""Terms as they stand in one writing transaction, and the spellings that give them their labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from buzzfeed.model import ChannelKey, ChannelKind, Term, TermKind
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, upsert
from buzzfeed.store.sql import AnyRow, among, execute_many, next_key, rows_in

Use = tuple[int, str]
"""A term's number and a spelling of it."""


class TermBook:
    """The terms that a transaction has to do with, by their numbers."""

    def __init__(self, connection: Connection) -> None:
        """Start empty."""
        self._connection = connection
        self._terms: dict[int, Term] = {}
        self._numbers: dict[tuple[TermKind, str], int] = {}
        self._moved = False

    def __getitem__(self, number: int) -> Term:
        """Return a term that was ensured or loaded."""
        return self._terms[number]

    def number(self, term: Term) -> int:
        """Return the number of a term that was ensured or loaded."""
        return self._numbers[term.kind, term.key]

    def load(self, numbers: Iterable[int]) -> None:
        """Have terms at hand by number."""
        missing = {number for number in numbers if number not in self._terms}
        self._keep(_numbered(rows_in(self._connection, _BY_NUMBER, missing)))

    def ensure(self, terms: Iterable[Term]) -> None:
        """Have terms at hand, and give the unknown ones a row; a known one keeps its slug and label."""
        wanted: dict[tuple[TermKind, str], Term] = {}
        for term in terms:
            wanted.setdefault((term.kind, term.key), term)
        for kind in TermKind:
            names = [name for each, name in wanted if each is kind and (each, name) not in self._numbers]
            self._keep(_numbered(rows_in(self._connection, _BY_NAME, names, kind=kind.value)))
        fresh = [term for pair, term in wanted.items() if pair not in self._numbers]
        if fresh:
            self._add(fresh)
        self._moved |= any(self[self._numbers[pair]].slug != term.slug for pair, term in wanted.items())

    def channels(self, given: tuple[ChannelKey, ...], terms: Iterable[Term]) -> tuple[ChannelKey, ...]:
        """Return an article's channels, its terms' by their slugs in force, which differ only after a race."""
        if not self._moved:
            return given
        slugs = {_channel(term): _channel(self[self.number(term)]) for term in terms}
        return tuple(dict.fromkeys(slugs.get(key, key) for key in given))

    def relabel(self, labels: Mapping[int, str]) -> None:
        """Give terms new labels, and their channels new titles."""
        if not labels:
            return
        for number, label in labels.items():
            self._terms[number] = replace(self._terms[number], label=label)
        execute_many(
            self._connection, _RELABEL, [{"number": number, "label": label} for number, label in labels.items()]
        )
        terms = [self[number] for number in labels]
        titles = [{"of": term.kind.value, "at": term.slug, "title": term.label} for term in terms]
        execute_many(self._connection, _RETITLE, titles)
        # The archives of a channel bear its title.
        execute_many(self._connection, _RETITLED, [{"of": term.kind.value, "at": term.slug} for term in terms])

    def _keep(self, rows: Iterable[tuple[int, Term]]) -> None:
        for number, term in rows:
            self._terms[number] = term
            self._numbers[term.kind, term.key] = number

    def _add(self, fresh: list[Term]) -> None:
        first = next_key(self._connection, schema.terms)
        taken = {kind: _taken_slugs(self._connection, kind, fresh) for kind in TermKind}
        rows = []
        for number, term in enumerate(fresh, first):
            slug = _free_slug(term.slug, taken[term.kind])
            taken[term.kind].add(slug)
            self._keep([(number, replace(term, slug=slug))])
            rows.append({"key": number, "kind": term.kind.value, "name": term.key, "slug": slug, "label": term.label})
        insert(self._connection, schema.terms, rows)


def _channel(term: Term) -> ChannelKey:
    return ChannelKey(ChannelKind(term.kind.value), term.slug)


def apply_spellings(connection: Connection, book: TermBook, change: Counter[Use]) -> set[int]:
    """Count spellings anew, relabel the terms whose most used one is another now, and return their numbers.

    A term that nobody counts for any more keeps its label.
    """
    moved = {use: by for use, by in change.items() if by}
    if not moved:
        return set()
    touched = {term for term, _ in moved}
    book.load(touched)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for term, spelling, uses in rows_in(connection, _COUNTS, touched):
        counts[term][spelling] = uses
    for (term, spelling), by in moved.items():
        counts[term][spelling] += by
    _store_spellings(connection, {(term, spelling): counts[term][spelling] for term, spelling in moved})
    labels = {term: label for term in touched if (label := most_used(counts[term])) and label != book[term].label}
    book.relabel(labels)
    return set(labels)


def most_used(counts: Mapping[str, int]) -> str:
    """Return the spelling used most, of equal ones the first in code point order; empty where none is used."""
    used = [(-uses, spelling) for spelling, uses in counts.items() if uses > 0]
    return min(used)[1] if used else ""


def _store_spellings(connection: Connection, counts: Mapping[Use, int]) -> None:
    upsert(
        connection,
        _SPELLINGS,
        [{"term": term, "spelling": word, "uses": uses} for (term, word), uses in counts.items() if uses > 0],
    )
    gone = [{"of": term, "word": word} for (term, word), uses in counts.items() if uses <= 0]
    execute_many(connection, _FORGET, gone)


_TERMS, _SPELLINGS, _CHANNELS = schema.terms, schema.spellings, schema.channels
_COLUMNS = (_TERMS.c.key, _TERMS.c.kind, _TERMS.c.name, _TERMS.c.slug, _TERMS.c.label)
_BY_NUMBER = select(*_COLUMNS).where(among(_TERMS.c.key))
_OF_KIND = _TERMS.c.kind == bindparam("kind")
_BY_NAME = select(*_COLUMNS).where(_OF_KIND, among(_TERMS.c.name))
_BY_SLUG = select(_TERMS.c.slug).where(_OF_KIND, among(_TERMS.c.slug))
_SLUGS = select(_TERMS.c.slug).where(_OF_KIND)
_RELABEL = _TERMS.update().where(_TERMS.c.key == bindparam("number"))
_RETITLE = _CHANNELS.update().where(_CHANNELS.c.kind == bindparam("of"), _CHANNELS.c.slug == bindparam("at"))
_RETITLED = (
    schema.archives.update()
    .where(
        schema.archives.c.channel
        == select(_CHANNELS.c.key)
        .where(_CHANNELS.c.kind == bindparam("of"), _CHANNELS.c.slug == bindparam("at"))
        .scalar_subquery()
    )
    .values(stale=True)
)
_COUNTS = select(_SPELLINGS).where(among(_SPELLINGS.c.term))
_FORGET = _SPELLINGS.delete().where(_SPELLINGS.c.term == bindparam("of"), _SPELLINGS.c.spelling == bindparam("word"))


def _numbered(rows: Iterable[AnyRow]) -> list[tuple[int, Term]]:
    return [(number, Term(TermKind(of), name, slug, label)) for number, of, name, slug, label in rows]


def _taken_slugs(connection: Connection, kind: TermKind, fresh: list[Term]) -> set[str]:
    """Return every slug of a kind where one of the fresh terms would share one; mostly none would."""
    slugs = {term.slug for term in fresh if term.kind is kind}
    if not rows_in(connection, _BY_SLUG, slugs, kind=kind.value):
        return set()
    return set(connection.execute(_SLUGS, {"kind": kind.value}).scalars())


def _free_slug(slug: str, taken: set[str]) -> str:
    number, free = 2, slug
    while free in taken:
        number, free = number + 1, f"{slug}-{number}"
    return free
