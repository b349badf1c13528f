"""One check: what was looked at, whether it is well, what was seen, and the mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from buzzfeed.errors import BuzzfeedError


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, whether it is well, what was seen, and the mend."""

    subject: str
    ok: bool
    text: str
    hint: str = ""


def tried(subject: str, attempt: Callable[[], str]) -> Check:
    """Return what ``attempt`` saw, or what kept it from seeing it."""
    try:
        return Check(subject, True, attempt())
    except BuzzfeedError as error:
        return Check(subject, False, error.cause, error.hint)
