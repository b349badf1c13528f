"""Making meanings: vectors of what is published and has none yet, a few at a time, behind all that publishes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from buzzfeed.personal import OFFERED, pieces_of
from buzzfeed.pipeline.offering import MOST_OFFERED
from buzzfeed.ports import Meaning, Store

MOST_AT_ONCE = 20
"""Articles of one step: what is made is kept with each."""
_MOST_LABELS = 100
_A_DAY = timedelta(days=1)


def make_meanings(store: Store, meaning: Meaning, now: datetime, stopping: Callable[[], bool]) -> int:
    """Make vectors of some labels and recent articles that lack them, and keep them; return how many were made.

    What was taken back, or says something else now, loses its vector first. A vector lasts as long as its article's
    mark: no text is put through the encoder twice.

    Raises:
        StoreError: the store cannot be read or written.
    """
    store.forget_meanings()
    labels = dict(list(store.unmeant_labels(meaning.name, _MOST_LABELS).items()))
    if labels:
        vectors = meaning.vectors(list(labels.values()))
        found = {key: (label, vector) for (key, label), vector in zip(labels.items(), vectors, strict=True)}
        store.keep_label_meanings(meaning.name, found)
    articles = store.articles(store.unmeant(meaning.name, _oldest(now), MOST_AT_ONCE))
    made: dict[str, bytes] = {}
    for article in articles.values():
        if stopping():
            break
        if article.mark not in made:
            made[article.mark] = meaning.blend(pieces_of(article))
    if made:
        store.keep_meanings(meaning.name, made)
    return len(labels) + len(made)


def waiting(store: Store, meaning: Meaning, now: datetime) -> int:
    """Return how many recent articles have no vector of this encoder yet.

    Raises:
        StoreError: the store cannot be read.
    """
    return len(store.unmeant(meaning.name, _oldest(now), MOST_OFFERED))


def _oldest(now: datetime) -> datetime:
    return now - max(OFFERED.values()) - _A_DAY
