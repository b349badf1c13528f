"""Words and phrases looked for in folded text: whole words, whatever separates the words of a phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from buzzfeed.model.folding import fold

_BETWEEN = re.compile(r"[\s'-]+")


def phrases(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of all these words and phrases, to be searched in folded text; ``None`` where there are none."""
    return _compiled(tuple(sorted({phrase for phrase in map(_phrase, words) if phrase})))


@lru_cache(maxsize=1 << 10)
def _compiled(parts: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _phrase(word: str) -> str:
    """Return a pattern of a word or phrase: its words as they are, anything that is no word between them."""
    return r"\W+".join(map(re.escape, filter(None, _BETWEEN.split(fold(word)))))
