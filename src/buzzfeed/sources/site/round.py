"""A round over a site: which pages are worth a look, the most pressing first, and what was already tried."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from buzzfeed.sources.site.maps import Listing
from buzzfeed.sources.site.places import Places
from buzzfeed.sources.site.robots import Robots
from buzzfeed.sources.site.sitemaps import Entry
from buzzfeed.sources.site.stamps import Kind, Stamp

_PATIENCE = 20
"""So many pages that left the sitemaps and did not move, in a row, let news go first again."""
_TROUBLED = 5
"""So many pages that are put off let news go first, too."""
_FRESH = timedelta(days=2).total_seconds()
_MISSING, _NEWS, _GOING, _CHANGED, _OLD, _AGAIN, _RARE, _STILL = range(8)
_MOST_STILL = 40
"""Pages of a round at most that are looked at though their sitemap says that nothing changed."""
_CIRCLE = timedelta(days=2)
"""How long an article is believed to stand where it stood, whatever was seen of it: takedowns change no sitemap."""
_A_DAY = 2000
"""Pages a day at most that are asked for because of that, but for those of the last month."""
_RECENT = timedelta(days=30)
_HELD = (Kind.ARTICLE, Kind.DOUBTFUL)

Ranked = tuple[tuple[int, float], "Due"]


@dataclass(frozen=True, slots=True)
class Due:
    """A page that is worth a look."""

    entry: Entry
    known: Stamp | None
    listed: bool = True


@dataclass
class Round:
    """What goes on from one part of a look to the next, in this process.

    ``begun`` is when (steady seconds), ``tried`` the pages that were asked for, ``found`` those that gave an article,
    ``unanswered`` those that did not answer, and why, ``unread`` those that are too hard to read, why, and its mend,
    ``besides`` those that another page named, ``still`` those that are looked at though their sitemap says that nothing
    changed; ``told`` is how many were told to be gone. ``led`` are pages to which known articles were seen to move,
    each with the page it came from, until it is seen what stands there; ``stayed`` is how many pages in a row that left
    the sitemaps did not move. ``dead`` are addresses that answered 404 or 410, ``orphans`` the articles that stand
    under their own address since the one that they name as canonical is dead, or leads back; each with that one.
    ``copies`` are new pages that name an article as canonical that was taken back, each with that one, ``lists`` new
    pages that seem to be lists of articles and would be articles else, each with what helps.
    ``put_off`` outlasts the round: pages that did not answer, how often in a row, and until
    when they are left alone.
    """

    begun: float
    gathered: float = -1.0
    tried: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    unanswered: dict[str, str] = field(default_factory=dict)
    put_off: dict[str, tuple[int, float]] = field(default_factory=dict)
    besides: dict[str, Entry] = field(default_factory=dict)
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    still: set[str] = field(default_factory=set)
    told: int = 0
    led: dict[str, str] = field(default_factory=dict)
    stayed: int = 0
    dead: set[str] = field(default_factory=set)
    orphans: dict[str, str] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Agenda:
    """Says what is due: news first, then what may be gone, then changes, then what was looked at long ago.

    What has just left the sitemaps goes before news while it may have moved: a new page may be where it went.

    ``oldest`` is the moment before which pages that are not known are left alone; ``None`` where none is. ``former``
    are the addresses at which an article of ours stands or stood.
    """

    listing: Listing
    stamps: Mapping[str, Stamp | None]
    places: Places
    robots: Robots
    now: datetime
    oldest: datetime | None = None
    former: Container[str] = frozenset()

    def due(self, round_: Round, steady: float) -> list[Due]:
        """Return the pages to ask for, of those that were not tried yet and are not put off; ``steady`` is now."""
        not_now = {url for url, (_, until) in round_.put_off.items() if until > steady} | round_.tried
        some = [(rank, one) for rank, one in self._all(round_) if one.entry.url not in not_now]
        some.sort(key=lambda pair: pair[0])
        for one in [one for rank, one in some if rank[0] == _STILL][: _MOST_STILL - len(round_.still)]:
            round_.still.add(one.entry.url)
        return [one for rank, one in some if rank[0] != _STILL or one.entry.url in round_.still]

    def excluded(self) -> list[str]:
        """Return the known pages that the settings leave out now."""
        return [url for url in self.stamps if self.places.is_here(url) and not self.places.is_wanted(url)]

    def forgotten(self, touched: Collection[str]) -> tuple[str, ...]:
        """Return the pages without an article that no sitemap names any more: nothing need be remembered of them.

        ``touched`` are those that were looked at just now.
        """
        if not self.listing.whole:
            return ()
        stamps = self.stamps.items()
        bare = [url for url, stamp in stamps if stamp is not None and stamp.kind is Kind.NONE and stamp.listed]
        return tuple(url for url in bare if url not in self.listing.pages and url not in touched)

    def _all(self, round_: Round) -> list[Ranked]:
        first = round_.stayed < _PATIENCE and len(round_.put_off) < _TROUBLED
        found = self._unlisted(_MISSING if first else _GOING)
        for number, (url, entry) in enumerate(self.listing.pages.items()):
            rank = self._rank(url, entry)
            if rank is not None and self.robots.allows(url):
                age = self._age(entry, number) if rank != _STILL else -self._overdue(url, entry)
                fresh = rank in (_CHANGED, _OLD) and age < _FRESH
                found.append(((_NEWS if fresh else rank, age), Due(entry, self.stamps.get(url))))
        for url, entry in round_.besides.items():
            if url not in self.listing.pages and url not in self.stamps and self.robots.allows(url):
                found.append(((_GOING, 0.0), Due(entry, None, listed=False)))
        return found

    def _rank(self, url: str, entry: Entry) -> int | None:
        """Return how pressing a listed page is, ``None`` where it is not due."""
        if url not in self.stamps:
            return None if self._too_old(entry) else _OLD
        known = self.stamps[url]
        if known is None:
            return _AGAIN
        if not known.due(entry, self.now):
            return _STILL if self._is_in_turn(entry, known) else None
        if known.stands_as(entry):
            return _STILL
        return _CHANGED if known.kind is Kind.ARTICLE and known.lastmod != entry.lastmod else _AGAIN

    def _unlisted(self, missing: int) -> list[Ranked]:
        """Return the known articles that no sitemap names: they may be gone; ``missing`` ranks those named till now."""
        found: list[Ranked] = []
        for url, known in self.stamps.items():
            if url in self.listing.pages or not self.places.page(url) or not self.robots.allows(url):
                continue
            if known is None:
                found.append(((_AGAIN, 0.0), Due(Entry(url), None, listed=False)))
            elif self.listing.whole and known.kind is not Kind.NONE and (rank := self._rank_of_unlisted(url, missing)):
                found.append((rank, Due(Entry(url), known, listed=False)))
        return found

    def _rank_of_unlisted(self, url: str, missing: int) -> tuple[int, float] | None:
        known, entry = self.stamps[url], Entry(url)
        if known is None:
            return None
        if not known.due(None, self.now):
            return (_STILL, -self._overdue(url, None)) if self._is_in_turn(entry, known) else None
        return (missing, self._age(Entry(url, known.lastmod), 0)) if known.listed else (_RARE, 0.0)

    def _is_in_turn(self, entry: Entry, known: Stamp) -> bool:
        """Whether an article was not looked at for so long that it may be gone, though nothing says so.

        Of a site with more articles than may be asked for in that time, older ones have their turn later.
        """
        recent = entry.date is not None and self.now - entry.date < _RECENT
        circle = _CIRCLE if recent else max(_CIRCLE, timedelta(days=len(self.stamps) / _A_DAY))
        return known.kind in _HELD and self.now >= known.checked + circle

    def _age(self, entry: Entry, number: int) -> float:
        """Return the seconds since an entry's date; of those without a date, the last ones are taken for the newest."""
        date = entry.date
        return (self.now - date).total_seconds() if date else 1e12 - number

    def _overdue(self, url: str, entry: Entry | None) -> float:
        """Return how many times over the wait of a page has passed."""
        known = self.stamps[url]
        if known is None:
            return 0.0
        return (self.now - known.checked) / (_CIRCLE if known.kind in _HELD else known.wait(entry))

    def _too_old(self, entry: Entry) -> bool:
        date = entry.date
        return self.oldest is not None and date is not None and date < self.oldest
