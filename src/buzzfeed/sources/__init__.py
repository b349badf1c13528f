"""Sources: the places articles come from, each yielding raw items.

A folder of files, an upstream feed, a list of feeds, a WordPress site, the pages of any site, what is handed in.
`build` makes a `buzzfeed.ports.Source` of its settings, `watch` tells which folders changed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buzzfeed.config import Config, SourceSettings
    from buzzfeed.ports import Fetch, Source
    from buzzfeed.ports.upstreams import Handed
    from buzzfeed.sources.watching import Touched

__all__ = ["build", "watch"]

# Imports stand inside: worker processes import this package to read files, and need nothing of what it imports.


def build(settings: SourceSettings, config: Config, fetch: Fetch, handed: Handed | None = None) -> Source:
    """Return the source that these settings describe; nothing is looked at yet. ``handed`` is what came by itself."""
    from buzzfeed.config import FolderSource, OpmlSource, PushSource, SiteSource, WordPressSource
    from buzzfeed.sources.feed import Feed
    from buzzfeed.sources.folder import Folder
    from buzzfeed.sources.opml import Opml
    from buzzfeed.sources.pushed import Push
    from buzzfeed.sources.site import Site
    from buzzfeed.sources.wordpress import WordPress

    if isinstance(settings, FolderSource):
        return Folder.of(settings, config)
    if isinstance(settings, WordPressSource):
        return WordPress(settings, fetch)
    if isinstance(settings, OpmlSource):
        return Opml.of(settings, config, fetch, handed)
    if isinstance(settings, PushSource):
        return Push(settings, handed)
    if isinstance(settings, SiteSource):
        return Site(settings, fetch, config.newsroom.url, config.newsroom.title)
    return Feed(settings, fetch)


def watch(config: Config, stop: threading.Event) -> Iterator[Touched]:
    """Yield the folder sources in which something changed, and what did: `buzzfeed.sources.watching.watch`."""
    from buzzfeed.sources.watching import watch

    return watch(config, stop)
