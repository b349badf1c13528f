"""Candidates: articles made ready to be selected from, each once for as long as it says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import chain

from buzzfeed.model import Article, Term, TermKind
from buzzfeed.personal.spelling import counted_stems, spaced_whole

_TAG = re.compile(r"<[^>]*>")
_LARGEST_TEXT = 60_000
"""Characters of visible text in which subjects are looked for: hidden words are looked for in all of it."""
_OFTEN = 3
_PIECE_WORDS = 60
_MOST_BODY_PIECES = 4
_HEAD, _LABELS, _BODY = 36, 36, 48


@dataclass(frozen=True, slots=True)
class Candidate:
    """What selection knows of an article.

    ``text`` is all that a reader may see of it, as `spaced` words, for hidden words. The others are distinct stems with
    single spaces between, of the title, the lede, the terms but authors, and the body; ``often`` are those that the
    body holds three times or more. ``vector`` is the meaning of `pieces_of`; empty where it is not known.
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
    vector: bytes = b""

    @property
    def topic(self) -> str:
        """The key of its first category, by which variety counts; its first tag where it has none."""
        for kind in (TermKind.CATEGORY, TermKind.TAG):
            for term in self.terms:
                if term.kind is kind:
                    return term.key
        return ""


def candidate_of(article: Article, vector: bytes = b"") -> Candidate:
    """Return an article made ready; ``vector`` is the blend of its `pieces_of`, where meaning is at hand."""
    pieces = _pieces(article.content)
    subjects = [term for term in article.terms if term.kind is not TermKind.AUTHOR]
    labels = " ".join(term.label for term in subjects)
    image = article.image
    above = " ".join((article.title, article.lede, *article.key_points))
    below = [term.label for term in article.terms] + ([image.alt, image.caption, image.credit] if image else [])
    shown = chain(above.split(), pieces, " ".join(below).split())
    large = len(article.content) > _LARGEST_TEXT
    counts = counted_stems(" ".join(pieces)[:_LARGEST_TEXT].split(" ") if large else pieces)
    return Candidate(
        id=article.id,
        mark=article.mark,
        title=article.title,
        published=article.published,
        language=article.language.partition("-")[0].lower(),
        featured=article.featured,
        terms=article.terms,
        text=spaced_whole(shown),
        title_stems=_distinct(article.title),
        lede_stems=_distinct(article.lede),
        term_stems=_distinct(labels),
        body_stems=" ".join(counts),
        often=" ".join(stem for stem, count in counts.items() if count >= _OFTEN),
        vector=vector,
    )


def pieces_of(article: Article) -> tuple[tuple[int, str], ...]:
    """Return the texts that an article's meaning is made of, with their weights, for `Meaning.blend`.

    Title and lede, its terms, and its body in pieces of some 60 words: six at most. They depend on what a reader sees
    alone (`Article.mark`), so that a meaning lasts as long as that.
    """
    labels = ", ".join(term.label for term in article.terms if term.kind is not TermKind.AUTHOR)
    words = visible(article.content)[:_LARGEST_TEXT].split()
    body = [" ".join(words[at : at + _PIECE_WORDS]) for at in range(0, len(words), _PIECE_WORDS)][:_MOST_BODY_PIECES]
    head = f"{article.title}. {article.lede}"
    if not body:
        return (_HEAD + _BODY, head), (_LABELS, labels or head)
    return (_HEAD, head), (_LABELS, labels or head), *((_BODY // len(body), piece) for piece in body)


def visible(html: str) -> str:
    """Return the visible words of sanitised HTML, on one line."""
    return " ".join(_pieces(html))


def _pieces(html: str) -> list[str]:
    bare = _TAG.sub(" ", html)
    return (unescape(bare) if "&" in bare else bare).split()


def _distinct(text: str) -> str:
    return " ".join(counted_stems(text.split()))
