"""The guard's rules: what an article's texts give away, and what its date, its size and its past say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from buzzfeed.config import GUARD_CODES, GuardSettings
from buzzfeed.guard.sentences import SENTENCES, reason_of
from buzzfeed.guard.texts import letters, words_shown
from buzzfeed.model import Article, Cleaned, Reason, Record, Status

FIRM = frozenset({"empty-title", "too-large-to-read"})
"""Codes that no editor's release overrules, since there is nothing that could be published."""

_LONG_ENOUGH = 300
"""Characters that a text must have had before a large cut in it means anything."""


@dataclass(frozen=True, slots=True)
class Past:
    """What of the past a judgement asks for.

    ``cleared`` is the content that outputs show now, empty where they show none; ``arrivals`` counts the new articles
    of this pass; ``first_import`` is whether the source is met for the first time.
    """

    cleared: str = ""
    arrivals: int = 0
    first_import: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One revision before the guard, with all it may ask.

    Attributes:
        item: the cleaned item, with its faults.
        article: the article as it would be published.
        record: what the store knew of it before; ``None`` where it is new.
        settings: the rules and their bounds.
        without_url: what the source says of articles without an address of their own.
        now: the present instant, in UTC.
        faults: the faults of its identity, which come beside the item's own.
        found: what `inspect` found in its texts.
        past: what of the past the rules ask for.
    """

    item: Cleaned
    article: Article
    record: Record | None
    settings: GuardSettings
    without_url: Literal["page", "hold"]
    now: datetime
    faults: Sequence[Reason] = field(default=())
    found: Sequence[Reason] = field(default=())
    past: Past = field(default_factory=Past)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that needs more than the article's texts: its stable code, and what finds it."""

    code: str
    find: Callable[[Case], Reason | None]


def _too_large(case: Case) -> Reason | None:
    size, bound = len(case.article.content.encode()), case.settings.max_bytes
    return reason_of("too-large", size=f"{size:,}", bound=f"{bound:,}") if size > bound else None


def _date_too_early(case: Case) -> Reason | None:
    # What is published has that date for good; and what a newsroom was made of before it met us is as old as it is.
    known = case.record is not None and case.record.status is Status.PUBLISHED
    bound = case.settings.earliest
    if known or case.past.first_import or case.article.published.year >= bound:
        return None
    return reason_of("date-too-early", day=_day(case.article.published), bound=bound)


def _date_too_far(case: Case) -> Reason | None:
    bound = case.settings.max_future
    if case.article.published - case.now <= timedelta(seconds=bound):
        return None
    return reason_of("date-too-far", day=_day(case.article.published), bound=round(bound / 86400))


def _no_address(case: Case) -> Reason | None:
    return None if case.item.url or case.without_url == "page" else reason_of("no-address")


def _shrunk(case: Case) -> Reason | None:
    if not case.past.cleared or case.past.cleared == case.article.content:
        return None
    before, after = letters(words_shown(case.past.cleared)), letters(words_shown(case.article.content))
    if before < _LONG_ENOUGH or after >= before * (1 - case.settings.max_shrink):
        return None
    return reason_of("shrunk", lost=min(99, round(100 * (1 - after / before))) if after else 100)


def _flood(case: Case) -> Reason | None:
    """Find a new article of a flood, and one that was held for it and is read again as it was."""
    bound, record = case.settings.flood, case.record
    if record is None and not case.past.first_import and case.past.arrivals > bound:
        return reason_of("flood", count=case.past.arrivals, bound=bound)
    if record is not None and record.status is Status.HELD and record.mark == case.article.mark:
        return next((reason for reason in record.reasons if reason.code == "flood"), None)
    return None


RULES: tuple[Rule, ...] = (
    Rule("shrunk", _shrunk),
    Rule("date-too-early", _date_too_early),
    Rule("date-too-far", _date_too_far),
    Rule("too-large", _too_large),
    Rule("no-address", _no_address),
    Rule("flood", _flood),
)
"""The rules that need more than the article's texts, in the order in which reasons are given."""


def weigh(case: Case) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return why the case is to be held, and of what to warn alone; a code once.

    Reasons are the item's faults, its identity's, and what the rules find. What is no rule that can be set holds.
    """
    rules = [rule for rule in RULES if case.settings.action(rule.code) != "off"]
    found = (*case.item.faults, *case.faults, *case.found, *(reason for rule in rules if (reason := rule.find(case))))
    once = tuple({reason.code: reason for reason in reversed(found)}.values())[::-1]
    acts = [(case.settings.action(reason.code) if reason.code in GUARD_CODES else "hold", reason) for reason in once]
    holds = tuple(_told(reason) for act, reason in acts if act == "hold")
    return holds, tuple(_told(reason) for act, reason in acts if act == "warn")


def _told(reason: Reason) -> Reason:
    """Return a fault that is a rule's with the rule's words in French."""
    if reason.text_fr or reason.code not in SENTENCES:
        return reason
    return replace(reason, text_fr=SENTENCES[reason.code][1])


def _day(moment: datetime) -> str:
    return f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
