"""The WordPress source: a first import page by page, then what changed, then what is gone.

A look asks for one page and says whether there is `more`: what it gave is stored, and where it stood is noted, so that
an import goes on after a kill. Posts are listed by number, which new posts do not shift; what a deletion does shift out
of a page is found by the comparison of all numbers that follows an import, and follows whenever the site's own count of
its posts cannot be explained by what was seen. What terms and authors are called is listed page by page, too, after all
else: on a site with many names that lets us ask little, it must not keep deletions from being seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from buzzfeed.config import FeedSource, WordPressSource
from buzzfeed.errors import ItemError, RestError, SourceError
from buzzfeed.model import Find, Look, Problem, RawItem, Severity, SourceMemory
from buzzfeed.ports import Clock, Fetch
from buzzfeed.sources.feed import Feed
from buzzfeed.sources.wordpress import names
from buzzfeed.sources.wordpress.api import NO_CACHE, SMALLER, Api, ShutError
from buzzfeed.sources.wordpress.posts import (
    KINDS,
    Stamp,
    Values,
    by_number,
    filed_under,
    filing_of,
    is_public,
    item_of,
    latest,
    modified_of,
    number_of,
    origin_of,
    stamp_of,
)

_READING = "1"
"""Raised by one whenever posts are read differently, so that they are all fetched and read anew."""
_OVERLAP = timedelta(days=1)
"""How far back changes are asked for again: a site counts them in its local time, and may set its clock."""
_AGAIN_BY_REST = timedelta(days=1)
_SKEW = timedelta(minutes=5)
_MOST_PAGES = 20
_LAPPED = 5
_FIRST = f"{next(iter(KINDS))} 0 0"
"""Where the list of names begins: its kind, from which on, and the number of the kind's first."""
_FORMAT = "%Y-%m-%dT%H:%M:%S"

IMPORT, COMPARE, NAMES = "import", "compare", "names"


class WordPress:
    """A `buzzfeed.ports.Source` over a WordPress site: looking already gives each item, so that only `look` fetches."""

    def __init__(self, settings: WordPressSource, fetch: Fetch | None) -> None:
        """Look at ``settings.url`` by way of ``fetch``; without one, as in a worker process, there is only `read`."""
        self._settings = settings
        self._fetch = fetch
        feed = FeedSource(name=settings.name, type="feed", url=settings.url.rstrip("/") + "/feed/")
        self._feed = Feed(feed, fetch)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to worker processes without the way out."""
        return WordPress, (self._settings, None)

    @property
    def name(self) -> str:
        """Its name in the config."""
        return self._settings.name

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See what is new, changed and gone since ``memory``, one page of an import or comparison at a time.

        Raises:
            SourceError: the site did not answer as WordPress does; nothing is known to have changed.
        """
        if self._fetch is None:
            raise SourceError(self._settings.url, "is not looked at from a worker process")
        if only:
            return Look(incomplete=True)
        now = clock.now()
        if memory.notes.get("way") == "feed" and now < _moment(memory.notes.get("probed", "")) + _AGAIN_BY_REST:
            return self._by_feed(memory, clock, memory.notes["probed"])
        notes = memory.notes if memory.notes.get("rules") == self._rules else {}
        api = Api(self._settings, self._fetch, notes.get("api", ""))
        try:
            look = _Looking(self.name, api, memory, notes, now, timedelta(seconds=self._settings.compare)).look()
        except ShutError as error:
            if notes.get("api"):
                raise
            return self._without_api(error, memory, clock)
        skewed = self._skewed(api.clock, now)
        return replace(look, notes={**look.notes, "rules": self._rules}, problems=(*look.problems, *skewed))

    def latest(self, most: int, clock: Clock) -> Look:
        """See the ``most`` latest posts by number, whatever is remembered, and leave it at that.

        Raises:
            SourceError: the site did not answer as WordPress does.
        """
        if self._fetch is None:
            raise SourceError(self._settings.url, "is not looked at from a worker process")
        memory, api = SourceMemory(self.name), Api(self._settings, self._fetch)
        try:
            posts = api.page(max(0, (api.count() or 0) - most)).posts
        except ShutError as error:
            return self._without_api(error, memory, clock)
        return _Looking(self.name, api, memory, {}, clock.now(), timedelta()).shown(posts[-most:])

    def read(self, find: Find) -> RawItem:
        """Return the item that looking gave.

        Raises:
            ItemError: it gave none.
        """
        if find.ready is None:
            raise ItemError(find.origin, "is not at hand: a post is read when its site is looked at")
        return find.ready

    @property
    def _rules(self) -> str:
        """What the same posts would be read differently by."""
        values = repr((_READING, self._settings.url, bool(self._settings.user)))
        return hashlib.sha256(values.encode()).hexdigest()[:16]

    def _without_api(self, error: ShutError, memory: SourceMemory, clock: Clock) -> Look:
        """Read the site's feed where its API never answered, and say so."""
        try:
            look = self._by_feed(memory, clock, f"{clock.now():{_FORMAT}}")
        except SourceError:
            raise error from None
        text = f"{error.cause}: its feed is read instead, which shows the latest posts alone, and no deletions"
        return replace(
            look,
            problems=(Problem("rest-shut", Severity.WARNING, self._settings.url, text, error.hint), *look.problems),
        )

    def _by_feed(self, memory: SourceMemory, clock: Clock, probed: str) -> Look:
        look = self._feed.look(memory, clock)
        return replace(look, notes={**look.notes, "way": "feed", "probed": probed})

    def _skewed(self, shown: datetime | None, now: datetime) -> tuple[Problem, ...]:
        if shown is None or shown - now < _SKEW:
            return ()
        minutes = round((shown - now).total_seconds() / 60)
        text = f"its clock is {minutes} minutes ahead: what it dates in the future waits until then"
        return (
            Problem("clock-ahead", Severity.WARNING, self._settings.url, text, "set the clock of the site's server"),
        )


class _Looking:
    """One look by the REST API."""

    def __init__(
        self, name: str, api: Api, memory: SourceMemory, notes: Mapping[str, str], now: datetime, every: timedelta
    ) -> None:
        self._name = name
        self._api = api
        self._stamps = memory.stamps
        self._notes = notes
        self._now = now
        self._every = every
        self._holders: dict[str, int] = {}

    def look(self) -> Look:
        """Go on with what is under way; else see what changed, and compare where that is due."""
        phase = self._notes.get("phase", "" if self._notes.get("api") else IMPORT)
        if phase == IMPORT:
            return self._import(_whole(self._notes.get("offset")))
        if phase == COMPARE:
            return self._compare(_whole(self._notes.get("offset")), _whole(self._notes.get("above")))
        if phase == NAMES:
            return self._names()
        return self._changes()

    def shown(self, posts: Iterable[Values]) -> Look:
        """Return these posts, the latest first."""
        finds, unchanged = self._finds(posts)
        return Look(finds=finds[::-1], unchanged=unchanged)

    def _import(self, offset: int) -> Look:
        page = self._api.page(offset)
        done = offset + len(page.posts)
        before, last = _whole(self._notes.get("above")), max(map(number_of, page.posts), default=0)
        if page.posts and last <= before:
            raise SourceError(self._api.subject, "gives the same posts page after page", NO_CACHE, retryable=True)
        following = {"phase": COMPARE}
        if not page.ends(done):
            following = {"phase": IMPORT, "offset": str(done), "above": str(last)}
        if not offset:  # a name that changes while the rest is imported is seen by the comparison
            following = {**following, "phase": NAMES, "then": following["phase"], "hearing": _FIRST}
        finds, unchanged = self._finds(page.posts)
        return Look(
            finds=finds,
            unchanged=unchanged,
            notes=self._noted(following, modified=self._latest(page.posts)),
            problems=() if offset or page.total is not None else (self._uncounted(),),
            more=True,
            again_in=0.0,  # others have their turn meanwhile
            progress=(done, max(done, page.total)) if page.total is not None else None,
        )

    def _uncounted(self) -> Problem:
        text = "does not say how many posts it has (X-WP-Total): deletions are seen once in `compare` alone"
        hint = "see whether a proxy before the site takes the header away"
        return Problem("no-total", Severity.WARNING, self._api.subject, text, hint)

    def _changes(self) -> Look:
        """See what changed since the latest change seen; all that is known is unchanged but for that."""
        posts = self._changed()
        stale = {Stamp.of(origin, text).number for origin, text in self._stamps.items() if not text}
        posts += self._api.named(sorted(stale - {number_of(post) for post in posts} - {0}))
        finds, _ = self._finds(posts)
        total = self._api.count()
        came = sum(find.origin not in self._stamps for find in finds)
        due = self._now >= _moment(self._notes.get("compared", "")) + self._every
        begin = due or 0 in stale or (total is not None and total != _whole(self._notes.get("total")) + came)
        gone = self._gone(self._noted_as_gone())
        phase = COMPARE if begin else NAMES if self._notes.get("hearing") else ""
        return Look(
            finds=finds,
            unchanged=len(self._stamps) - sum(find.origin in self._stamps for find in finds),
            vanished=gone,
            notes=self._noted({"phase": phase} if phase else {}, modified=self._latest(posts), total=str(total or 0)),
            more=bool(phase),
        )

    def _changed(self) -> list[Values]:
        """Return the posts that changed lately, the last first; WordPress before 5.7 gives all others after them."""
        since = f"{_moment(self._notes.get('modified', '')) - _OVERLAP:{_FORMAT}}"
        posts: list[Values] = []
        for _ in range(_MOST_PAGES):
            page = self._api.page(len(posts), after=since + "Z")
            posts += page.posts
            if page.ends(len(posts)) or len(page.posts) < SMALLER or modified_of(page.posts[-1]) < since:
                break
        return posts

    def _compare(self, offset: int, above: int) -> Look:
        """Compare one page of all numbers with those that are known; at the end, what is missing is gone."""
        page = self._api.listing(offset)
        numbers = [number_of(post) for post in page.posts]
        if offset and numbers and min(numbers) > above:
            # Deletions moved more across the border of two pages than they lap over each other.
            return Look(notes=self._noted({"phase": COMPARE}), more=True)
        done = offset + len(numbers)
        over = page.ends(done) or (offset > 0 and max(numbers) <= above)
        last = max([above, *numbers])
        known = by_number(self._stamps)
        absent = {one for one in known if one > above and (over or one <= last)} - set(numbers)
        gone = sorted({*self._noted_as_gone(), *absent} & known.keys())
        renamed = self._notes.get("renamed", "")
        others = [post for post in page.posts if self._differs(post, frozenset(renamed.split()))]
        finds, _ = self._finds(self._api.named([number_of(post) for post in others]))
        following = {"phase": COMPARE, "offset": str(done - min(_LAPPED, len(numbers) // 2)), "above": str(last)}
        if over:
            following = {"compared": f"{self._now:{_FORMAT}}", "total": str(page.total or 0), "renamed": ""}
            if not renamed:  # else this comparison was made for the names that were heard
                following |= {"phase": NAMES, "hearing": self._notes.get("hearing") or _FIRST}
        nothing = not numbers and not offset
        return Look(
            finds=finds,
            touched=self._filed(page.posts, {find.origin for find in finds}),
            vanished=self._gone(gone) if over and not nothing else (),
            doubtful=tuple(known[one] for one in gone) if over and nothing else (),
            notes={**self._noted(following), "gone": ",".join(map(str, gone))},
            more="phase" in following,
            progress=(done, max(done, page.total)) if page.total is not None else None,
        )

    def _names(self) -> Look:
        """List one page of what terms and authors are called; after the last, compare where some were renamed.

        Where the site is to be left alone, what is under way goes on, and the names have their turn later.
        """
        kind, offset, first = self._hearing()
        kept = {name: self._notes[name] for name in ("offset", "above") if self._notes.get(name)}
        then = self._notes.get("then", "")
        try:
            page = self._api.names(kind, offset)
        except RestError:
            return Look(notes=self._noted({**kept, "phase": then} if then else {}), more=bool(then))
        listed = page.posts if page is not None else ()
        head = number_of(listed[0]) if listed else 0
        again = offset > 0 and head == first  # a cache that ignores what is asked
        known, others = names.heard(names.read(self._notes.get("names", "")), kind, () if again else listed)
        renamed = {*self._notes.get("renamed", "").split(), *others}
        told = {"names": names.note_of(known), "renamed": " ".join(sorted(renamed))}
        done = offset + len(listed)
        kinds = list(KINDS)
        if page is not None and not again and not page.ends(done) and done < names.MOST:
            hearing = f"{kind} {done} {first or head}"
        else:
            hearing = f"{kinds[kinds.index(kind) + 1]} 0 0" if kind != kinds[-1] else ""
        phase = NAMES if hearing else then or (COMPARE if renamed else "")
        following = {"phase": phase, "hearing": hearing} if phase else {"hearing": ""}
        if then:
            following |= {**kept, "then": then if hearing else ""}
        return Look(notes=self._noted({**told, **following}), more=bool(phase), again_in=0.0 if phase else None)

    def _hearing(self) -> tuple[str, int, int]:
        """Return of which kind names are listed, from which on, and the number of the kind's first."""
        kind, _, rest = (self._notes.get("hearing") or _FIRST).partition(" ")
        offset, _, first = rest.partition(" ")
        return (kind, _whole(offset), _whole(first)) if kind in KINDS else (next(iter(KINDS)), 0, 0)

    def _filed(self, posts: Iterable[Values], found: Collection[str]) -> dict[str, str]:
        """Return the stamps of posts of which it was not known what they are filed under, with what that is now."""
        told = {}
        for post in posts:
            origin = self._origin(post)
            stamp = Stamp.of(origin, self._stamps.get(origin, ""))
            if stamp.digest and not stamp.filing and origin not in found and (filing := filing_of(post)):
                told[origin] = str(replace(stamp, filing=filing))
        return told

    def _noted_as_gone(self) -> list[int]:
        return [_whole(one) for one in self._notes.get("gone", "").split(",") if one]

    def _gone(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Return the origins of those posts that are known, and not there when they are asked for by number."""
        known = by_number(self._stamps)
        asked = sorted(known.keys() & set(numbers))
        there = {number_of(post) for post in self._api.named(asked, whole=False)}
        return tuple(known[one] for one in asked if one not in there)

    def _differs(self, post: Values, renamed: Collection[str]) -> bool:
        """Whether a post is to be read again: it was saved, is filed elsewhere, or that was renamed."""
        origin = self._origin(post)
        text = self._stamps.get(origin)
        if not text:
            return True
        stamp = Stamp.of(origin, text)
        moved = bool(stamp.filing) and stamp.filing != filing_of(post)
        return moved or stamp.modified != (modified_of(post) or "-") or not filed_under(post).isdisjoint(renamed)

    def _origin(self, post: Values) -> str:
        """Return by what a post is known: its guid, or its number where another post has that guid, too.

        Copies that plugins make, and sites that were put together of several, have such posts. The one that was seen
        first keeps the guid.
        """
        guid, number = origin_of(post), number_of(post)
        own = f"{self._api.subject.rstrip('/')}/?p={number}"
        if own in self._stamps or not number:
            return own if own in self._stamps else guid
        holder = self._holders.get(guid) or Stamp.of(guid, self._stamps.get(guid, "")).number
        if guid in {*self._stamps, *self._holders} and holder not in (0, number):
            return own
        self._holders[guid] = number
        return guid

    def _finds(self, posts: Iterable[Values]) -> tuple[tuple[Find, ...], int]:
        """Return what is new or changed among posts, each once, and how many are as they were.

        A private or protected post that was never public is none of ours, unless credentials were given to see it.
        """
        finds: dict[str, Find] = {}
        unchanged = 0
        for post in sorted(posts, key=number_of):
            item = item_of(self._name, post, self._api.root, sees_all=self._api.sees_all)
            origin = self._origin(post)
            if item is not None and origin != item.origin:
                item = replace(item, origin=origin, guid="")
            if item is None or not (is_public(post) or item.origin in self._stamps or self._api.sees_all):
                continue
            stamp = str(stamp_of(post, item))
            if self._stamps.get(item.origin) == stamp:
                unchanged += 1
            else:
                finds[item.origin] = Find(item.origin, stamp, item)
        return tuple(finds.values()), unchanged

    def _latest(self, posts: Iterable[Values]) -> str:
        """Return the latest change seen so far; never one in the future, before which all others would seem old."""
        seen = max(latest(list(posts)), self._notes.get("modified", ""))
        return min(seen, f"{self._now:{_FORMAT}}")

    def _noted(self, following: Mapping[str, str], **values: str) -> dict[str, str]:
        lasting = ("modified", "total", "compared", "gone", "names", "renamed", "hearing")
        kept = {name: self._notes[name] for name in lasting if self._notes.get(name)}
        return {**kept, "api": self._api.root, **values, **following}


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _moment(text: str) -> datetime:
    """Return a moment that was noted; long ago where there is none."""
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return datetime(1970, 1, 3, tzinfo=UTC)
