"""Judging with history: what the guard asks of the past is read here, and what it was judged with is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from buzzfeed import articles, guard
from buzzfeed.model import (
    Article,
    Find,
    IdentityKeys,
    Judgement,
    Look,
    Problem,
    Reason,
    Record,
    Severity,
    SourceMemory,
    Status,
)
from buzzfeed.pipeline.intake import Taken
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

_JUDGED_WITH = "judged-with:"
_MEND = "mend it, or set its rule in [guard.rules]"


@dataclass(frozen=True)
class Judging:
    """Judges the articles of one source in one pass.

    Attributes:
        works: what a pass works with.
        name: the source.
        summary: where warnings are told.
        arrivals: how many new articles this pass brings.
        first_import: whether the source is met for the first time.
        told: the warnings that were told, by origin and code.
    """

    works: Works
    name: str
    summary: Summary
    arrivals: int
    first_import: bool
    told: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, works: Works, name: str, summary: Summary, memory: SourceMemory, look: Look) -> Judging:
        """Make it of what is remembered and what a look showed; what only moved is no arrival."""
        new = sum(find.origin not in memory.stamps for find in look.finds)
        moved = len(look.missing) + len(look.vanished) + len(look.left)
        return cls(works, name, summary, max(0, new - moved), memory.first_import or look.fresh)

    def judge(self, one: Taken, article: Article, identity: articles.Identity, now: datetime) -> Judgement:
        """Return the decision on one revision, and tell what the guard only warns of once it is public."""
        past = guard.Past(self._cleared(identity.record, article), self.arrivals, self.first_import)
        case = guard.Case(
            item=one.item,
            article=article,
            record=identity.record,
            settings=self.works.config.guard,
            without_url=self.works.settings[self.name].without_url,
            now=now,
            faults=identity.faults,
            found=one.found,
            past=past,
        )
        judgement = guard.judge(case)
        if judgement.status is Status.PUBLISHED:  # of what is not public, a log may say nothing
            for reason in guard.warnings(case):
                self._warn(_problem(one.find, reason))
        return judgement

    def _warn(self, problem: Problem) -> None:
        """Tell a warning once, though its article be judged several times in a pass."""
        if (problem.subject, problem.code) not in self.told:
            self.told.add((problem.subject, problem.code))
            self.summary.problems.append(problem)

    def _cleared(self, record: Record | None, article: Article) -> str:
        """Return the content that outputs show of an article, where this revision may be another one."""
        if record is None or record.status is not Status.PUBLISHED:
            return ""
        decided = not record.reasons or record.reasons[0].code == guard.RELEASED
        if record.mark == article.mark and decided:
            return ""
        shown = self.works.store.articles([record.id]).get(record.id)
        return shown.content if shown else ""


def remembered(works: Works, name: str, only: Collection[str]) -> tuple[SourceMemory, Collection[str]]:
    """Return what is remembered of a source, and which origins are enough to look at.

    Where the settings changed that its articles are cleaned and judged with, all of them are to be read again, however
    many looks that takes.
    """
    before = works.store.setting(_JUDGED_WITH + name)
    if before is not None and before != _standard(works, name):
        works.store.read_anew(name)
        keep_standard(works, name)
        only = ()
    return replace(works.store.memory(name, only), former=_Former(works, name)), only


@dataclass(frozen=True)
class _Former:
    """The origins of a source, and the addresses of any, at which an article stands or stood; asked of the store."""

    works: Works
    name: str

    def __contains__(self, origin: object) -> bool:
        if not isinstance(origin, str):
            return False
        settings = self.works.cleaning[self.name]
        addresses = articles.equivalents(origin, (settings.newsroom_url, *settings.former_urls))
        known = self.works.store.ledger([IdentityKeys(self.name, "", origin, addresses)])
        return bool(known.by_origin or known.by_address)


def keep_standard(works: Works, name: str) -> None:
    """Remember the settings that a source's articles were judged with, once all of them are."""
    standard = _standard(works, name)
    if works.store.setting(_JUDGED_WITH + name) != standard:
        works.store.keep_setting(_JUDGED_WITH + name, standard)


def _standard(works: Works, name: str) -> str:
    """Return the digest of all settings that decide what becomes of a source's articles."""
    values = repr((works.cleaning[name], works.config.guard, works.settings[name].without_url))
    return hashlib.sha256(values.encode()).hexdigest()[:32]


def _problem(find: Find, reason: Reason) -> Problem:
    shown = f" {reason.excerpt}" if reason.excerpt else ""
    return Problem(reason.code, Severity.WARNING, find.origin, reason.text + shown, _MEND)
