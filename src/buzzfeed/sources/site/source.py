"""The site source: what its sitemaps list is asked for page by page: news first, then what changed, then the rest.

A look is a part of a round: some pages, some seconds. What it gave is stored before the next one, each page under a
stamp of its own, so that an import goes on after a kill. What is gone is told at the end of a round as a whole, so that
the share that vanished can be judged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from buzzfeed.config import SiteSource
from buzzfeed.errors import ItemError, RestError, SourceError
from buzzfeed.model import Find, Look, RawItem, SourceMemory
from buzzfeed.net import Polite
from buzzfeed.ports import Clock, Fetch
from buzzfeed.sources.site.maps import Listing, Maps
from buzzfeed.sources.site.pages import Pages
from buzzfeed.sources.site.parts import Part
from buzzfeed.sources.site.places import Places
from buzzfeed.sources.site.robots import Robots, fetch_robots
from buzzfeed.sources.site.round import Agenda, Round
from buzzfeed.sources.site.stamps import Stamp

_ROBOTS_FRESH = 1800.0
_GATHER_AGAIN = 300.0
_WHOLE_AGAIN = timedelta(days=1)
_HOUR = "%Y-%m-%dT%H"


class Site:
    """A `buzzfeed.ports.Source` over a site's pages: looking already gives each item, so that only `look` fetches."""

    def __init__(self, settings: SiteSource, fetch: Fetch | None, home: str, title: str) -> None:
        """Look at ``settings.url`` by way of ``fetch``; without one, as in a worker process, there is only `read`.

        ``home`` is the publication's address, ``title`` its name.
        """
        self._settings = settings
        self._fetch = fetch
        self._home = home
        self._title = title
        self._places = Places(settings.url, settings.include, settings.exclude, settings.sitemaps)
        self._robots: tuple[float, Robots] | None = None
        self._maps: Maps | None = None
        self._listing: Listing | None = None
        self._round: Round | None = None
        self._put_off: dict[str, tuple[int, float]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to worker processes without the way out."""
        return Site, (self._settings, None, self._home, self._title)

    @property
    def name(self) -> str:
        """Its name in the config."""
        return self._settings.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See some of what is new, changed or gone since ``memory``; where that was not all, another part follows.

        Raises:
            SourceError: robots.txt or the sitemaps were not had, or let us have nothing; nothing is known to have
                changed.
            RestError: the site is left alone for now.
        """
        if self._fetch is None:
            raise SourceError(self._settings.url, "is not looked at from a worker process")
        if only:
            return Look(incomplete=True)
        notes = memory.notes if memory.notes.get("rules") == self._rules else {}
        round_ = self._round = self._round or Round(clock.steady(), put_off=self._put_off)
        try:
            robots = self._may(self._fetch, clock)
            listing = self._listed(self._fetch, robots, notes, clock, round_)
        except SourceError:
            self._round = self._robots = None
            raise
        except RestError as error:
            if error.troubled:
                raise
            return Look(notes=dict(memory.notes), more=True, again_in=error.seconds)  # a crawl delay, say
        now = clock.now()
        listing.known_as(memory.stamps)
        stamps = {url: Stamp.of(text) for url, text in memory.stamps.items()}
        oldest = now - timedelta(seconds=self._settings.back) if self._settings.back else None
        agenda = Agenda(listing, stamps, self._places, robots, now, oldest, memory.former)
        pages = Pages(self.name, self._places, self._fetch, self._home, self._title)
        part = Part(agenda, pages, round_, clock)
        part.run()
        if part.ends:
            self._round = None
        return part.look(self._noted(notes, listing, clock, settled=part.settled))

    def read(self, find: Find) -> RawItem:
        """Return the item that looking gave.

        Raises:
            ItemError: it gave none.
        """
        if find.ready is None:
            raise ItemError(find.origin, "is not at hand: a page is read when its site is looked at")
        return find.ready

    def examine(self, clock: Clock) -> str:
        """Return in a few words what robots.txt and the sitemaps say; no page is asked for.

        Raises:
            SourceError: they were not had, or let us have nothing.
            RestError: the site is left alone for now.
        """
        if self._fetch is None:
            raise SourceError(self._settings.url, "is not looked at from a worker process")
        robots = self._may(self._fetch, clock)
        listing = self._listed(self._fetch, robots, {}, clock, Round(clock.steady()))
        allowed = sum(robots.allows(url) for url in listing.pages)
        told = f"{listing.maps} sitemaps list {len(listing.pages)} pages"
        shut = len(listing.pages) - allowed
        return told + (f", of which robots.txt forbids {shut}" if shut else "")

    @property
    def _rules(self) -> str:
        """What the notes are worth nothing without."""
        own = self._settings
        values = repr((own.url, own.sitemaps, own.include, own.exclude, own.back))
        return hashlib.sha256(values.encode()).hexdigest()[:16]

    def _may(self, fetch: Fetch, clock: Clock) -> Robots:
        """Return what robots.txt says, asked for twice an hour, and keep the pace that it asks for.

        Raises:
            SourceError: it cannot be had, or forbids everything.
        """
        if self._robots is None or clock.steady() > self._robots[0] + _ROBOTS_FRESH:
            url = self._settings.url
            robots = fetch_robots(url, fetch, trusted=True)
            self._robots = clock.steady(), robots
            if isinstance(fetch, Polite):
                fetch.keep_apart(url, robots.delay)
        return self._robots[1]

    def _listed(self, fetch: Fetch, robots: Robots, notes: Mapping[str, str], clock: Clock, round_: Round) -> Listing:
        """Return what the sitemaps list, asked for at the beginning of a round and every five minutes of it.

        Raises:
            SourceError: there is none, or they list nothing that we may ask for.
        """
        if self._maps is None:
            self._maps = Maps(self._places, fetch, clock, self._settings.interval)
            if notes.get("settled") and clock.now() < _moment(notes.get("whole", "")) + _WHOLE_AGAIN:
                self._maps.remember(notes.get("roots", "").split(), _validators(notes.get("maps", "")))
        if self._listing is None or round_.gathered < 0 or clock.steady() > round_.gathered + _GATHER_AGAIN:
            if round_.gathered >= 0:
                round_.begun = clock.steady()
            named = self._settings.sitemaps or [one for one in robots.sitemaps if self._places.is_here(one)]
            self._listing = self._maps.gather(named, round_.begun)
            round_.gathered = clock.steady()
        self._check(self._listing, robots)
        return self._listing

    def _check(self, listing: Listing, robots: Robots) -> None:
        """Say why nothing can come of what the sitemaps list.

        Raises:
            SourceError: they list nothing, or nothing that we may ask for.
        """
        url = self._settings.url
        if not listing.pages and listing.whole:
            if listing.foreign:
                cause = f"its sitemaps list {listing.foreign} pages of other hosts, and none of this one"
                raise SourceError(url, cause, "write the address in url at which its pages stand", retryable=True)
            raise SourceError(url, "its sitemaps list no page", "see include, exclude and sitemaps", retryable=True)
        if listing.pages and not any(map(robots.allows, listing.pages)):
            cause = "its robots.txt forbids every page that its sitemaps list"
            hint = f'ask whoever keeps it to let "{urlsplit(url).netloc}/" be read by the user agent buzzfeed'
            raise SourceError(url, cause, hint, retryable=True)

    def _noted(self, notes: Mapping[str, str], listing: Listing, clock: Clock, *, settled: bool) -> dict[str, str]:
        """Return what is to be remembered: once only what changes is left to see, what each sitemap answered, too."""
        kept = {"rules": self._rules, "whole": notes.get("whole", "")}
        if not settled or self._maps is None:
            return kept
        if listing.whole:
            kept["whole"] = f"{clock.now():{_HOUR}}"  # no finer: what did not change is not written anew
        maps = json.dumps(self._maps.validators, sort_keys=True)
        return {**kept, "settled": "yes", "roots": " ".join(self._maps.roots), "maps": maps}


def _validators(text: str) -> Mapping[str, list[str]]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _moment(text: str) -> datetime:
    """Return the hour of a note; long ago where there is none."""
    try:
        return datetime.strptime(text, _HOUR).replace(tzinfo=UTC)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
