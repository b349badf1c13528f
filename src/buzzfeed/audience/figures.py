"""What there is to say of the audience: figures of one day, and how the days before it went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from buzzfeed.audience.agents import BOTS, FAMILIES, Kind, kind_of
from buzzfeed.audience.tally import UNCOUNTED
from buzzfeed.model import AudienceReport, AudienceSum, Range
from buzzfeed.model.audience import close_day
from buzzfeed.model.personalfeeds import PersonalDay
from buzzfeed.model.subscriptions import Following

_OPEN_DAYS = 3
"""Today, yesterday, and one more should nobody have closed it yet."""


class Reason(StrEnum):
    """Why a range is wide, or figures too small."""

    ADDRESSES = "addresses"
    UNKNOWN = "unknown"
    CLAIMED = "claimed"
    TWICE = "twice"
    RESTARTS = "restarts"
    UNCOUNTED = "uncounted"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in one group: a channel, a family of readers, a day. ``size`` and ``spared`` are in bytes."""

    readers: Range = field(default_factory=Range)
    polls: int = 0
    unmodified: int = 0
    deltas: int = 0
    size: int = 0

    @property
    def spared(self) -> int:
        """About how many bytes the answers of "nothing changed" did not send: as many as the others sent on average."""
        whole = self.polls - self.unmodified
        return round(self.size / whole * self.unmodified) if whole > 0 else 0

    def __add__(self, other: Counted) -> Counted:
        """Return what was counted in both."""
        return Counted(
            self.readers + other.readers,
            self.polls + other.polls,
            self.unmodified + other.unmodified,
            self.deltas + other.deltas,
            self.size + other.size,
        )


@dataclass(frozen=True, slots=True)
class Pushed:
    """Who is told at once: subscriptions of the hub, by channel; and about how many polls a day that may spare."""

    active: int
    channels: Mapping[str, int]
    spares: int


FEWEST = 20
"""Personal feeds below which it is not told how many there are."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """A term or word that many personal feeds ask for, and of which a month brought hardly an article.

    ``kind`` is ``tag``, ``category``, ``author`` or ``word``.
    """

    kind: str
    name: str
    readers: int
    articles: int


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal feeds that are kept: how many there are, how many were asked for on the day, and what they hardly get.

    ``days`` says how many there were on each day, ``read`` how many of them were asked for. ``None`` stands for fewer
    than `FEWEST`: few readers are not counted out. Feeds that live in their address alone are not known.
    """

    feeds: int | None
    used: int | None
    days: Mapping[date, int | None]
    unserved: tuple[Unserved, ...] = ()
    read: Mapping[date, int | None] = field(default_factory=dict)

    @property
    def most(self) -> int | None:
        """How many were asked for on the day on which most were; ``None`` where that cannot be told."""
        return max((one for one in self.read.values() if one is not None), default=None)


def personal_of(day: date, days: Iterable[PersonalDay], unserved: Iterable[Unserved]) -> Personal:
    """Return what there is to say of personal feeds on a day."""
    by_day = {one.day: one for one in days}
    last = by_day.get(day) or max(by_day.values(), key=lambda one: one.day, default=None)
    used = by_day[day].used if day in by_day else 0
    days_told = {one: _told(by_day[one].feeds) for one in sorted(by_day)}
    read = {one: _told(by_day[one].used) for one in sorted(by_day)}
    return Personal(_told(last.feeds if last else 0), _told(used), days_told, tuple(unserved), read)


def _told(count: int) -> int | None:
    return count if count >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Audience:
    """The audience on ``day``, a whole one unless ``whole`` says otherwise, and day by day before it.

    ``total`` adds up subscriptions: who follows three channels counts three times. ``people`` is how many there are at
    least. ``channel`` names the one channel that all of it is about; empty where it is about all.
    """

    day: date
    whole: bool
    channel: str
    total: Counted
    people: int
    formats: Mapping[str, int]
    channels: Mapping[str, Counted]
    families: Mapping[str, Counted]
    days: Mapping[date, Counted]
    reasons: tuple[Reason, ...]
    uncounted: int = 0
    bots: int = 0
    pushed: Pushed | None = None
    personal: Personal | None = None
    titles: Mapping[str, str] = field(default_factory=dict)


def open_since(today: date) -> date:
    """Return the first of the days that may not be closed yet."""
    return today - timedelta(days=_OPEN_DAYS - 1)


def closed(sums: Iterable[AudienceSum], reports: Iterable[AudienceReport], days: Iterable[date]) -> list[AudienceSum]:
    """Return one sum for each channel and family of these days, whether the store closed them already or not."""
    by_day: dict[date, list[AudienceSum]] = defaultdict(list)
    for one in sums:
        by_day[one.day].append(one)
    reports = list(reports)
    found: list[AudienceSum] = []
    for day in days:
        of_day = by_day[day]
        found += of_day if any(one.run == 0 for one in of_day) else close_day(of_day, reports, day)
    return found


def audience_of(
    today: date,
    recent: tuple[Sequence[AudienceSum], Sequence[AudienceReport]],
    past: Sequence[AudienceSum],
    channel: str = "",
    following: Following | None = None,
) -> Audience:
    """Return the audience as it stands.

    Args:
        today: the day (UTC) that is not over.
        recent: sums and reports since `open_since`.
        past: one sum for each day before, of all channels or of the one asked for.
        channel: the channel asked for; empty for all.
        following: how the hub fares; ``None`` where there is none.
    """
    first = open_since(today)
    days = [first + timedelta(days=number) for number in range(_OPEN_DAYS)]
    sums = [one for one in closed(*recent, days) if channel in ("", one.channel)]
    told = {one.day for one in sums if one.channel}
    yesterday = today - timedelta(days=1)
    whole = yesterday in told or today not in told
    day = yesterday if whole else today
    shown = [one for one in sums if one.day == day and one.channel]
    other = [one for one in sums if one.day == day]
    channels, families = _grouped(shown, "channel"), _grouped(shown, "family")
    total = sum(channels.values(), Counted())
    by_day = _by_day([*past, *sums], today)
    return Audience(
        day=day,
        whole=whole,
        channel=channel,
        total=total,
        people=max((one.readers.low for one in channels.values()), default=0),
        formats={name: sum(getattr(one, name) for one in shown) for name in ("rss", "atom", "json")},
        channels=_ranked(channels),
        families=_ranked(families),
        days=by_day,
        reasons=_reasons(day, shown, other, recent, channel),
        uncounted=sum(one.polls for one in other if one.family == UNCOUNTED),
        bots=sum(one.polls for one in other if one.family == BOTS),
        pushed=_pushed(following, families, channel),
    )


def counted(one: AudienceSum) -> Counted:
    """Return a sum without what it is a sum of."""
    return Counted(one.readers, one.polls, one.unmodified, one.deltas, one.size)


def _grouped(sums: Iterable[AudienceSum], name: str) -> dict[str, Counted]:
    found: dict[str, Counted] = defaultdict(Counted)
    for one in sums:
        found[getattr(one, name)] += counted(one)
    return dict(found)


def _ranked(groups: Mapping[str, Counted]) -> dict[str, Counted]:
    """Put the largest first."""
    return dict(sorted(groups.items(), key=lambda one: (-one[1].readers.high, -one[1].polls, one[0])))


def _by_day(sums: Iterable[AudienceSum], today: date) -> dict[date, Counted]:
    """Add up the whole days; one on which nobody polled was not counted, whatever reports still stood."""
    found: dict[date, Counted] = defaultdict(Counted)
    for one in sums:
        if one.day < today and one.family not in (BOTS, UNCOUNTED):
            found[one.day] += counted(one)
    return {day: one for day, one in sorted(found.items()) if one.polls}


def _reasons(
    day: date,
    shown: Sequence[AudienceSum],
    other: Sequence[AudienceSum],
    recent: tuple[Sequence[AudienceSum], Sequence[AudienceReport]],
    channel: str,
) -> tuple[Reason, ...]:
    wide = {one.family: kind_of(one.family) for one in shown if one.readers.low < one.readers.high}
    runs = {one.run for one in recent[0] if one.day == day and channel in ("", one.channel)}
    twice = [one for one in wide if wide[one] is Kind.SERVICE and one in FAMILIES and one != "services"]
    found = {
        Reason.ADDRESSES: Kind.READER in wide.values(),
        Reason.UNKNOWN: Kind.UNKNOWN in wide.values(),
        Reason.CLAIMED: "services" in wide,
        Reason.TWICE: bool(twice),
        Reason.RESTARTS: len(runs) > 1,
        Reason.UNCOUNTED: any(one.family == UNCOUNTED for one in other),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _pushed(following: Following | None, families: Mapping[str, Counted], channel: str) -> Pushed | None:
    """Return what the hub adds; nothing where there is no hub."""
    if following is None:
        return None
    channels: dict[str, int] = defaultdict(int)
    for (topic, _), many in following.topics.items():
        if channel in ("", topic.channel.path):
            channels[topic.channel.path] += many
    active = sum(channels.values())
    apps = sum((one for name, one in families.items() if kind_of(name) is Kind.READER), Counted())
    # As often as an app polls in a day, at least: so many polls need not be made where nothing waits for them.
    rate = apps.polls / apps.readers.high if apps.readers.high else 0.0
    return Pushed(active, dict(channels), round(active * rate))
