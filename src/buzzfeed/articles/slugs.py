"""Slugs: what a name becomes in an address, in ASCII letters, digits and hyphens."""

from __future__ import annotations

import hashlib

from slugify import slugify

from buzzfeed.articles.text import one_line
from buzzfeed.model import fold


def slug_of(*names: str, longest: int = 80) -> str:
    """Return the slug of the first name that gives one, ``longest`` characters at most; never empty.

    Where none gives one (a title of emoji), it is a digest of the first name there is.
    """
    for name in names:
        # Folded first: Latin letters then never depend on which transliterating library happens to be installed.
        slug = slugify(fold(one_line(name, 300)), max_length=longest, word_boundary=True, save_order=True)
        if slug:
            return slug
    return digest(next((name for name in names if name), ""), 12)


def digest(words: str, digits: int) -> str:
    """Return the first hexadecimal digits of the words' SHA-256."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
