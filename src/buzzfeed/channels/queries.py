"""Saved queries: channels that hold what matches terms and words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from buzzfeed.errors import ConfigError
from buzzfeed.model import Article, TermKind, fold, phrases, term_key

_TAG = re.compile(r"<[^>]*>")

TermKey = tuple[TermKind, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A saved query, ready to be asked: terms by kind and folded name, words as one pattern over folded text."""

    slug: str
    title: str
    description: str
    any_of: frozenset[TermKey]
    all_of: frozenset[TermKey]
    none_of: frozenset[TermKey]
    words: re.Pattern[str] | None


def compile_query(
    slug: str,
    title: str,
    description: str,
    any_of: Iterable[str] = (),
    all_of: Iterable[str] = (),
    none_of: Iterable[str] = (),
    words: Iterable[str] = (),
) -> Query:
    """Return a query made ready.

    Args:
        slug: the channel's slug.
        title: its title.
        description: one sentence on it; may be empty.
        any_of: terms written ``tag:NAME``, ``category:NAME`` or ``author:NAME``, of which an article has one at least.
        all_of: terms of which it has every one.
        none_of: terms of which it has none.
        words: words or phrases of which it holds one as whole words, case and accents folded; whatever separates the
            words of a phrase.

    Raises:
        ConfigError: a term is not written so.
    """
    terms = _terms(slug, any_of), _terms(slug, all_of), _terms(slug, none_of)
    return Query(slug, title, description, *terms, phrases(words))


def matches(query: Query, article: Article) -> bool:
    """Return whether an article belongs to the query's channel.

    It has any of ``any_of`` (if there are any), all of ``all_of``, none of ``none_of``, and holds one of the words (if
    there are any) in its title, its lede or its visible text.
    """
    terms = {(term.kind, term.key) for term in article.terms}
    if query.any_of and query.any_of.isdisjoint(terms):
        return False
    if not query.all_of <= terms or not query.none_of.isdisjoint(terms):
        return False
    return query.words is None or query.words.search(_words(article)) is not None


def queries_digest(queries: Iterable[Query]) -> str:
    """Return a digest of all that the queries say, whatever their order and that of their terms."""
    said = sorted(
        [
            query.slug,
            query.title,
            query.description,
            *(sorted(f"{kind}:{key}" for kind, key in terms) for terms in (query.any_of, query.all_of, query.none_of)),
            query.words.pattern if query.words else "",
        ]
        for query in queries
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _terms(slug: str, names: Iterable[str]) -> frozenset[TermKey]:
    return frozenset(_term(slug, name) for name in names)


def _term(slug: str, written: str) -> TermKey:
    kind, _, name = written.partition(":")
    if kind not in set(TermKind) or not term_key(name):
        raise ConfigError(
            f'channel "{slug}"', f'"{written}" is no term', 'write "tag:NAME", "category:NAME" or "author:NAME"'
        )
    return TermKind(kind), term_key(name)


def _words(article: Article) -> str:
    content = unescape(_TAG.sub(" ", article.content))
    return fold(f"{article.title}\n{article.lede}\n{content}")
