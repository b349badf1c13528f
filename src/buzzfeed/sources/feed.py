"""The feed source: an upstream RSS, RDF, Atom or JSON feed, asked for with what it gave last time (RFC 9110 §13.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from buzzfeed.config import FeedSource as FeedSettings
from buzzfeed.errors import FetchError, ItemError, SourceError
from buzzfeed.model import Find, Look, RawItem, SourceMemory
from buzzfeed.model.upstreams import HUB, NEWS, TOPIC, note
from buzzfeed.ports import Clock, Fetch, Response
from buzzfeed.sources.entries import Terms
from buzzfeed.sources.feeding import FeedRead, read_feed
from buzzfeed.sources.fulltext import FullText, Stamp
from buzzfeed.sources.origins import told
from buzzfeed.sources.parsing import LARGEST, NotAFeedError

_READING = "3"
"""Raised by one whenever entries are read differently, so that they are all fetched and read anew."""

VALIDATORS = ("etag", "modified")
"""Notes of what a feed answered last time, by which it may answer that it is unchanged."""

_PENDING = "pending"
_HELD = 120.0  # seconds for which a feed is kept in memory while the pages of its entries are fetched

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A feed whose entries' pages are still being fetched: what was read, of which answer, and when."""

    read: FeedRead
    notes: Mapping[str, str]
    at: float


class Feed:
    """A `buzzfeed.ports.Source` over an upstream feed: looking already gives each item, so that only `look` fetches."""

    def __init__(self, settings: FeedSettings, fetch: Fetch | None, *, trusted: bool = True) -> None:
        """Look at ``settings.url`` by way of ``fetch``; without one, as in a worker process, there is only `read`.

        ``trusted`` is whether the operator typed that address.
        """
        self._settings = settings
        self._fetch = fetch
        self._trusted = trusted
        self._terms = Terms(settings.categories, settings.ignore_terms)
        self._pages = FullText(settings.url, fetch, trusted=trusted) if settings.full_text and fetch else None
        self._held: _Held | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to worker processes without the way out."""
        return Feed, (self._settings, None)

    @property
    def name(self) -> str:
        """Its name in the config."""
        return self._settings.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See which entries are new or changed since ``memory``; one that left the feed's window is not gone.

        A feed is always fetched whole, and told by all that is remembered of it: what was known is no arrival. Where
        the pages of entries are fetched, a look shows those of which there was time, and goes on with the next.

        Raises:
            SourceError: the feed was not had, or what came is no feed; nothing is known to have changed.
        """
        return Look(incomplete=True) if only else self.look_at(memory, clock, _nothing)

    def look_at(self, memory: SourceMemory, clock: Clock, leaves_out: Callable[[RawItem], bool]) -> Look:
        """Look, and leave out what ``leaves_out`` says of entries.

        Raises:
            SourceError: as `look`.
        """
        held, self._held = self._held, None
        if held is None or not memory.notes.get(_PENDING) or clock.steady() - held.at > _HELD:
            response = self._get(memory, clock)
            if response.status == 304:
                seen = memory.notes.get("entries", "")
                unchanged = int(seen) if seen.isdigit() else len(memory.stamps)
                return Look(unchanged=unchanged, notes=dict(memory.notes))
            read = self._read(response)
            held = _Held(read, self._notes(response, read), clock.steady())
        return self._shown(held, memory, clock, leaves_out)

    def read(self, find: Find) -> RawItem:
        """Return the item that looking gave.

        Raises:
            ItemError: it gave none.
        """
        if find.ready is None:
            raise ItemError(find.origin, "is not at hand: an upstream entry is read when its feed is looked at")
        return find.ready

    @property
    def subject(self) -> str:
        """The feed's address for people: without user name, password and query, which may be secrets."""
        return told(self._settings.url)

    @property
    def _rules(self) -> str:
        """What an unchanged feed would be read differently by."""
        own = self._settings
        values = repr((_READING, own.url, own.categories, own.ignore_terms, *([True] if own.full_text else [])))
        return hashlib.sha256(values.encode()).hexdigest()[:16]

    def _shown(self, held: _Held, memory: SourceMemory, clock: Clock, leaves_out: Callable[[RawItem], bool]) -> Look:
        """Return what a feed shows beside what is remembered."""
        read, pages = held.read, self._pages is not None
        items = [item for item in read.items if not leaves_out(item)]
        finds = [Find(item.origin, stamp_of(item, pages=pages), item) for item in items]
        now, begun = clock.now(), not memory.notes.get(_PENDING)
        changed = tuple(find for find in finds if _differs(memory.stamps.get(find.origin), find.stamp, now))
        taken, wait = changed, None
        if self._pages is not None:
            taken, wait = self._pages.take(changed, memory.stamps, clock)
        pending = len(changed) - len(taken)
        notes = dict(held.notes)
        news = note(now) if taken else memory.notes.get(NEWS, "")
        notes.update({NEWS: news} if news else {})
        if pending:
            # The next look has to see the feed again, changed or not: it goes on with what was left.
            self._held = held
            notes[_PENDING] = str(pending)
        present = {find.origin for find in finds}
        return Look(
            finds=taken,
            left=tuple(origin for origin in memory.stamps if origin not in present) if begun else (),
            unchanged=len(finds) - len(changed) if begun else 0,
            notes=notes,
            problems=read.problems if begun else (),
            again_in=wait,
            more=pending > 0,
            progress=(len(finds) - pending, len(finds)) if self._pages is not None and taken else None,
        )

    def _read(self, response: Response) -> FeedRead:
        try:
            return read_feed(self.name, response, self._terms, self.subject)
        except NotAFeedError as error:
            raise SourceError(self.subject, error.cause, error.hint, retryable=True) from None

    def _get(self, memory: SourceMemory, clock: Clock) -> Response:
        if self._fetch is None:
            raise SourceError(self.subject, "is not fetched from a worker process")
        headers = {"accept": _ACCEPT}
        known = memory.notes if self._may_be_unchanged(memory, clock.now()) else {}
        for header, name in (("if-none-match", "etag"), ("if-modified-since", "modified")):
            if known.get(name):
                headers[header] = known[name]
        try:
            response = self._fetch.get(self._settings.url, headers=headers, trusted=self._trusted, max_bytes=LARGEST)
        except FetchError as error:
            raise SourceError(self.subject, error.cause, error.hint, retryable=error.retryable) from error
        if response.status == 200 or (response.status == 304 and len(headers) > 1):
            return response
        raise self._refused(response, clock)

    def _may_be_unchanged(self, memory: SourceMemory, now: datetime) -> bool:
        """Whether a feed that is as it was need not be seen: not where something of it is to be read again."""
        if memory.notes.get("rules") != self._rules or memory.notes.get(_PENDING):
            return False
        return not any(not stamp or Stamp.of(stamp).due(now) for stamp in memory.stamps.values())

    def _refused(self, response: Response, clock: Clock) -> SourceError:
        """Say what a status means for who reads the report."""
        cause = f"answered {response.status}"
        if response.status in (401, 403):
            return SourceError(self.subject, cause, "ask its publisher to let this server in", retryable=True)
        if response.status in (404, 410):
            return SourceError(self.subject, cause, "the feed has moved: correct url in the config", retryable=True)
        seconds = _retry_after(response.headers.get("retry-after", ""), clock.now())
        hint = f"it asks to be left alone for {seconds} s" if seconds else "it is tried again"
        return SourceError(self.subject, cause, hint, retryable=True)

    def _notes(self, response: Response, read: FeedRead) -> Mapping[str, str]:
        notes = {"rules": self._rules, "entries": str(len(read.items))}
        if read.topic.hubs:
            notes.update({HUB: preferred(read.topic.hubs), TOPIC: read.topic.own})
        for name, header in (("etag", "etag"), ("modified", "last-modified")):
            if value := response.headers.get(header, "").strip():
                notes[name] = value
        return notes


def preferred(hubs: Sequence[str]) -> str:
    """Return the hub that is asked: the first that is reached by https, else the first."""
    return next((hub for hub in hubs if hub.startswith("https://")), hubs[0])


def stamp_of(item: RawItem, *, pages: bool = False) -> str:
    """Return the digest of an item's values; another one where ``pages`` of entries are fetched."""
    digest = hashlib.sha256(repr(item).encode("utf-8", "backslashreplace")).hexdigest()[:32]
    return f"+{digest[1:]}" if pages else digest


def _nothing(_item: RawItem) -> bool:
    return False


def _differs(known: str | None, stamp: str, now: datetime) -> bool:
    """Whether an entry is new or changed, or its page is to be asked for again."""
    kept = Stamp.of(known or "")
    return kept.digest != stamp or kept.due(now)


def _retry_after(value: str, now: datetime) -> int:
    """Return the seconds that a ``Retry-After`` asks for (RFC 9110 §10.2.3), 0 where it asks for none."""
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), 10_000_000)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0, round((then - now).total_seconds()))
