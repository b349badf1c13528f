"""Which other channels a reader of one may care for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from buzzfeed.model import Article, ChannelKey, ChannelKind, ChannelState

MOST = 8
_GENERAL = (ChannelKind.CATEGORY, ChannelKind.QUERY, ChannelKind.TAG)


def related(
    key: ChannelKey, entries: Sequence[Article], channels: Mapping[ChannelKey, ChannelState]
) -> tuple[ChannelState, ...]:
    """Return channels related to ``key``, the nearest first, `MOST` at most.

    Those come first whose terms its newest entries carry, by how many do; then the fullest of a general kind. Each is
    public and holds an article.
    """
    shared = Counter(ChannelKey(ChannelKind(term.kind), term.slug) for article in entries for term in article.terms)
    near = sorted(shared, key=lambda one: (-shared[one], one))
    full = sorted(
        (one for one in channels if one.kind in _GENERAL),
        key=lambda one: (_GENERAL.index(one.kind), -channels[one].articles, one),
    )
    found = [
        channels[one]
        for one in dict.fromkeys([*near, *full])
        if one not in (key, ChannelKey(ChannelKind.ALL)) and one in channels and channels[one].articles
    ]
    return tuple(found[:MOST])
