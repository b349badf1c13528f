"""The feed source: an upstream RSS, Atom or RDF feed, asked for with what it gave last time (RFC 9110 §13.1)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

from buzzfeed.config import FeedSource as FeedSettings
from buzzfeed.errors import FetchError, ItemError, SourceError
from buzzfeed.model import Find, Look, Problem, RawItem, Severity, SourceMemory
from buzzfeed.ports import Clock, Fetch, Response
from buzzfeed.sources.entries import Terms, item_of
from buzzfeed.sources.parsing import LARGEST, NotAFeedError, Parsed, parse

_READING = "2"
"""Raised by one whenever entries are read differently, so that they are all fetched and read anew."""

_ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, */*;q=0.5"
_LINK = re.compile(r"<link(?=\s)[^<>]{0,1000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,500})""", re.IGNORECASE)


class Feed:
    """A `buzzfeed.ports.Source` over an upstream feed: looking already gives each item, so that only `look` fetches."""

    def __init__(self, settings: FeedSettings, fetch: Fetch | None) -> None:
        """Look at ``settings.url`` by way of ``fetch``; without one, as in a worker process, there is only `read`."""
        self._settings = settings
        self._fetch = fetch
        self._terms = Terms(settings.categories, settings.ignore_terms)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to worker processes without the way out."""
        return Feed, (self._settings, None)

    @property
    def name(self) -> str:
        """Its name in the config."""
        return self._settings.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See which entries are new or changed since ``memory``; one that left the feed's window is not gone.

        A feed is always fetched whole, and told by all that is remembered of it: what was known is no arrival.

        Raises:
            SourceError: the feed was not had, or what came is no feed; nothing is known to have changed.
        """
        if only:
            return Look(incomplete=True)
        response = self._get(memory, clock)
        if response.status == 304:
            seen = memory.notes.get("entries", "")
            unchanged = int(seen) if seen.isdigit() else len(memory.stamps)
            return Look(unchanged=unchanged, notes=dict(memory.notes))
        try:
            parsed = parse(response.body, response.headers.get("content-type", ""), response.url)
        except NotAFeedError as error:
            raise SourceError(self._subject, error.cause, error.hint or self._other(response), retryable=True) from None
        items, problems = self._items(parsed)
        finds = [Find(item.origin, stamp_of(item), item) for item in items]
        changed = tuple(find for find in finds if memory.stamps.get(find.origin) != find.stamp)
        present = {find.origin for find in finds}
        return Look(
            finds=changed,
            left=tuple(origin for origin in memory.stamps if origin not in present),
            unchanged=len(finds) - len(changed),
            notes=self._notes(response, len(finds)),
            problems=tuple(problems),
        )

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
        """The feed's address for people: without user name, password and query, which may be secrets."""
        parts = urlsplit(self._settings.url)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"

    @property
    def _rules(self) -> str:
        """What an unchanged feed would be read differently by."""
        values = repr((_READING, self._settings.url, self._settings.categories, self._settings.ignore_terms))
        return hashlib.sha256(values.encode()).hexdigest()[:16]

    def _get(self, memory: SourceMemory, clock: Clock) -> Response:
        if self._fetch is None:
            raise SourceError(self._subject, "is not fetched from a worker process")
        headers = {"accept": _ACCEPT}
        stale = "" in memory.stamps.values()  # something is to be read again, though the feed may be as it was
        known = memory.notes if memory.notes.get("rules") == self._rules and not stale else {}
        for header, note in (("if-none-match", "etag"), ("if-modified-since", "modified")):
            if known.get(note):
                headers[header] = known[note]
        try:
            response = self._fetch.get(self._settings.url, headers=headers, trusted=True, max_bytes=LARGEST)
        except FetchError as error:
            raise SourceError(self._subject, error.cause, error.hint, retryable=error.retryable) from error
        if response.status == 200 or (response.status == 304 and len(headers) > 1):
            return response
        raise self._refused(response, clock)

    def _refused(self, response: Response, clock: Clock) -> SourceError:
        """Say what a status means for who reads the report."""
        cause = f"answered {response.status}"
        if response.status in (401, 403):
            return SourceError(self._subject, cause, "ask its publisher to let this server in", retryable=True)
        if response.status in (404, 410):
            return SourceError(self._subject, cause, "the feed has moved: correct url in the config", retryable=True)
        seconds = _retry_after(response.headers.get("retry-after", ""), clock.now())
        hint = f"it asks to be left alone for {seconds} s" if seconds else "it is tried again"
        return SourceError(self._subject, cause, hint, retryable=True)

    def _other(self, response: Response) -> str:
        """Return a hint that names the feed which a web page links to."""
        page = response.body[:200_000].decode("utf-8", "replace")
        for tag in _LINK.findall(page):
            address = _HREF.search(tag)
            if _FEED_TYPE.search(tag) and address:
                return f"the page names this feed: {urljoin(response.url, unescape(address[1]))}"
        return "correct url in the config"

    def _notes(self, response: Response, entries: int) -> Mapping[str, str]:
        notes = {"rules": self._rules, "entries": str(entries)}
        for note, header in (("etag", "etag"), ("modified", "last-modified")):
            if value := response.headers.get(header, "").strip():
                notes[note] = value
        return notes

    def _items(self, parsed: Parsed) -> tuple[list[RawItem], list[Problem]]:
        """Return the feed's items, each origin once, and what to tell of it."""
        problems = []
        if parsed.fault:
            hint = "tell its publisher; what could be read was read"
            problems.append(Problem("feed-ill-formed", Severity.WARNING, self._subject, parsed.fault, hint))
        guids = Counter(str(entry.get("id") or "") for entry in parsed.entries)
        shared = {guid for guid, count in guids.items() if guid and count > 1}
        items: dict[str, RawItem] = {}
        for number, entry in enumerate(parsed.entries, 1):
            item = item_of(self.name, entry, parsed, self._terms, shared)
            if item is None:
                text = f"entry {number} has neither an id nor a link: it is left out"
                problems.append(Problem("entry-nameless", Severity.WARNING, self._subject, text, "tell its publisher"))
            else:
                items.setdefault(item.origin, item)
        if shared:
            text = f"{len(shared)} ids stand on several entries, the first of them {min(shared)[:100]!r}"
            hint = "tell its publisher; each is known by its link"
            problems.append(Problem("duplicate-id", Severity.WARNING, self._subject, text, hint))
        return list(items.values()), problems[:20]


def stamp_of(item: RawItem) -> str:
    """Return the digest of an item's values."""
    return hashlib.sha256(repr(item).encode("utf-8", "backslashreplace")).hexdigest()[:32]


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
