"""What an article's own page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NBSP


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The phrases of one language."""

    by: str
    updated: str
    credit: str
    key_points: str
    related: str
    about: str
    follow_more: str


FRENCH = ArticleWords(
    by="Par {names}",
    updated="mis à jour le {date}",
    credit=f"Crédit{NBSP}: {{credit}}",
    key_points="À retenir",
    related="À lire aussi",
    about="Sujets",
    follow_more="Ne manquez pas la suite",
)

ENGLISH = ArticleWords(
    by="By {names}",
    updated="updated on {date}",
    credit="Credit: {credit}",
    key_points="Key points",
    related="Read also",
    about="Topics",
    follow_more="Do not miss the next one",
)

ARTICLE: Mapping[str, ArticleWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""
