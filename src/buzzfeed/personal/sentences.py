"""Free sentences: what is liked, what is to be spared, and what the words do not say surely (French and English).

A sentence is read from left to right. Cues turn what follows: « pas de », « sauf », "no", "except" against it;
« mais », « j'aime », "I like" for it. Some turn what stands before: « … ne m'intéresse pas », « …, non ». Two refusals
that meet (« pas sans », "I don't hate"), a refusal of missing something (« je ne voudrais pas manquer », "can't wait
for"), a bare « plus de » (more, or no more?), and what follows a refusal after a comma without saying whether it
belongs to it, are not guessed: they are unclear, and asked back. A clause that only answers (« Le foot ? Non merci. »)
turns the one before it; one that is only a head (« À éviter : ») turns the next.
"""

from __future__ import annotations

import re
import unicodedata
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


_ENDS = re.compile(r"([.!?;:\n()]+(?=\s|$)|[;:()\n=→]| [-–—] |->)")
_ANSWERED = re.compile(r"[:?(=→>]| [-–—] ")
"""Ends of a clause that the next one answers: « Foot : non », « Le foot ? Non merci »."""
_HEADS = re.compile(r"[:=→>]| [-–—] ")
"""Ends of a clause that tells how to take the next one: « Non : le foot »."""
_NAMES = re.compile(r"«[^«»]{1,150}»|“[^“”]{1,150}”|\"[^\"]{1,150}\"")
_FOOD = re.compile(
    r"\b(?:cuisines?|recettes?|plats?|repas|menus?|gastronomie|desserts?|gateaux?|food|cooking|recipes?|meals?"
    r"|dish(?:es)?)\b"
)
"""Of food, what it is made without is not wanted: of other things it is part of what they are."""
_SAYING = frozenset(
    "entendre ecouter montrer montrez proposer proposez envoyer afficher recevoir hear hearing see seeing topic topics "
    "anymore rubrique rubriques theme themes tenez oui yes peux pitie souhaite souhaiterais keep".split()
)
"""Words at the ends of a phrase that say how something comes, not what it is."""
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
    for number, part in enumerate(_parts(unicodedata.normalize("NFC", sentence).translate(_APOSTROPHES))):
        found[part.side if number < _MOST_PARTS else "?"].append(trimmed(part.text))
    return Understood(*(tuple(dict.fromkeys(found[side])) for side in "+-?"))


@dataclass
class _Part:
    """Some words, and on which side they stand; ``told`` is whether a cue before them says so."""

    side: str
    text: str
    told: bool


def _parts(sentence: str) -> list[_Part]:
    """Return the parts of a sentence, clause by clause: some answer the one before, or head the next."""
    found: list[_Part] = []
    asked: list[_Part] = []  # what the clause before said
    side, end = "", ""
    pieces = [*_ENDS.split(sentence), ""]
    for text, after in zip(pieces[::2], pieces[1::2], strict=True):
        clause = _Clause(text, side=side or "+", listed=bool(side), asked=asked, question=bool(_ANSWERED.search(end)))
        parts = clause.read()
        found += parts
        side = ""
        if parts:
            asked = parts
        elif clause.verdict and _HEADS.search(after) and not (asked and clause.question):
            side, asked = clause.verdict, []
        elif clause.verdict:
            clause.answer(clause.verdict)
            asked = []
        end = after or end
    return found


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
    """One clause on its way: on which side it stands now, and the parts read so far.

    ``asked`` are the parts of the clause before it, ``question`` whether that one ended as if it asked;
    ``listed`` is whether a head before it says on which side all of it stands.
    """

    text: str
    side: str = "+"
    listed: bool = False
    asked: list[_Part] = field(default_factory=list)
    question: bool = False
    parts: list[_Part] = field(default_factory=list)
    verdict: str = ""  # what the last cue says, for a clause that has nothing else
    comma: bool = False
    told: bool = False
    fresh: bool = False  # a refusal was read, and nothing since
    waiting: bool = False  # … which turns against what stands before, if nothing follows
    answered: bool = False  # a bare no was read, and nothing since
    joins: bool = False  # what follows belongs to the last part
    prefers: bool = False  # what follows is preferred, to something else perhaps
    aside: bool = False  # what follows is unclear up to the next comma, and no longer

    def read(self) -> list[_Part]:
        """Return the parts of the clause."""
        plain = _plain(self.text)
        names = [match.span() for match in _NAMES.finditer(self.text)]
        at = 0
        for match in CUE.finditer(plain):
            turn, start = turn_of(match), match.start()
            if turn is Turn.KEEP or (names and self._named(names, at, start)):
                continue
            if turn is Turn.MISS and not self._undoes(match[0], self.text[at:start]):
                if not match[0].endswith(("sans", "without")):
                    continue
                turn, start = Turn.WITHOUT, start + match[0].rindex(" ") + 1
                if not trimmed(self.text[at:start]):
                    turn = Turn.ASK
            self._words(self.text[at:start], plain[at:start])
            at = match.end()
            if turn is Turn.WITHOUT and self._belongs(start, plain):
                at = start if self.joins else at
            elif turn is not Turn.FILLER:
                self._turn(turn, plain)
        self._words(self.text[at:], plain[at:])
        self._close()
        return self.parts

    def answer(self, side: str) -> None:
        """Let what the clause before this one said stand on a side, as far as this can be its answer."""
        bare = [part for part in self.asked if not part.told]
        for part in bare or self.asked[-1:]:
            if self.question:
                part.side = side if part.side == "+" else "?"
            elif not part.told:
                part.side = side if part.side == "+" and side != "+" else part.side
            elif side == "-" and part.side == "+":
                part.side = "?"

    def _undoes(self, cue: str, before: str) -> bool:
        """Whether what is missed, or done without, stands right behind a refusal."""
        return "rien au monde" in cue or cue == "je m'ennuie" or (self.fresh and not trimmed(before))

    def _named(self, names: list[tuple[int, int]], at: int, start: int) -> bool:
        """Whether a cue stands within what is quoted right after another cue: it is part of a name there."""
        within = next((begin for begin, end in names if begin < start < end), -1)
        return within >= 0 and self.told and (within < at or not trimmed(self.text[at:within]))

    def _belongs(self, start: int, plain: str) -> bool:
        """Whether « sans », "without" or « zéro » may belong to the words right before it: what follows is unclear."""
        last = self.parts[-1] if self.parts else None
        if last is None or self.fresh or self.comma or not plain[:start].rstrip().endswith(_plain(last.text).rstrip()):
            return False
        if last.side == "+" and _FOOD.search(_plain(last.text)):
            return False
        if last.side == "+":
            self._stand("?")
            self.aside = True
        else:
            self.joins = True
        return True

    def _words(self, text: str, plain: str) -> None:
        if not trimmed(text):
            return
        if self.joins:
            self.parts[-1].text += text
        else:
            if self.comma and self.side == "-" and not (self.fresh or self.listed):
                # After a refusal and a comma: it goes on where a small word says so, else nobody knows.
                self.side = "-" if _GOES_ON.match(plain) or _LISTS.search(plain) else "?"
            self._add(text, plain)
        self.comma = self.fresh = self.waiting = self.answered = self.joins = False

    def _add(self, text: str, plain: str) -> None:
        """Add a part; of what is preferred to something else, that other thing is unclear."""
        than = _THAN.search(plain) if self.prefers and self.side == "+" else None
        if than and trimmed(text[: than.start()]) and trimmed(text[than.end() :]):
            self.parts.append(_Part("+", text[: than.start()], True))
            self.parts.append(_Part("?", text[than.end() :], True))
        else:
            self.parts.append(_Part(self.side, text, self.told))
        self.prefers = False

    def _turn(self, turn: Turn, plain: str) -> None:
        self.joins = False
        if turn is Turn.COMMA:
            self._comma()
        elif turn in (Turn.AGAINST, Turn.AGAINST_OR_BACK, Turn.WITHOUT):
            # Two refusals that meet: perhaps the one undoes the other.
            self._stand("?" if self.fresh else "-")
            self.fresh = self.waiting = True
        elif turn is Turn.MISS:
            self._stand("?")
            self.fresh, self.waiting = False, True
        elif turn is Turn.EXCEPT:
            refused = any(part.side != "+" for part in self.parts)
            self._stand("?" if self.fresh or refused else "-")
            self.fresh = True
        elif turn in (Turn.BACK, Turn.NO, Turn.FOR_BACK):
            self._back(turn)
        elif turn is Turn.ASK:
            self._stand("+" if _LESS.search(plain) else "?")
            self.fresh = False
        elif turn in (Turn.FOR, Turn.PREFER) and not self.fresh:
            self._stand("+")
            self.comma, self.prefers = False, turn is Turn.PREFER
        elif turn is Turn.NOTHING:
            self.side, self.comma, self.fresh, self.told = "+", False, False, True

    def _stand(self, side: str) -> None:
        """Let what follows stand on a side."""
        self.side = self.verdict = side
        self.told, self.listed, self.answered, self.aside = True, False, False, False

    def _comma(self) -> None:
        """End what a comma ends: a no before it was an answer, and says nothing of what follows."""
        if self.aside:
            self.side, self.aside = "+", False
        if self.answered:
            if self.asked:
                self.answer(self.side)
                self.asked, self.side, self.told = [], "+", False
            else:
                self.side = "?" if self.side == "-" else self.side
            self.answered = self.fresh = self.waiting = False
        elif self.fresh and not self.parts and not self.asked:
            return  # « Ça suffit, le foot »
        self._close()
        self.comma = True

    def _back(self, turn: Turn) -> None:
        """Turn what stands before; where nothing does, what follows, or else the clause before this one."""
        side = "+" if turn is Turn.FOR_BACK else "-"
        if not self.parts:
            again = self.fresh and side == "-"
            self._stand("?" if again and turn is Turn.BACK else side)
            self.fresh, self.answered = side == "-", turn is not Turn.BACK
            return
        self._turn_back(side)
        self.side, self.fresh, self.waiting = "+", False, False

    def _turn_back(self, side: str) -> None:
        last = self.parts[-1]
        if side == "-" and self.comma:
            # Of a list before a comma and a no, nobody knows how far back it reaches.
            for part in self.parts[:-1]:
                part.side = "?" if part.side == "+" and not part.told else part.side
        unsure = side == "-" and last.told and last.side == "+" and _JOINS.search(_plain(last.text))
        last.side, last.told = "?" if unsure else side, True

    def _close(self) -> None:
        """End what was waiting for words: a refusal behind which nothing stands is meant for what stands before."""
        if self.waiting and self.parts:
            self._turn_back("-" if self.side == "-" else "?")
            self.side = "+"
        self.waiting = self.fresh = False


_THAN = re.compile(r"(?<=\w )(?:to|over|than|a|au|aux|que|qu')(?: |(?<='))")
_JOINS = re.compile(r"\b(?:et|and)\b")


def _plain(text: str) -> str:
    """Return the text in small letters without accents, each character in its place."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or char for char in text)


def _small(part: str) -> bool:
    return all(word in STOP or word in _SAYING or len(word) == 1 for word in words(part))
