"""What the search of `privacysearch` lets pass: few things, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch

from traces import Trace


@dataclass(frozen=True, slots=True)
class Pass:
    """Traces of a kind that rightly stand in a place, in tests of a name; ``*`` is any."""

    kind: str
    where: str
    test: str
    why: str


PASSES = (
    Pass("*", "*", "*tests/test_privacysearch.py::*", "what is planted there is to be found by a search of its own"),
    Pass(
        "*",
        "*/reader.db*",
        "*/test_web_my_browser.py::test_the_whole_way_without_script",
        "a reader's own program keeps the addresses that it polls, and what it got there",
    ),
)


def passes(trace: Trace, test: str) -> bool:
    """Whether a trace may be where it is."""
    return any(
        fnmatch(trace.kind, one.kind) and fnmatch(trace.where, one.where) and fnmatch(test, one.test) for one in PASSES
    )
