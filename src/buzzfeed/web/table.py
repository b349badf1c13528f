"""The table of feeds: path → document, immutable, swapped whole when the store's generation moves."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from urllib.parse import quote, unquote

from buzzfeed.audience import Followed
from buzzfeed.config import Config
from buzzfeed.errors import StoreError
from buzzfeed.follow import Site
from buzzfeed.model import ChannelKey, ChannelKind, Format, ServedFeed, feed_path, follow_path
from buzzfeed.ports import Shelf
from buzzfeed.web.deltas import FeedDeltas
from buzzfeed.web.documents import Document, GoneError, Header
from buzzfeed.web.surrogates import feed_headers

_MANY = 1000
"""Documents at once that are worth keeping out of the collector's searches: a whole newsroom's, not an article's."""

URL_SAFE = ":/?#[]@!$&'()*+,;=-._~%"


class FeedTable:
    """What is served from memory; ``documents`` may be read by any thread at any time, `refresh` is called by one."""

    def __init__(self, config: Config, site: Site, fixed: Mapping[str, Document]) -> None:
        """Begin with the documents that never change, by their path below the prefix."""
        self._config = config
        self._site = site
        self._fixed = fixed
        self.moved = moved(config)
        self.renamed = renamed(config)
        self._aliases = {alias: self.moved.get(path, path) for alias, path in _aliases(config).items()}
        self._lock = threading.Lock()
        self._feeds: dict[str, Document] = {}
        self.generation = -1
        self.documents: Mapping[str, Document] = self._table({})

    @property
    def feeds(self) -> int:
        """How many feeds are served."""
        return len(self._feeds)

    def refresh(self, store: Shelf) -> bool:
        """Take over what was published since; return whether anything was. A store that was set back is read anew.

        Raises:
            StoreError: the store cannot be read; the table stays as it was.
        """
        with self._lock:
            generation = store.generation()
            if generation == self.generation:
                return False
            with _no_search_for_cycles():
                onward = generation > self.generation >= 0
                fresh = store.served(self.generation if onward else 0)
                feeds = dict(self._feeds) if onward else {}
                for feed in fresh:
                    feeds[feed.path] = feed_document(feed, store, self._site, self._config)
                self.documents = self._table(feeds)
                self._feeds = feeds
                if len(fresh) >= _MANY:
                    gc.freeze()
            self.generation = generation
            return True

    def _table(self, feeds: Mapping[str, Document]) -> Mapping[str, Document]:
        """Lay out every path: with the prefix as the world sees it, and as a proxy that strips it passes it on."""
        own = {**self._fixed, **{path: document for path, document in feeds.items() if path not in self.moved}}
        table = {alias: feeds[path] for alias, path in self._aliases.items() if path in feeds}
        if self._site.prefix:
            table.update((self._site.prefix + path, document) for path, document in own.items())
        table.update(own)
        return MappingProxyType(table)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Keep the collector still meanwhile: thousands of new documents would set it off, and it stops every thread."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def feed_document(feed: ServedFeed, store: Shelf, site: Site, config: Config) -> Document:
    """Return the document of a feed: everything known of it but its bytes."""

    def load() -> bytes:
        if feed.withheld:
            raise StoreError(feed.path, "it carries what was taken back, and is not served", "see: buzzfeed status")
        found = store.document(feed.channel, feed.format)
        if found is None or found[0].digest != feed.digest:
            raise GoneError(feed.path)
        return found[1]

    def headers() -> tuple[Header, ...]:
        return (link_header(feed, site),)

    return Document(
        kind="feed",
        key=f"{feed.path} {feed.committed.timestamp():.0f} {feed.digest}{' withheld' if feed.withheld else ''}",
        # A reader that holds the withheld bytes is not to be told that they are still the ones.
        digest="withheld" if feed.withheld else feed.digest,
        media_type=feed.format.media_type,
        load=load,
        cache_control=f"public, max-age={round(config.feeds.fresh_for)}",
        modified=None if feed.withheld else feed.committed,
        followed=Followed(feed.channel.path, feed.format.value, int(feed.committed.timestamp())),
        headers=lambda: (*headers(), *feed_headers(feed.channel, config.cdn)),
        deltas=None if feed.withheld else FeedDeltas(feed, store, headers),
    )


def link_header(feed: ServedFeed, site: Site) -> Header:
    """Return the ``Link`` of a feed: its hubs, itself (WebSub §4), and its page for people (RFC 8288)."""
    parts = [f'<{_quoted(hub)}>; rel="hub"' for hub in site.hubs]
    parts.append(f'<{_quoted(site.address(feed.path))}>; rel="self"')
    page = _quoted(site.address(follow_path(feed.channel)))
    parts.append(f'<{page}>; rel="alternate"; type="text/html"')
    return b"link", ", ".join(parts).encode("ascii")


def _quoted(url: str) -> str:
    return quote(url, safe=URL_SAFE)


def _aliases(config: Config) -> Mapping[str, str]:
    """Return alias → the feed's path; each alias as written, unquoted as a request's path is, and below the prefix."""
    prefix = config.newsroom.prefix
    found = {}
    for alias, feed in config.aliases.items():
        path = unquote(alias)
        found[path] = f"/feeds/{feed}"
        if prefix and path.startswith(prefix + "/"):
            found[path.removeprefix(prefix)] = f"/feeds/{feed}"
    return found


def moved(config: Config) -> Mapping[str, str]:
    """Return where feeds and follow pages of saved queries stand that had another slug: former path → present one."""
    found = {}
    for former, present in renamed(config).items():
        found[follow_path(former)] = follow_path(present)
        found.update((feed_path(former, fmt), feed_path(present, fmt)) for fmt in Format)
    return found


def renamed(config: Config) -> Mapping[ChannelKey, ChannelKey]:
    """Return the saved queries that had another slug, by that."""
    kind = ChannelKind.QUERY
    return {ChannelKey(kind, former): ChannelKey(kind, present) for former, present in config.renamed.items()}
