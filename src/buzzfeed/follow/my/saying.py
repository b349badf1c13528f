"""What a reader says on the form, read field by field: what is right counts, what is wrong is told beside its field.

The form says the same as the pairs of `buzzfeed.personal.preferences_of`, and a few things that only forms can say: a
term by its own name (``tag:IA=much``), several words in one field, a word to hide beside its date. ``lang`` is the
page's language here, as on all pages, so that languages to read are ``read``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from buzzfeed.errors import PreferencesError
from buzzfeed.follow.my.meaning import put_so
from buzzfeed.model import TermKind, fold, term_key
from buzzfeed.personal import Preferences, Want, pairs_of, preferences_of
from buzzfeed.personal.preferences import LARGEST, LONGEST_TERM, MOST_PAIRS

Pair = tuple[str, str]
Known = Mapping[tuple[TermKind, str], str]
"""The newsroom's terms, by kind and key, with their labels."""

LONGEST_BODY = 120_000
"""Bytes of a form: what may be said, each letter percent-encoded."""
LONGEST_TITLE = 80
_MOST_FIELDS = 600
_MOST_TYPED = 60
"""Words or terms that are looked at of one kind, where several stand in one field: more than may be said."""
_WANTS = frozenset(Want)
_KINDS = frozenset(TermKind)
_FIELD = {"much": "terms", "little": "terms", "never": "terms", "per": "amount", "lang": "read"}
_ALONE = frozenset({"amount", "per", "front", "variety"})
_NOT_SAID = frozenset({"lang", "version", "new", "saved", "done"})
_LISTS = frozenset({"other", "word"})
_KEPT = 600
"""Characters of a faulty text that the page shows again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field: the code of a `PreferencesError` (or ``no-term``), and what was written there."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: ``preferences`` are all that is right, ``faults`` the rest by field; ``title`` is the feed's name.

    Fields are ``terms``, ``other``, ``word``, ``hide``, ``say``, ``read``, ``amount``, ``front``, ``variety``,
    ``title``, ``preferences``. ``anything`` is whether the form was sent at all.
    """

    preferences: Preferences = field(default_factory=Preferences)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    title: str = ""
    feedback: bool = False
    anything: bool = False

    @property
    def query(self) -> str:
        """The same in its canonical form, as a query string."""
        return urlencode(self.pairs)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The same as pairs of the form."""
        more = (("title", self.title), ("feedback", "1" if self.feedback else ""))
        pairs = (*form_pairs(self.preferences), *((name, value) for name, value in more if value))
        # Nothing said is said as well: by what is usual.
        return pairs or (("amount", str(self.preferences.amount)),)


def form_pairs(preferences: Preferences) -> tuple[Pair, ...]:
    """Return the pairs that say these preferences on the form."""
    return tuple(("read" if name == "lang" else name, text) for name, text in pairs_of(preferences))


def said_in(pairs: Sequence[Pair], known: Known, language: str) -> Said:
    """Return what a form says; nothing in it raises, and what it takes is bounded by what may be said.

    Args:
        pairs: as they were sent, empty ones included.
        known: the newsroom's terms, for those that are typed.
        language: in which a sentence is put so as the reader chose (`buzzfeed.follow.my.meaning`).
    """
    if len(pairs) > _MOST_FIELDS or sum(len(name) + len(text) for name, text in pairs) > 2 * LARGEST:
        return Said(faults={"preferences": Fault("too-long")}, anything=True)
    reading = _Reading(known)
    put = ""
    for name, text in pairs:
        if name == "put":
            put = text
        else:
            reading.take(name, text)
    return reading.result(put, language)


class _Reading:
    """A form on its way: pairs that are right, by field, and the first fault of each field."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.good: list[Pair] = []
        self.faults: dict[str, Fault] = {}
        self.title, self.feedback, self.anything = "", False, False
        self.others: list[str] = []
        self.want: str = Want.MUCH
        self.dates: list[str] = []
        self.hides: list[str] = []
        self.single: dict[str, str] = {}
        self._typed: Counter[str] = Counter()
        self._plurals: dict[str, tuple[TermKind, str]] | None = None
        self._fields: dict[str, Callable[[str], object]] = {
            "hide-word": self.hides.append,
            "hide-until": self.dates.append,
            "words": self._words,
            "other": lambda text: self.others.extend(self._several("other", text)),
            "other-want": lambda text: setattr(self, "want", text if text in _WANTS else Want.MUCH),
            "title": self._title,
            "feedback": lambda text: setattr(self, "feedback", text == "1"),
        }

    def take(self, name: str, text: str) -> None:
        """Take what one field says."""
        if name in _NOT_SAID:
            return
        self.anything = True
        kind, colon, label = name.partition(":")
        if colon and kind in _KINDS:  # tag:IA=much
            self._want(f"{kind}:{label}", text)
        elif name in self._fields:
            self._fields[name](text)
        elif name in _ALONE:
            self.single[name] = text
        elif text.strip():
            self._try("lang" if name == "read" else name, text)

    def result(self, put: str, language: str) -> Said:
        for number, text in enumerate(self.hides):
            until = self.dates[number].strip() if number < len(self.dates) else ""
            for word in self._several("hide", text):
                self._try("hide", f"{word}~{until}" if until else word)
        for label in self.others:
            self._other(label)
        preferences = self._amounts(self._whole())
        if put:
            preferences = replace(preferences, sentences=put_so(preferences.sentences, put, language))
        return Said(preferences, self.faults, self.title, self.feedback, self.anything)

    def _try(self, name: str, text: str) -> None:
        """Take a pair if it is right by itself; else tell why not, and leave it."""
        try:
            preferences_of([(name, text)])
        except PreferencesError as error:
            self._wrong(_FIELD.get(name, name), error.code, text)
        else:
            self.good.append((name, text))

    def _whole(self) -> Preferences:
        """Return what all pairs say together; of a field that says too much, what came first."""
        while True:
            try:
                return preferences_of(self.good)
            except PreferencesError as error:
                name = error.subject if any(one == error.subject for one, _ in self.good) else ""
                self._wrong(_FIELD.get(name, name or "preferences"), error.code, "")
                self.good = self._shorter(name)

    def _shorter(self, name: str) -> list[Pair]:
        if not name:
            return self.good[: min(len(self.good) // 2, MOST_PAIRS)]
        names = _WANTS if name in _WANTS else {name}
        found = [number for number, (one, _) in enumerate(self.good) if one in names]
        gone = set(found[-max(1, len(found) // 8) :])
        return [pair for number, pair in enumerate(self.good) if number not in gone]

    def _amounts(self, preferences: Preferences) -> Preferences:
        """Take what stands alone; each is tried with what went before it, and left at its usual where it is wrong."""
        pairs: list[Pair] = []
        for name in ("amount", "per", "variety", "front"):
            text = self.single.get(name, "").strip()
            try:
                preferences_of([*pairs, (name, text)])
            except PreferencesError as error:
                self._wrong(_FIELD.get(name, name), error.code, text)
            else:
                pairs.append((name, text))
        alone = preferences_of(pairs)
        said = replace(preferences, amount=alone.amount, pace=alone.pace, front=alone.front, variety=alone.variety)
        return said if dict(pairs).get("front") else replace(said, front=said.usual_front)

    def _want(self, term: str, want: str) -> None:
        if want in _WANTS:
            self._try(want, term)
        elif want:
            self._wrong("terms", "unknown", want)

    def _words(self, text: str) -> None:
        for word in self._several("word", text):
            self._try("word", word)

    def _several(self, name: str, text: str) -> Iterable[str]:
        """Yield what stands between commas, up to so many of one kind in all."""
        for part in _split(text):
            self._typed[name] += 1
            if self._typed[name] > _MOST_TYPED:
                self._wrong(name, "too-many", "")
                return
            yield part

    def _other(self, label: str) -> None:
        """Take a term that was typed, if the newsroom has one of that name: a category goes before a tag."""
        key = term_key(label[: LONGEST_TERM + 1])
        for kind in (TermKind.CATEGORY, TermKind.TAG, TermKind.AUTHOR):
            if (kind, key) in self.known:
                self._try(self.want, f"{kind}:{self.known[kind, key]}")
                return
        if self._plurals is None:
            self._plurals = {}
            for one in self.known:
                self._plurals.setdefault(fold(one[1]).rstrip("s"), one)
        singular = key.rstrip("s")
        plural = self._plurals.get(singular) if singular else None
        if plural is not None:
            self._try(self.want, f"{plural[0]}:{self.known[plural]}")
        else:
            self._wrong("other", "no-term", label)

    def _title(self, text: str) -> None:
        title = " ".join(text.split())
        if len(title) > LONGEST_TITLE:
            self._wrong("title", "too-long", title)
        elif not title.isprintable():
            self._wrong("title", "control", "")
        else:
            self.title = title

    def _wrong(self, name: str, code: str, text: str) -> None:
        shown = text if code != "control" else "".join(char for char in text if char.isprintable())
        held = self.faults.get(name)
        if held is None:
            self.faults[name] = Fault(code, shown[:_KEPT])
        elif name in _LISTS and shown and len(held.text) < _KEPT:
            self.faults[name] = Fault(held.code, f"{held.text}, {shown}"[:_KEPT])


def _split(text: str) -> Iterable[str]:
    """Return what stands between commas, semicolons and line ends."""
    parts = text.replace(";", ",").replace("\n", ",").replace("\r", ",").split(",")
    return (part.strip() for part in parts if part.strip())
