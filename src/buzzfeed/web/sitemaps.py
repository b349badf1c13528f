"""The sitemaps of one generation, and where they stand. All of it may block: call it in a thread."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from buzzfeed.follow import Site
from buzzfeed.follow.sitemaps import (
    ELSEWHERE,
    PART,
    SITEMAP,
    Place,
    at_root,
    news_sitemap,
    other_roots,
    own_places,
    part_path,
    recent,
    sitemap,
    sitemap_index,
    window,
)
from buzzfeed.model import follow_path
from buzzfeed.notify import root_of
from buzzfeed.ports import Located, Shelf
from buzzfeed.web.maker import PageMaker


class Sitemaps:
    """What each host's sitemaps name. Every method raises `StoreError` where the store cannot be read."""

    def __init__(
        self, site: Site, maker: PageMaker, store: Shelf, moved: Collection[str], *, static: bool = False
    ) -> None:
        """Read nothing yet; ``moved`` are paths that only lead on to another, ``static`` is whether these are files."""
        self.maker = maker
        self._site = site
        self._store = store
        self._moved = moved
        self._static = static
        self._divided: dict[str, list[tuple[Place, ...]]] = {}
        self._recent: dict[str, tuple[slice, tuple[Located, ...]]] = {}

    @cached_property
    def located(self) -> tuple[Located, ...]:
        """Where every published article stands."""
        return self._store.located()

    @cached_property
    def roots(self) -> dict[str, str]:
        """The hosts that have sitemaps: name → scheme and host; ours has an empty name."""
        return {"": root_of(self._site.base), **other_roots(self._site, self.located)}

    def news(self, host: str, now: datetime) -> tuple[Located, ...] | None:
        """Return what a host's news sitemap holds now; ``None`` where there is no such host."""
        root = self.roots.get(host)
        if root is None:
            return None
        span = window(self.located, now)
        kept = self._recent.get(host)
        # What it holds is another only once an article enters the days that it shows, or leaves them.
        if kept is None or kept[0] != span:
            kept = self._recent[host] = span, recent(self.located, root, now)
        return kept[1]

    def news_document(self, held: tuple[Located, ...]) -> bytes:
        """Return the news sitemap of these articles."""
        ids = [one.id for one in held]
        loaded = self._store.articles(ids)
        return news_sitemap(self._site, [loaded[id_] for id_ in ids if id_ in loaded])

    def paths(self, host: str) -> tuple[str, ...]:
        """Return the paths of a host's sitemap below its root: one file, or else an index and its parts."""
        parts = self._parts(host)
        return (SITEMAP, *(part_path(number) for number in range(1, len(parts) + 1) if len(parts) > 1))

    def document(self, host: str, path: str) -> bytes | None:
        """Return one file of a host's sitemap; ``None`` where there is none."""
        if host not in self.roots or path not in self.paths(host):
            return None
        parts = self._parts(host)
        if path != SITEMAP:
            return sitemap(parts[self.paths(host).index(path) - 1])
        if len(parts) == 1:
            return sitemap(parts[0])
        base = self._base(host)
        return sitemap_index(Place(base + part_path(number), _newest(part)) for number, part in enumerate(parts, 1))

    def _base(self, host: str) -> str:
        """Return the address below which a host's sitemaps stand: ours, or its own once they are put there."""
        if host and self._static:
            return self.roots[host]
        return self._site.base + folder_of(host)

    def _parts(self, host: str) -> list[tuple[Place, ...]]:
        if host not in self._divided:
            places = self._places(host)
            self._divided[host] = [places[start : start + PART] for start in range(0, max(len(places), 1), PART)]
        return self._divided[host]

    def _places(self, host: str) -> tuple[Place, ...]:
        if host:
            return tuple(Place(one.url, one.updated) for one in at_root(self.located, self.roots[host]))
        public = [key for key in self.maker.channels if follow_path(key) not in self._moved]
        return own_places(self._site, self._store.touched(), public, self.located)


def folder_of(host: str) -> str:
    """Return the path below which a host's sitemaps stand here."""
    return f"{ELSEWHERE}/{host}" if host else ""


def _newest(part: tuple[Place, ...]) -> datetime | None:
    return max((place.changed for place in part if place.changed is not None), default=None)
