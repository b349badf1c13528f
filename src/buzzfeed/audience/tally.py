"""Counting the polls of one day, in memory: what comes out are sums.

A reader that polls for one person is known by HMAC(address, agent, channel) under a salt that nobody keeps. That number
errs both ways, so two more are taken that err one way only:

*At least*: as many as polled within the fullest twenty minutes, in which hardly anybody polls from two addresses; or as
many as fetched one edition with the validators of an earlier one, which each reader does once, whatever its address.
The larger of the two.

*At most*: each digest, so that a reader that changes address counts again; and where one digest fetched an edition
several times before it was told that nothing changed, as many readers as that behind one address.

Hosted services poll for many and say for how many; the last word for each of their feeds is kept. Of services that
nothing else is known of, a sum for each channel is: what could tell them apart stays in memory and goes with the salt.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from buzzfeed.audience.agents import BOTS, OTHERS, Agent, Kind, read_agent
from buzzfeed.model.audience import UNTOLD, AudienceReport, AudienceSum, Range

MOST_DIGESTS = 100_000
"""Readers that are told apart in a day; further ones are not, and their polls still counted."""
MOST_GROUPS = 5_000
"""Channels times families of which sums are kept in a day; what goes beyond counts under no channel."""
MOST_UNTOLD = 20
"""Feeds of unknown services that are listened to, of one channel in a day."""
MOST_REPORTS = 20_000
BEHIND_ONE_ADDRESS = 60
"""Readers behind one address that are counted at most."""
UNCOUNTED = "uncounted"
"""The family of polls that came faster than they could be counted."""
_WINDOW = 20
"""Minutes within which hardly any reader polls twice: FreshRSS, the most eager, waits as long."""


_NOBODY = Agent(OTHERS, Kind.UNKNOWN)


class Followed(NamedTuple):
    """What a feed's address stands for: the channel's path, the format, and when this edition was committed."""

    channel: str
    format: str
    edition: int = 0


class Poll(NamedTuple):
    """One answer with a feed. ``path`` is the address asked for, ``minute`` that of the day, ``size`` in bytes.

    ``conditional`` says whether the client showed a validator, ``objects`` whether it asks not to be measured.
    """

    followed: Followed
    status: int
    size: int
    conditional: bool
    address: str
    agent: str
    path: str
    minute: int
    objects: bool = False


@dataclass(slots=True)
class _Seen:
    """What is remembered of one digest: the minutes and the edition it was last counted in, how many it may be."""

    window: int = -1
    edition: int = -1
    fetches: int = 0
    people: int = 1


class _Group:
    """The readers of one channel in one family."""

    __slots__ = (
        "edition",
        "figures",
        "fresh",
        "most_at_once",
        "most_fresh",
        "people",
        "seen",
        "window",
        "window_count",
    )

    def __init__(self) -> None:
        self.seen: dict[bytes, _Seen] = {}
        self.people = 0
        self.window = self.edition = -1
        self.window_count = self.most_at_once = self.fresh = self.most_fresh = 0
        # In the order in which a sum takes them.
        self.figures = {"rss": 0, "atom": 0, "json": 0, "unmodified": 0, "deltas": 0, "size": 0}

    def poll(self, poll: Poll) -> None:
        """Add up what was polled."""
        figures = self.figures
        figures[poll.followed.format] += 1
        figures["size"] += poll.size
        if poll.status == 304:
            figures["unmodified"] += 1
        elif poll.status == 226:
            figures["deltas"] += 1

    def reader(self, seen: _Seen, poll: Poll) -> None:
        """Take note of a poll by somebody who was seen."""
        window = poll.minute // _WINDOW
        if window != self.window:
            self.window, self.window_count = window, 0
        if seen.window != window:
            seen.window = window
            self.window_count += 1
            self.most_at_once = max(self.most_at_once, self.window_count)
        edition = poll.followed.edition
        if edition > self.edition:
            self.edition, self.fresh = edition, 0
        if not poll.conditional or edition != self.edition:
            return
        if poll.status != 304:
            self._fetched(seen, edition)
        elif seen.edition == edition and seen.fetches > seen.people:
            # All of them hold the edition now: it was not one reader that asks in vain.
            people = min(seen.fetches, BEHIND_ONE_ADDRESS)
            self.people += people - seen.people
            seen.people = people

    def _fetched(self, seen: _Seen, edition: int) -> None:
        if seen.edition == edition:
            seen.fetches += 1
            return
        seen.edition, seen.fetches = edition, 1
        self.fresh += 1
        self.most_fresh = max(self.most_fresh, self.fresh)

    def shared(self, seen: _Seen, count: int) -> None:
        """Take note that a reader says that it polls for so many: as many as that behind one address, at most."""
        people = min(count, BEHIND_ONE_ADDRESS)
        if people > seen.people:
            self.people += people - seen.people
            seen.people = people

    def readers(self, *, known: bool) -> Range:
        """Return how many there are; of those that do not say what they are, perhaps none follows."""
        return Range(max(self.most_at_once, self.most_fresh) if known else 0, self.people)


class Tally:
    """The counts of one day and one run of the process; not safe for several threads."""

    def __init__(self, day: date, salt: bytes, run: int) -> None:
        """Count ``day`` (UTC) under ``salt``, which is to be forgotten with this tally; ``run`` is any number but 0."""
        self.day = day
        self._salt = salt
        self._run = run
        self._groups: dict[tuple[str, str], _Group] = {}
        self._known: dict[str, bool] = {}
        self._reports: dict[tuple[str, str, str], int] = {}
        self._claims: dict[str, dict[bytes, int]] = {}
        self._digests = 0
        self._uncounted = 0
        self._changed: set[tuple[str, str]] = set()
        self._changed_reports: set[tuple[str, str, str]] = set()
        self._read = lru_cache(2048)(read_agent)

    def add(self, poll: Poll) -> None:
        """Count one poll."""
        agent = _NOBODY if poll.objects else self._read(poll.agent)
        bot = agent.kind is Kind.BOT
        group, key = self._group("" if bot else poll.followed.channel, agent.family)
        group.poll(poll)
        self._changed.add(key)
        self._known[agent.family] = agent.kind is Kind.READER
        if agent.kind is Kind.SERVICE:
            if agent.count is not None and key[0]:
                self._reported(agent, agent.count, poll)
        elif not (bot or poll.objects) and key[0]:
            self._reader(group, poll, agent.count)

    def skip(self, polls: int) -> None:
        """Count polls that could not be looked at."""
        self._uncounted += polls

    def changes(self) -> tuple[list[AudienceSum], list[AudienceReport]]:
        """Return the sums and reports that changed since `kept`, each as it stands now, not as a difference."""
        sums = [self._sum(key) for key in sorted(self._changed)]
        if self._uncounted:
            sums.append(AudienceSum(self.day, "", UNCOUNTED, self._run, rss=self._uncounted))
        reports = [AudienceReport(self.day, *key, self._reports[key]) for key in sorted(self._changed_reports)]
        return sums, reports

    def kept(self, sums: Iterable[AudienceSum], reports: Iterable[AudienceReport]) -> None:
        """Take note that changes were kept."""
        self._changed.difference_update((one.channel, one.family) for one in sums)
        self._changed_reports.difference_update((one.channel, one.family, one.source) for one in reports)

    def _group(self, channel: str, family: str) -> tuple[_Group, tuple[str, str]]:
        key = (channel, family)
        group = self._groups.get(key)
        if group is None:
            if channel and len(self._groups) >= MOST_GROUPS:
                return self._group("", family)
            group = self._groups[key] = _Group()
        return group, key

    def _reader(self, group: _Group, poll: Poll, count: int | None) -> None:
        digest = self._digest(f"{poll.address}\0{poll.agent}\0{poll.followed.channel}")
        seen = group.seen.get(digest)
        if seen is None:
            if self._digests >= MOST_DIGESTS:
                return
            self._digests += 1
            seen = group.seen[digest] = _Seen()
            group.people += 1
        group.reader(seen, poll)
        if count is not None:
            group.shared(seen, count)

    def _reported(self, agent: Agent, count: int, poll: Poll) -> None:
        channel = poll.followed.channel
        named = f"id\0{agent.feed_id}" if agent.feed_id else f"at\0{poll.path}"
        if agent.family == UNTOLD:
            claims = self._claims.setdefault(channel, {})
            claim = self._digest(f"{agent.name}\0{named}")
            if claim in claims or len(claims) < MOST_UNTOLD:
                claims[claim] = count
            return
        source = hashlib.sha256(f"{agent.family}\0{named}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        key = (channel, agent.family, source if agent.feed_id else source + "?")
        if key not in self._reports and len(self._reports) >= MOST_REPORTS:
            return
        self._reports[key] = count
        self._changed_reports.add(key)

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self._salt, text.encode("utf-8", "surrogatepass"), "sha256")[:8]

    def _sum(self, key: tuple[str, str]) -> AudienceSum:
        group = self._groups[key]
        channel, family = key
        if family == UNTOLD:
            readers = Range(0, sum(self._claims.get(channel, {}).values()))
        else:
            readers = Range() if family == BOTS else group.readers(known=self._known.get(family, False))
        return AudienceSum(self.day, channel, family, self._run, readers, *group.figures.values())
