"""WordPress as a source: its REST API, and its feeds where that is shut.

`buzzfeed.sources.wordpress.source` decides what to ask for, `api` asks, `posts` reads what comes.
"""

from buzzfeed.sources.wordpress.source import WordPress

__all__ = ["WordPress"]
