"""A simulated day of polls of which the truth is known: who follows, with what, from which addresses."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from agents_corpus import NO_READERS, SINGLE

from buzzfeed.audience import Followed, Poll, Tally

DAY = date(2026, 11, 12)
MINUTES = 24 * 60
APPS = list(SINGLE)
CHANNELS = ("all", "category/culture", "tag/mer")
FORMATS = ("rss", "atom", "json")


@dataclass
class Person:
    """Somebody who follows one channel in one app; ``places`` are minute → address from then on."""

    agent: str
    channel: str
    format: str
    every: int
    conditional: bool
    places: list[tuple[int, str]]
    holds: int = 0


@dataclass
class Service:
    """A service that polls for many; ``counts`` are minute → subscribers from then on."""

    agent: str
    channel: str
    format: str
    path: str
    counts: list[tuple[int, int]]


@dataclass
class World:
    """Who there is, when editions come, and when the process was restarted."""

    seed: int
    people: list[Person] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    editions: list[int] = field(default_factory=list)
    restarts: list[int] = field(default_factory=list)

    def __post_init__(self):
        """Begin with chance of one's own."""
        self.chance = random.Random(self.seed)

    def address(self):
        """Return an address that nobody has yet: of either kind."""
        bits = self.chance.getrandbits
        return f"10.{bits(8)}.{bits(8)}.{bits(8)}" if bits(1) else f"2001:db8:{bits(16):x}:{bits(16):x}::{bits(16):x}"

    def populate(self, count):
        """Add people: at home, on the way, commuting, several in one household; and services for many more."""
        for _ in range(count):
            way = self.chance.random()
            if way < 0.5:
                self.people.append(self._person([(0, self.address())]))
            elif way < 0.7:  # an address that the provider changes now and then
                changes = sorted(self.chance.sample(range(60, MINUTES), self.chance.randrange(1, 6)))
                self.people.append(self._person([(minute, self.address()) for minute in (0, *changes)]))
            elif way < 0.85:  # at home, at work, at home
                home, work = self.address(), self.address()
                self.people.append(self._person([(0, home), (8 * 60, work), (18 * 60, home)]))
            else:  # a household with one app
                first = self._person([(0, self.address())], conditional=True)
                more = range(self.chance.randrange(1, 4))
                self.people += [first, *(Person(**{**vars(first), "holds": 0}) for _ in more)]
        for number, channel in enumerate(CHANNELS):
            for agent, path in (
                ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; )", f"/feeds/{channel}.rss"),
                (f"Feedbin feed-id:{number} - {{}} subscribers", f"/feeds/{channel}.rss"),
                (f"Netvibes (http://www.netvibes.com/; {{}} subscribers; feedId: {number})", f"/feeds/{channel}.atom"),
                ("Lecteur/1.0 (+https://lecteur.example; {} readers)", f"/feeds/{channel}.json"),
            ):
                counts = [(0, self.chance.randrange(500)), (12 * 60, self.chance.randrange(500))]
                self.services.append(Service(agent, channel, path.rpartition(".")[2], path, counts))
        self.editions = sorted(self.chance.sample(range(MINUTES), 8))

    def _person(self, places, *, conditional=None):
        if conditional is None:
            conditional = self.chance.random() < 0.9
        pick = self.chance.choice
        return Person(pick(APPS), pick(CHANNELS), pick(FORMATS), pick((25, 30, 60, 60, 120, 240)), conditional, places)

    def truth(self, channel=None):
        """Return how many follow, a person and each subscriber of a service counted once for each channel."""
        people = [one for one in self.people if channel in (None, one.channel)]
        told = {(one.agent, one.path): one.counts[-1][1] for one in self.services if channel in (None, one.channel)}
        return len(people) + sum(told.values())

    def polls(self):
        """Yield every poll of the day in order, robots' included."""
        found = []
        for person in self.people:
            minute = self.chance.randrange(person.every)
            while minute < MINUTES:
                found.append((minute, person))
                minute += round(person.every * self.chance.uniform(1.0, 1.15))
        for service in self.services:
            found += [(minute, service) for minute in range(self.chance.randrange(60), MINUTES, 60)]
        found += [(self.chance.randrange(MINUTES), agent) for agent in NO_READERS for _ in range(40)]
        self.chance.shuffle(found)
        for minute, who in sorted(found, key=lambda one: one[0]):
            yield self._poll(minute, who)

    def _poll(self, minute, who):
        edition = sum(1 for at in self.editions if at <= minute)
        if isinstance(who, str):
            return Poll(Followed("all", "rss", edition), 200, 9, False, self.address(), who, "/feeds/all.rss", minute)
        followed = Followed(who.channel, who.format, edition)
        if isinstance(who, Service):
            count = next(count for since, count in reversed(who.counts) if since <= minute)
            return Poll(followed, 200, 9, True, "192.0.2.9", who.agent.format(count), who.path, minute)
        address = next(address for since, address in reversed(who.places) if since <= minute)
        status = 304 if who.conditional and who.holds == edition else 200
        who.holds = edition
        path = f"/feeds/{who.channel}.{who.format}"
        return Poll(followed, status, 9 * (status == 200), who.conditional, address, who.agent, path, minute)

    def count(self):
        """Count the day as the serve process does, restarts included; return every run's sums and reports."""
        tallies = [Tally(DAY, b"0" * 32, 1)]
        for poll in self.polls():
            if len(tallies) <= sum(1 for at in self.restarts if at <= poll.minute):
                tallies.append(Tally(DAY, bytes([len(tallies)]) * 32, len(tallies) + 1))
            tallies[-1].add(poll)
        kept = [tally.changes() for tally in tallies]
        reports = {(one.channel, one.family, one.source): one for _, some in kept for one in some}
        return [one for some, _ in kept for one in some], list(reports.values())


def by_channel(sums):
    """Add up the ranges of closed sums by channel."""
    found = defaultdict(lambda: (0, 0))
    for one in sums:
        low, high = found[one.channel]
        found[one.channel] = (low + one.readers.low, high + one.readers.high)
    return found
