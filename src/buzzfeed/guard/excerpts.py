"""Excerpts: the place that a rule found, short, on one line, and masked where it is itself sensitive."""

from __future__ import annotations

import re

AROUND = 24
"""Characters shown on each side of what was found."""
LONGEST = 60
_DOT = "•"
_NUMBER = re.compile(r"\d(?:[ .()/-]{0,3}[\dA-Z]){7,60}")
_ADDRESS = re.compile(r"([^\s@<>:/]{1,64})(@[\w.-]{3,100})")
_WORD = re.compile(r"[\w.+/=:-]{24,}")


def excerpt(text: str, start: int, end: int, *, masked: bool = False, keep: tuple[int, int] = (4, 2)) -> str:
    """Return what stands at a place, and a little around it.

    Args:
        text: the text in which it was found.
        start: where it begins.
        end: where it ends.
        masked: whether what was found is to be masked; what stands around it is masked where it looks alike.
        keep: how many letters and digits of what is masked stay at its beginning and its end.
    """
    left = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    stop = text.find("\n", end)
    right = min(len(text) if stop < 0 else stop, end + AROUND)
    # Not in the middle of a word: half a number would not be known for one.
    while left > 0 and left < start and not text[left - 1].isspace() and not text[left].isspace():
        left += 1
    while right < len(text) and right > end and not text[right].isspace() and not text[right - 1].isspace():
        right -= 1
    found = " ".join(text[start:end].split())
    found = mask(found, keep) if masked else found
    if len(found) > LONGEST:
        found = f"{found[: LONGEST // 2]}…{found[-LONGEST // 3 :]}"
    before, after = " ".join(text[left:start].split(" ")), " ".join(text[end:right].split(" "))
    begins = "" if text.rfind("\n", 0, start) + 1 == left else "…"
    ends = "" if right in (stop, len(text)) else "…"
    return f"{begins}{_hushed(before)}{found}{_hushed(after)}{ends}".strip()


def mask(words: str, keep: tuple[int, int]) -> str:
    """Return words with their letters and digits as dots, but for some at the beginning and the end."""
    total = sum(char.isalnum() for char in words)
    first, last = keep if total > 2 * sum(keep) else (min(1, total // 3), 0)
    masked, count = [], 0
    for char in words:
        if char.isalnum():
            count += 1
            masked.append(char if count <= first or count > total - last else _DOT)
        else:
            masked.append(char)
    return "".join(masked)


def _hushed(words: str) -> str:
    """Return words with whatever in them looks like a number or an address of somebody, or a secret, masked."""
    words = _ADDRESS.sub(lambda match: mask(match[1], (1, 0)) + match[2], words)
    words = _WORD.sub(lambda match: mask(match[0], (4, 0)), words)
    return _NUMBER.sub(lambda match: mask(match[0], (2, 0)), words)
