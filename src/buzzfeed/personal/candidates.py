"""Candidates: articles made ready to be selected from, each once for as long as it says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import chain

from buzzfeed.model import Article, Term, TermKind
from buzzfeed.personal.spelling import counted_stems, spaced_whole, whole_with_signs

_TAG = re.compile(r"<[^>]*>")
_INLINE = (
    r"<{}/?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr)"
    r"(?:\s[^>]*)?>"
)
"""A tag between whose words no gap is seen, with a place for what stands before it."""
_PART = r"[\w.&+#\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]"
_SPLIT_WORD = re.compile(_INLINE.format(f"(?<={_PART}<)") + f"(?:{_INLINE.format('')})*(?={_PART})")
"""Where inline tags stand within a word, as in « <strong>poly</strong>gones »."""
_INLINE_TAG = re.compile(_INLINE.format(""))
_SAID = re.compile(r"""\s(?:alt|title|label)=(?:"([^"]*)"|'([^']*)')""")
"""What markup says without showing it: to who hears a page, and under a pointer."""
_APART = "|"
"""What stands between two readings of one text, which no phrase holds."""
_NAME_SIGNS = ("&", "+", "#", " .", "(.", "\N{MUSIC SHARP SIGN}")
_INITIALS = re.compile(r"(?<!\S)([^\W_]) & (?=[^\W_](?![^\W_]))")
_LARGEST_TEXT = 60_000
"""Characters of visible text in which subjects are looked for: hidden words are looked for in all of it."""
_OFTEN = 3
_PIECE_WORDS = 60
_MOST_BODY_PIECES = 4
_HEAD, _LABELS, _BODY = 36, 36, 48


@dataclass(frozen=True, slots=True)
class Candidate:
    """What selection knows of an article.

    ``text`` is all that a reader may see or hear of it, as `spaced` words, for hidden words; where tags stand within
    words, or signs belong to names (`with_signs`), also as it reads with them. The others are distinct stems with
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
        text=_all_read(above, pieces, " ".join(below), article.content),
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
    bare = unescape(bare) if "&" in bare else bare
    return _initials(bare).split()


def _initials(text: str) -> str:
    """Return a text in whose pieces "R & D" is one name."""
    return _INITIALS.sub(r"\1&", text) if " & " in text else text


def _all_read(above: str, pieces: list[str], below: str, html: str) -> str:
    """Return every way in which the words of an article may be read, as `Candidate.text` holds them."""
    said = _said(html)
    joined = _pieces(_INLINE_TAG.sub("", html)) if _SPLIT_WORD.search(html) else []
    found = [spaced_whole(chain(above.split(), pieces, said, below.split())), spaced_whole(joined)]
    whole = " ".join((above, *pieces, *said, below, _APART, *joined))
    if any(sign in whole for sign in _NAME_SIGNS):
        names = whole_with_signs(whole.split())
        found += [names] if any(sign in names for sign in _NAME_SIGNS) or names.startswith(".") else []
    return f" {_APART} ".join(filter(None, found))


def _said(html: str) -> list[str]:
    """Return the words of what a body's markup says in attributes: alternative texts, titles, names of tracks."""
    if not any(name in html for name in (" alt=", " title=", " label=")):
        return []
    texts = [double or single for double, single in _SAID.findall(html)]
    return unescape(f" {_APART} ".join(texts)).split()


def _distinct(text: str) -> str:
    return " ".join(counted_stems(_initials(text).split()))
