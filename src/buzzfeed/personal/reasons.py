"""Reasons: one plain sentence for each entry, in the reader's language, from fixed templates.

A sentence names at most three things in the reader's own words. It is plain text: whoever puts it into a document
escapes it like any other text. French typography as elsewhere: no-break spaces within « ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from buzzfeed.personal.scoring import Bar, Ground, Part, Scored
from buzzfeed.personal.selecting import Chosen
from buzzfeed.personal.spelling import spaced

_LONGEST_NAME = 80
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class _Words:
    """The templates of one language."""

    quoted: str
    both: str
    follow: str
    wrote: str
    follow_and_wrote: str
    front: str
    front_and: str
    nothing: str
    bars: Mapping[Bar, str]
    full: str
    plain: str


_WORDS = {
    "fr": _Words(
        quoted="«\u00a0{}\u00a0»",
        both="{} et {}",
        follow="Parce que vous suivez {}.",
        wrote="Parce que vous avez écrit {}.",
        follow_and_wrote="Parce que vous suivez {} et avez écrit {}.",
        front="Parce que la rédaction l’a mis à la une.",
        front_and="À la une, et parce que vous suivez {}.",
        nothing="Parce qu’il fait partie des plus récents.",
        bars={
            Bar.HIDDEN: "Il contient {}, que vous masquez.",
            Bar.NEVER: "Vous ne voulez jamais {}.",
            Bar.SPARED: "Vous avez écrit que vous ne vouliez pas {}.",
            Bar.LANGUAGE: "Il n’est pas dans une langue que vous lisez.",
        },
        full="D’autres articles répondaient mieux à vos choix, et la place manquait.",
        plain="Rien de ce que vous suivez n’y est assez présent.",
    ),
    "en": _Words(
        quoted="“{}”",
        both="{} and {}",
        follow="Because you follow {}.",
        wrote="Because you wrote {}.",
        follow_and_wrote="Because you follow {} and wrote {}.",
        front="Because the newsroom put it on the front page.",
        front_and="On the front page, and because you follow {}.",
        nothing="Because it is among the newest.",
        bars={
            Bar.HIDDEN: "It holds {}, which you hide.",
            Bar.NEVER: "You never want {}.",
            Bar.SPARED: "You wrote that you do not want {}.",
            Bar.LANGUAGE: "It is in no language that you read.",
        },
        full="Other articles met your choices better, and there was no more room.",
        plain="Nothing that you follow is present enough in it.",
    ),
}
LANGUAGES = tuple(_WORDS)
_FOLLOWED = frozenset({Ground.TERM, Ground.AUTHOR, Ground.WORD})
_WRITTEN = frozenset({Ground.SENTENCE, Ground.MEANING, Ground.LABEL})


def reason(chosen: Chosen, language: str) -> str:
    """Return why an article is in the feed, as in « Parce que vous suivez « IA » et avez écrit « éducation ». »."""
    words = _WORDS.get(language, _WORDS["en"])
    followed = _names(chosen.scored, _FOLLOWED, words)
    written = _names(chosen.scored, _WRITTEN, words, but=followed)
    if chosen.front:
        if chosen.candidate.featured:
            return words.front_and.format(_joined(followed, words)) if followed else words.front
        if not (followed or written):
            return words.nothing
    if followed and written:
        return words.follow_and_wrote.format(_joined(followed, words), _quote(written[0], words))
    if followed:
        return words.follow.format(_joined(followed, words))
    return words.wrote.format(_joined(written, words)) if written else words.nothing


def why_not(scored: Scored, language: str) -> str:
    """Return why an article is left out, in one plain sentence."""
    words = _WORDS.get(language, _WORDS["en"])
    if scored.bar is not None:
        return words.bars[scored.bar].format(_quote(scored.barred_by, words))
    return words.full if scored.wanted else words.plain


def _names(scored: Scored, grounds: frozenset[Ground], words: _Words, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the things that gave most points, the most first; what is named already is not named twice."""
    best: dict[str, Part] = {}
    told = {_spelt(name) for name in but}
    for part in scored.parts:
        if part.ground not in grounds:
            continue
        key = _spelt(part.name)
        if part.points > 0 and key not in told:
            held = best.get(key)
            if held is None or part.points > held.points:
                best[key] = part
    ranked = sorted(best.values(), key=lambda part: (-part.points, part.name))
    return tuple(part.name for part in ranked[:_MOST_NAMED])


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
