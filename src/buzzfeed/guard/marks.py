"""Marks that a newsroom puts on what is not to go out yet, told from words that report of such things.

A mark stands by itself: it begins a line and says no more than until when, stands in brackets, or in capitals. In
running prose, and between quotation marks, the same words are a subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from buzzfeed.guard.sightings import MOST_TRIES, Sighting
from buzzfeed.guard.texts import Texts

_LONGEST_MARK = 120
_FAR = 2000
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*", re.UNICODE)
_TIME = frozenset(
    "jusqu jusque jusqu'à jusqu'au jusqu'en jusqu’à jusqu’au jusqu’en au aux à a le la les de du des en et ce cette "
    "dès pour pas avant après heure heures h min minuit midi matin soir tôt tard strict stricte strictement absolu "
    "total lundi mardi mercredi jeudi vendredi samedi dimanche demain prochain prochaine janvier février mars avril "
    "mai juin juillet août septembre octobre novembre décembre until till to on at the of for in and by before after "
    "release publication am pm a.m p.m noon midnight tomorrow next morning evening et est edt cet cest gmt utc bst "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december jan feb mar apr jun jul aug sep sept oct nov dec paris london time hours not ne cest "
    "heure".split()
)
_EMBARGO = re.compile(
    r"sous embargo|under embargo|embargo(?:ed)? (?:until|till|jusqu\S{0,3})|embargoed|embargo strict|strict embargo"
)
_EMBARGO_CAPS = re.compile(
    r"SOUS EMBARGO|UNDER EMBARGO|EMBARGOED|EMBARGO (?:JUSQU|UNTIL|STRICT|LEV[ÉE] LE)|STRICT EMBARGO|EMBARGO ?:"
)
_RELEASE = re.compile(
    r"ne pas (?:diffuser|publier|mettre en ligne)|pas pour publication|non publiable|"
    r"do not (?:publish|release|distribute)|don['’]t publish|not for (?:publication|release|distribution)"
)
_BEFORE = re.compile(
    r"[\s)\]}*_]*(?:$|[.:;!–—-]|(?:avant|before|until|till|sans|without|pending|yet|svp|please)\b|tant qu|jusqu)"
)
_APPEAR = re.compile(
    r"(?:(?:article|papier|texte|version|dossier|enquête|brève|tribune|chronique|entretien) )?[àa] para[iî]tre|"
    r"to be published"
)
_OPENING = re.compile(
    r"[\W_]*(?:(?:texte|article|document|papier|info|version|attention|warning|note)\b[\W_]*)?$", re.IGNORECASE
)
_EMBARGO_NAMED = re.compile(r"embargo ?:")
_RELEASE_SIGNS = (
    "pas diffuser", "pas publier", "pas mettre en ligne", "pas pour publication", "non publiable", "not publish",
    "t publish", "not release", "not distribute", "for publication", "for release", "for distribution",
)  # fmt: skip
_APPEAR_SIGNS = ("à paraître", "à paraitre", "a paraître", "a paraitre", "to be published")
_CONFIDENTIAL_LOW = re.compile(r"confidenti(?:elle|el|al)")
_CONFIDENTIAL = re.compile(r"\b(?:STRICTE?LY |STRICTEMENT |TOP |TRÈS )?CONFIDENTI(?:ELLES?|ELS?|AL)\b")
_CONFIDENTIAL_LINE = re.compile(r"[\W_]*(?:strictement|strictly) confidenti(?:el|elle|al)[\W_]*", re.IGNORECASE)
_CLASSED = re.compile(
    r"(?:class[ée]e?s?|mention|tampon|tamponné\w*|label|stamped|marked|labell?ed|classified)\s*(?:as )?$", re.IGNORECASE
)
_DEFENCE = re.compile(r"[ -](?:D[ÉE]FENSE|DEFENCE|DEFENSE|INFORMANT)")
_TK = re.compile(r"(?<![\w#@&/.-])(?:TK)+(?![\w/-]|\.\w| (?:Maxx|Elevator)\b| ?\d{3,4}\b)")
_TODO = re.compile(
    r"[\[{] ?(?:todo|to do|fixme|tbd|tbc|tk|xxx|à faire|à compléter|à vérifier|à confirmer|"
    r"a completer|a verifier|a faire|to be (?:completed|confirmed|checked|done)|to come|check this|citation needed)"
    r"\b[^\]}\n]{0,120}[\]}]",
    re.IGNORECASE,
)
_TODO_LINE = re.compile(r"^[^\w\n]{0,10}(?:TODO|FIXME|À FAIRE|A FAIRE)\b ?[:–—-]", re.MULTILINE)
_BRACKETS = {"[": "]", "{": "}", "*": "*", "(": ")"}
_QUOTES = (("«", "»"), ("“", "”"), ("„", "“"))


def embargo_marks(texts: Texts) -> Iterator[Sighting]:
    """Yield marks of an embargo: « SOUS EMBARGO », « [sous embargo] », "Embargoed until March 12, 6 a.m."."""
    for line, begin, end in _matches(texts, _EMBARGO, ("embargo",)):
        rest = line.text[end:]
        starts = _OPENING.fullmatch(line.text, 0, begin) is not None and _only_time(rest)
        if starts or _bracketed(line, begin, end) or _in_capitals(line, _EMBARGO_CAPS, begin):
            yield line.sighting(begin, end)
    for line, begin, end in _matches(texts, _EMBARGO_NAMED, ("embargo :", "embargo:")):
        if _OPENING.fullmatch(line.text, 0, begin) and _only_time(line.text[end:]) and _has_digit(line.text[end:]):
            yield line.sighting(begin, end)


def release_marks(texts: Texts) -> Iterator[Sighting]:
    """Yield marks that forbid to publish, « NE PAS DIFFUSER », and those that say it has yet to be, « à paraître »."""
    for line, begin, end in _matches(texts, _RELEASE, _RELEASE_SIGNS):
        starts = _OPENING.fullmatch(line.text, 0, begin) and _BEFORE.match(line.text, end) and not line.quoted(begin)
        if (starts and len(line.text) <= _LONGEST_MARK) or _bracketed(line, begin, end) or _capitals(line, begin, end):
            yield line.sighting(begin, end)
    last = texts.prose.rstrip("\n").count("\n")
    for line, begin, end in _matches(texts, _APPEAR, _APPEAR_SIGNS):
        named = line.text[begin].lower() not in "àat"
        near = named or line.number <= texts.head + 1 or line.number == last or not line.text[end:].strip()
        alone = _OPENING.fullmatch(line.text, 0, begin) is not None and _only_time(line.text[end:])
        heading = not named and line.number > texts.head + 1 and not line.text[end:].strip(" .:!")
        if (alone and near and not heading) or _square(line, begin, end) or _capitals(line, begin, end):
            yield line.sighting(begin, end)


def confidential_marks(texts: Texts) -> Iterator[Sighting]:
    """Yield CONFIDENTIEL and CONFIDENTIAL in capitals, neither quoted nor as a level of secrecy that is reported."""
    if "CONFIDENTI" in texts.prose:
        for match in islice(_CONFIDENTIAL.finditer(texts.prose), MOST_TRIES):
            line = _line_at(texts.prose, match.start())
            begin = match.start() - line.start
            shouted = line.text.isupper() and len(line.text.split()) > 4 and line.text[:begin].strip()
            before = line.text[:begin].rstrip(" «“\"'")
            if not (
                line.quoted(begin) or shouted or _CLASSED.search(before) or _DEFENCE.match(texts.prose, match.end())
            ):
                yield Sighting(texts.prose, *match.span())
    for line, begin, end in _matches(texts, _CONFIDENTIAL_LOW, ("confidenti",)):
        if _CONFIDENTIAL_LINE.fullmatch(line.text) or _square(line, begin, end):
            yield line.sighting(begin, end)


def tk_marks(texts: Texts) -> Iterator[Sighting]:
    """Yield "TK", which stands for what is to come, as a word of its own."""
    if "TK" not in texts.prose:
        return
    for match in islice(_TK.finditer(texts.prose), MOST_TRIES):
        line = _line_at(texts.prose, match.start())
        if not line.quoted(match.start() - line.start):
            yield Sighting(texts.prose, *match.span())


def todo_marks(texts: Texts) -> Iterator[Sighting]:
    """Yield [TODO] and its like, and lines that begin with "TODO:"."""
    text = texts.prose
    if "[" in text or "{" in text:
        yield from (Sighting(text, *match.span()) for match in _TODO.finditer(text))
    if any(word in text for word in ("TODO", "FIXME", "FAIRE")):
        yield from (Sighting(text, match.start(), match.end()) for match in _TODO_LINE.finditer(text))


class _Line:
    """A line of a text: where it starts, which it is, and what it says."""

    __slots__ = ("start", "text", "whole")

    def __init__(self, whole: str, start: int, end: int) -> None:
        self.whole = whole
        self.start = start
        self.text = whole[start:end]

    @property
    def number(self) -> int:
        """Which line of the text it is, from 0."""
        return self.whole.count("\n", 0, self.start)

    def sighting(self, begin: int, end: int) -> Sighting:
        return Sighting(self.whole, self.start + begin, self.start + end)

    def quoted(self, place: int) -> bool:
        """Whether a quotation stands open at a place of the line."""
        before = self.text[:place]
        if any(before.count(opening) > before.count(closing) for opening, closing in _QUOTES):
            return True
        return before.count('"') % 2 == 1


def _line_at(text: str, place: int) -> _Line:
    # A line without end is cut: a mark and what tells it from prose stand close together.
    first, last = max(0, place - _FAR), min(len(text), place + _FAR)
    start, end = text.rfind("\n", first, place), text.find("\n", place, last)
    return _Line(text, first if start < 0 else start + 1, last if end < 0 else end)


def _matches(texts: Texts, phrase: re.Pattern[str], signs: Sequence[str]) -> Iterator[tuple[_Line, int, int]]:
    """Yield the lines of the prose in which a phrase stands, in whatever case, and where in them."""
    if not any(sign in texts.low for sign in signs):
        return
    for match in islice(phrase.finditer(texts.low), MOST_TRIES):
        line = _line_at(texts.prose, match.start())
        yield line, match.start() - line.start, match.end() - line.start


def _only_time(rest: str) -> bool:
    """Whether what follows a mark says nothing but until when."""
    if len(rest) > _LONGEST_MARK:
        return False
    return all(any(char.isdigit() for char in word) or word.lower() in _TIME for word in _WORD.findall(rest))


def _has_digit(words: str) -> bool:
    return any(char.isdigit() for char in words)


def _square(line: _Line, begin: int, end: int) -> bool:
    return _bracketed(line, begin, end, "[{*")


def _bracketed(line: _Line, begin: int, end: int, kinds: str = "[{*(") -> bool:
    """Whether the words begin what stands in brackets; round ones count at the edges of a line alone."""
    before = line.text[:begin].rstrip(" *_")
    opening = "*" if line.text[:begin].rstrip().endswith("**") else before[-1:]
    if not opening or opening not in kinds:
        return False
    closing = line.text.find(_BRACKETS[opening], end)
    if closing < 0 or closing - end > _LONGEST_MARK:
        return False
    if opening == "*":
        return _only_time(line.text[end:closing])
    return opening != "(" or not before[:-1].strip() or not line.text[closing + 1 :].strip(" .!")


def _capitals(line: _Line, begin: int, end: int) -> bool:
    """Whether the words are in capitals, and stand out: not quoted, nor in a line that is all in capitals."""
    words = line.text[begin:end]
    if not words.isupper() or line.quoted(begin):
        return False
    rest = line.text[:begin] + line.text[end:]
    return not line.text[:begin].strip(" \t*_–—-:([{") or not rest.isupper()


def _in_capitals(line: _Line, phrase: re.Pattern[str], begin: int) -> bool:
    match = phrase.match(line.text, begin)
    return match is not None and _capitals(line, begin, match.end())
