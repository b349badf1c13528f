"""Finding template code: Liquid, Nunjucks and Jinja (``{{ }}``, ``{% %}``, ``{# #}``), Hugo's shortcodes.

One linear pass, whatever the text: where each closing mark stands is looked for once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 4000
"""Characters that one piece of template code may span; what is longer is prose between two stray marks."""

_MARK = re.compile(r"\{\{|\{%|\{#")
_ATTRIBUTES = re.compile(r"\{#[\w:.-]+(?:[ \t]+[^{}\n]{0,200})?(?<!#)\}")
_RAW = re.compile(r"\{%[-+~]?\s{0,20}(?:raw|verbatim)\s{0,20}[-+~]?%\}")
_END_RAW = re.compile(r"\{%[-+~]?\s{0,20}end(?:raw|verbatim)\s{0,20}[-+~]?%\}")
_NAME = re.compile(r"\s*(/?)\s*([A-Za-z_][\w.-]*)?")


class Kind(StrEnum):
    """What a piece of template code is; its value shows the form to people."""

    OUTPUT = "{{ … }}"
    TAG = "{% … %}"
    SHORTCODE = "{{< … >}}"
    COMMENT = "{# … #}"
    RAW_MARK = "{% raw %}"
    LITERAL = "literal"
    OPENER = "{{"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of template code at ``start`` to ``end``; ``inner`` is what stands between its marks.

    ``name`` is the first word of a tag or shortcode (``/name`` where it closes one), ``rest`` what follows it.
    A ``LITERAL`` stood between ``{% raw %}`` and ``{% endraw %}``: it is meant to be read, not run.
    """

    kind: Kind
    start: int
    end: int
    inner: str
    name: str = ""
    rest: str = ""


def tokens_of(text: str) -> list[Token]:
    """Return every piece of template code in ``text``, in order, none overlapping another."""
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return []
    return list(_Scanner(text).tokens())


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}
        self._raw_ends = [match.span() for match in _END_RAW.finditer(text)]

    def tokens(self) -> Iterator[Token]:
        position = 0
        while match := _MARK.search(self._text, position):
            raw = _RAW.match(self._text, match.start())
            span = self._raw_end(raw.end()) if raw else None
            if raw and span:
                yield Token(Kind.RAW_MARK, *raw.span(), "")
                yield from self._literals(raw.end(), span[0])
                yield Token(Kind.RAW_MARK, *span, "")
                position = span[1]
                continue
            token = self._token(match.start(), match[0])
            if token is not None:
                yield token
            position = token.end if token is not None else match.end()

    def _raw_end(self, position: int) -> tuple[int, int] | None:
        index = bisect_left(self._raw_ends, (position, 0))
        return self._raw_ends[index] if index < len(self._raw_ends) else None

    def _literals(self, start: int, end: int) -> Iterator[Token]:
        """Yield what looks like template code between ``raw`` and ``endraw``."""
        for token in _Scanner(self._text[start:end]).tokens() if end > start else ():
            if token.kind is not Kind.RAW_MARK:
                yield Token(Kind.LITERAL, start + token.start, start + token.end, token.inner)

    def _token(self, start: int, mark: str) -> Token | None:
        if mark == "{#":
            return self._comment(start)
        if mark == "{%":
            end = self._close(start + 2, "%}")
            return self._named(Kind.TAG, start, end, 2, 2) if end >= 0 else _opener(start, self._text)
        for form, closer in (("{{<", ">}}"), ("{{%", "%}}")):
            if self._text.startswith(form, start) and (end := self._close(start + 3, closer)) >= 0:
                return self._named(Kind.SHORTCODE, start, end, 3, 3)
        end = self._close(start + 2, "}}")
        if end < 0:
            return _opener(start, self._text)
        if self._text.startswith("{{{", start) and self._text.startswith("}", end + 2):
            return Token(Kind.OUTPUT, start, end + 3, self._text[start + 3 : end])
        return Token(Kind.OUTPUT, start, end + 2, self._text[start + 2 : end].strip("-~"))

    def _comment(self, start: int) -> Token | None:
        """Return a comment; ``{#intro}`` is a heading's id, and ``{#`` without an end is prose."""
        if _ATTRIBUTES.match(self._text, start):
            return None
        end = self._find(start + 2, "#}")
        return Token(Kind.COMMENT, start, end + 2, "") if end >= 0 else None

    def _named(self, kind: Kind, start: int, end: int, opening: int, closing: int) -> Token:
        inner = self._text[start + opening : end].strip("-+~ \t\n")
        match = _NAME.match(inner)
        assert match is not None
        name = match[1] + (match[2] or "")
        return Token(kind, start, end + closing, inner, name, inner[match.end() :].strip().removesuffix("/").strip())

    def _close(self, position: int, closer: str) -> int:
        """Return where a mark closes, -1 where it does not within reason: too far, or beyond a blank line."""
        end = self._find(position, closer)
        if end < 0 or end - position > LONGEST:
            return -1
        blank = self._find(position, "\n\n")
        return -1 if 0 <= blank < end else end

    def _find(self, position: int, what: str) -> int:
        """Return where ``what`` stands next, remembering it, so that each stretch of text is searched once."""
        known = self._next.get(what, -2)
        if known == -2 or 0 <= known < position:
            known = self._next[what] = self._text.find(what, position)
        return known


def _opener(start: int, text: str) -> Token:
    """Return the opening mark alone, with every brace or percent sign that follows it."""
    end = start + 2
    while text.startswith(("{", "%"), end):
        end += 1
    return Token(Kind.OPENER, start, end, "")
