"""The term book: every term that is known, and a slug of its own for each new one."""

from __future__ import annotations

from collections.abc import Iterable

from buzzfeed.articles.slugs import digest, slug_of
from buzzfeed.model import Cleaned, Term, TermKind, TermUse, term_key

LONGEST = 60
"""Characters that a term's slug has at most."""


class TermBook:
    """Finds terms by their folded names; a name never seen becomes a term whose slug no other of its kind has.

    A slug, once given, is never given again nor changed: start with every term the store ever saw.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        """Know these terms."""
        self._terms: dict[tuple[TermKind, str], Term] = {}
        self._slugs: set[tuple[TermKind, str]] = set()
        for term in terms:
            self._terms[term.kind, term.key] = term
            self._slugs.add((term.kind, term.slug))

    def use(self, kind: TermKind, label: str) -> TermUse:
        """Return the term that a label names, and the label as its spelling."""
        key = term_key(label)
        term = self._terms.get((kind, key))
        if term is None:
            term = Term(kind, key, self._free_slug(kind, label, key), label)
            self._terms[kind, key] = term
            self._slugs.add((kind, term.slug))
        return TermUse(term, label)

    def uses(self, item: Cleaned) -> tuple[TermUse, ...]:
        """Return the terms of an item in their order: categories, then tags, then authors."""
        return (
            *(self.use(TermKind.CATEGORY, label) for label in item.categories),
            *(self.use(TermKind.TAG, label) for label in item.tags),
            *(self.use(TermKind.AUTHOR, label) for label in item.authors),
        )

    def term(self, kind: TermKind, label: str) -> Term | None:
        """Return the term that a label names, if it is known."""
        return self._terms.get((kind, term_key(label)))

    def _free_slug(self, kind: TermKind, label: str, key: str) -> str:
        base = slug_of(label, longest=LONGEST)
        if base == digest(label, 12):  # of the key, so that every spelling gives the same
            base = digest(key, 12)
        slug, count = base, 1
        while (kind, slug) in self._slugs:
            count += 1
            slug = f"{base[: LONGEST - 8].rstrip('-')}-{count}"
        return slug
