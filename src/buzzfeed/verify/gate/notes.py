"""What the gate notes while it reads: findings, the ids it has met, and the texts to look into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from buzzfeed.model import Finding
from buzzfeed.verify.codes import finding
from buzzfeed.verify.syntax import NotADateError, is_language, url_fault

T = TypeVar("T")

MOST_OF_A_CODE = 20
LONGEST_NAME = 2000
MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text that readers will show: its element's name, its entry's number (0: the feed), and whether it is HTML."""

    place: str
    field: str
    entry: int
    value: str
    html: bool


class Notes:
    """Collects what is found; of each code only the first twenty are kept, and how many more there were."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.entries = 0
        self.newest: tuple[datetime, str] | None = None
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._ids: dict[str, str] = {}

    def add(self, code: str, place: str, text: str) -> None:
        """Note a finding."""
        self._counts[code] += 1
        if self._counts[code] <= MOST_OF_A_CODE:
            self._findings.append(finding(code, place, text))

    def findings(self) -> tuple[Finding, ...]:
        """Return all that was noted, in the order in which it was met."""
        more = [
            finding(code, "document", f"and {count - MOST_OF_A_CODE} more of these")
            for code, count in self._counts.items()
            if count > MOST_OF_A_CODE
        ]
        return (*self._findings, *more)

    def few(self, entries: list[T]) -> list[T]:
        """Count the entries, and return as many as are looked into."""
        self.entries = len(entries)
        if self.entries > MOST_ENTRIES:
            self.add("not-looked-into", "document", f"entries beyond the first {MOST_ENTRIES}")
        return entries[:MOST_ENTRIES]

    def id(self, value: str, place: str, code: str = "missing-id") -> None:
        """Take an entry's id, which must not be empty nor met before."""
        value = value.strip()
        if not value:
            self.add(code, place, "its id is empty")
        elif value in self._ids:
            self.add("duplicate-id", place, f"{value!r:.200} is the id of {self._ids[value]}, too")
        else:
            self._ids[value] = place
        self.name(value, place)

    def name(self, value: str, place: str) -> None:
        """Take a name or address, which should not be endless."""
        if len(value) > LONGEST_NAME:
            self.add("too-long", place, f"{len(value)} characters")

    def url(self, value: str, place: str) -> None:
        """Take an address, which must be absolute."""
        self.name(value, place)
        if fault := url_fault(value):
            self.add(fault, place, f"{value.strip()!r:.200} is no absolute address")

    def language(self, value: str, place: str) -> None:
        """Take a language tag."""
        if not is_language(value.strip()):
            self.add("bad-language", place, f"{value!r:.80} is no language tag")

    def date(self, value: str, read: Callable[[str], datetime | None], place: str) -> datetime | None:
        """Take a date, and return it where it is written as its format asks."""
        try:
            return read(value)
        except NotADateError as error:
            what = "names another day of the week" if error.code == "day-name" else "is no date in this format"
            self.add(error.code, place, f"{value.strip()!r:.80} {what}")
            return None

    def entry_date(self, when: datetime | None, place: str) -> None:
        """Keep the newest date of an entry, to be held against the feed's own."""
        if when is not None and (self.newest is None or when > self.newest[0]):
            self.newest = (when, place)

    def feed_date(self, when: datetime | None) -> None:
        """Hold the newest entry against what the feed says of itself."""
        if when is not None and self.newest is not None and self.newest[0] > when:
            self.add("newer-than-feed", self.newest[1], f"{self.newest[0]:%Y-%m-%d} is later than the feed's own date")

    def whole(self, value: str, place: str, code: str = "bad-number") -> None:
        """Take a whole number, zero or more."""
        if not (value.strip().isascii() and value.strip().isdigit()):
            self.add(code, place, f"{value!r:.80} is no whole number")

    def text(self, value: str, place: str, field: str, *, html: bool, entry: int = 0) -> None:
        """Take a text that readers will show."""
        if value.strip():
            self.texts.append(Text(f"{place}, {field}", field, entry, value, html))
