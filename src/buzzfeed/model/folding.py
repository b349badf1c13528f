"""Folding: what two names have in common when case, accents, ligatures and spacing are left out."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ĳ": "ij", "Ĳ": "IJ", "’": "'", "ʼ": "'"})


def fold(text: str) -> str:
    """Return ``text`` without case, accents and ligatures, its white space as single spaces; idempotent."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return " ".join(bare.translate(_LIGATURES).split())


@lru_cache(maxsize=1 << 14)
def term_key(name: str) -> str:
    """Return the key under which a term's spellings are one: folded, and without any white space."""
    return fold(name).replace(" ", "")
