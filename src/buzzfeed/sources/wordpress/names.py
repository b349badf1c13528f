"""What a site calls its categories, tags and authors: a new name is seen, though no post was saved with it.

WordPress dates a post when it is saved, not when a term of it is renamed, merged or deleted. So the names are listed
now and then, and each post says by numbers what it is filed under.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buzzfeed.sources.wordpress.posts import KINDS, Values, called, digest_of, number_of

MOST = 2000
"""Names of a kind at most: those that most posts bear."""

_BOUND = 3 * len(KINDS) * MOST


def read(note: str) -> dict[str, str]:
    """Return the names that are remembered: by key, what tells each from another."""
    pairs = (one.partition(":") for one in note.split(" ")[:_BOUND])
    return {key: digest for key, _, digest in pairs if key and digest}


def note_of(names: Mapping[str, str]) -> str:
    """Return them as `read` reads them."""
    return " ".join(f"{key}:{digest}" for key, digest in sorted(names.items()))


def heard(known: Mapping[str, str], kind: str, listed: Iterable[Values]) -> tuple[dict[str, str], frozenset[str]]:
    """Return all names after some of a kind were listed, and which of them are called otherwise than before."""
    now = {f"{KINDS[kind]}{number_of(one)}": digest_of(called(one)) for one in listed if number_of(one) and called(one)}
    # What was not listed for longest goes first where there are too many.
    names = {**{key: digest for key, digest in known.items() if key not in now}, **now}
    other = frozenset(key for key, digest in now.items() if known.get(key, digest) != digest)
    return dict(list(names.items())[-_BOUND:]), other
