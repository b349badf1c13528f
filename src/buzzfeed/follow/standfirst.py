"""What stands above an article: its lede, as far as its content does not say the same again."""

from __future__ import annotations

import html
import re

from buzzfeed.model import fold

_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u)\b[^<>]*>", re.IGNORECASE
)
# A paragraph ends where the next begins, too: no text is looked through twice.
_PARAGRAPH = re.compile(r"<p(?: [^<>]*)?>((?:(?!</?p[ >]).)*)", re.DOTALL)
_WORD = re.compile(r"\S+")
_READ = 20_000
_MOST_WORDS = 200
_SAME = 4
"""So many words in a row are no chance."""


def visible(content: str) -> str:
    """Return the text of HTML, folded: what two texts are compared by."""
    return fold(html.unescape(_TAG.sub(" ", _INLINE.sub("", content))))


def standfirst(lede: str, content: str) -> str:
    """Return the lede without what the content begins with.

    Feeds want long ledes, so a short one is followed there by the first paragraphs; on the article's own page they
    stand below it already.
    """
    matches = list(_WORD.finditer(lede))[:_MOST_WORDS]
    words = [fold(match[0]) for match in matches]
    if words:
        # Where it was cut, the lede ends in an ellipsis.
        words[-1] = words[-1].rstrip("….")
    start = _beginning(content)
    for own in range(len(words) - _SAME + 1):
        if _begins(start, words[own:]):
            return lede[: matches[own - 1].end()] if own else ""
    return lede


def _begins(start: list[str], words: list[str]) -> bool:
    if len(start) < len(words):
        return False
    *before, last = words
    return start[: len(before)] == before and start[len(before)].startswith(last)


def _beginning(content: str) -> list[str]:
    """Return the first words of the first paragraphs."""
    paragraphs = _PARAGRAPH.findall(content[:_READ]) or [content[:_READ]]
    found: list[str] = []
    for paragraph in paragraphs:
        found += visible(paragraph).split()
        if len(found) > _MOST_WORDS:
            break
    return found
