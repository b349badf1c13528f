"""Sources: the places articles come from, each yielding raw items.

A folder of files and an upstream feed, so far. `build` makes a `buzzfeed.ports.Source` of its settings, `watch` tells
which folders changed.
"""

from __future__ import annotations

from buzzfeed.config import Config, FeedSource, FolderSource
from buzzfeed.ports import Fetch, Source
from buzzfeed.sources.feed import Feed
from buzzfeed.sources.folder import Folder
from buzzfeed.sources.watching import watch

__all__ = ["build", "watch"]


def build(settings: FolderSource | FeedSource, config: Config, fetch: Fetch) -> Source:
    """Return the source that these settings describe; nothing is looked at yet."""
    if isinstance(settings, FolderSource):
        return Folder.of(settings, config)
    return Feed(settings, fetch)
