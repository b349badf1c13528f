"""Corrections: dated notes at the top of an article, in the newsroom's language, whatever becomes of its source."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from buzzfeed.articles.settings import ArticleSettings
from buzzfeed.model import Article, Correction

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def with_corrections(content: str, lede: str, corrections: Sequence[Correction], settings: ArticleSettings) -> str:
    """Return an article's content below its notes, the newest first; what has no content shows its lede there.

    Args:
        content: the content as its source has it, cleaned.
        lede: plain text.
        corrections: the notes, the oldest first.
        settings: whose language and time zone they are written in.
    """
    if not corrections:
        return content
    return _notes(corrections, settings) + (content or f"<p>{escape(lede, quote=False)}</p>" if lede else content)


def corrected_mark(mark: str, corrections: Sequence[Correction]) -> str:
    """Return the mark of an article below its notes: a note is something that a reader sees."""
    for one in corrections:
        words = f"{mark}\n{one.at.isoformat()}\n{one.note}"
        mark = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    return mark


def correct(
    article: Article, earlier: Sequence[Correction], one: Correction, settings: ArticleSettings, now: datetime
) -> Article:
    """Return a published article with one more note at its top; ``updated`` moves, and nothing else.

    Args:
        article: the article as it stands, with its earlier notes.
        earlier: these, the oldest first.
        one: the new note.
        settings: those that its source is cleaned with.
        now: the present instant, in UTC.
    """
    bare = article.content.removeprefix(_notes(earlier, settings)) if earlier else article.content
    return replace(
        article,
        content=with_corrections(bare, article.lede, [*earlier, one], settings),
        mark=corrected_mark(article.mark, [one]),
        updated=max(now, article.updated + timedelta(seconds=1)),
    )


def _notes(corrections: Sequence[Correction], settings: ArticleSettings) -> str:
    return "".join(_note(one, settings) for one in reversed(corrections))


def _note(one: Correction, settings: ArticleSettings) -> str:
    day = one.at.astimezone(ZoneInfo(settings.timezone))
    if settings.language.lower().partition("-")[0] == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        head = f"Correction du {number} {_MONTHS['fr'][day.month - 1]} {day.year}&nbsp;:"
    else:
        head = f"Correction, {day.day} {_MONTHS['en'][day.month - 1]} {day.year}:"
    words = escape(" ".join(one.note.split()), quote=False)
    return f"<p><strong>{head}</strong> {words}</p>\n"
