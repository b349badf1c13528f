"""Free sentences: what is liked, what is to be spared, and what the words do not say surely (French and English).

A sentence is read from left to right. Cues turn what follows: « pas de », « sauf », "no", "except" against it, « mais »,
« j'aime », "I like" for it. Some turn what stands before: « … ne m'intéresse pas », « …, non ». Two refusals that meet
(« pas sans », "I don't hate"), a bare « plus de » (more, or no more?), and what follows a refusal after a comma without
saying whether it belongs to it, are not guessed: they are unclear, and asked back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from buzzfeed.personal.spelling import STOP, words

_MOST_PARTS = 24
"""Parts of a sentence that are told apart at most; what is beyond is unclear."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence read: phrases that are liked, phrases to be spared, and phrases of which it does not say which."""

    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


class _Turn(StrEnum):
    """What a cue does."""

    AGAINST = "against"
    AGAINST_OR_BACK = "against_or_back"  # against what follows; where nothing does, against what stands before
    BACK = "back"  # against what stands before
    FOR_BACK = "for_back"
    FOR = "for"
    ASK = "ask"
    NOTHING = "nothing"  # looks like a refusal and is none
    COMMA = "comma"


# Between « ne » and its second half stand a pronoun or two and a verb; "n't" is followed by a verb of which most say nothing.
_NE = r"\bn(?:e |')(?:[\w-]+[' ]){0,5}?"
_CUES: tuple[tuple[_Turn, str], ...] = (
    (_Turn.COMMA, r","),
    # What looks like a refusal and is none.
    (_Turn.NOTHING, r"\bpas (?:a pas|seulement|uniquement|que|mal (?:de |d')?)|\b(?:un|premiers?|faux|le|les|ses) pas\b"),
    (_Turn.NOTHING, r"\bsans (?:oublier|compter|parler (?:de|du|des)|doute|cesse|fin)\b|\bsans[- ](?:papiers?|abri|domicile)\b"),
    (_Turn.NOTHING, r"\bnot (?:only|just|merely|to mention|least)\b|\bno (?:doubt|matter)\b|\bcan(?:'t|not) get enough(?: of)?"),
    (_Turn.NOTHING, r"\b(?:non|hors|no|pas)-\w+|\bnothing but\b|\brien que\b|\bplus (?:que tout|particulierement|precisement)\b"),
    # Neither for nor against, or both.
    (_Turn.ASK, r"\bpas (?:assez|forcement|toujours)\b|\bnot (?:enough|always|necessarily)\b|\bwhy not\b|\bpourquoi pas\b"),
    (_Turn.ASK, r"\b(?:don't|do not|wouldn't|would not) mind\b|\bnot (?:against|opposed to|averse to|bothered by)\b"),
    (_Turn.ASK, r"(?<!un )\bpeu (?:de |d')|\b(?:tres|trop) peu\b"),
    # Only: for what follows.
    (_Turn.FOR, r"\bn(?:e |')(?:(?!pas\b|plus\b|jamais\b|rien\b)[\w-]+[' ]){1,5}?(?:que |qu')"),
    # « Ne … pas ».
    (_Turn.AGAINST_OR_BACK, _NE + r"(?:pas|plus|jamais|rien|aucune?|guere|point)\b(?: (?:du tout|trop|vraiment|tellement))?"),
    (_Turn.AGAINST_OR_BACK, r"\b(?:\w+n't|do not|does not|cannot|can not|am not|are not|is not|i'm not)\b(?: (?:really|so|too|that))?"),
    (_Turn.AGAINST, r"\b(?:no longer|no more|nothing|never|not|no|nor|neither)\b(?: (?:really|so|too|that|much|any))*"),
    (_Turn.AGAINST, r"\b(?:except(?:ing)?(?: for)?|excluding|without|apart from|other than|rather than|instead of)\b"),
    (_Turn.AGAINST, r"\b(?:anything|everything|all) but\b|\b(?:hate|dislike|avoid|skip|spare me|loathe|detest|ignore)\b"),
    (_Turn.AGAINST, r"\b(?:tired|sick|bored|fed up) (?:of|with|by)\b|\b(?:less|fewer)\b"),
    (_Turn.AGAINST, r"\b(?:surtout )?(?:pas|ni)\b(?: (?:trop|vraiment|tellement|fan))?|\b(?:sauf|excepte|hormis|hors|sans|excluant)\b"),
    (_Turn.AGAINST, r"\ba (?:l'exception|l'exclusion) d(?:e|u|es)?\b|\ben dehors d(?:e|u|es)\b|\bplutot que\b|\bau lieu d(?:e|u|es)\b"),
    (_Turn.AGAINST, r"\b(?:rien|aucune?|jamais|moins|zero|stop|assez|marre|ras[- ]le[- ]bol)\b|\bnon (?:a|aux?)\b"),
    (_Turn.AGAINST, r"\b(?:deteste|detestons|hais|execre|evite[zr]?|eviter|exclu[ts]?|exclure|exclue[zs]?)\b(?:-moi|-nous)?"),
    (_Turn.AGAINST, r"\b(?:suis|sommes) contre\b|(?<=pas )\bcontre\b|\b(?:fiche|fous|moque|passe(?:r|rais)?) d(?:e|u|es)\b"),
    (_Turn.BACK, r"(?<=\w )\bnon\b(?= *(?:$|,))|(?<=\w )\b(?:not|no)\b(?= *(?:$|,))"),
    # « Plus de »: more, where less of something stands beside or it is said how much; else nobody knows.
    (_Turn.FOR, r"\b(?:beaucoup|encore|toujours|un peu|bien|davantage) plus (?:de |d'|du |des )|\bdavantage\b"),
    (_Turn.ASK, r"\bplus (?:de |d'|du |des )"),
    # For.
    (_Turn.FOR_BACK, r"(?<=\w )\b(?:oui|aussi|too|yes)\b(?= *(?:$|,))"),
    (_Turn.FOR, r"\b(?:mais|but|however|plutot|oui (?:a|aux?)|tout m'interesse)\b"),
    (_Turn.FOR, r"\b(?:j'(?:aime(?:rais)?|adore|apprecie)|je (?:m'interesse|veux|voudrais|prefere|suis|lis)|i(?: am|'m)? (?:also )?(?:like|love|want|prefer|enjoy|interested|read))\b"),
    (_Turn.FOR, r"\b(?:more|plenty of|lots of|only|seulement|uniquement|surtout|yes to)\b"),
)  # fmt: skip
_CUE = re.compile("|".join(f"(?P<c{number}>{pattern})" for number, (_, pattern) in enumerate(_CUES)))
_ENDS = re.compile(r"[.!?;:\n()]+(?=\s|$)|[;:()\n]| [-–—] ")
_GOES_ON = re.compile(r"\s*(?:et|ou|ni|and|or|nor|de|d'|du|des|sur|about|on)\b")
_LISTS = re.compile(r"\b(?:ou|ni|or|nor)\b")
_LESS = re.compile(r"\b(?:moins|less|fewer)\b")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})


def understand(sentence: str) -> Understood:
    """Return what a sentence says, in its own words; nothing that it holds is lost: each part is in one of the three."""
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
    while parts and _small(parts[0]):
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
        for match in _CUE.finditer(plain):
            self._words(self.text[at : match.start()], plain[at : match.start()])
            at = match.end()
            self._turn(_CUES[int(str(match.lastgroup)[1:])][0], plain)
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

    def _turn(self, turn: _Turn, plain: str) -> None:
        if turn is _Turn.COMMA:
            self._close()
            self.comma, self.fresh = True, False
        elif turn in (_Turn.AGAINST, _Turn.AGAINST_OR_BACK):
            # Two refusals that meet: perhaps the one undoes the other.
            self.side = "?" if self.fresh else "-"
            self.fresh = True
            self.waiting = turn is _Turn.AGAINST_OR_BACK
        elif turn in (_Turn.BACK, _Turn.FOR_BACK) and self.parts:
            self.parts[-1][0] = "-" if turn is _Turn.BACK else "+"
            self.side = "+"
        elif turn is _Turn.ASK:
            self.side = "+" if _LESS.search(plain) else "?"
            self.fresh = False
        elif turn is _Turn.FOR and not self.fresh:
            self.side, self.comma = "+", False
        elif turn is _Turn.NOTHING:
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
