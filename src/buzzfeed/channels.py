"""Channels: which ones an article belongs to, which of them are public, and how they call themselves. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

from buzzfeed.model import (
    Article,
    Channel,
    ChannelKey,
    ChannelKind,
    ChannelState,
    Newsroom,
    TermKind,
    fold,
    follow_path,
    term_key,
)

_ALL = ChannelKey(ChannelKind.ALL)
_TAGS = re.compile(r"<[^>]*>")
_NO_WORD = re.compile(r"[^\w]+")
_OF_KIND = {
    TermKind.CATEGORY: ChannelKind.CATEGORY,
    TermKind.TAG: ChannelKind.TAG,
    TermKind.AUTHOR: ChannelKind.AUTHOR,
}
_SENTENCES = {
    "fr": {
        ChannelKind.ALL: "Tous les articles de {newsroom}.",
        ChannelKind.CATEGORY: "Les articles de {newsroom} dans la rubrique « {title} ».",
        ChannelKind.TAG: "Les articles de {newsroom} sur « {title} ».",
        ChannelKind.AUTHOR: "Les articles de {title} dans {newsroom}.",
        ChannelKind.LANGUAGE: "Les articles de {newsroom} en langue « {title} ».",
        ChannelKind.QUERY: "Une sélection de {newsroom} : {title}.",
    },
    "en": {
        ChannelKind.ALL: "Every article of {newsroom}.",
        ChannelKind.CATEGORY: "Articles of {newsroom} filed under “{title}”.",
        ChannelKind.TAG: "Articles of {newsroom} about “{title}”.",
        ChannelKind.AUTHOR: "Articles by {title} in {newsroom}.",
        ChannelKind.LANGUAGE: "Articles of {newsroom} in the language “{title}”.",
        ChannelKind.QUERY: "A selection of {newsroom}: {title}.",
    },
}


@dataclass(frozen=True, slots=True)
class Query:
    """A saved query, ready to match: terms as (kind, key), words folded."""

    slug: str
    title: str
    description: str
    any: frozenset[tuple[TermKind, str]]
    all: frozenset[tuple[TermKind, str]]
    none: frozenset[tuple[TermKind, str]]
    words: tuple[str, ...]


def compile_query(
    slug: str,
    title: str,
    description: str,
    any: Sequence[str],  # noqa: A002 - the config's own word
    all: Sequence[str],  # noqa: A002 - the config's own word
    none: Sequence[str],
    words: Sequence[str],
) -> Query:
    """Return a query of the config, ready to match; terms are ``tag:NAME``, ``category:NAME``, ``author:NAME``."""
    return Query(
        slug, title, description, _terms(any), _terms(all), _terms(none), tuple(_plain(word) for word in words)
    )


def matches(query: Query, article: Article) -> bool:
    """Whether an article has any of ``any``, all of ``all``, none of ``none``, and one of ``words`` as whole words.

    An empty ``any`` or ``words`` asks for nothing. Case, accents and ligatures are folded.
    """
    terms = {(term.kind, term.key) for term in article.terms}
    if (query.any and not query.any & terms) or not query.all <= terms or query.none & terms:
        return False
    if not query.words:
        return True
    seen = unescape(_TAGS.sub(" ", article.content))
    text = f" {_plain(f'{article.title} {article.lede} {seen}')} "
    return any(f" {word} " in text for word in query.words)


def matcher(query: Query) -> Callable[[Article], bool]:
    """Return `matches` of one query, as a function of the article alone."""
    return lambda article: matches(query, article)


def channels_of(article: Article, queries: Sequence[Query] = ()) -> tuple[ChannelKey, ...]:
    """Return the channels that an article belongs to when it is published: all, terms, language, queries."""
    keys = [_ALL]
    keys += [ChannelKey(_OF_KIND[term.kind], term.slug) for term in article.terms]
    keys.append(ChannelKey(ChannelKind.LANGUAGE, article.language.lower()))
    keys += [ChannelKey(ChannelKind.QUERY, query.slug) for query in queries if matches(query, article)]
    return tuple(dict.fromkeys(keys))


def is_public(state: ChannelState, tag_minimum: int) -> bool:
    """Whether a channel has feeds: once it had, always; a tag from so many articles on, others from the first."""
    least = tag_minimum if state.key.kind is ChannelKind.TAG else 1
    return state.public or state.key.kind is ChannelKind.ALL or state.articles >= least


def describe(state: ChannelState, newsroom: Newsroom, queries: Sequence[Query] = ()) -> Channel:
    """Return what a channel's feeds say of it, in the newsroom's language."""
    key = state.key
    title = newsroom.title if key.kind is ChannelKind.ALL else state.title
    described = {query.slug: query.description for query in queries if query.description}
    own = newsroom.description if key.kind is ChannelKind.ALL else ""
    if key.kind is ChannelKind.QUERY:
        own = described.get(key.slug, "")
    sentences = _SENTENCES["fr" if newsroom.language.lower().startswith("fr") else "en"]
    return Channel(
        key=key,
        title=title,
        description=own or sentences[key.kind].format(newsroom=newsroom.title, title=title),
        page=newsroom.feeds_url + follow_path(key),
        language=key.slug if key.kind is ChannelKind.LANGUAGE else newsroom.language,
        created=state.created,
        retracted=state.retracted,
    )


def queries_digest(queries: Sequence[Query]) -> str:
    """Return what changes whenever any query would match otherwise or is called otherwise."""
    parts = [
        (query.slug, query.title, sorted(query.any), sorted(query.all), sorted(query.none), query.words)
        for query in queries
    ]
    return hashlib.sha256(repr(sorted(parts)).encode("utf-8", "backslashreplace")).hexdigest()


def _terms(names: Sequence[str]) -> frozenset[tuple[TermKind, str]]:
    parts = (name.partition(":") for name in names)
    return frozenset((TermKind(kind), term_key(name)) for kind, _, name in parts)


def _plain(text: str) -> str:
    """Return folded words with single spaces between them."""
    return " ".join(_NO_WORD.sub(" ", fold(text)).split())
