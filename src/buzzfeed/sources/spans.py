"""Where tags and code stand in HTML, found in one linear pass without building a tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

_TAG = re.compile(r"""<!--|<(/?)([A-Za-z][A-Za-z0-9]*)(?:[^<>"']++|"[^"]*"|'[^']*')*+>""")
_CODE = frozenset({"pre", "code", "kbd", "samp"})


@dataclass(frozen=True, slots=True)
class Spans:
    """The tags and comments of a piece of HTML, and the regions of its ``pre``, ``code``, ``kbd`` and ``samp``."""

    tags: Sequence[Span]
    code: Sequence[Span]

    def in_tag(self, position: int) -> bool:
        """Whether a position lies inside a tag or a comment."""
        return _inside(self.tags, position)

    def in_code(self, position: int) -> bool:
        """Whether a position lies in code, between its tags."""
        return _inside(self.code, position)


def spans_of(html: str) -> Spans:
    """Find the tags and code regions of ``html``; an opening tag that is never closed begins no region."""
    tags: list[Span] = []
    code: list[Span] = []
    opened: dict[str, int] = {}
    position, last_comment = 0, html.rfind("-->")
    while match := _TAG.search(html, position):
        position = match.end()
        if match[2] is None:
            if last_comment < position:
                continue
            position = html.index("-->", position) + 3
        elif (name := match[2].lower()) in _CODE:
            if not match[1]:
                opened[name] = match.end()
            elif name in opened:
                code.append((opened.pop(name), match.start()))
        tags.append((match.start(), position))
    return Spans(tags, _merged(code))


def outside_code(html: str, change: Callable[[str], str]) -> str:
    """Return ``html`` with every part that is no code changed."""
    pieces, done = [], 0
    for start, end in spans_of(html).code:
        pieces += [change(html[done:start]), html[start:end]]
        done = end
    return "".join([*pieces, change(html[done:])])


def _merged(spans: list[Span]) -> list[Span]:
    """Join spans that overlap, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _inside(spans: Sequence[Span], position: int) -> bool:
    index = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return index >= 0 and spans[index][0] <= position < spans[index][1]
