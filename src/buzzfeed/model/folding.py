"""Folding: what two names have in common when case, accents, ligatures and spacing are left out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ĳ": "ij", "Ĳ": "IJ", "’": "'", "ʼ": "'"}
# The combining marks of Latin, Greek and Cyrillic letters; and where there may be others, or none of them.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_ELSEWHERE = re.compile("[\u0370-\u1fff\u20d0-\U0010ffff]")


def fold(text: str) -> str:
    """Return ``text`` without case, accents and ligatures, its white space as single spaces; idempotent.

    Whole articles are folded: what is looked at character by character in Python is what no quick search excludes.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", _apart(text)).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", plain))
    if _ELSEWHERE.search(bare):
        bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(_apart(bare).split())


def _apart(text: str) -> str:
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return text


@lru_cache(maxsize=1 << 14)
def term_key(name: str) -> str:
    """Return the key under which a term's spellings are one: folded, and without any white space."""
    return fold(name).replace(" ", "")
