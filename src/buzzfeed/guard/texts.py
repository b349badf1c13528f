"""What of an article the guard reads: everything that would be published, not only the visible paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from buzzfeed.model import Cleaned

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?: [^>]*)?)>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]+)"')
_BREAKS = frozenset(
    "address article aside audio blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 header hr iframe img li main nav ol p pre section summary table tbody td tfoot th thead tr ul video".split()
)
_CODE = frozenset("code pre kbd samp".split())
_SHOWS = re.compile(r"<(?:img|iframe|video|audio) ")
_SPOKEN = frozenset("alt title label".split())
_LEADING = frozenset("href src srcset cite poster".split())
# What shows nothing and would hide a number or a word from whoever looks for it; and the many kinds of spaces.
_GONE = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_SPACES = "\u00a0\u202f\u2007\u2009\u2002\u2003\u2004\u2005\u2006\u2008\u200a\t"
_PLAIN = {**dict.fromkeys(_GONE, ""), **dict.fromkeys(_SPACES, " "), "\u2011": "-", "\u2010": "-"}
_CODE_MARK = "\ufffc"
"""Stands in prose where code stood."""


@dataclass(frozen=True, slots=True)
class Texts:
    """An article's texts, plain: no markup, no invisible characters, one kind of space, a block on a line.

    ``shown`` is all that can be read (code and alternative texts too), ``prose`` the same without code; of both, the
    first ``head`` lines are the title and what stands before the body; ``low`` is the prose in lower case, letter by
    letter. ``links`` are addresses, a line each.
    ``body`` is the body's prose, ``bare`` whether it shows no picture and nothing else but words.
    """

    shown: str
    prose: str
    low: str
    links: str
    body: str
    head: int
    bare: bool


def texts_of(item: Cleaned) -> Texts:
    """Return the texts of an article as it would be published."""
    image = item.image
    beside = [*(image.alt, image.credit, image.caption)] if image else []
    beside += [*(one for one in item.related), *item.authors, *item.categories, *item.tags]
    body, code, spoken, links = _of_html(item.content)
    prose_body = plain("".join(body))
    shown_body = plain("".join(code)) if code is not body else prose_body
    links += [item.url, *([image.url] if image else []), *(one.url for one in item.enclosures)]
    own = () if _is_beginning(item.lede, shown_body) else (item.lede,)
    before, after = plain(_joined([item.title, *own, *item.key_points])), plain(_joined([*beside, *spoken]))
    prose = f"{before}\n{prose_body}\n{after}"
    return Texts(
        shown=f"{before}\n{shown_body}\n{after}",
        prose=prose,
        low=_lowered(prose),
        links=plain(unquote("\n".join(filter(None, links)))),
        body=prose_body,
        head=before.count("\n") + 1,
        bare=not (_SHOWS.search(item.content) or item.enclosures or image),
    )


def texts_of_words(words: str) -> Texts:
    """Return plain words, of which none are marked up, as texts to look into."""
    shown = plain(words)
    return Texts(shown=shown, prose=shown, low=_lowered(shown), links="", body=shown, head=1, bare=True)


def plain(text: str) -> str:
    """Return text without what cannot be seen, and with one kind of space."""
    if text.isascii():
        return text.replace("\t", " ")
    for sign, instead in _PLAIN.items():  # each is a quick look; `str.translate` would cost a hundred times as much
        if sign in text:
            text = text.replace(sign, instead)
    return text


def _lowered(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    # A letter that has no single lower case keeps its own, so that places stay what they were.
    return "".join(one if len(one) == 1 else char for char in text for one in (char.lower(),))


def letters(text: str) -> int:
    """Return how many characters a text has, spaces left out."""
    return len("".join(text.split()))


def words_shown(content: str) -> str:
    """Return the words that sanitised HTML shows, code included."""
    return plain("".join(_of_html(content)[1]))


def _is_beginning(lede: str, body: str) -> bool:
    """Whether a lede was made of a body's beginning, and so says nothing of its own."""
    said = plain(lede).rstrip("…")
    return " ".join(said.split()) in " ".join(body[: 4 * len(lede) + 1000].split())


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text.replace("\n", " ") for text in texts)


def _of_html(content: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the words of sanitised HTML without its code and with it, the words in attributes, and the addresses."""
    parts = _TAG.split(content)
    prose = [_words(parts[0])]
    shown = prose
    spoken: list[str] = []
    links: list[str] = []
    depth = 0
    for here in range(1, len(parts), 4):
        slash, tag, attributes, text = parts[here : here + 4]
        space = "\n" if tag in _BREAKS else ""
        if tag in _CODE:
            if shown is prose:
                shown = list(prose)
            depth = max(0, depth + (-1 if slash else 1))
            space += "" if slash else _CODE_MARK
        if attributes:
            _note(attributes, spoken, links)
        words = _words(text)
        if shown is not prose:
            shown += (space.replace(_CODE_MARK, ""), words)
        prose += (space, "" if depth else words)
    return prose, shown, spoken, links


def _note(attributes: str, spoken: list[str], links: list[str]) -> None:
    for name, value in _ATTRIBUTE.findall(attributes):
        if name in _SPOKEN:
            spoken.append(_words(value))
        elif name in _LEADING:
            links.append(_words(value))


def _words(text: str) -> str:
    text = text.replace("\n", " ")
    return unescape(text) if "&" in text else text
