"""Titles as other articles name them."""

from __future__ import annotations

import re

from buzzfeed.model import fold

_WORD = re.compile(r"\w+")


def title_key(title: str) -> str:
    """Return the key under which two spellings of a title are one: its folded words, punctuation left out."""
    folded = fold(title)
    return " ".join(_WORD.findall(folded)) or folded
