"""The guard: decides of each revision whether it may be published, and says why not. Pure: no I/O, no clock."""

from buzzfeed.guard.judging import ORIGIN_VANISHED, REJECTED, RELEASED, RETRACTED_BY_EDITOR, awaited, judge
from buzzfeed.guard.rules import FIRM, RULES, Case, Rule

__all__ = [
    "FIRM",
    "ORIGIN_VANISHED",
    "REJECTED",
    "RELEASED",
    "RETRACTED_BY_EDITOR",
    "RULES",
    "Case",
    "Rule",
    "awaited",
    "judge",
]
