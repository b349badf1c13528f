"""Channels: which articles each holds, which are public, and what is said of them. Pure: no I/O, no clock."""

from buzzfeed.channels.describing import describe, is_public
from buzzfeed.channels.membership import channels_of, language_of
from buzzfeed.channels.queries import Query, compile_query, matches, queries_digest

__all__ = [
    "Query",
    "channels_of",
    "compile_query",
    "describe",
    "is_public",
    "language_of",
    "matches",
    "queries_digest",
]
