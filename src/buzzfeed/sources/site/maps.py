"""What all sitemaps of a site list: found, asked for with what they answered last time, and put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from buzzfeed.errors import FetchError, RestError, SourceError
from buzzfeed.model import Problem, Severity
from buzzfeed.ports import Clock, Fetch, Response
from buzzfeed.sources.site.places import Places, key_of
from buzzfeed.sources.site.sitemaps import MOST, Entry, NotASitemapError, Sitemap, instant, read

GUESSED = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
"""Where sitemaps stand by custom: the first of these that is one."""
GUESSED_NEWS = "/news-sitemap.xml"
"""Where a news sitemap stands by custom; it is read besides."""

MOST_MAPS = 500
"""Sitemaps of one site at most."""

_ACCEPT = "application/xml, text/xml;q=0.9, text/plain;q=0.5, */*;q=0.1"
_MOST_PAUSES = 4
_CROWD = 20
_BELIEVED = 3600.0
_DAY = len("2026-03-01")
_ANYWHERE = timedelta(days=2)
_CLOCKS = timedelta(minutes=5)
_DEEPEST = 2
_NAME_IT = 'name the site\'s sitemaps in sitemaps, or read its feed instead (type = "feed")'


@dataclass
class _Map:
    """One sitemap as it was read last; ``read`` is ``None`` where only its validators are known, from before.

    ``asked`` is when, in steady seconds, ``checked`` the same by the clock (seconds since 1970, 0 where that is not
    known); ``idle`` how often in a row it had not changed. ``trouble`` says why the last answer was none, ``down``
    whether that is the site's trouble, not the sitemap's.
    """

    read: Sitemap | None = None
    etag: str = ""
    modified: str = ""
    lastmod: str = ""
    asked: float | None = None
    checked: int = 0
    idle: int = 0
    trouble: str = ""
    down: bool = False


@dataclass
class Listing:
    """What the sitemaps list: pages by address; ``whole`` says whether that is all of it, for all that can be told."""

    pages: dict[str, Entry] = field(default_factory=dict)
    whole: bool = True
    maps: int = 0
    foreign: int = 0
    problems: list[Problem] = field(default_factory=list)
    _keys: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def known_as(self, origins: Collection[str]) -> None:
        """Have pages stand under the addresses by which they are known: a site that changes to https stays the same."""
        lost = {key_of(url): url for url in origins if url not in self.pages}
        if not lost:
            return
        for url in [url for url in self.pages if url not in origins]:
            if (known := lost.get(key_of(url))) is not None:
                self.pages[known] = replace(self.pages.pop(url), url=known)
                self._keys[key_of(url)] = known

    def add(self, entry: Entry, url: str) -> None:
        """Add a page; of several entries, what one does not say another may."""
        url = self._keys.setdefault(key_of(url), url)
        known = self.pages.get(url)
        if known is None:
            self.pages[url] = replace(entry, url=url)
            return
        self.pages[url] = replace(
            known,
            lastmod=max(known.lastmod, entry.lastmod),
            title=known.title or entry.title,
            published=known.published or entry.published,
            keywords=known.keywords or entry.keywords,
        )


class Maps:
    """The sitemaps of a site. What they listed is kept while this process runs, their validators longer."""

    def __init__(self, places: Places, fetch: Fetch, clock: Clock, every: float) -> None:
        """Ask by way of ``fetch``; ``every`` is the seconds after which one that seldom changes is asked again."""
        self._places = places
        self._fetch = fetch
        self._clock = clock
        self._every = every
        self._maps: dict[str, _Map] = {}
        self._roots: tuple[str, ...] = ()

    @property
    def roots(self) -> tuple[str, ...]:
        """Where the sitemaps begin."""
        return self._roots

    @property
    def validators(self) -> dict[str, tuple[str, str, str, str]]:
        """What is to be remembered of each sitemap read whole: ETag, Last-Modified, its index's lastmod, when asked.

        An index is read anew by each process: what it names may have changed though it did not.
        """
        return {
            url: (one.etag, one.modified, one.lastmod, str(one.checked) if one.lastmod else "")
            for url, one in self._maps.items()
            if not one.trouble and not (one.read and one.read.maps) and (one.etag or one.modified or one.lastmod)
        }

    def remember(self, roots: Iterable[str], validators: Mapping[str, Iterable[str]]) -> None:
        """Take over what an earlier process remembered, of sitemaps that this one has not read."""
        self._roots = tuple(map(str, roots))[:MOST_MAPS]
        for url, values in list(validators.items())[:MOST_MAPS]:
            etag, modified, lastmod, checked = (*map(str, values), "", "", "", "")[:4]
            when = int(checked) if checked.isdecimal() and len(checked) < 12 else 0
            self._maps.setdefault(url, _Map(None, etag, modified, lastmod, checked=when))

    def gather(self, named: Iterable[str], since: float) -> Listing:
        """Return what the sitemaps list; each is asked for once ``since`` a moment (steady seconds), if at all.

        ``named`` are those that settings or robots.txt name; without any, those at the usual places are taken.

        Raises:
            SourceError: there is none, or none that can be read.
            RestError: the site is left alone for now; what was read so far is kept.
        """
        roots = tuple(dict.fromkeys(named)) or self._roots or self._guessed(since)
        listing, failed = Listing(), []
        queue = [(root, "", 0) for root in roots]
        met = set()
        for url, lastmod, depth in queue:  # grows while it is walked
            if url in met:
                continue
            met.add(url)
            if len(met) > MOST_MAPS:
                listing.whole = False
                listing.problems.append(self._problem(url, f"there are more than {MOST_MAPS} sitemaps"))
                break
            one = self._ask(url, lastmod, since, is_root=depth == 0)
            listing.maps += 1
            if one.trouble:
                listing.whole = False
                listing.problems.append(self._problem(url, one.trouble))
                failed.append(url)
            if one.read is None:
                listing.whole = False
                continue
            self._take(one.read, listing)
            if depth < _DEEPEST:
                queue += [(child, entry.lastmod, depth + 1) for entry in one.read.maps if (child := self._child(entry))]
        self._maps = {url: one for url, one in self._maps.items() if url in met}
        if failed and all(self._maps[url].read is None for url in met if url in self._maps):
            self._roots = ()
            trouble = self._maps[failed[0]].trouble
            raise SourceError(failed[0], trouble, f"it is tried again; else {_NAME_IT}", retryable=True)
        self._roots = roots
        return listing

    def _child(self, entry: Entry) -> str:
        return entry.url if self._places.is_here(entry.url) else ""

    def _take(self, sitemap: Sitemap, listing: Listing) -> None:
        for entry in sitemap.pages:
            url = self._places.page(entry.url)
            if not url:
                listing.foreign += not self._places.is_here(entry.url)
            elif len(listing.pages) < MOST:
                listing.add(entry, url)
            else:
                listing.whole = False

    def _problem(self, url: str, text: str) -> Problem:
        hint = "nothing is taken back because of it; tell whoever keeps the site"
        return Problem("sitemap-unread", Severity.WARNING, url, text, hint)

    def _guessed(self, since: float) -> tuple[str, ...]:
        """Return the sitemaps at the usual places.

        Raises:
            SourceError: there is none, or the site does not answer.
        """
        found: list[str] = []
        for path in GUESSED:
            one = self._ask(urljoin(self._places.site, path), "", since, is_root=True)
            if one.down:
                raise SourceError(self._places.site, f"{path}: {one.trouble}", "it is tried again", retryable=True)
            if one.read is not None:
                found.append(path)
                break
        if self._ask(urljoin(self._places.site, GUESSED_NEWS), "", since, is_root=True).read is not None:
            found.append(GUESSED_NEWS)
        if not found:
            cause = "has no sitemap: its robots.txt names none, and none stands at the usual places"
            raise SourceError(self._places.site, cause, _NAME_IT, retryable=True)
        return tuple(urljoin(self._places.site, path) for path in found)

    def _ask(self, url: str, lastmod: str, since: float, *, is_root: bool) -> _Map:
        """Return a sitemap, asked for once more where that is worth it."""
        one = self._maps.setdefault(url, _Map())
        if one.asked is not None and one.asked >= since:
            return one
        if not is_root and self._rests(one, lastmod):
            return one
        headers = {"accept": _ACCEPT}
        validators = (("if-none-match", one.etag), ("if-modified-since", one.modified))
        headers |= {header: value for header, value in validators if value and not one.trouble}
        try:
            answer = self._fetch.get(url, headers=headers, trusted=self._places.is_home(url))
        except RestError as error:
            if not error.alone:
                raise
            one.trouble, one.down = error.cause, True
        except FetchError as error:
            one.trouble, one.down = error.cause, True
        else:
            self._read(one, answer, conditional=len(headers) > 1)
            one.lastmod = lastmod
        one.asked = self._clock.steady()
        one.checked = int(self._clock.now().timestamp())
        return one

    def _rests(self, one: _Map, lastmod: str) -> bool:
        """Whether a sitemap of an index need not be asked for: its index says so, or, of many, it seldom changes."""
        if one.trouble:
            return False
        if lastmod:
            return lastmod == one.lastmod and self._believed(one)
        if one.asked is None or one.read is None or len(self._maps) <= _CROWD:
            return False
        return self._clock.steady() < one.asked + self._every * float(2 ** min(one.idle, _MOST_PAUSES) - 1)

    def _believed(self, one: _Map) -> bool:
        """Whether an index that dates a sitemap as before is believed: not for long, and not where the day goes on.

        Some date with the day alone, and some do not date anew what changes.
        """
        date = instant(one.lastmod)
        if date is None:
            return False
        over = date + (_CLOCKS if len(one.lastmod.strip()) > _DAY else _ANYWHERE)
        long = _BELIEVED * float(2 ** min(one.idle, _MOST_PAUSES)) if len(self._maps) > _CROWD else _BELIEVED
        since = self._clock.now().timestamp() - one.checked
        return over <= datetime.fromtimestamp(one.checked, UTC) and 0 <= since < long

    def _read(self, one: _Map, answer: Response, *, conditional: bool) -> None:
        if answer.status == 304 and conditional:
            one.idle += 1
            one.trouble, one.down = "", False
            return
        one.etag = one.modified = ""
        one.down = answer.status >= 500 or answer.status in (401, 403, 429)
        if answer.status != 200:
            one.trouble = f"answered {answer.status}"
            return
        try:
            sitemap = read(answer.body)
        except NotASitemapError as error:
            one.trouble = str(error)
            return
        one.trouble = sitemap.fault
        one.idle = one.idle + 1 if sitemap == one.read else 0
        one.read = sitemap
        if not sitemap.fault:
            one.etag = answer.headers.get("etag", "").strip()[:500]
            one.modified = answer.headers.get("last-modified", "").strip()[:100]
