"""Adopting: the ids of a site's present feeds are taken over, so that switching to buzzfeed redelivers nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from buzzfeed import articles
from buzzfeed.errors import BuzzfeedError, SourceError
from buzzfeed.model import (
    Adopted,
    Adoption,
    ChannelKey,
    ChannelKind,
    Handover,
    IdentityKeys,
    RawItem,
    TermKind,
    term_key,
)
from buzzfeed.model.sketches import sketch_of
from buzzfeed.pipeline.works import Works
from buzzfeed.ports import Fetch
from buzzfeed.sources.oldfeeds import OldFeed, OldFeeds

MOST_TERMS = 2000
"""Terms whose feeds are looked for at most: those that most entries carry."""

_ALL = ChannelKey(ChannelKind.ALL)
_BASES = {"category": TermKind.CATEGORY, "tag": TermKind.TAG, "author": TermKind.AUTHOR}
_FORMATS = ("feed/atom/", "feed/rss2/", "feed/rdf/")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """One old feed that was read: its address, its format, the channel it becomes, and how much it showed."""

    url: str
    format: str
    channel: ChannelKey | None
    first: int
    entries: int
    whole: bool


@dataclass(frozen=True)
class Outcome:
    """What an adoption took over, or would: ``known`` ids were taken over before, ``late`` articles have another id.

    ``aliases`` lead from paths that subscribers poll to feeds, those of the config left out.
    """

    feeds: tuple[Taken, ...]
    new: int
    known: int
    late: int
    aliases: Mapping[str, str] = field(default_factory=dict)


def adopt(works: Works, fetch: Fetch, url: str, *, dry_run: bool = False) -> Outcome:
    """Read the feeds at an address and those of their terms, and take over their ids.

    Raises:
        SourceError: there is no feed at this address, or it cannot be had.
        StoreError: nothing was taken over.
    """
    reader = _Reader(works, fetch, url)
    reader.read()
    adoption = reader.adoption()
    known = {one.id for one in works.store.adopted()}
    ids = {one.id for one in adoption.entries}
    outcome = Outcome(
        feeds=tuple(reader.taken()),
        new=len(ids - known),
        known=len(ids & known),
        late=_late(works, adoption),
        aliases=reader.aliases(),
    )
    if not dry_run:
        works.store.adopt(adoption, works.clock.now())
    return outcome


def _late(works: Works, adoption: Adoption) -> int:
    """Count the articles that were taken in before, under other ids, and stand at an address that is adopted."""
    keys = [IdentityKeys("", "", "", (one.url,), "", ()) for one in adoption.entries if one.url]
    ids = {one.url: one.id for one in adoption.entries}
    found = works.store.ledger(keys).by_address
    return sum(record.id != ids[address] for address, record in found.items())


class _Reader:
    """Reads one site's feeds: the main one, those of its terms, those that its page names."""

    def __init__(self, works: Works, fetch: Fetch, url: str) -> None:
        self._works = works
        self._url = url
        self._now = works.clock.now()
        self._feeds = OldFeeds(fetch, url, lambda: not works.stopping())
        self._read: dict[str, tuple[OldFeed, ChannelKey | None]] = {}
        self._also: dict[str, OldFeed] = {}
        self._labels: Counter[str] = Counter()
        self._authors: Counter[str] = Counter()

    def read(self) -> None:
        """Read all that is found.

        Raises:
            SourceError: there is no feed.
        """
        listed = [url for url in self._feeds.listed(self._url) if "/comments/" not in urlsplit(url).path]
        main = next((url for url in listed if self._term_of(url) is None), None)
        for url in [*([main] if main else []), *(one for one in listed if one != main)]:
            self._take(url, _ALL if url == main else None)
        if not self._read:
            raise SourceError(self._url, "there is no feed", "give the address of the site, or of its feed")
        if main is not None and (root := _root(self._read_url(main))):
            self._terms(root)
            for form in _FORMATS:
                found = self._quietly(root + form, first_alone=True)
                if found is not None and found.url not in self._read:
                    self._also[found.url] = found

    def _read_url(self, url: str) -> str:
        return next((found.url for asked, (found, _) in self._read.items() if asked == url), url)

    def _take(self, url: str, channel: ChannelKey | None) -> None:
        if url in self._read:
            return
        found = self._feeds.read(url)
        if found is None or not found.items:
            return
        self._read[url] = found, channel or self._channel_of(url, found)
        self._works.progress("reading feeds", len(self._read), len(self._read))
        for item in found.items:
            self._labels.update({*item.categories, *item.tags})
            self._authors.update(item.authors)

    def _terms(self, root: str) -> None:
        """Look for the feeds of every term that the entries name, where WordPress has them."""
        wanted = [
            (f"{root}{base}/{articles.slug_of(label)}/feed/", base, label)
            for base, labels in (("category", self._labels), ("tag", self._labels), ("author", self._authors))
            for label, _ in labels.most_common(MOST_TERMS)
        ]
        for done, (url, base, label) in enumerate(wanted, 1):
            found = self._quietly(url)
            if found is not None and url not in self._read and _is_of(found, base, label):
                self._read[url] = found, self._key(_BASES[base], label)
            self._works.progress("looking for feeds of terms", done, len(wanted))

    def _quietly(self, url: str, *, first_alone: bool = False) -> OldFeed | None:
        try:
            found = self._feeds.read(url, first_alone=first_alone)
        except SourceError:
            return None
        return found if found and found.items else None

    def _term_of(self, url: str) -> tuple[str, str] | None:
        """Return the kind and slug of the term whose feed stands at such an address (``…/tag/ports/feed/``)."""
        parts = [part for part in urlsplit(url).path.split("/") if part]
        if parts and parts[-1] in ("atom", "rss", "rss2", "rdf"):
            parts.pop()
        if len(parts) >= 3 and parts[-1] == "feed":
            base = next((part for part in reversed(parts[:-2]) if part in _BASES), None)
            return (base, parts[-2]) if base else None
        return None

    def _channel_of(self, url: str, feed: OldFeed) -> ChannelKey | None:
        """Return the channel of a feed that a page names: that of the term whose slug its address holds."""
        named = self._term_of(url)
        if named is None:
            return None
        base, slug = named
        labels = Counter(
            label
            for item in feed.items
            for label in (item.authors if base == "author" else (*item.categories, *item.tags))
            if articles.slug_of(label) == slug
        )
        return self._key(_BASES[base], labels.most_common(1)[0][0]) if labels else ChannelKey(ChannelKind(base), slug)

    def _key(self, kind: TermKind, label: str) -> ChannelKey:
        return ChannelKey(ChannelKind(kind.value), self._works.book.use(kind, label).term.slug)

    def adoption(self) -> Adoption:
        """Return what is taken over."""
        entries = {one.id: one for one in self._entries()}
        channels = {
            key: _handover(feed, entries) for feed, key in self._read.values() if key is not None and feed.pages
        }
        return Adoption(tuple(entries[id_] for id_ in sorted(entries)), channels)

    def _entries(self) -> Iterator[Adopted]:
        items = {item.origin: item for feed, _ in self._read.values() for item in feed.items}
        settings = next(iter(self._works.cleaning.values()))
        jobs = [(item, settings, self._now) for item in items.values()]
        for done, one in enumerate(self._works.pool.map(adopted_of, jobs), 1):
            yield one
            self._works.progress("taking over ids", done, len(jobs))

    def taken(self) -> Iterator[Taken]:
        """Yield what was read."""
        for feed, key in self._read.values():
            yield Taken(feed.url, "atom" if feed.atom else "rss", key, len(feed.pages[0]), len(feed.items), feed.whole)

    def aliases(self) -> dict[str, str]:
        """Return the paths that subscribers poll, and the feed that each becomes."""
        places = [(feed, key) for feed, key in self._read.values() if key is not None]
        places += [(feed, _ALL) for feed in self._also.values()]
        found = {_path(feed.url): f"{key.path}.{'atom' if feed.atom else 'rss'}" for feed, key in places}
        return {path: feed for path, feed in found.items() if path not in self._works.config.aliases}


def _root(url: str) -> str:
    """Return where a WordPress site begins, given its main feed's address; empty where this is none."""
    parts = urlsplit(url)
    for end in ("/feed/", "/feed", "/feed/atom/", "/feed/rss2/", "/feed/rdf/"):
        if parts.path.endswith(end):
            return f"{parts.scheme}://{parts.netloc}{parts.path[: -len(end)]}/"
    return ""


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_of(feed: OldFeed, base: str, label: str) -> bool:
    """Whether a feed is that of a term: most of its entries carry it."""
    key = term_key(label)
    names = [item.authors if base == "author" else (*item.categories, *item.tags) for item in feed.pages[0]]
    return sum(key in map(term_key, some) for some in names) * 2 > len(names)


def adopted_of(job: tuple[RawItem, articles.ArticleSettings, datetime]) -> Adopted:
    """Return an entry as it is recognised later: cleaned as articles are, so that the same words are the same."""
    item, settings, now = job
    try:
        cleaned = articles.clean(item, settings, now)
    except BuzzfeedError:
        return Adopted(item.origin, articles.canonical(item.url), articles.title_key(item.title), b"", now)
    return Adopted(
        id=item.origin,
        url=cleaned.addresses[0] if item.url and cleaned.addresses else "",
        title_key=articles.title_key(cleaned.title),
        sketch=sketch_of(articles.visible_text(cleaned.content)),
        published=cleaned.published,
    )


def _handover(feed: OldFeed, entries: Mapping[str, Adopted]) -> Handover:
    first = frozenset(item.origin for item in feed.pages[0])
    beyond = frozenset(item.origin for page in feed.pages[1:] for item in page) - first
    return Handover(min(entries[id_].published for id_ in first), first, beyond)
