"""Sentences heard: what was understood of each, what was not, and the ways to say it so that it is."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.follow.phrases import listing, quoted
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.my import MY
from buzzfeed.personal import understand
from buzzfeed.personal.preferences import LONGEST_SENTENCE

_SAID = {"fr": ("J’aime {}", "Rien sur {}", "Plus de {}"), "en": ("I like {}", "Nothing about {}", "Not against {}")}
"""How a phrase is liked, how it is spared, and how it stays open, so that it is understood."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to say what was not understood: the value of its button, and its name."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A phrase that was not understood, asked back; without ``ways`` the reader is told how to say it."""

    question: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence as it was understood: what of it is wanted and what is not, in sentences, and what is asked back."""

    told: tuple[str, ...]
    asked: tuple[Asking, ...]


def heard_in(sentence: str, number: int, language: str) -> Heard:
    """Return what was understood of the sentence with this number."""
    words, own, found = WORDS[language], MY[language], understand(sentence)
    told = [
        pattern.format(names=listing([quoted(name, words) for name in names], words))
        for pattern, names in ((own.liked, found.likes), (own.spared, found.dislikes))
        if names
    ]
    if not (told or found.unclear):
        told = [own.unheard]
    return Heard(tuple(told), tuple(_asking(sentence, number, at, language) for at in range(len(found.unclear))))


def put_so(sentences: tuple[str, ...], put: str, language: str) -> tuple[str, ...]:
    """Return the sentences with a phrase put as its button says: ``0.1+``, sentence 0 likes its second unclear phrase.

    What is no such value, or cannot be put so that it is understood, changes nothing.
    """
    number, _, rest = put[:-1].partition(".")
    if not (number.isdecimal() and rest.isdecimal() and put[-1:] in ("+", "-") and len(put) < 8):
        return sentences
    at, phrase = int(number), int(rest)
    if at >= len(sentences):
        return sentences
    made = _put(sentences[at], phrase, put[-1], language)
    return (*sentences[:at], made, *sentences[at + 1 :]) if made else sentences


def _asking(sentence: str, number: int, at: int, language: str) -> Asking:
    words, own = WORDS[language], MY[language]
    name = quoted(understand(sentence).unclear[at], words)
    sides = (("+", own.mean_like), ("-", own.mean_spare))
    ways = [
        Way(f"{number}.{at}{side}", pattern.format(name=name))
        for side, pattern in sides
        if _put(sentence, at, side, language)
    ]
    return Asking(own.unsure.format(name=name), tuple(ways))


def _put(sentence: str, at: int, side: str, language: str) -> str:
    """Return a sentence that says the same, and of its unclear phrase ``at`` this; empty where none is heard so."""
    found = understand(sentence)
    if at >= len(found.unclear):
        return ""
    phrase = found.unclear[at]
    likes = (*found.likes, phrase) if side == "+" else found.likes
    spares = (*found.dislikes, phrase) if side == "-" else found.dislikes
    rest = tuple(one for one in found.unclear if one != phrase)
    said = zip(_SAID[language], (likes, spares, rest), strict=True)
    made = ". ".join(pattern.format(name) for pattern, names in said for name in names) + "."
    again = understand(made)
    same = (set(again.likes), set(again.dislikes), set(again.unclear)) == (set(likes), set(spares), set(rest))
    return made if same and len(made) <= LONGEST_SENTENCE else ""
