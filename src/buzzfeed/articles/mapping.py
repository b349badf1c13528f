"""The newsroom's rules for terms: renamed, merged, dropped, made of another kind, or given by words in the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from buzzfeed.articles.text import distinct
from buzzfeed.model import TermKind, phrases, term_key

Terms = Mapping[TermKind, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TermRule:
    """What becomes of some terms of a kind.

    Attributes:
        kind: the kind of the terms that ``names`` name.
        names: the keys of the terms that it is about (`buzzfeed.model.term_key`), sorted.
        words: words and phrases; an article that holds one of them is given ``to``.
        to: the label that they get; empty where each keeps its own.
        become: the kind that they become.
        keep: whether the term stays as it was beside what it became.
        drop: whether it is left out.
    """

    kind: TermKind
    names: tuple[str, ...]
    words: tuple[str, ...]
    to: str
    become: TermKind
    keep: bool
    drop: bool


def mapped(terms: Terms, rules: Sequence[TermRule], text: Callable[[], str]) -> Terms:
    """Return an article's labels by kind as the rules leave them, each term once, in the order of the labels.

    Rules are applied one after another, each to what the one before left. ``text`` gives the article's folded words;
    it is asked only where a rule has words.
    """
    for rule in rules:
        terms = _given(terms, rule, text) if rule.words else _applied(terms, rule)
    return {kind: distinct(labels, term_key) for kind, labels in terms.items()}


def _given(terms: Terms, rule: TermRule, text: Callable[[], str]) -> Terms:
    pattern = phrases(rule.words)
    if pattern is None or pattern.search(text()) is None:
        return terms
    return {**terms, rule.become: (*terms.get(rule.become, ()), rule.to)}


def _applied(terms: Terms, rule: TermRule) -> Terms:
    labels = terms.get(rule.kind, ())
    chosen = [label for label in labels if term_key(label) in rule.names]
    if not chosen:
        return terms
    if rule.drop:
        return {**terms, rule.kind: tuple(label for label in labels if label not in chosen)}
    if rule.become is rule.kind and not rule.keep:
        return {**terms, rule.kind: tuple((rule.to or label) if label in chosen else label for label in labels)}
    stay = labels if rule.keep else tuple(label for label in labels if label not in chosen)
    left = {**terms, rule.kind: stay}
    return {**left, rule.become: (*left.get(rule.become, ()), *(rule.to or label for label in chosen))}
