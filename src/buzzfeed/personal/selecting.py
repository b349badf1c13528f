"""Selecting: which articles take the places that a reader asked for, and which of those shown before stay.

Each day (week) of the newsroom's own calendar gives ``amount`` places to articles of that day (week). They open at a
steady pace, the first when half its span is over; one that opens takes the best article that has come and is not shown
yet, and waits for one where none is worth it. What took a place keeps it: the past is never chosen anew by what came
later, so that a feed read twice shows nothing that vanished in between. Places of the front page's share take what the
newsroom features as soon as it is there; where nothing was featured in that day and the one before, the newest.

All of it follows from the arguments: no clock, no chance, whole numbers alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from buzzfeed.personal.candidates import Candidate
from buzzfeed.personal.offer import Offer
from buzzfeed.personal.preferences import Pace, Preferences, Variety
from buzzfeed.personal.scoring import Bar, Scored, compare, score
from buzzfeed.personal.spelling import holds
from buzzfeed.personal.taste import Taste
from buzzfeed.ports import Meaning

KEPT = {Pace.DAY: timedelta(days=14), Pace.WEEK: timedelta(weeks=8)}
"""How long an article stays in a personal feed after its publication."""
OFFERED = {Pace.DAY: timedelta(days=17), Pace.WEEK: timedelta(weeks=11)}
"""The age up to which articles belong into an offer: what has left feeds may still have had a place beside others."""
MOST_ENTRIES = 200
"""Entries of a feed: of more, the oldest are left out."""
FRESH = 15
"""Points by which a new article goes before one that is a day (a week) older."""
_LIKENESS_COSTS = {Variety.LITTLE: 0, Variety.SOME: 60, Variety.MUCH: 120}
_TOPIC_SHARE = {Variety.LITTLE: (1, 1), Variety.SOME: (1, 2), Variety.MUCH: (1, 3)}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a stored feed has shown: when each article took its place, and whether as one of the front page.

    ``until`` is up to when places were given; ``None`` before the first time. Begin anew with ``Shown()`` when the
    preferences are edited.
    """

    places: Mapping[str, tuple[datetime, bool]] = field(default_factory=dict)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article that has a place: since when, whether as one of the front page, and its points."""

    scored: Scored
    since: datetime
    front: bool

    @property
    def candidate(self) -> Candidate:
        """The article."""
        return self.scored.candidate


@dataclass(frozen=True, slots=True)
class Selection:
    """A personal feed's articles, newest first (their dates are their own), and what to remember of it.

    ``scored`` are all candidates with their points, hidden ones barred. ``by_meaning`` is whether sentences were
    compared by their meaning, or by their words alone.

    Time alone changes nothing before ``holds_until``. An article that comes is of no account before that where it is
    not featured, not worth a place (or hidden), and dated after ``front_settled``, since when the front page's places
    are taken; ``None`` where one is open. What was published before ``since`` is too old to stand in it.
    """

    chosen: tuple[Chosen, ...]
    shown: Shown
    scored: Sequence[Scored]
    by_meaning: bool
    holds_until: datetime
    front_settled: datetime | None
    since: datetime


def select(
    offer: Offer,
    taste: Taste,
    now: datetime,
    zone: tzinfo,
    *,
    shown: Shown | None = None,
    meaning: Meaning | None = None,
    lean: bool = False,
) -> Selection:
    """Return the articles that stand in a reader's feed at an instant.

    Args:
        offer: the newsroom's recent articles, those of `OFFERED`.
        taste: the reader's preferences, made ready.
        now: the instant, in UTC.
        zone: the newsroom's time zone, in which days and weeks begin.
        shown: what was shown so far, for stored preferences; with ``None`` all follows from the articles' own dates.
        meaning: what compares meanings, where it is at hand.
        lean: look at no more articles than it takes: at those that have places, and those that may still get one.
    """
    choosing = _Choosing(taste, now, zone, shown or Shown())
    among = choosing.needed(offer) if lean and choosing.until is not None else None
    compared = compare(offer, (taste,), meaning, among)
    scored = score(offer, taste, compared, among)
    hide(scored, taste, now.astimezone(zone).date())
    choosing.look_at(scored, offer)
    choosing.run()
    return Selection(
        choosing.entries(),
        choosing.remembered(),
        scored,
        by_meaning=bool(compared.to_articles and offer.held),
        holds_until=choosing.holds_until(),
        front_settled=choosing.front_settled,
        since=choosing.begin,
    )


def hide(scored: Iterable[Scored], taste: Taste, today: date) -> None:
    """Bar every candidate that holds a hidden word today, as a whole word; no other bar goes before this one."""
    ends = {one.word: one.until for one in taste.preferences.hidden}
    live = [(phrase, word) for phrase, word in taste.hidden if (end := ends[word]) is None or today <= end]
    for one in scored:
        for phrase, word in live:
            if holds(one.candidate.text, phrase):
                one.bar, one.barred_by = Bar.HIDDEN, word
                break


class _Choosing:
    """One selection on its way through time.

    Each period stands for itself: which of its articles have places does not depend on other periods' places, so that a
    window that moves on changes nothing of what it still shows.
    """

    def __init__(self, taste: Taste, now: datetime, zone: tzinfo, shown: Shown) -> None:
        self.preferences = taste.preferences
        self.now, self.zone, self.until, self.shown = now, zone, shown.until, shown
        self.length = timedelta(days=1) if self.preferences.pace is Pace.DAY else timedelta(weeks=1)
        self.begin = now - KEPT[self.preferences.pace]
        self.first = self._start_of(self.begin if self.until is None else max(self.begin, self.until - self.length))
        self.next_open = now
        self.front_settled: datetime | None = now

    def needed(self, offer: Offer) -> set[int]:
        """Return the places in an offer of the articles that have a place, or came since places may still be open."""
        return offer.since(self.first) | offer.places(self.shown.places)

    def look_at(self, scored: Sequence[Scored], offer: Offer) -> None:
        """Take these as what there is to choose from; what is featured in the whole offer counts."""
        now, shown = self.now, self.shown
        there = sorted((one for one in scored if one.candidate.published <= now), key=_when)
        self.featured = offer.featured[: bisect_right(offer.featured, now)]
        self.timeline = [one for one in there if one.bar is not Bar.HIDDEN]
        self.dates = [one.candidate.published for one in self.timeline]
        self.open = {one.candidate.id: one for one in self.timeline}
        self.places = {name: held for name, held in shown.places.items() if name in self.open}
        self.ahead = min((one.candidate.published for one in scored if one.candidate.published > now), default=None)

    def run(self) -> None:
        """Give places, period by period, up to now; of a stored feed, where places may still be open."""
        start = self.first
        while start <= self.now:
            end = self._start_of(start + self.length * 3 / 2)
            self._period(start, end)
            start = end

    def entries(self) -> tuple[Chosen, ...]:
        """Return what stands in the feed, newest first; what is too old stands there no more."""
        found = [
            Chosen(self.open[name], since, front)
            for name, (since, front) in self.places.items()
            if self.open[name].candidate.published >= self.begin
        ]
        found.sort(key=lambda one: (-one.candidate.published.timestamp(), one.candidate.id))
        return tuple(found[:MOST_ENTRIES])

    def holds_until(self) -> datetime:
        """Return the next instant at which time alone may change something: a place opens, say."""
        standing = (self.open[name].candidate.published for name in self.places)
        ends = [published + (self.now - self.begin) for published in standing if published >= self.begin]
        tomorrow = self.now.astimezone(self.zone).date() + timedelta(days=1)  # a hidden word's day may be over
        midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=self.zone).astimezone(self.now.tzinfo)
        # What is as old as `KEPT` still stands; a second later it does not.
        times = [self.next_open, midnight, *(end + timedelta(seconds=1) for end in ends)]
        return min([*times, self.ahead] if self.ahead is not None else times)

    def remembered(self) -> Shown:
        """Return the places to remember: also of what has just become too old, whose period is not over for others."""
        kept = {
            name: held
            for name, held in self.places.items()
            if self.open[name].candidate.published >= self.begin - self.length
        }
        return Shown(dict(sorted(kept.items())), self.now)

    def _period(self, start: datetime, end: datetime) -> None:
        """Give the places of one period: at the moments when one opens, or an article comes that may take one."""
        mine = self.timeline[bisect_left(self.dates, start) : bisect_left(self.dates, end)]
        opens = self._opens(start, end)
        desk = _Desk(self.preferences, [one for one in mine if one.candidate.id in self.places], self.places)
        coming = iter(mine)
        ahead = next(coming, None)
        settled = start
        before = (0, False)
        for moment in self._moments({*opens, *(one.candidate.published for one in mine)}):
            wanted = readable = False
            while ahead is not None and ahead.candidate.published <= moment:
                if ahead.candidate.id not in self.places:
                    desk.comes(ahead)
                    wanted, readable = wanted or ahead.wanted, readable or ahead.bar is not Bar.LANGUAGE
                ahead = next(coming, None)
            opened, features = now = bisect_right(opens, moment), self._features(start, moment)
            # Whatever could take a place has taken it: until one opens, or something comes for it, all stays as it is.
            wanted = wanted and desk.topics < opened - desk.share(opened)
            if now != before or wanted or (readable and desk.waits(opened, features=features)):
                before = now
                for one, front in desk.give(opened, moment, self.length, features=features):
                    self.places[one.candidate.id] = (moment, front)
                    settled = moment if front else settled
            settled = moment if desk.fronts < desk.share(opened) else settled
        self.next_open = next((one for one in opens if one > self.now), end)
        self.front_settled = None if desk.fronts < desk.share(bisect_right(opens, self.now)) else settled

    def _moments(self, moments: set[datetime]) -> list[datetime]:
        """Return the moments of a period that have come since places were given last, in order.

        A stored feed is looked at now as well: an article may have come late, dated before the last time.
        """
        if self.until is None:
            return sorted(one for one in moments if one <= self.now)
        return [*sorted(one for one in moments if self.until < one < self.now), self.now]

    def _opens(self, start: datetime, end: datetime) -> list[datetime]:
        """Return when the places of a period open, at a steady pace; the first when half its span is over."""
        seconds, amount = int((end - start).total_seconds()), self.preferences.amount
        return [start + timedelta(seconds=seconds * (2 * number + 1) // (2 * amount)) for number in range(amount)]

    def _features(self, start: datetime, moment: datetime) -> bool:
        """Whether anything was featured in this period so far, or in the one before."""
        first = bisect_left(self.featured, start - self.length)
        return first < len(self.featured) and self.featured[first] <= moment

    def _start_of(self, instant: datetime) -> datetime:
        """Return when the day or week of an instant begins in the newsroom's zone, in UTC."""
        day = instant.astimezone(self.zone).date()
        if self.preferences.pace is Pace.WEEK:
            day -= timedelta(days=day.weekday())
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(self.now.tzinfo)


class _Desk:
    """What has come in one period and has no place yet, and what has one."""

    def __init__(
        self, preferences: Preferences, placed: list[Scored], places: Mapping[str, tuple[datetime, bool]]
    ) -> None:
        self.preferences = preferences
        self.beside = placed
        self.topics = sum(not places[one.candidate.id][1] for one in placed)
        self.fronts = len(placed) - self.topics
        self.named = sum(places[one.candidate.id][1] and one.candidate.featured for one in placed)
        self.readable: list[Scored] = []  # the latest last
        self.wanted: list[Scored] = []  # most points first

    def comes(self, one: Scored) -> None:
        """Take note of an article that has come."""
        if one.bar is not Bar.LANGUAGE:
            self.readable.append(one)
        if one.wanted:
            insort(self.wanted, one, key=lambda each: -each.points)

    def give(
        self, opened: int, moment: datetime, length: timedelta, *, features: bool
    ) -> Iterator[tuple[Scored, bool]]:
        """Yield what takes a place now, and whether one of the front page.

        What is featured does not wait for its place to open; what has one as the newest does not keep what is featured
        later from its own: this share goes before volume.
        """
        share = self.share(opened)
        while self.waits(opened, features=features):
            found = self._newest(features=features)
            if found is None:
                break
            self.fronts += 1
            self.named += found.candidate.featured
            self._take(found)
            yield found, True
        while self.topics < opened - share:
            found = self._best(moment, length)
            if found is None:
                break
            self.topics += 1
            self._take(found)
            yield found, False

    def share(self, opened: int) -> int:
        """Return how many of so many open places are the front page's."""
        return -(-opened * self.preferences.front // self.preferences.amount)

    def waits(self, opened: int, *, features: bool) -> bool:
        """Whether the front page has a place for what may come."""
        return self.named < self.preferences.front if features else self.fronts < self.share(opened)

    def _take(self, one: Scored) -> None:
        self.beside.append(one)
        for pool in (self.readable, self.wanted):
            if one in pool:
                pool.remove(one)

    def _newest(self, *, features: bool) -> Scored | None:
        named = (one for one in self.readable if one.candidate.featured or not features)
        return min(named, key=lambda one: (-one.candidate.published.timestamp(), one.candidate.id), default=None)

    def _best(self, moment: datetime, length: timedelta) -> Scored | None:
        """Return which of the wanted is worth a place most.

        Freshness counts, and how unlike it is what stands beside. One whose topic has had its share goes last: it is
        taken where nothing else is wanted.
        """
        part, whole = _TOPIC_SHARE[self.preferences.variety]
        cap = -(-self.preferences.amount * part // whole)
        costs = _LIKENESS_COSTS[self.preferences.variety]
        topics = Counter(one.candidate.topic for one in self.beside)
        best: tuple[bool, int, float, str] | None = None
        found = None
        for one in self.wanted:
            if best is not None and not best[0] and one.points + FRESH < -best[1]:
                break  # points fall: nothing behind can come before
            topic = one.candidate.topic
            full = bool(topic) and topics[topic] >= cap
            fresh = FRESH - int(FRESH * (moment - one.candidate.published) / length)
            like = max((likeness(one.candidate, other.candidate) for other in self.beside), default=0) if costs else 0
            worth = one.points + fresh - costs * like // 1000
            key = (full, -worth, -one.candidate.published.timestamp(), one.candidate.id)
            if best is None or key < best:
                best, found = key, one
        return found


def _when(one: Scored) -> tuple[datetime, str]:
    return one.candidate.published, one.candidate.id


def likeness(one: Candidate, other: Candidate) -> int:
    """Return how alike two articles are, 0 to 1000: by the terms they share, and by the words of their titles."""
    terms, others = ({(term.kind, term.key) for term in each.terms} for each in (one, other))
    words, more = (set(each.title_stems.split()) for each in (one, other))
    return (_overlap(terms, others) + _overlap(words, more)) // 2


def _overlap(one: Set[object], other: Set[object]) -> int:
    either = len(one | other)
    return 1000 * len(one & other) // either if either else 0
