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
from buzzfeed.channels.likeness import Counted, Group, groups
from buzzfeed.channels.membership import channels_of, language_of
from buzzfeed.channels.mixes import MOST_TERMS, ROLES, Mix, describe_mix, mix_of, mix_title, term_name, term_of, unknown
from buzzfeed.channels.queries import Query, compile_query, matches, queries_digest

__all__ = [
    "MOST_TERMS",
    "ROLES",
    "Arrival",
    "Counted",
    "Former",
    "Group",
    "Match",
    "Mix",
    "Query",
    "arrivals",
    "channels_of",
    "compile_query",
    "describe",
    "describe_mix",
    "former_of",
    "groups",
    "is_news",
    "is_public",
    "language_of",
    "matches",
    "mix_of",
    "mix_title",
    "queries_digest",
    "recognise",
    "redelivered",
    "term_name",
    "term_of",
    "unknown",
    "windowed",
]
