"""Channels: which articles each holds, which are public, what is said of them, and what is new to their readers.

Pure: no I/O, no clock.
"""

from buzzfeed.channels.describing import describe, is_public
from buzzfeed.channels.forecast import (
    Arrival,
    Former,
    Match,
    arrivals,
    former_of,
    is_news,
    recognise,
    redelivered,
    windowed,
)
from buzzfeed.channels.membership import channels_of, language_of
from buzzfeed.channels.queries import Query, compile_query, matches, queries_digest

__all__ = [
    "Arrival",
    "Former",
    "Match",
    "Query",
    "arrivals",
    "channels_of",
    "compile_query",
    "describe",
    "former_of",
    "is_news",
    "is_public",
    "language_of",
    "matches",
    "queries_digest",
    "recognise",
    "redelivered",
    "windowed",
]
