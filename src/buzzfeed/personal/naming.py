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
    more: str
    less: str


_WORDS = {
    "fr": _Words(
        title="Mon fil",
        by_words="Articles de {} choisis d’après ce que vous avez dit, par les mots.",
        by_meaning="Articles de {} choisis d’après ce que vous avez dit, par les mots et par le sens.",
        paused="{} (en pause)",
        rests="{} Ce fil est en pause\u00a0: rien de nouveau n’y entre.",
        more="Plus comme ceci",
        less="Moins comme ceci",
    ),
    "en": _Words(
        title="My feed",
        by_words="Articles of {} chosen by what you said, by their words.",
        by_meaning="Articles of {} chosen by what you said, by their words and their meaning.",
        paused="{} (paused)",
        rests="{} This feed is paused: nothing new comes in.",
        more="More like this",
        less="Less like this",
    ),
}


def called(title: str, newsroom: str, language: str, *, paused: bool, by_meaning: bool) -> tuple[str, str]:
    """Return a personal feed's title (the reader's own, where there is one) and description."""
    words = _WORDS.get(language, _WORDS["en"])
    name = title or words.title
    said = (words.by_meaning if by_meaning else words.by_words).format(newsroom)
    return (words.paused.format(name), words.rests.format(said)) if paused else (name, said)


def feedback_labels(language: str) -> tuple[str, str]:
    """Return what the links are called that ask for more like an article, and for less."""
    words = _WORDS.get(language, _WORDS["en"])
    return words.more, words.less
