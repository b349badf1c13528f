"""The guard's rules: each looks at one revision and says, in one plain sentence, why it should not go out as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from buzzfeed.config import GuardSettings
from buzzfeed.model import Article, Cleaned, Reason, Record

FIRM = frozenset({"empty-title", "too-large-to-read"})
"""Codes that no editor's release overrules, since there is nothing that could be published."""


@dataclass(frozen=True, slots=True)
class Case:
    """One revision before the guard, with all it may ask.

    ``record`` is what the store knew before; ``faults`` are those of its identity, and come beside the item's own.
    """

    item: Cleaned
    article: Article
    record: Record | None
    settings: GuardSettings
    without_url: Literal["page", "hold"]
    now: datetime
    faults: Sequence[Reason] = field(default=())


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to hold an article: its stable code, and what finds it, giving the sentence or ``None``."""

    code: str
    find: Callable[[Case], str | None]

    def reason(self, case: Case) -> Reason | None:
        """Return why the case is to be held by this rule, if it is."""
        words = self.find(case)
        return Reason(self.code, words) if words else None


def _too_large(case: Case) -> str | None:
    size = len(case.article.content.encode())
    if size <= case.settings.max_bytes:
        return None
    return f"Its text has {size:,} bytes, more than guard.max_bytes allows ({case.settings.max_bytes:,})."


def _date_too_early(case: Case) -> str | None:
    if case.article.published.year >= case.settings.earliest:
        return None
    return f"Its date, {_day(case.article.published)}, lies before guard.earliest ({case.settings.earliest})."


def _date_too_far(case: Case) -> str | None:
    if case.article.published - case.now <= timedelta(seconds=case.settings.max_future):
        return None
    days = round(case.settings.max_future / 86400)
    return f"Its date, {_day(case.article.published)}, lies further ahead than guard.max_future ({days} days)."


def _no_address(case: Case) -> str | None:
    if case.item.url or case.without_url == "page":
        return None
    return 'It has no address of its own, and its source says without_url = "hold".'


RULES: tuple[Rule, ...] = (
    Rule("too-large", _too_large),
    Rule("date-too-early", _date_too_early),
    Rule("date-too-far", _date_too_far),
    Rule("no-address", _no_address),
)
"""Every rule, in the order in which reasons are given."""


def reasons_to_hold(case: Case) -> tuple[Reason, ...]:
    """Return why the case is to be held: the item's faults, its identity's, and what the rules find; a code once."""
    found = (*case.item.faults, *case.faults, *(reason for rule in RULES if (reason := rule.reason(case))))
    return tuple({reason.code: reason for reason in reversed(found)}.values())[::-1]


def _day(moment: datetime) -> str:
    return f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
