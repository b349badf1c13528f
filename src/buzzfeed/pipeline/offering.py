"""The offer of a newsroom's public articles, kept in memory and renewed by what changed, article by article.

What an article says is made ready once: a new one costs its own words, whatever stands beside it. Only what a shelf has
comes in here, and what it shows no more is let go of with the next look: nothing is selected from an older offer.
Thousands of articles are made ready in parts, between which others have their turn.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from buzzfeed.errors import PreparingError
from buzzfeed.model import Article, ChannelKey, ChannelKind, EntryRef
from buzzfeed.personal import OFFERED, Candidate, Offer, Pace, TermKey, candidate_of, key_of
from buzzfeed.ports import Meaning, PersonalFeeds, Shelf

MOST_OFFERED = 10_000
"""Articles in an offer at most: the newest."""
_AT_ONCE = 250
"""Articles that are read at once: a part of a second's work."""
_REMEMBERED = 200
_LOOK_FOR_MEANINGS = 5.0
"""Seconds between two looks for vectors that were still missing."""
_ALL = ChannelKey(ChannelKind.ALL)


class OfferShelf(Shelf, PersonalFeeds, Protocol):
    """What an offer is made from."""


@dataclass
class News:
    """What became of the offers since they were begun.

    ``arrived`` is how many candidates came, of which ``latest`` are the last ones; ``shaken`` how often something went,
    or says something else than before; ``meant`` how often vectors came late.
    """

    latest: deque[Candidate] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    arrived: int = 0
    shaken: int = 0
    meant: int = 0

    def since(self, arrived: int) -> Sequence[Candidate] | None:
        """Return the candidates that came after so many; ``None`` where that is too long ago to be known."""
        many = self.arrived - arrived
        return list(self.latest)[-many:] if 0 < many <= len(self.latest) else None if many else ()


class Offering:
    """Two offers of one newsroom, for feeds by the day and by the week. For one thread at a time.

    Attributes:
        most: articles that `at` reads by itself; where more are to be read, `prepare` is to make them ready.
    """

    def __init__(self, shelf: OfferShelf, meaning: Meaning | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Read nothing yet; with ``meaning`` vectors that are kept in the store are taken in."""
        self.most = MOST_OFFERED
        self._shelf = shelf
        self._meaning = meaning
        self._clock = clock
        self._generation: int | None = None
        self._day: datetime | None = None
        self._reached: tuple[int, datetime] | None = None
        self._looked = 0.0
        self._refs: dict[str, EntryRef] = {}
        self._known: dict[str, Candidate] = {}
        self._lacking: dict[str, None] = {}
        self.labels: Mapping[TermKey, bytes] = {}
        self._offers = {pace: Offer(()) for pace in Pace}
        self.entries: Mapping[str, EntryRef] = self._refs
        self.keys: dict[bytes, str] = {}
        self.news = News()

    def at(self, now: datetime, pace: Pace) -> Offer:
        """Return the offer for feeds of a pace, as the store stands now.

        It holds the articles of `OFFERED`, counted from the beginning of the day (UTC): by itself it changes daily.

        Raises:
            PreparingError: more is to be read than is read at once: `prepare` does it.
            StoreError: the store cannot be read.
        """
        if self._reached is None:
            self._renew(now)
        elif self._reached[0] != self._shelf.generation() or self._reached[1] > _day_of(now) - OFFERED[pace]:
            raise _preparing()
        return self._offers[pace]

    def prepare(self, now: datetime) -> Iterator[float]:
        """Make ready, part by part, what is more than `at` reads at once; yield the share that is done.

        The newest come first: feeds by the day need not wait for what only those by the week show. Between two parts
        `at` raises `PreparingError` for what is not ready yet.

        Raises:
            StoreError: the store cannot be read.
        """
        done = 0
        try:
            while len(changed := self._changed(refs := self._listed(day := _day_of(now)))) > self.most:
                generation, self._generation = self._shelf.generation(), None
                self._leave(refs)
                for at in range(0, len(changed), _AT_ONCE):
                    some = changed[at : at + _AT_ONCE]
                    self._offer(self._meant([one for one in self._read(some) if self._differs(one)]), day)
                    self._refs.update((id_, refs[id_]) for id_ in some if id_ in self._known)
                    self._day, self._reached = day, (generation, refs[some[-1]].published)
                    done += len(some)
                    yield done / (done + len(changed) - at - len(some))
                    if self._shelf.generation() != generation:
                        break
                else:
                    return
        finally:
            self._reached = None

    @property
    def generation(self) -> int:
        """The generation that was looked at last; -1 before the first."""
        return -1 if self._generation is None else self._generation

    def _renew(self, now: datetime) -> None:
        generation = self._shelf.generation()
        day = _day_of(now)
        if generation != self._generation:
            self._take(day)
        elif day != self._day:
            self._offer((), day)
        elif self._lacking and self._clock() - self._looked >= _LOOK_FOR_MEANINGS:
            self._offer(self._meant(()), day)
        self._generation, self._day = generation, day

    def _take(self, day: datetime) -> None:
        """Take over what was published, changed or taken back since."""
        refs = self._listed(day)
        changed = self._changed(refs)
        if len(changed) > self.most:
            raise _preparing()
        fresh = [one for at in range(0, len(changed), _AT_ONCE) for one in self._read(changed[at : at + _AT_ONCE])]
        self._leave(refs)
        self._offer(self._meant([one for one in fresh if self._differs(one)]), day)
        self._refs = self.entries = {id_: ref for id_, ref in refs.items() if id_ in self._known}

    def _listed(self, day: datetime) -> dict[str, EntryRef]:
        """Return what stands in public of the time that offers span, the newest first."""
        oldest = day - max(OFFERED.values())
        return {one.id: one for one in self._shelf.members(_ALL, MOST_OFFERED) if one.published >= oldest}

    def _changed(self, refs: Mapping[str, EntryRef]) -> list[str]:
        return [id_ for id_, ref in refs.items() if self._refs.get(id_) != ref]

    def _leave(self, refs: Mapping[str, EntryRef]) -> None:
        """Let go of what stands in public no more."""
        for id_ in [id_ for id_ in self._known if id_ not in refs]:
            self.keys.pop(key_of(id_), None)
            del self._known[id_]
            self._lacking.pop(id_, None)
            self._refs.pop(id_, None)
            self.news.shaken += 1

    def _differs(self, one: Candidate) -> bool:
        """Whether a candidate says something else than what is known under its id, but for its vector."""
        known = self._known.get(one.id)
        return known is None or replace(known, vector=b"") != one

    def _read(self, ids: Sequence[str]) -> Iterable[Candidate]:
        articles: Mapping[str, Article] = self._shelf.articles(ids)
        return map(candidate_of, articles.values())

    def _meant(self, fresh: Iterable[Candidate]) -> list[Candidate]:
        """Return candidates, and those that lacked their vectors, with the vectors there are now."""
        fresh = list(fresh)
        if self._meaning is None:
            return fresh
        self._looked = self._clock()
        named = {one.id for one in fresh}
        wanting = [*fresh, *(self._known[id_] for id_ in self._lacking if id_ not in named)]
        vectors = self._shelf.meanings(self._meaning.name, [one.mark for one in wanting])
        labels = self._shelf.label_meanings(self._meaning.name)
        late = [one for one in wanting if one.mark in vectors and one.id in self._known]
        if late or labels != self.labels:
            self.news.meant += 1
        self.labels = labels
        return [replace(one, vector=vectors.get(one.mark, b"")) for one in wanting if one.id in named or one in late]

    def _offer(self, fresh: Iterable[Candidate], day: datetime) -> None:
        """Put candidates into the offers, and let those leave whose time is over, or that are public no more."""
        fresh = list(fresh)
        for one in fresh:
            if one.id in self._known:
                if replace(self._known[one.id], vector=one.vector) != one:
                    self.news.shaken += 1
            else:
                self.news.latest.append(one)
                self.news.arrived += 1
            self._known[one.id] = one
            if self._meaning is not None and not one.vector:
                self._lacking[one.id] = None
            else:
                self._lacking.pop(one.id, None)
            self.keys[key_of(one.id)] = one.id
        for pace, offer in self._offers.items():
            since = day - OFFERED[pace]
            gone = [one.id for one in offer.candidates if one.id not in self._known or one.published < since]
            if gone and day != self._day:
                self.news.shaken += 1
            offer.renew([one for one in fresh if one.published >= since], gone, self.labels)


def _day_of(now: datetime) -> datetime:
    """Return the beginning of the day (UTC)."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _preparing() -> PreparingError:
    return PreparingError("the offer of personal feeds")
