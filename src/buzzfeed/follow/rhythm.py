"""How often a channel publishes: bars of weeks or days, drawn as SVG, and the same in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from buzzfeed.follow.phrases import Moment, moment, number
from buzzfeed.follow.words import Words
from buzzfeed.follow.words.follow import FollowWords

LOOKED_AT = 400
"""How many of the newest entries the rhythm is told from."""

_WEEKS, _LEAST_WEEKS, _DAYS = 26, 8, 28
_FEW = 3
_STEP, _BAR, _HEIGHT, _LEAST = 8, 6, 48, 1


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A chart: ``path`` draws its bars within ``width`` by ``height``; the sentences say what it shows.

    ``counts`` are the articles of each bar, the oldest first; ``since`` is where the first begins. The last bar is
    under way still, and no measure of the least.
    """

    counts: tuple[int, ...]
    path: str
    width: int
    height: int
    sentence: str
    caption: str
    since: Moment


def rhythm(
    published: Sequence[datetime], until: datetime, words: Words, own: FollowWords, timezone: str
) -> Rhythm | None:
    """Return a channel's rhythm up to ``until``; ``None`` where it has too few articles to have one.

    Args:
        published: when its entries were published, the newest first, `LOOKED_AT` at most.
        until: when the newsroom published last, so that silence shows without a clock.
        words: what all pages say.
        own: what follow pages say.
        timezone: in whose days and weeks (from Monday) they are counted.
    """
    zone = ZoneInfo(timezone)
    days = [instant.astimezone(zone).date() for instant in published]
    if len(days) < _FEW:
        return None
    last = max(until.astimezone(zone).date(), days[0])
    # Of a channel with more entries than were looked at, the oldest day and week seen may be seen in part alone.
    known = days[-1] + timedelta(days=1) if len(days) >= LOOKED_AT else None
    span, bars = _span(days[-1], last, known)
    first = last - timedelta(days=last.weekday() if span == 7 else 0) - timedelta(days=span * (bars - 1))
    counts = [0] * bars
    for day in days:
        place = (day - first).days // span
        if 0 <= place < bars:
            counts[place] += 1
    begun = max(first, days[-1])
    pattern = own.chart_weeks if span == 7 else own.chart_days
    since = moment(datetime(first.year, first.month, first.day, 12, tzinfo=zone), words, timezone)
    return Rhythm(
        counts=tuple(counts),
        path=_drawn(counts),
        width=_STEP * bars - (_STEP - _BAR),
        height=_HEIGHT,
        sentence=_sentence(sum(counts), max(1, (last - begun).days + 1), words, own),
        caption=pattern.format(
            since=since.text, least=number(min(counts[:-1] or counts), words), most=number(max(counts), words)
        ),
        since=since,
    )


def _span(oldest: date, last: date, known: date | None) -> tuple[int, int]:
    """Return how many days a bar stands for, and how many bars there are."""
    if known is None:
        return 7, min(_WEEKS, max(_LEAST_WEEKS, (last - oldest).days // 7 + 1))
    weeks = (last - timedelta(days=last.weekday()) - known).days // 7 + 1
    if weeks >= _LEAST_WEEKS:
        return 7, min(_WEEKS, weeks)
    return 1, min(_DAYS, max(1, (last - known).days + 1))


def _drawn(counts: Sequence[int]) -> str:
    """Draw the bars as one path; an empty week has a line, so that it is seen to be counted."""
    most = max(counts) or 1
    parts = []
    for place, count in enumerate(counts):
        height = max(_LEAST, round(count / most * _HEIGHT))
        parts.append(f"M{place * _STEP} {_HEIGHT}v-{height}h{_BAR}v{height}z")
    return "".join(parts)


def _sentence(count: int, days: int, words: Words, own: FollowWords) -> str:
    """Say a rate in whole numbers: a day, a week, a month, or less often than that."""
    for length, pattern, single in (
        (1, own.a_day, own.one_a_day),
        (7, own.a_week, own.one_a_week),
        (30, own.a_month, own.one_a_month),
    ):
        rate = count * length / days
        if rate >= 1.5:
            return pattern.format(count=number(round(rate), words))
        if rate >= 0.85:
            return single
    return own.seldom
