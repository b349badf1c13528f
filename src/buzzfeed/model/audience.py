"""The audience as sums: what is kept of polls. No value here can hold an address or an agent's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

UNTOLD = "services"
"""The family of services that report subscribers and that we know nothing else of: what they say is not relied on."""

STANDS_FOR = timedelta(days=7)
"""For how long a service's last report stands: a quiet feed is polled once a day or less."""


@dataclass(frozen=True, slots=True)
class Range:
    """At least ``low``, at most ``high``."""

    low: int = 0
    high: int = 0

    def __add__(self, other: Range) -> Range:
        """Return the range of two groups that have nobody in common."""
        return Range(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class AudienceSum:
    """What one run of the serve process counted on one day (UTC) of one channel in one family of readers.

    ``channel`` is as in the addresses of feeds (``category/high-tech``), ``mix`` for all that readers combine, empty
    for what belongs to none. ``run`` is a number without meaning, 0 once the day is closed. ``size`` is in bytes.
    """

    day: date
    channel: str
    family: str
    run: int = 0
    readers: Range = Range()
    rss: int = 0
    atom: int = 0
    json: int = 0
    unmodified: int = 0
    deltas: int = 0
    size: int = 0

    @property
    def polls(self) -> int:
        """All requests that were answered with a feed, a part of one, or that nothing changed."""
        return self.rss + self.atom + self.json


@dataclass(frozen=True, slots=True)
class AudienceReport:
    """What a hosted service last said on one day: how many of its users follow a channel.

    ``source`` tells the feeds of a service that we know apart and says nothing: a digest of its feed id, or else of the
    address that it polls; the latter ends in ``?``, since one feed may be polled at several.
    """

    day: date
    channel: str
    family: str
    source: str
    readers: int


def sum_up(sums: Iterable[AudienceSum]) -> dict[tuple[date, str, str], AudienceSum]:
    """Combine the runs of each day, channel and family.

    Whoever was counted before a restart may have been counted after it again, as somebody else: at least as many as the
    largest run saw, at most as many as all of them did. What was polled adds up.
    """
    found: dict[tuple[date, str, str], AudienceSum] = {}
    for one in sums:
        key = (one.day, one.channel, one.family)
        other = found.get(key)
        found[key] = one if other is None else _joined(other, one)
    return found


def hosted(reports: Iterable[AudienceReport], day: date) -> Mapping[tuple[str, str], Range]:
    """Return the subscribers that services report, as it stands on a day, by channel and family.

    The last report of each feed id stands. Where a service names none, and polls one channel at several addresses, it
    may count the same people at each: at least as many as the largest, at most all.
    """
    last: dict[tuple[str, str, str], AudienceReport] = {}
    for one in reports:
        key = (one.channel, one.family, one.source)
        if day - STANDS_FOR < one.day <= day and (key not in last or last[key].day <= one.day):
            last[key] = one
    named: dict[tuple[str, str], int] = defaultdict(int)
    unnamed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (channel, family, source), one in last.items():
        if source.endswith("?"):
            unnamed[channel, family].append(one.readers)
        else:
            named[channel, family] += one.readers
    return {key: _reported(named.get(key, 0), unnamed.get(key, [])) for key in {*named, *unnamed}}


def close_day(sums: Iterable[AudienceSum], reports: Iterable[AudienceReport], day: date) -> list[AudienceSum]:
    """Return one sum for each channel and family of a day, what services reported included."""
    found = {key[1:]: one for key, one in sum_up(one for one in sums if one.day == day).items()}
    for key, readers in hosted(reports, day).items():
        before = found.get(key, AudienceSum(day, *key))
        found[key] = replace(before, readers=before.readers + readers)
    return [replace(found[key], run=0) for key in sorted(found)]


def _reported(named: int, unnamed: list[int]) -> Range:
    return Range(max(named, *unnamed) if unnamed else named, named + sum(unnamed))


def _joined(one: AudienceSum, other: AudienceSum) -> AudienceSum:
    readers = Range(max(one.readers.low, other.readers.low), one.readers.high + other.readers.high)
    return AudienceSum(one.day, one.channel, one.family, 0, readers, *(a + b for a, b in _figures(one, other)))


def _figures(one: AudienceSum, other: AudienceSum) -> Iterable[tuple[int, int]]:
    names = ("rss", "atom", "json", "unmodified", "deltas", "size")
    return [(getattr(one, name), getattr(other, name)) for name in names]
