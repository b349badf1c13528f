"""Reasons: one plain sentence for each entry, in the reader's language, from fixed templates.

A sentence names at most three things in the reader's own words, and claims no more than is so: words are named where
they stand in the article, a phrase that is near by its meaning alone is said to be near. It is plain text: whoever puts
it into a document escapes it like any other text. French typography as elsewhere: no-break spaces within « ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from buzzfeed.personal.candidates import Candidate
from buzzfeed.personal.scoring import ENOUGH, Bar, Ground, Scored
from buzzfeed.personal.selecting import Chosen
from buzzfeed.personal.sentences import trimmed
from buzzfeed.personal.signing import signed
from buzzfeed.personal.spelling import holds, spaced, stems

_LONGEST_NAME = 80
_MOST_NAMED = 2
_ENDS = "\"'’«»“”.,;:!?()"


@dataclass(frozen=True, slots=True)
class _Words:
    """The templates of one language."""

    quoted: str
    both: str
    follow: str
    wrote: str
    near: str
    follow_and_wrote: str
    follow_and_near: str
    front_and: str
    share: str
    share_anyway: str
    featured: str
    newest: str
    before: str
    bars: Mapping[Bar, str]
    near_spared: str
    touches: str
    full: str
    almost: str
    plain: str
    unasked: str


_WORDS = {
    "fr": _Words(
        quoted="«\u00a0{}\u00a0»",
        both="{} et {}",
        follow="Parce que vous suivez {}.",
        wrote="Parce que vous avez écrit {}.",
        near="Proche de ce que vous avez écrit\u00a0: {}.",
        follow_and_wrote="Parce que vous suivez {} et avez écrit {}.",
        follow_and_near="Parce que vous suivez {}, et que vous avez écrit quelque chose de proche\u00a0: {}.",
        front_and="Parce qu’il est à la une et que vous suivez {}.",
        share="Parce que vous laissez une part à la une\u00a0: {}.",
        share_anyway="Parce que vous laissez une part à la une, où vos refus ne comptent pas\u00a0: {}.",
        featured="la rédaction l’y a mis",
        newest="il était l’un des plus récents",
        before="Parce qu’il répondait à vos choix quand il est entré.",
        bars={
            Bar.HIDDEN: "Il contient {}, que vous masquez.",
            Bar.NEVER: "Vous ne voulez jamais {}.",
            Bar.SPARED: "Vous avez écrit que vous ne vouliez pas {}.",
            Bar.LANGUAGE: "Il n’est pas dans une langue que vous lisez.",
        },
        near_spared="Il est proche de ce que vous ne voulez pas\u00a0: {}.",
        touches="Il touche à ce que vous ne voulez pas\u00a0: {}.",
        full="Il répond à vos choix, mais aucune place n’était libre.",
        almost="Proche de ce que vous avez écrit, mais pas assez\u00a0: {}.",
        plain="Rien de ce que vous demandez n’y est assez présent.",
        unasked="Vous n’avez pas encore dit ce que vous voulez lire.",
    ),
    "en": _Words(
        quoted="“{}”",
        both="{} and {}",
        follow="Because you follow {}.",
        wrote="Because you wrote {}.",
        near="Close to what you wrote: {}.",
        follow_and_wrote="Because you follow {} and wrote {}.",
        follow_and_near="Because you follow {}, and because you wrote something close to it: {}.",
        front_and="Because it is on the front page and you follow {}.",
        share="Because you leave a share to the front page: {}.",
        share_anyway="Because you leave a share to the front page, where what you refuse does not count: {}.",
        featured="the newsroom put it there",
        newest="it was among the newest",
        before="Because it met your choices when it came in.",
        bars={
            Bar.HIDDEN: "It holds {}, which you hide.",
            Bar.NEVER: "You never want {}.",
            Bar.SPARED: "You wrote that you do not want {}.",
            Bar.LANGUAGE: "It is in no language that you read.",
        },
        near_spared="It is close to what you do not want: {}.",
        touches="It touches on what you do not want: {}.",
        full="It meets your choices, but no place was free.",
        almost="Close to what you wrote, but not close enough: {}.",
        plain="There is too little in it of what you ask for.",
        unasked="You have not said yet what you want to read.",
    ),
}
LANGUAGES = tuple(_WORDS)
_FOLLOWED = frozenset({Ground.TERM, Ground.AUTHOR, Ground.WORD})
_WRITTEN = frozenset({Ground.SENTENCE, Ground.SIGNED})
_NEAR = frozenset({Ground.MEANING, Ground.LABEL})
_LITERAL = frozenset({Ground.WORD, Ground.SENTENCE})


def reason(chosen: Chosen, language: str) -> str:
    """Return why an article is in the feed, as in « Parce que vous suivez « IA » et avez écrit « éducation ». »."""
    words = _WORDS.get(language, _WORDS["en"])
    scored = chosen.scored
    followed = _names(scored, _FOLLOWED)
    if chosen.front and not (scored.wanted and (followed or not chosen.candidate.featured)):
        share = words.share_anyway if scored.bar in (Bar.NEVER, Bar.SPARED) else words.share
        return share.format(words.featured if chosen.candidate.featured else words.newest)
    if chosen.front and chosen.candidate.featured:
        return words.front_and.format(_joined(followed, words))
    near = _nearness(scored)
    written = () if near else _names(scored, _WRITTEN, but=followed)
    near = tuple(name for name in near if _spelt(name) not in map(_spelt, followed))
    if followed and (written or near):
        both = words.follow_and_wrote if written else words.follow_and_near
        return both.format(_joined(followed, words), _quote((*written, *near)[0], words))
    if followed:
        return words.follow.format(_joined(followed, words))
    if written:
        return words.wrote.format(_joined(written, words))
    return words.near.format(_joined(near, words)) if near else words.before


def why_not(scored: Scored, language: str, *, asked: bool = True) -> str:
    """Return why an article is left out, in one plain sentence; ``asked`` is whether anything at all was asked for."""
    words = _WORDS.get(language, _WORDS["en"])
    stands = _standing(scored.barred_by, scored.candidate) or signed(scored.barred_by, scored.candidate.terms)
    if scored.bar is Bar.SPARED and not stands:
        return words.near_spared.format(_quote(_bare(scored.barred_by), words))
    if scored.bar is not None:
        name = _bare(scored.barred_by) if scored.bar is Bar.SPARED else scored.barred_by
        return words.bars[scored.bar].format(_quote(name, words))
    if scored.wanted:
        return words.full
    return _short_of(scored, words) if asked else words.unasked


def _short_of(scored: Scored, words: _Words) -> str:
    """Return what an article that nothing bars lacks to be worth a place."""
    if spared := spoiling(scored):
        return words.touches.format(_quote(_bare(spared), words))
    near = _names(scored, _NEAR)[:1] if scored.points >= ENOUGH else ()
    return words.almost.format(_quote(near[0], words)) if near else words.plain


def spoiling(scored: Scored) -> str:
    """Return the phrase to be spared without whose cost an article would be worth a place; empty where none is."""
    costs = [part for part in scored.parts if part.ground is Ground.SPARED]
    worst = min(costs, key=lambda part: part.points, default=None)
    if worst is None or scored.bar is not None or not (scored.near or scored.plain >= ENOUGH):
        return ""
    return worst.name if scored.points < ENOUGH <= scored.points - worst.points else ""


def _nearness(scored: Scored) -> tuple[str, ...]:
    """Return the phrase an article is near to, where that is why it is wanted rather than words that stand in it."""
    near = sum(part.points for part in scored.parts if part.ground in _NEAR)
    said = sum(part.points for part in scored.parts if part.ground in _WRITTEN)
    return _names(scored, _NEAR)[:1] if near >= ENOUGH > said and near > said else ()


def _names(scored: Scored, grounds: frozenset[Ground], but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the things that gave most points, the most first; what is named already is not named twice.

    Of a phrase and of words to follow, what stands in the article is named.
    """
    best: dict[str, tuple[int, Ground]] = {}
    for part in scored.parts:
        if part.ground in grounds and part.points > best.get(part.name, (0, part.ground))[0]:
            best[part.name] = part.points, part.ground
    told = {_spelt(name) for name in but}
    names: list[str] = []
    for name in sorted(best, key=lambda one: (-best[one][0], one)):
        ground = best[name][1]
        for one in _standing(name, scored.candidate) if ground in _LITERAL else (name,):
            shown = one if ground in _FOLLOWED else _bare(one)
            if _spelt(shown) not in told:
                told.add(_spelt(shown))
                names.append(shown)
    return tuple(names[:_MOST_NAMED])


def _standing(phrase: str, candidate: Candidate) -> tuple[str, ...]:
    """Return a phrase where all its words stand in an article; else those that do, as they were written in a row."""
    if all(_holds(candidate, stem) for stem in _stems(phrase)):
        return (phrase,)
    rows: list[list[str]] = [[]]
    for word in phrase.split():
        # Small words keep a row together: « santé des enfants ».
        if not _stems(word) or any(_holds(candidate, stem) for stem in _stems(word)):
            rows[-1].append(word)
        elif rows[-1]:
            rows.append([])
    told = (" ".join(row) for row in rows if any(map(_stems, row)))
    return tuple(_bare(text) for text in told)


def _holds(candidate: Candidate, stem: str) -> bool:
    zones = (candidate.title_stems, candidate.lede_stems, candidate.term_stems, candidate.body_stems)
    return any(holds(zone, stem) for zone in zones)


@lru_cache(maxsize=1 << 12)
def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stems(phrase))


@lru_cache(maxsize=1 << 12)
def _bare(name: str) -> str:
    """Return a phrase without the small words and the punctuation at its ends: « l'éducation », « de l'énergie »."""
    return trimmed(name).strip(_ENDS) or name


@lru_cache(maxsize=1 << 12)
def _spelt(name: str) -> str:
    """Return a name as names are told apart; the same few come again for every entry."""
    return spaced(name)


def _joined(names: tuple[str, ...], words: _Words) -> str:
    quoted = [_quote(name, words) for name in names]
    return words.both.format(*quoted) if len(quoted) == 2 else quoted[0]


def _quote(name: str, words: _Words) -> str:
    cut = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rsplit(' ', 1)[0]}…"
    return words.quoted.format(cut)
