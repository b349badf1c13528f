"""A taste: preferences made ready to be asked of an offer, once for as long as they say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from buzzfeed.personal.preferences import Preferences
from buzzfeed.personal.sentences import Understood, understand
from buzzfeed.personal.signing import Name, names_in
from buzzfeed.personal.spelling import stems, with_signs

MOST_WORDS_MEANT, MOST_PARTS_MEANT = 24, 35
"""Words to follow, and parts of sentences, that are compared by their meaning; further ones count as written alone.

Readers who say what they like stay below. Those said first go first, so that another one takes no meaning from them."""
_PARTS = re.compile(r"\s+(?:et|ou|and|or)\s+|\s*,\s*", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:(?:à|avec|chez|contre|dans|de|par|pour|sur|against|by|for|from|of|with)\s+)?"
    r"(?:ceux|celles?|celui|leurs?|ses|son|sa|ce qu(?:e|i)|ce qu'|her|his|its|their|those)(?:\b|(?<='))",
    re.IGNORECASE,
)
"""How a part begins that says nothing without the one before it: « ceux qui y travaillent », "their papers"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words that are liked or to be spared: as written, their stems, and their meaning where it is known.

    One that ``leans`` says little without what was said before it, and has no meaning of its own. ``names`` are those
    in it that may be authors'.
    """

    text: str
    stems: tuple[str, ...]
    vector: bytes = b""
    leans: bool = False
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence made ready. ``likes`` are its liked phrases, ``whole`` all of them together."""

    sentence: str
    understood: Understood
    whole: Phrase | None
    likes: tuple[Phrase, ...]
    dislikes: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Taste:
    """Preferences made ready: ``words`` are those to follow; ``hidden`` those to hide, `with_signs`.

    ``stems`` are all that are looked for, ``vectors`` the meanings of all phrases, each once.
    """

    preferences: Preferences
    words: tuple[Phrase, ...]
    hidden: tuple[tuple[str, str], ...]
    heard: tuple[Heard, ...]
    stems: tuple[str, ...]
    vectors: tuple[bytes, ...] = ()


def taste_of(preferences: Preferences, vectors: Mapping[str, bytes] | None = None) -> Taste:
    """Return preferences made ready; ``vectors`` are the meanings of `phrases_of` by text, where meaning is at hand."""
    known = vectors or {}
    words = tuple(_word(word, known) for word in preferences.words)
    heard = tuple(_heard(sentence, known) for sentence in preferences.sentences)
    phrases = [phrase.stems for one in heard for phrase in (*one.likes, *one.dislikes)]
    return Taste(
        preferences,
        words=words,
        hidden=tuple((with_signs(one.word), one.word) for one in preferences.hidden),
        heard=heard,
        stems=tuple(dict.fromkeys(chain.from_iterable([*(word.stems for word in words), *phrases]))),
        vectors=tuple(dict.fromkeys(phrase.vector for phrase in (*words, *_phrases(heard)) if phrase.vector)),
    )


def _phrases(heard: Iterable[Heard]) -> Iterator[Phrase]:
    for one in heard:
        if one.whole is not None:
            yield one.whole
        yield from one.likes
        yield from one.dislikes


def phrases_of(preferences: Preferences) -> tuple[str, ...]:
    """Return the texts whose meanings a taste asks for, each once: vectors of others are of no use to it.

    They are the words to follow and the sentences, each as a whole and by its parts, as far as these are compared so.
    """
    left, found = MOST_PARTS_MEANT, list(preferences.words[:MOST_WORDS_MEANT])
    for sentence in preferences.sentences:
        understood = understand(sentence)
        parts = tuple(islice(_single(understood), left))
        left -= len(parts)
        found += [*_whole(understood), *parts]
    return tuple(dict.fromkeys(found))


def beyond_meaning(preferences: Preferences) -> bool:
    """Whether some of what is said is beyond what is compared by its meaning."""
    parts = sum(1 for sentence in preferences.sentences for _ in _single(understand(sentence)))
    return len(preferences.words) > MOST_WORDS_MEANT or parts > MOST_PARTS_MEANT


def _heard(sentence: str, known: Mapping[str, bytes]) -> Heard:
    understood = understand(sentence)
    whole = "".join(_whole(understood))
    return Heard(
        sentence,
        understood,
        whole=_phrase(whole, known) if whole else None,
        likes=tuple(_phrase(part, known, leans=leans) for part, leans in _liked(understood)),
        dislikes=tuple(_phrase(part, known) for part in _parts(understood.dislikes)),
    )


def _whole(understood: Understood) -> tuple[str, ...]:
    return (", ".join(understood.likes),) if understood.likes else ()


def _single(understood: Understood) -> Iterator[str]:
    """Yield the parts of a sentence that have a meaning of their own."""
    yield from (part for part, leans in _liked(understood) if not leans)
    yield from _parts(understood.dislikes)


def _liked(understood: Understood) -> Iterator[tuple[str, bool]]:
    """Yield the single things that are liked, and whether each leans on one before it."""
    for number, part in enumerate(_parts(understood.likes)):
        yield part, number > 0 and _LEANS.match(part) is not None


def _parts(phrases: tuple[str, ...]) -> Iterator[str]:
    """Yield the single things that phrases name: « recettes faciles et desserts » are two."""
    for phrase in phrases:
        yield from (part for part in _PARTS.split(phrase) if stems(part))


def _word(text: str, known: Mapping[str, bytes]) -> Phrase:
    return Phrase(text, tuple(dict.fromkeys(stems(text))), known.get(text, b""))


def _phrase(text: str, known: Mapping[str, bytes], *, leans: bool = False) -> Phrase:
    return Phrase(
        text, tuple(dict.fromkeys(stems(text))), b"" if leans else known.get(text, b""), leans, names_in(text)
    )
