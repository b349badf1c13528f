"""The OPML source: a list of feeds, each looked at with a memory of its own, all of them one source.

An entry is known by its feed's address and its own origin. A feed that is taken off the list leaves its articles where
they are: that nobody follows it any more says nothing of what it published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from buzzfeed.config import Config, FeedSource, OpmlSource
from buzzfeed.errors import FetchError, ItemError, RestError, SourceError, StoreError
from buzzfeed.model import Find, Look, Problem, RawItem, Severity, SourceMemory
from buzzfeed.model.upstreams import HUB, HUBS, MOST_OF_LIST, TOPIC, note, noted
from buzzfeed.net import Polite
from buzzfeed.ports import Clock, Fetch
from buzzfeed.ports.upstreams import PushTimes
from buzzfeed.sources.claims import Claims, bare
from buzzfeed.sources.feed import VALIDATORS, Feed
from buzzfeed.sources.origins import origin_of, told
from buzzfeed.sources.outlines import LARGEST, NoListError, outlines

SPAN = 4.0
"""Seconds after which a look goes on to no further feed: the next look does."""
LONGEST_REST = 6 * 3600
"""Seconds for which a feed that keeps failing is left alone at most."""

_LIST, _ROUND, _BEGUN, _FEED = "list", "round", "begun", "feed:"
_ACCEPT = "text/x-opml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


@dataclass(slots=True)
class _Kept:
    """What is remembered of one feed: its notes, how often it failed in a row, until when it rests, the last look."""

    notes: dict[str, str] = field(default_factory=dict)
    failures: int = 0
    until: str = ""
    looked: str = ""

    @classmethod
    def of(cls, text: str) -> _Kept:
        """Read what was kept."""
        try:
            notes, failures, until, *more = json.loads(text)
            own = {str(key): str(value) for key, value in notes.items()}
            return cls(own, int(failures), str(until), str(more[0]) if more else "")
        except (ValueError, TypeError, AttributeError):
            return cls()

    def __str__(self) -> str:
        """Return it as it is kept."""
        values = [self.notes, self.failures, self.until, self.looked]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


class Opml:
    """A `buzzfeed.ports.Source` over a list of feeds: looking already gives each item, so that only `look` fetches."""

    def __init__(
        self, settings: OpmlSource, path: Path | None, fetch: Fetch | None, pushes: PushTimes | None = None
    ) -> None:
        """Read the list at ``settings.url``, or in the file ``path``; without ``fetch`` there is only `read`.

        ``pushes`` tells which of its feeds were pushed.
        """
        self._pushes = pushes
        self._settings = settings
        self._path = path
        self._fetch = fetch
        self._feeds: dict[str, Feed] = {}
        self._due = False

    @classmethod
    def of(cls, settings: OpmlSource, config: Config, fetch: Fetch | None, pushes: PushTimes | None = None) -> Opml:
        """Make it of its settings, whose relative path starts from the config's folder."""
        return cls(settings, config.path(settings.path) if settings.path else None, fetch, pushes)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to worker processes without the way out."""
        return Opml, (self._settings, self._path, None)

    @property
    def name(self) -> str:
        """Its name in the config."""
        return self._settings.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See what is new and changed in as many feeds of the list as there is time for; the next look goes on.

        Raises:
            SourceError: the list was not had, or is none, and none is known from before.
        """
        if self._fetch is None:
            raise SourceError(self._subject, "is not looked at from a worker process")
        if only:
            return Look(incomplete=True)
        due, self._due = self._due, False
        return _Looking(self, memory, clock, due=due or self.overrides).look()

    def on_schedule(self) -> None:
        """Take note that the schedule asks for the next look: it is at all feeds, whatever is pushed."""
        self._due = True

    def read(self, find: Find) -> RawItem:
        """Return the item that looking gave.

        Raises:
            ItemError: it gave none.
        """
        if find.ready is None:
            raise ItemError(find.origin, "is not at hand: an upstream entry is read when its feed is looked at")
        return find.ready

    @property
    def _subject(self) -> str:
        if self._path is not None:
            return self._settings.path
        return told(self._settings.url)

    @property
    def interval(self) -> float:
        """Seconds between two looks."""
        return self._settings.interval

    @property
    def polled_after(self) -> float:
        """Seconds after which a look is at all feeds, whatever asked for it: a day where a cron says when."""
        return 86_400.0 if self._settings.cron is not None else self.interval * 0.9

    def pushed(self) -> Mapping[str, datetime]:
        """Return when each topic was pushed that was, the last time; nothing where that cannot be told."""
        try:
            known = self._pushes.upstreams() if self._pushes is not None else ()
        except StoreError:
            return {}
        return {one.topic: one.pushed for one in known if one.source == self.name and one.pushed is not None}

    @property
    def overrides(self) -> bool:
        """Whether somebody asks by hand: feeds that rest are looked at all the same."""
        return isinstance(self._fetch, Polite) and self._fetch.overrides

    def listed(self) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """Read the list as it is now; return its feeds, each address once, and what to tell of it.

        Raises:
            SourceError: it was not had, or is none.
        """
        body, base = self._bytes()
        try:
            found = outlines(body, base)
        except NoListError as error:
            raise SourceError(self._subject, error.cause, error.hint, retryable=True) from None
        problems = []
        if found.fault:
            hint = "mend the list; what could be read was read"
            problems.append(Problem("opml-ill-formed", Severity.WARNING, self._subject, found.fault, hint))
        if found.others:
            text = f"it names {len(found.others)} further lists, which are not followed: {found.others[0][:200]}"
            hint = "make each a source of its own"
            problems.append(Problem("opml-nested-list", Severity.WARNING, self._subject, text, hint))
        most = self._settings.most
        if len(found.feeds) > most:
            text = f"it names {len(found.feeds)} feeds, of which the first {most} are read"
            hint = "raise most, or shorten the list"
            problems.append(Problem("opml-too-long", Severity.WARNING, self._subject, text, hint))
        if not found.feeds:
            raise SourceError(self._subject, "the list names no feed", "give each outline an xmlUrl", retryable=True)
        return found.feeds[:most], tuple(problems)

    def feed(self, url: str) -> Feed:
        """Return the feed at an address of the list."""
        if url not in self._feeds:
            own = self._settings
            settings = FeedSource(
                name=own.name,
                type="feed",
                url=url,
                categories=own.categories,
                ignore_terms=own.ignore_terms,
                full_text=own.full_text,
            )
            # What stands in a list is content: only the host that the operator typed may be anywhere.
            self._feeds[url] = Feed(settings, self._fetch, trusted=origin_of(url) == origin_of(own.url))
        return self._feeds[url]

    def _bytes(self) -> tuple[bytes, str]:
        if self._path is not None:
            try:
                with self._path.open("rb") as file:
                    return file.read(LARGEST + 1), ""
            except OSError as error:
                cause = f"cannot be read: {error.strerror or error}"
                raise SourceError(self._subject, cause, "correct path in the config", retryable=True) from None
        if self._fetch is None:
            raise SourceError(self._subject, "is not looked at from a worker process")
        try:
            answer = self._fetch.get(self._settings.url, headers={"accept": _ACCEPT}, trusted=True, max_bytes=LARGEST)
        except FetchError as error:
            raise SourceError(self._subject, error.cause, error.hint, retryable=error.retryable) from None
        if answer.status != 200:
            raise SourceError(self._subject, f"answered {answer.status}", "correct url in the config", retryable=True)
        return answer.body, answer.url


class _Looking:
    """One look: the list where a round begins, then one feed after another."""

    def __init__(self, source: Opml, memory: SourceMemory, clock: Clock, *, due: bool) -> None:
        self._source = source
        self._due = due
        self._memory = memory
        self._clock = clock
        self._now = clock.now()
        self._kept = {
            key.removeprefix(_FEED): _Kept.of(text) for key, text in memory.notes.items() if key.startswith(_FEED)
        }
        self._stamps: dict[str, dict[str, str]] = {}
        for origin, stamp in memory.stamps.items():
            url, _, inner = origin.partition(" ")
            self._stamps.setdefault(url, {})[inner] = stamp
        self._claims = Claims(self._stamps)
        self._finds: list[Find] = []
        self._left: list[str] = []
        self._problems: list[Problem] = []
        self._unchanged = 0
        self._fresh = False
        self._again: float | None = None

    def look(self) -> Look:
        """Look at the feeds that were pushed; then go on with the round that is under way, or begin one if it is time.

        One push has one feed looked at, not all of them.
        """
        begun, under_way = self._clock.steady(), _ROUND in self._memory.notes
        pushed, round_ = self._pushed(), self._memory.notes.get(_BEGUN, "")
        waiting = list(pushed)
        while waiting and self._clock.steady() - begun <= SPAN:
            url = waiting.pop(0)
            while self._one(url, new=False) and self._clock.steady() - begun <= SPAN:
                continue
        if pushed and not under_way and not self._is_time(round_):
            return self._seen(self._known(), None, round_, more=bool(waiting))
        urls = self._known() if under_way else self._begin()
        round_ = round_ if under_way else note(self._now)
        start = place = _whole(self._memory.notes.get(_ROUND))
        more = False
        while place < len(urls):
            new = not self._kept.get(_key(urls[place]), _Kept()).notes
            if place > start and (new or self._fresh or self._clock.steady() - begun > SPAN):
                break  # a new feed is looked at alone: its articles are no flood
            self._fresh = new
            more = self._one(urls[place], new=new)
            place += not more
            if more:
                break
        return self._seen(urls, place, round_, more=bool(waiting))

    def _pushed(self) -> list[str]:
        """Return the feeds that were pushed since they were looked at, and do not rest."""
        moments, found = self._source.pushed(), []
        for url in self._known() if moments else ():
            kept = self._kept.get(_key(url), _Kept())
            moment = moments.get(kept.notes.get(TOPIC, ""))
            # Both are whole seconds: what came in the second of the look may have come after it.
            if moment is not None and note(moment) >= kept.looked and not self._rests(kept):
                found.append(url)
        return found

    def _is_time(self, round_: str) -> bool:
        """Whether all feeds are to be looked at: the schedule or a hand asks, or the last round began that long ago."""
        last = noted(round_)
        ago = None if last is None else abs((self._now - last).total_seconds())
        return self._due or ago is None or ago >= self._source.polled_after

    def _rests(self, kept: _Kept) -> bool:
        """Whether a feed that failed is left alone."""
        return bool(kept.until) and note(self._now) < kept.until and not self._source.overrides

    def _seen(self, urls: list[str], place: int | None, round_: str, *, more: bool = False) -> Look:
        """Return what was seen, in a round that stands at ``place``, or in none; ``more`` feeds may wait beside it."""
        place = len(urls) if place is None else place
        kept = [self._kept[key].notes for url in urls if (key := _key(url)) in self._kept]
        hubs = [(one[HUB], one.get(TOPIC, "")) for one in kept if HUB in one][:MOST_OF_LIST]
        notes = {_LIST: json.dumps(urls, ensure_ascii=False, separators=(",", ":")), _BEGUN: round_}
        notes[HUBS] = json.dumps(hubs, ensure_ascii=False, separators=(",", ":"))
        notes.update({_FEED + key: str(kept) for key, kept in self._kept.items()})
        if place < len(urls):
            notes[_ROUND] = str(place)
        return Look(
            finds=tuple(self._finds),
            left=tuple(self._left),
            unchanged=self._unchanged,
            notes=notes,
            problems=tuple(self._problems),
            again_in=None if place < len(urls) or more else self._again,
            more=place < len(urls) or more,
            progress=(place, len(urls)) if len(urls) > 1 else None,
            fresh=self._fresh,
        )

    def _known(self) -> list[str]:
        try:
            urls = json.loads(self._memory.notes.get(_LIST, "[]"))
        except ValueError:
            return []
        return [url for url in urls if isinstance(url, str)] if isinstance(urls, list) else []

    def _begin(self) -> list[str]:
        """Return the feeds of the list as it is now, of which those that were there before are remembered."""
        before = self._known()
        try:
            feeds, problems = self._source.listed()
        except SourceError as error:
            if not before:
                raise
            text = f"{error.cause}: its {len(before)} feeds are looked at as it named them last"
            self._problems.append(Problem("opml-not-had", Severity.WARNING, error.subject, text, error.hint))
            return before
        self._problems += problems
        urls = list(feeds)
        keys = {_key(url) for url in urls}
        self._kept = {key: kept for key, kept in self._kept.items() if key in keys}
        for url in self._stamps.keys() - set(urls):
            self._left += [f"{url} {inner}" for inner in self._stamps.pop(url)]
        if self._left:
            # What was read from a feed that went may stand in another one, which shows it again only if it is read.
            self._claims = Claims(self._stamps)
            for kept in self._kept.values():
                kept.notes = {name: value for name, value in kept.notes.items() if name not in VALIDATORS}
        return urls

    def _one(self, url: str, *, new: bool) -> bool:
        """Look at one feed, and return whether there is more of it to see at once."""
        kept = self._kept.setdefault(_key(url), _Kept())
        stamps = {inner: bare(stamp) for inner, stamp in self._stamps.get(url, {}).items()}
        if self._rests(kept):
            self._unchanged += len(stamps)
            return False
        kept.looked = note(self._now)
        feed = self._source.feed(url)
        try:
            memory = SourceMemory(self._memory.name, stamps, kept.notes, first_import=new)
            look = feed.look_at(memory, self._clock, partial(self._claims.others, url))
        except RestError as error:  # its host is left alone: no failure of this feed
            kept.until = note(self._now + timedelta(seconds=error.seconds))
            self._unchanged += len(stamps)
            self._problems.append(Problem(error.code, Severity.WARNING, error.subject, error.cause, error.hint))
            return False
        except SourceError as error:
            kept.failures += 1
            rest = min(self._source.interval * 2 ** min(kept.failures - 1, 12), LONGEST_REST)
            kept.until = note(self._now + timedelta(seconds=rest))
            self._unchanged += len(stamps)
            text = f"{error.cause}: the other feeds of the list go on"
            self._problems.append(Problem("feed-not-had", Severity.WARNING, error.subject, text, error.hint))
            return False
        kept.notes, kept.failures, kept.until = dict(look.notes), 0, ""
        self._finds += [self._claims.take(url, find) for find in look.finds]
        self._left += [f"{url} {inner}" for inner in look.left]
        self._unchanged += look.unchanged
        self._problems += look.problems
        if look.again_in is not None:  # pages whose host is left alone for a moment: the others go on meanwhile
            self._again = min(look.again_in, self._again or look.again_in)
        return look.more and look.again_in is None


def _key(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
