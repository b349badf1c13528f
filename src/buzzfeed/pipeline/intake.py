"""Reading, cleaning and inspecting: the part of ingesting that runs in worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from buzzfeed import articles, guard
from buzzfeed.errors import BuzzfeedError, ItemError
from buzzfeed.model import Cleaned, Find, Reason
from buzzfeed.ports import Source


@dataclass(frozen=True, slots=True)
class Job:
    """One find to read and clean, and when it was first seen (UTC)."""

    source: Source
    settings: articles.ArticleSettings
    lookout: guard.Lookout
    find: Find
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A find that was read and cleaned; ``found`` is what the guard found in its texts."""

    find: Find
    item: Cleaned
    first_seen: datetime
    found: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A find that could not be read, and why."""

    find: Find
    reasons: tuple[Reason, ...]


def take(job: Job) -> Taken | Refused:
    """Read, clean and inspect one find; whatever is wrong with it stays with it, so that no neighbour is lost."""
    try:
        raw = job.find.ready or job.source.read(job.find)
        item = articles.clean(raw, job.settings, job.first_seen)
        return Taken(job.find, item, job.first_seen, guard.inspect(item, job.lookout))
    except BuzzfeedError as error:
        return _refused(job.find, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours must cost one article, not the pass
        return _refused(job.find, ItemError(job.find.origin, f"cannot be read: {error!r:.200}", code="internal"))


def _refused(find: Find, error: BuzzfeedError) -> Refused:
    hint = f" ({error.hint})" if error.hint else ""
    return Refused(find, (Reason(error.code, error.cause + hint),))
