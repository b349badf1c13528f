"""What a personal feed says of itself, and the words of its links, in French and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    by_words: str
    by_meaning: str
    paused: str
    rests: str
    partly: str
    more: str
    less: str


_WORDS = {
    "fr": _Words(
        title="Mon fil",
        by_words="Articles de {} choisis d’après ce que vous avez dit, par les mots.",
        by_meaning="Articles de {} choisis d’après ce que vous avez dit, par les mots et par le sens.",
        paused="{} (en pause)",
        rests="{} Ce fil est en pause\u00a0: rien de nouveau n’y entre.",
        partly="{} Une partie de ce que vous aviez dit n’a pas pu être relue et n’y compte pas\u00a0: la page de votre "
        "fil montre ce qu’il en reste.",
        more="Plus comme ceci",
        less="Moins comme ceci",
    ),
    "en": _Words(
        title="My feed",
        by_words="Articles of {} chosen by what you said, by their words.",
        by_meaning="Articles of {} chosen by what you said, by their words and their meaning.",
        paused="{} (paused)",
        rests="{} This feed is paused: nothing new comes in.",
        partly="{} Part of what you had said could not be read and does not count: your feed’s page shows what is "
        "left.",
        more="More like this",
        less="Less like this",
    ),
}


def called(
    title: str, newsroom: str, language: str, *, paused: bool, by_meaning: bool, partly: bool = False
) -> tuple[str, str]:
    """Return a personal feed's title (the reader's own, where there is one) and description.

    ``partly`` is whether some of what its reader said cannot be read, and is left out.
    """
    words = _WORDS.get(language, _WORDS["en"])
    name = title or words.title
    said = (words.by_meaning if by_meaning else words.by_words).format(newsroom)
    said = words.partly.format(said) if partly else said
    return (words.paused.format(name), words.rests.format(said)) if paused else (name, said)


def feedback_labels(language: str) -> tuple[str, str]:
    """Return what the links are called that ask for more like an article, and for less."""
    words = _WORDS.get(language, _WORDS["en"])
    return words.more, words.less
