"""Which choices a draft changes, each told as it was and as it would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buzzfeed.follow.my.saying import Said
from buzzfeed.follow.phrases import language_name, quoted, shorten, written
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.feedback import FEEDBACK
from buzzfeed.follow.words.mine import MINE
from buzzfeed.follow.words.my import MY

_NAME = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that changes: what it is about, as it is kept, and as it would be."""

    name: str
    before: str
    after: str


def choices_changed(before: Said, after: Said, language: str) -> tuple[Choice, ...]:
    """Return what is said otherwise in a draft than in the feed that is kept, in the order of the form."""
    old, new = ({(kind, name): told for kind, name, told in _choices(said, language)} for said in (before, after))
    nothing = MINE[language].no_choice
    return tuple(
        Choice(key[1], old.get(key, nothing), new.get(key, nothing))
        for key in dict.fromkeys([*old, *new])
        if old.get(key, nothing) != new.get(key, nothing)
    )


def _choices(said: Said, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield every choice: of what kind, its name, and how it stands, in words."""
    preferences, own, words = said.preferences, MY[language], WORDS[language]
    mine, feedback = MINE[language], FEEDBACK[language]

    def named(name: str) -> str:
        return quoted(shorten(name, _NAME), words)

    for sentence in preferences.sentences:
        yield "say", named(sentence), mine.is_said
    for term in preferences.terms:
        yield term.kind, named(term.label), feedback.wants[term.want]
    yield "", own.amount, f"{preferences.amount} {own.paces[preferences.pace]}"
    yield "", own.front, own.front_some.format(count=preferences.front) if preferences.front else own.front_none
    for word in preferences.words:
        yield "word", named(word), feedback.word
    for hidden in preferences.hidden:
        until = f" {mine.until.format(day=written(hidden.until, words))}" if hidden.until else ""
        yield "hide", named(hidden.word), f"{mine.is_hidden}{until}"
    yield "", own.variety, own.varieties[preferences.variety]
    spoken = ", ".join(language_name(code, words) for code in preferences.languages)
    yield "", own.languages, spoken or mine.all_languages
    yield "", own.name, quoted(said.title or own.usual_name, words)
    yield "", own.feedback, mine.yes if said.feedback else mine.no
