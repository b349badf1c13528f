"""Sources: the places articles come from, each yielding raw items.

A folder of files and an upstream feed, so far. `build` makes a `buzzfeed.ports.Source` of its settings, `watch` tells
which folders changed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buzzfeed.config import Config, FeedSource, FolderSource
    from buzzfeed.ports import Fetch, Source
    from buzzfeed.sources.watching import Touched

__all__ = ["build", "watch"]

# Imports stand inside: worker processes import this package to read files, and need nothing of what it imports.


def build(settings: FolderSource | FeedSource, config: Config, fetch: Fetch) -> Source:
    """Return the source that these settings describe; nothing is looked at yet."""
    from buzzfeed.config import FolderSource
    from buzzfeed.sources.feed import Feed
    from buzzfeed.sources.folder import Folder

    if isinstance(settings, FolderSource):
        return Folder.of(settings, config)
    return Feed(settings, fetch)


def watch(config: Config, stop: threading.Event) -> Iterator[Touched]:
    """Yield the folder sources in which something changed, and what did: `buzzfeed.sources.watching.watch`."""
    from buzzfeed.sources.watching import watch

    return watch(config, stop)
