"""Membership: the channels that an article stands in once it is published."""

from __future__ import annotations

from collections.abc import Iterable

from buzzfeed.channels.queries import Query, matches
from buzzfeed.model import Article, ChannelKey, ChannelKind


def channels_of(article: Article, queries: Iterable[Query] = ()) -> tuple[ChannelKey, ...]:
    """Return the channels an article belongs to, each once: all, its terms, its language, the queries it matches."""
    keys = [ChannelKey(ChannelKind.ALL)]
    keys.extend(ChannelKey(ChannelKind(term.kind.value), term.slug) for term in article.terms)
    if language := language_of(article):
        keys.append(ChannelKey(ChannelKind.LANGUAGE, language))
    keys.extend(ChannelKey(ChannelKind.QUERY, query.slug) for query in queries if matches(query, article))
    return tuple(dict.fromkeys(keys))


def language_of(article: Article) -> str:
    """Return the language of an article without script or region (``fr`` for ``fr-CA``): who reads one reads all."""
    return article.language.partition("-")[0].lower()
