"""The guard: decides of each revision whether it may be published, and says why not. Pure: no I/O, no clock."""

from buzzfeed.guard.inspecting import Lookout, inspect, inspect_words
from buzzfeed.guard.judging import REJECTED, RELEASED, RETRACTED_BY_EDITOR, awaited, judge, warnings
from buzzfeed.guard.rules import FIRM, RULES, Case, Past, Rule, weigh
from buzzfeed.guard.sentences import SENTENCES

__all__ = [
    "FIRM",
    "REJECTED",
    "RELEASED",
    "RETRACTED_BY_EDITOR",
    "RULES",
    "SENTENCES",
    "Case",
    "Lookout",
    "Past",
    "Rule",
    "awaited",
    "inspect",
    "inspect_words",
    "judge",
    "warnings",
    "weigh",
]
