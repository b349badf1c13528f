"""Preferences: what a reader says of a personal feed, as a value that is valid wherever it came from.

They are written as pairs of a name and a text, as forms and query strings give them; `canonical` is the one spelling
of all that say the same, which is stored, put into an address, or keyed by. Nothing in them is a pattern or a rule that
could take time: terms, whole words and sentences are compared, never run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from buzzfeed.errors import PreferencesError
from buzzfeed.model import TermKind, fold, term_key
from buzzfeed.personal.sentences import understand
from buzzfeed.personal.spelling import STOP, stems, with_signs

MOST_TERMS = 60
MOST_WORDS = 40
MOST_HIDDEN = 40
MOST_SENTENCES = 5
MOST_LANGUAGES = 8
MOST_AMOUNT = 50
MOST_PAIRS = 250
LONGEST_TERM = 120
LONGEST_WORD = 60
LONGEST_SENTENCE = 300
LARGEST = 20_000
"""Characters of all names and texts together: more is not looked at."""

_NAMED = 40
_COMMON = "stands in nearly every article"
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no XML may hold (XML 1.0, Char), and control characters besides."""


class Want(StrEnum):
    """How much a reader wants of a term: beaucoup, un peu, jamais."""

    MUCH = "much"
    LITTLE = "little"
    NEVER = "never"


class Pace(StrEnum):
    """What the amount is counted by."""

    DAY = "day"
    WEEK = "week"


class Variety(StrEnum):
    """How much a reader wants subjects to alternate."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


@dataclass(frozen=True, slots=True)
class Wished:
    """A term and how much of it is wanted; ``label`` is the reader's spelling, ``key`` the folded one."""

    kind: TermKind
    key: str
    label: str
    want: Want


@dataclass(frozen=True, slots=True)
class Hidden:
    """A word or phrase that hides what holds it, as whole words; until the end of a day, or for good."""

    word: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that a reader says, in canonical order.

    ``amount`` is articles a day or a week, of which ``front`` are places kept for the front page. No language means
    all. ``words`` are followed. Make it with `preferences_of`, which checks.
    """

    terms: tuple[Wished, ...] = ()
    words: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    sentences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    amount: int = 5
    pace: Pace = Pace.DAY
    front: int = 1
    variety: Variety = Variety.SOME

    @property
    def empty(self) -> bool:
        """Whether nothing was asked for, so that all there is to show is the front page."""
        wanted = any(term.want is not Want.NEVER for term in self.terms)
        return not (wanted or self.words or self.sentences)

    @property
    def asks(self) -> bool:
        """Whether anything is asked for, and not only refused, or left unclear."""
        wanted = any(term.want is not Want.NEVER for term in self.terms)
        return wanted or bool(self.words) or any(understand(sentence).likes for sentence in self.sentences)

    @property
    def usual_front(self) -> int:
        """The front page's share where none is said: one place, but the only one is for what is asked for."""
        return 0 if self.amount == 1 and self.asks else Preferences().front


def preferences_of(pairs: Iterable[tuple[str, str]]) -> Preferences:
    """Return the preferences that pairs say; what is said twice counts once, the stronger of two wants of a term holds.

    A front page's share that is not said is one place, and none where one place is all there is and something is asked
    for.

    ``much``, ``little``, ``never``: a term as ``tag:NAME``, ``category:NAME`` or ``author:NAME``; ``word``: a word to
    follow; ``hide``: a word to hide, with ``~2026-12-31`` behind it where it ends that day; ``say``: a sentence;
    ``lang``: a language; ``amount``, ``per`` (day, week), ``front``, ``variety`` (little, some, much). Empty texts are
    left out, as forms send them.

    Raises:
        PreferencesError: something is too long, too many, not understood, or holds control characters.
    """
    reading = _Reading()
    size = 0
    for count, (name, text) in enumerate(pairs):
        size += len(name) + len(text)
        if size > LARGEST or count >= MOST_PAIRS:
            raise _error("preferences", f"are larger than {LARGEST} characters or {MOST_PAIRS} lines", "too-long")
        reading.take(name, text)
    return reading.result()


def readable(pairs: Iterable[tuple[str, str]]) -> tuple[Preferences, bool]:
    """Return the preferences of pairs that were kept, and whether some of these cannot be taken (any more).

    Those are left out: one line that is not valid is not to keep a reader from all the others.
    """
    kept = tuple(pairs)
    try:
        return preferences_of(kept), False
    except PreferencesError:
        good: list[tuple[str, str]] = []
    for pair in kept[:MOST_PAIRS]:
        try:
            preferences_of([*good, pair])
        except PreferencesError:
            continue
        good.append(pair)
    return preferences_of(good), True


def pairs_of(preferences: Preferences) -> tuple[tuple[str, str], ...]:
    """Return the pairs that say these preferences, in canonical order; what is as by default is left out."""
    plain = Preferences()
    pairs = [(term.want.value, f"{term.kind}:{term.label}") for term in preferences.terms]
    pairs += [("word", word) for word in preferences.words]
    pairs += [("hide", f"{one.word}~{one.until}" if one.until else one.word) for one in preferences.hidden]
    pairs += [("say", sentence) for sentence in preferences.sentences]
    pairs += [("lang", language) for language in preferences.languages]
    for name, value, usual in (
        ("amount", preferences.amount, plain.amount),
        ("per", preferences.pace, plain.pace),
        ("front", preferences.front, preferences.usual_front),
        ("variety", preferences.variety, plain.variety),
    ):
        if value != usual:
            pairs.append((name, str(value)))
    return tuple(pairs)


def canonical(preferences: Preferences) -> str:
    """Return the one spelling of these preferences, as a query string without its question mark."""
    return urlencode(pairs_of(preferences))


def in_order(terms: Iterable[Wished]) -> tuple[Wished, ...]:
    """Return terms in canonical order: much, little, never, then by kind and folded label."""
    return tuple(sorted(terms, key=lambda one: (list(Want).index(one.want), one.kind, one.key)))


class _Reading:
    """Preferences on their way, pair by pair."""

    def __init__(self) -> None:
        self.terms: dict[tuple[TermKind, str], Wished] = {}
        self.words: dict[str, str] = {}
        self.hidden: dict[str, Hidden] = {}
        self.sentences: dict[str, str] = {}
        self.languages: set[str] = set()
        self.single: dict[str, str] = {}
        self._take: dict[str, Callable[[str, str], None]] = {
            **dict.fromkeys(("much", "little", "never"), self._term),
            "word": self._word,
            "hide": self._hide,
            "say": self._say,
            "lang": self._language,
            **dict.fromkeys(("amount", "per", "front", "variety"), self._once),
        }

    def take(self, name: str, text: str) -> None:
        take = self._take.get(name)
        if take is None:
            raise _error(f'"{name[:_NAMED]}"', "is no preference", "unknown", f"known: {', '.join(self._take)}")
        if said := _clean(name, text):
            take(name, said)

    def result(self) -> Preferences:
        amount = self._number("amount", 1, MOST_AMOUNT, Preferences().amount)
        front = self._number("front", 0, MOST_AMOUNT, Preferences().front)
        if front > amount:
            raise _error("front", f"is more than the whole amount of {amount}", "number", "ask for fewer")
        said = Preferences(
            terms=in_order(self.terms.values()),
            words=tuple(self.words[key] for key in sorted(self.words)),
            hidden=tuple(self.hidden[key] for key in sorted(self.hidden)),
            sentences=tuple(self.sentences.values()),
            languages=tuple(sorted(self.languages)),
            amount=amount,
            pace=Pace(self._choice("per", Pace, Preferences().pace)),
            front=front,
            variety=Variety(self._choice("variety", Variety, Preferences().variety)),
        )
        return said if "front" in self.single else replace(said, front=said.usual_front)

    def _term(self, name: str, text: str) -> None:
        kind, _, label = text.partition(":")
        label = label.strip()
        if kind not in set(TermKind) or not term_key(label):
            raise _error(name, f'"{text[:_NAMED]}" is no term', "unknown", 'write "tag:NAME" or "category:NAME"')
        _short(name, label, LONGEST_TERM)
        key = (TermKind(kind), term_key(label))
        want = Want(name)
        held = self.terms.get(key)
        # Said twice, never goes before much, and much before little: what is refused is meant.
        order = [Want.NEVER, Want.MUCH, Want.LITTLE]
        if held is None or order.index(want) < order.index(held.want):
            self.terms[key] = Wished(*key, label, want)
        _few(name, self.terms, MOST_TERMS)

    def _word(self, name: str, text: str) -> None:
        key = _words(name, text)
        if not stems(text):
            raise _error(name, f'"{text[:_NAMED]}" {_COMMON}', "common", "write a longer name, or a sentence")
        self.words.setdefault(key, text)
        _few(name, self.words, MOST_WORDS)

    def _hide(self, name: str, text: str) -> None:
        word, tilde, day = text.rpartition("~")
        word, until = (word.strip(), _day(name, day)) if tilde else (text, None)
        key = _words(name, word)
        if len(key) == 1 and key in STOP:  # « c'est », « l'eau », "I'm"
            raise _error(name, f'"{word}" {_COMMON}', "common", "write the whole name")
        held = self.hidden.get(key)
        if held and (held.until is None or until is None):
            until = None
        elif held and held.until and until:
            until = max(held.until, until)
        self.hidden[key] = Hidden(held.word if held else word, until)
        _few(name, self.hidden, MOST_HIDDEN)

    def _say(self, name: str, text: str) -> None:
        _short(name, text, LONGEST_SENTENCE)
        self.sentences.setdefault(fold(text), text)
        _few(name, self.sentences, MOST_SENTENCES)

    def _language(self, name: str, text: str) -> None:
        language = text.partition("-")[0].lower()
        if not (language.isascii() and language.isalpha() and 2 <= len(language) <= 3):
            raise _error(name, f'"{text[:_NAMED]}" is no language', "unknown", 'write "fr", "en", …')
        self.languages.add(language)
        _few(name, self.languages, MOST_LANGUAGES)

    def _once(self, name: str, text: str) -> None:
        self.single[name] = text

    def _number(self, name: str, least: int, most: int, usual: int) -> int:
        text = self.single.get(name)
        if text is None:
            return usual
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
        if not least <= number <= most:
            raise _error(name, f'"{text[:_NAMED]}" is not from {least} to {most}', "number")
        return number

    def _choice(self, name: str, kind: type[StrEnum], usual: str) -> str:
        text = self.single.get(name, usual)
        known = [one.value for one in kind]
        if text not in known:
            raise _error(name, f'"{text[:_NAMED]}" is none of {", ".join(known)}', "unknown")
        return text


def _clean(name: str, text: str) -> str:
    """Return a text on one line; what is no text at all is refused, not mended: nobody typed it."""
    if _NO_TEXT.search(text):
        raise _error(name, "holds control characters, or what is no character", "control", "type it anew")
    return " ".join(text.split())


def _words(name: str, text: str) -> str:
    _short(name, text, LONGEST_WORD)
    words = with_signs(text)
    if not words:
        raise _error(name, f'"{text[:_NAMED]}" holds no word', "empty", "write at least one letter or digit")
    return words


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise _error(name, f'"{text[:_NAMED]}" is no day', "date", "write it as 2026-12-31") from None


def _short(name: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise _error(name, f'"{text[:_NAMED]}…" is longer than {longest} characters', "too-long", "shorten it")


def _few(name: str, held: object, most: int) -> None:
    if len(held) > most:  # type: ignore[arg-type]
        raise _error(name, f"is said more than {most} times", "too-many", "say what matters most")


def _error(subject: str, cause: str, code: str, hint: str = "") -> PreferencesError:
    return PreferencesError(subject, cause, hint, code=code)
