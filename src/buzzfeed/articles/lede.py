"""The lede: how an article begins, in plain text, long enough for what shows nothing else."""

from __future__ import annotations

import re

from buzzfeed.articles.bounds import bounded
from buzzfeed.articles.markup import parse, serialised
from buzzfeed.articles.text import cut, one_line, visible_text
from buzzfeed.model import fold

AIM = 300
"""Characters that a lede has where the article has as many: less, and Flipboard refuses the entry."""
LIMIT = 500
_READ = 20_000

_MARKUP = re.compile(
    r"</(?:a|abbr|b|blockquote|code|div|em|h[1-6]|i|li|ol|p|s|section|small|span|strong|sub|sup|table|u|ul)\s*>"
    r"|<(?:br|hr|img|p)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BESIDE_TEXT = re.compile(r"<(table|pre|figure|aside|details|nav|header|footer|li|dl)(?: [^>]*)?>.*?</\1>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_ONLY_A_LINK = re.compile(r"\s*<a [^>]*>[^<]*</a>\s*")
_MORE = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.{3})\s*$")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "»", "”", '"')


def lede_of(written: str, content: str) -> str:
    """Return an article's lede as plain text on one line, `LIMIT` characters at most.

    What the newsroom wrote comes first, its markup stripped where it is HTML. Where that is shorter than `AIM`, or
    nothing, the article's first paragraphs follow, as far as they do not say the same again.

    Args:
        written: the newsroom's own lede, plain text or HTML; may be empty.
        content: the sanitised content.
    """
    lede = plain(written)
    if len(lede) >= AIM:
        return cut(lede, AIM, LIMIT)
    text = _beginning(content)
    bare = _MORE.sub("", lede)
    if not bare:
        return cut(text, AIM, LIMIT)
    if fold(text[: len(bare) + 20]).startswith(fold(bare)):
        return cut(text, AIM, LIMIT) if len(text) > len(lede) else lede
    if bare in text:
        return cut(text[text.index(bare) :], AIM, LIMIT)
    stop = "" if lede.endswith(_SENTENCE_ENDS) else "."
    return cut(f"{lede}{stop} {text}".strip() if text else lede, AIM, LIMIT)


def plain(words: str) -> str:
    """Return plain text or HTML as plain text on one line; what is not HTML stays as it is, ``&`` and ``<`` too."""
    words = words[:_READ]
    if _MARKUP.search(words):
        words = visible_text(serialised(parse(bounded(words)[0])[0]))
    return one_line(words, _READ)


def _beginning(content: str) -> str:
    """Return the text of the first paragraphs, a little more than a lede holds; of anything where there are none."""
    content = content[: 2 * _READ]
    pieces: list[str] = []
    for match in _PARAGRAPH.finditer(_BESIDE_TEXT.sub(" ", content)):
        if sum(map(len, pieces)) > 3 * LIMIT:
            break
        if not _ONLY_A_LINK.fullmatch(match[1]):
            pieces.append(one_line(visible_text(match[1]), 4 * LIMIT))
    return " ".join(filter(None, pieces)) or one_line(visible_text(content), 4 * LIMIT)
