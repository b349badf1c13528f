"""Candidates: articles made ready to be selected from, each once for as long as it says the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from buzzfeed.model import Article, Term, TermKind
from buzzfeed.personal.spelling import spaced, stem_of

_TAG = re.compile(r"<[^>]*>")
_LARGEST_TEXT = 60_000
"""Characters of visible text in which subjects are looked for: hidden words are looked for in all of it."""
_OFTEN = 3
_PIECE_WORDS = 60
_MOST_BODY_PIECES = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """What selection knows of an article.

    ``text`` is all that a reader may see of it, as `spaced` words, for hidden words. The others are distinct stems with
    single spaces between, of the title, the lede, the terms but authors, and the body; ``often`` are those that the
    body holds three times or more. ``vectors`` are the meanings of `pieces_of`, one behind the other; empty where
    there are none.
    """

    id: str
    mark: str
    title: str
    published: datetime
    language: str
    featured: bool
    terms: tuple[Term, ...]
    text: str
    title_stems: str
    lede_stems: str
    term_stems: str
    body_stems: str
    often: str
    vectors: bytes = b""

    @property
    def topic(self) -> str:
        """The key of its first category, by which variety counts; its first tag where it has none."""
        for kind in (TermKind.CATEGORY, TermKind.TAG):
            for term in self.terms:
                if term.kind is kind:
                    return term.key
        return ""


def candidate_of(article: Article, vectors: bytes = b"") -> Candidate:
    """Return an article made ready; ``vectors`` are those of its `pieces_of`, where meaning is at hand."""
    body = visible(article.content)
    subjects = [term for term in article.terms if term.kind is not TermKind.AUTHOR]
    labels = " ".join(term.label for term in subjects)
    seen = " ".join((article.title, article.lede, *article.key_points, body, *(term.label for term in article.terms)))
    image = article.image
    shown = f"{seen} {image.alt} {image.caption} {image.credit}" if image else seen
    counts = Counter(filter(None, map(stem_of, spaced(body[:_LARGEST_TEXT]).split())))
    return Candidate(
        id=article.id,
        mark=article.mark,
        title=article.title,
        published=article.published,
        language=article.language.partition("-")[0].lower(),
        featured=article.featured,
        terms=article.terms,
        text=spaced(shown),
        title_stems=_distinct(article.title),
        lede_stems=_distinct(article.lede),
        term_stems=_distinct(labels),
        body_stems=" ".join(counts),
        often=" ".join(stem for stem, count in counts.items() if count >= _OFTEN),
        vectors=vectors,
    )


def pieces_of(article: Article) -> tuple[str, ...]:
    """Return the texts whose meanings an article is found by: title and lede, its terms, and its body in pieces.

    There are six at most, of some 60 words each; they depend on what a reader sees alone (`Article.mark`).
    """
    labels = ", ".join(term.label for term in article.terms if term.kind is not TermKind.AUTHOR)
    words = visible(article.content)[:_LARGEST_TEXT].split()
    pieces = [" ".join(words[at : at + _PIECE_WORDS]) for at in range(0, len(words), _PIECE_WORDS)]
    return (f"{article.title}. {article.lede}", labels or article.title, *pieces[:_MOST_BODY_PIECES])


def visible(html: str) -> str:
    """Return the visible words of sanitised HTML, on one line."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _distinct(text: str) -> str:
    return " ".join(dict.fromkeys(filter(None, map(stem_of, spaced(text).split()))))
