"""The page of the audience as values: every number written out, every chart as shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from buzzfeed.audience.charts import Chart, band, bars
from buzzfeed.audience.figures import FEWEST, Audience, Counted, Personal, Reason
from buzzfeed.audience.words import WORDS, Words
from buzzfeed.model import Range

PERIODS = (30, 90, 365, 760)
"""Days that the charts may show; 760 is all that is kept."""
MOST_ROWS = 200
"""Channels that the page lists."""
_STEPS = {30: 1, 90: 1, 365: 7, 760: 14}
"""Days of one row of the tables beside the charts: a table of two years, day by day, helps nobody."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure with its name, and a sentence on what it means."""

    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a name (and where it leads), and figures."""

    name: str
    low: str
    high: str
    polls: str
    share: str
    size: str
    hub: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its words."""

    id: str
    title: str
    text: str
    chart: Chart
    top: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to the same page with something else chosen; ``current`` is what is chosen now."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class AudienceView:
    """The page."""

    words: Words
    title: str
    heading: str
    lead: str
    range: str
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    days: tuple[Row, ...]
    channels: tuple[Row, ...]
    readers: tuple[Row, ...]
    formats: tuple[Fact, ...]
    reasons: tuple[str, ...]
    periods: tuple[Choice, ...]
    notes: tuple[str, ...]
    unserved: tuple[Fact, ...]
    other: str
    back: str
    csv: str
    json: str
    privacy: str
    empty: bool


def audience_view(
    audience: Audience, newsroom: str, period: int, language: str, *, asked: bool, home: str
) -> AudienceView:
    """Return the page.

    Args:
        audience: what it shows.
        newsroom: the newsroom's title.
        period: how many days its charts show, one of `PERIODS`.
        language: ``fr`` or ``en``; ``asked`` is whether the address asks for it, so that links keep it.
        home: where readers are told what is counted.
    """
    words = WORDS[language]
    say = _Say(words)

    def link(path: str = "/audience", **changed: str) -> str:
        chosen = {"channel": audience.channel, "days": str(period), "lang": language if asked else "", **changed}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{path}?{query}" if query else path

    name = say.channel(audience.channel, audience.titles) if audience.channel else ""
    days = _window(audience.days, period, audience.day)
    lead = words.lead if audience.whole else words.lead_partial
    return AudienceView(
        words=words,
        title=f"{words.title} – {newsroom}",
        heading=name or words.title,
        lead=lead.format(day=say.day(audience.day)),
        range=say.range(audience.total.readers),
        facts=_facts(audience, say),
        figures=_figures(days, say),
        days=tuple(_steps(days, _STEPS[period], say)),
        channels=tuple(
            say.row(
                say.channel(path, audience.titles),
                one,
                href=link(channel=path) if not audience.channel else "",
                hub=audience.pushed.channels.get(path, 0) if audience.pushed else None,
            )
            for path, one in list(audience.channels.items())[:MOST_ROWS]
        ),
        readers=tuple(say.row(words.families.get(one, one), of) for one, of in audience.families.items()),
        formats=tuple(
            Fact(name, say.number(audience.formats.get(key, 0)), "")
            for key, name in (("rss", "RSS"), ("atom", "Atom"), ("json", "JSON Feed"))
        ),
        reasons=tuple(say.reason(one, audience) for one in audience.reasons),
        periods=tuple(
            Choice(words.days.format(count=count), link(days=str(count)), count == period) for count in PERIODS
        ),
        notes=_notes(audience, say),
        unserved=_unserved(audience, say),
        other=link(lang=words.other),
        back=link(channel="") if audience.channel else "",
        csv=link("/audience.csv"),
        json=link("/audience.json"),
        privacy=home,
        empty=not audience.total.polls and not audience.days,
    )


class _Say:
    """Numbers, days and names as a language writes them."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self.words.thousands)

    def counted(self, phrases: tuple[str, str], count: int) -> str:
        number = self.number(count)
        return self.words.counted(phrases, count).format(count=number, polls=number)

    def range(self, readers: Range) -> str:
        pattern = self.words.exactly if readers.low == readers.high else self.words.between
        return pattern.format(low=self.number(readers.low), high=self.number(readers.high))

    def day(self, day: date) -> str:
        pattern = self.words.first_day if day.day == 1 else self.words.day
        return pattern.format(day=day.day, month=self.words.months[day.month - 1], year=day.year)

    def size(self, count: int) -> str:
        value, unit = float(count), 0
        while value >= 1000 and unit < len(self.words.units) - 1:
            value, unit = value / 1000, unit + 1
        text = f"{value:.1f}".replace(".", self.words.decimal) if unit and value < 100 else self.number(round(value))
        return f"{text}\u00a0{self.words.units[unit]}"

    def share(self, one: Counted) -> str:
        return self.words.percent.format(value=round(100 * one.unmodified / one.polls)) if one.polls else "–"

    def channel(self, path: str, titles: Mapping[str, str]) -> str:
        return self.words.mix if path == "mix" else titles.get(path) or path

    def row(self, name: str, one: Counted, *, href: str = "", hub: int | None = None) -> Row:
        return Row(
            name,
            self.number(one.readers.low),
            self.number(one.readers.high),
            self.number(one.polls),
            self.share(one),
            self.size(one.size),
            "" if hub is None else self.number(hub),
            href,
        )

    def reason(self, reason: Reason, audience: Audience) -> str:
        return self.words.reasons[reason].format(polls=self.number(audience.uncounted))


def _facts(audience: Audience, say: _Say) -> tuple[Fact, ...]:
    words, total = say.words, audience.total
    facts = [
        Fact(words.subscriptions, say.range(total.readers), words.subscriptions_text),
        Fact(words.polls, say.number(total.polls), words.polls_text),
        Fact(words.unmodified, say.share(total), words.unmodified_text.format(size=say.size(total.spared))),
        Fact(words.size, say.size(total.size), words.size_text),
    ]
    if not audience.channel:
        least = words.at_least.format(low=say.number(audience.people))
        facts.insert(1, Fact(words.people, least, words.people_text))
    if audience.pushed is not None:
        spares = say.counted(words.pushed_text, audience.pushed.spares)
        facts.append(Fact(words.pushed, say.number(audience.pushed.active), spares))
    if audience.personal is not None and not audience.channel:
        facts.append(_personal(audience.personal, say))
    return tuple(facts)


def _personal(personal: Personal, say: _Say) -> Fact:
    few = say.words.few.format(count=FEWEST)
    used = say.words.personal_few if personal.used is None else say.counted(say.words.personal_text, personal.used)
    feeds = few if personal.feeds is None else say.number(personal.feeds)
    told = used.format(few=few)
    if personal.most is not None:
        told += " " + say.words.personal_most.format(count=say.number(personal.most))
    return Fact(say.words.personal, feeds, told)


def _unserved(audience: Audience, say: _Say) -> tuple[Fact, ...]:
    """Return what is asked for and hardly served: its name and kind, by how many feeds, and how many articles."""
    if audience.personal is None or audience.channel:
        return ()
    return tuple(
        Fact(
            f"{one.name} ({say.words.kinds.get(one.kind, one.kind)})", say.number(one.readers), say.number(one.articles)
        )
        for one in audience.personal.unserved
    )


def _figures(days: Sequence[tuple[date, Counted | None]], say: _Say) -> tuple[Figure, ...]:
    if not any(one for _, one in days):
        return ()
    words, first, last = say.words, say.day(days[0][0]), say.day(days[-1][0])
    followed = band([(one.readers.low, one.readers.high) if one else None for _, one in days])
    polled = bars([one.polls if one else None for _, one in days])
    between = {"first": first, "last": last}
    return (
        Figure(
            "trend", words.trend, words.trend_text.format(**between), followed, say.number(followed.top), first, last
        ),
        Figure(
            "visits",
            words.polls_trend,
            words.polls_trend_text.format(**between),
            polled,
            say.number(polled.top),
            first,
            last,
        ),
    )


def _window(days: Mapping[date, Counted], period: int, last: date) -> list[tuple[date, Counted | None]]:
    """Return the days of a period, up to the last whole one; one of which nothing is known is ``None``."""
    end = max(days, default=last)
    first = min(days, default=end)
    count = min(period, max(7, (end - first).days + 1))
    return [(end - timedelta(days=back), days.get(end - timedelta(days=back))) for back in reversed(range(count))]


def _steps(days: Sequence[tuple[date, Counted | None]], step: int, say: _Say) -> list[Row]:
    """Return every day, or the last of each ``step`` days, the newest first; days that are not known are left out."""
    newest_first = [(day, one) for day, one in reversed(days) if one]
    return [say.row(say.day(day), one) for day, one in newest_first[::step]]


def _notes(audience: Audience, say: _Say) -> tuple[str, ...]:
    words, notes = say.words, []
    if audience.bots and not audience.channel:
        notes.append(say.counted(words.bots, audience.bots))
    if len(audience.channels) > MOST_ROWS:
        notes.append(say.counted(words.more, len(audience.channels) - MOST_ROWS))
    return tuple(notes)
