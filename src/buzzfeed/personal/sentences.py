"""Free sentences: what is liked, what is to be spared, and what the words do not say surely (French and English).

A sentence is read from left to right. Cues turn what follows: « pas de », « sauf », "no", "except" against it;
« mais », « j'aime », "I like" for it. Some turn what stands before: « … ne m'intéresse pas », « …, non ». Two refusals
that meet (« pas sans », "I don't hate"), a bare « plus de » (more, or no more?), and what follows a refusal after a
comma without saying whether it belongs to it, are not guessed: they are unclear, and asked back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from buzzfeed.personal.cues import CUE, Turn, turn_of
from buzzfeed.personal.spelling import STOP, words

_MOST_PARTS = 24
"""Parts of a sentence that are told apart at most; what is beyond is unclear."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence read: phrases that are liked, phrases to be spared, and phrases of which it does not say which."""

    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


_ENDS = re.compile(r"[.!?;:\n()]+(?=\s|$)|[;:()\n]| [-–—] ")
_GOES_ON = re.compile(r"\s*(?:et|ou|ni|and|or|nor|de|d'|du|des|sur|about|on)\b")
_LISTS = re.compile(r"\b(?:ou|ni|or|nor)\b")
_LESS = re.compile(r"\b(?:moins|less|fewer)\b")
_POINTS_BACK = frozenset("leur leurs sa ses son ceux celle celles celui her his its their those".split())
"""Small words that a phrase keeps at its beginning: what follows them leans on what was said before."""
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})


@lru_cache(maxsize=64)  # one feed asks three times for what one sentence says
def understand(sentence: str) -> Understood:
    """Return what a sentence says, in its own words; each part of it that tells something is in one of the three."""
    found: dict[str, list[str]] = {"+": [], "-": [], "?": []}
    left = _MOST_PARTS
    for clause in _ENDS.split(unicodedata.normalize("NFC", sentence).translate(_APOSTROPHES)):
        for side, text in _Clause(clause).read():
            if phrase := trimmed(text):
                left -= 1
                found[side if left >= 0 else "?"].append(phrase)
    return Understood(*(tuple(dict.fromkeys(found[side])) for side in "+-?"))


def trimmed(text: str) -> str:
    """Return a phrase without the small words at its ends; empty where there are no others."""
    parts = text.split()
    while parts and _small(parts[0]) and parts[0].lower() not in _POINTS_BACK:
        parts.pop(0)
    while parts and _small(parts[-1]):
        parts.pop()
    if parts:  # « l'éducation », « d'horoscope »
        parts[0] = re.sub(r"^(?:[ldjmnst]|qu)'(?=\w)", "", parts[0], flags=re.IGNORECASE)
    return " ".join(parts).strip(" \"'«»“”.,-–—")


@dataclass
class _Clause:
    """One clause on its way: on which side it stands now, and the parts read so far."""

    text: str
    parts: list[list[str]] = field(default_factory=list)
    side: str = "+"
    comma: bool = False
    fresh: bool = False  # a refusal was read, and nothing since
    waiting: bool = False  # … which turns against what stands before, if nothing follows

    def read(self) -> Iterator[tuple[str, str]]:
        plain = _plain(self.text)
        at = 0
        for match in CUE.finditer(plain):
            self._words(self.text[at : match.start()], plain[at : match.start()])
            at = match.end()
            self._turn(turn_of(match), plain)
        self._words(self.text[at:], plain[at:])
        self._close()
        return ((side, text) for side, text in self.parts)

    def _words(self, text: str, plain: str) -> None:
        if not trimmed(text):
            return
        if self.comma and self.side == "-" and not self.fresh:
            # After a refusal and a comma: it goes on where a small word says so, else nobody knows.
            self.side = "-" if _GOES_ON.match(plain) or _LISTS.search(plain) else "?"
        self.parts.append([self.side, text])
        self.comma = self.fresh = self.waiting = False

    def _turn(self, turn: Turn, plain: str) -> None:
        if turn is Turn.COMMA:
            self._close()
            self.comma, self.fresh = True, False
        elif turn in (Turn.AGAINST, Turn.AGAINST_OR_BACK):
            # Two refusals that meet: perhaps the one undoes the other.
            self.side = "?" if self.fresh else "-"
            self.fresh = True
            self.waiting = turn is Turn.AGAINST_OR_BACK
        elif turn is Turn.EXCEPT:
            refused = any(side != "+" for side, _ in self.parts)
            self.side = "?" if self.fresh or refused else "-"
            self.fresh = True
        elif turn in (Turn.BACK, Turn.FOR_BACK) and self.parts:
            self.parts[-1][0] = "-" if turn is Turn.BACK else "+"
            self.side = "+"
        elif turn is Turn.ASK:
            self.side = "+" if _LESS.search(plain) else "?"
            self.fresh = False
        elif turn is Turn.FOR and not self.fresh:
            self.side, self.comma = "+", False
        elif turn is Turn.NOTHING:
            self.side, self.comma, self.fresh = "+", False, False

    def _close(self) -> None:
        """End what was waiting for words: a refusal behind which nothing stands is meant for what stands before."""
        if self.waiting and self.parts:
            self.parts[-1][0] = "-" if self.side == "-" else "?"
            self.side = "+"
        self.waiting = self.fresh = False


def _plain(text: str) -> str:
    """Return the text in small letters without accents, each character in its place."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or char for char in text)


def _small(part: str) -> bool:
    return all(word in STOP or len(word) == 1 for word in words(part))
