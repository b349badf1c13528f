"""Rests: which hosts, and which addresses alone, are not asked before when, and how that is noted and told."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

from buzzfeed.errors import StoreError

LONGEST_ASKED = 86400.0
"""Seconds for which a host or an address is left alone at most because it asked for that."""
NOTE = "left-alone:"
"""How the names of notes begin; the host follows."""

ASKED, FAILED = "asked to be left alone (Retry-After)", "failed"
"""Why something rests."""

_SLACK = 60.0
_DAY = timedelta(days=1)
_MOST_ALONE = 50
_LONGEST_PATH = 200


class Notebook(Protocol):
    """Where small facts outlast a process: a part of `buzzfeed.ports.Store`."""

    def setting(self, name: str) -> str | None:
        """Return a fact, or ``None``."""
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a fact."""
        ...

    def settings_from(self, prefix: str) -> Mapping[str, str]:
        """Return the facts whose names begin so, by name."""
        ...

    def drop_setting(self, name: str) -> None:
        """Forget a fact."""
        ...


@dataclass(frozen=True, slots=True)
class Rest:
    """A host that is not asked before ``until``, and ``why``; with a ``path``, that address of it alone."""

    host: str
    until: datetime
    why: str
    path: str = ""

    @property
    def place(self) -> str:
        """The host, or the address without its query."""
        return self.host + self.path


@dataclass
class Rests:
    """What rests of one host, and after how many failures in a row.

    ``alone`` has the addresses that asked for rest for themselves, by `key`: until when, and their path.
    """

    failures: int = 0
    until: datetime | None = None
    why: str = ""
    alone: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def tidy(self, now: datetime) -> None:
        """Forget what is over, and what lies so far ahead that only a clock that went wrong can have said it."""
        latest = now + timedelta(seconds=LONGEST_ASKED + _SLACK)
        if self.until is not None and not now < self.until <= latest:
            self.until = None
        self.alone = {key: one for key, one in self.alone.items() if now < one[0] <= latest}

    def leave(self, url: str, until: datetime) -> None:
        """Leave one address alone; of very many, those that wait longest."""
        self.alone[key(url)] = until, _path(url)
        while len(self.alone) > _MOST_ALONE:
            del self.alone[min(self.alone, key=lambda one: self.alone[one][0])]

    def told(self, host: str) -> tuple[Rest, ...]:
        """Return all that rests."""
        whole = (Rest(host, self.until, self.why or FAILED),) if self.until else ()
        return (*whole, *(Rest(host, until, ASKED, path) for until, path in self.alone.values()))

    def noted(self) -> str:
        """Return it as it is kept; empty where nothing rests."""
        if not (self.until or self.alone):
            return ""
        facts = {
            "until": self.until.isoformat() if self.until else None,
            "failures": self.failures,
            "why": self.why,
            "alone": {key: (until.isoformat(), path) for key, (until, path) in self.alone.items()},
        }
        return json.dumps(facts)

    @classmethod
    def read(cls, text: str | None, now: datetime) -> Rests:
        """Read what was kept; what cannot be read is nothing."""
        found = cls()
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, OverflowError):
            facts = json.loads(text or "{}")
            until = _moment(facts["until"]) if facts.get("until") else None
            pairs = list(dict(facts.get("alone") or {}).items())[:_MOST_ALONE]
            alone = {str(name): (_moment(one[0]), str(one[1])[:_LONGEST_PATH]) for name, one in pairs}
            found = cls(int(facts.get("failures", 0)), until, str(facts.get("why", ""))[:200], alone)
        found.tidy(now)
        return found


def resting(notes: Mapping[str, str], now: datetime) -> tuple[Rest, ...]:
    """Return all that rests, by what a notebook holds under `NOTE`; in the order of hosts."""
    return tuple(
        rest for name, text in sorted(notes.items()) for rest in Rests.read(text, now).told(name.removeprefix(NOTE))
    )


def sweep(notes: Notebook, now: datetime) -> None:
    """Forget the notes of which nothing rested for a day: their hosts may never be asked again."""
    with contextlib.suppress(StoreError):
        for name, text in notes.settings_from(NOTE).items():
            if not any(Rests.read(text, moment).noted() for moment in (now, now - _DAY)):
                notes.drop_setting(name)


def key(url: str) -> str:
    """Return under what an address is known: some have secrets in them, and need not be readable in a note."""
    return sha256(url.partition("#")[0].encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_robots(url: str) -> bool:
    """Whether an address is that of a host's robots.txt, which speaks for all of it."""
    return _path(url) == "/robots.txt"


def _path(url: str) -> str:
    try:
        return (urlsplit(url).path or "/")[:_LONGEST_PATH]
    except ValueError:
        return "/"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
