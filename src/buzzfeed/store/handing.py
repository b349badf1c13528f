"""The tables of what others hand in: that a source be looked at."""

from __future__ import annotations

from sqlalchemy import Column, Table

from buzzfeed.store.columns import Instant, Key, Words
from buzzfeed.store.incoming import metadata

look_wishes = Table(
    "look_wishes",
    metadata,
    Column("source", Words, primary_key=True),
    Column("times", Key, nullable=False),
    Column("since", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""The sources to be looked at now: since when, and how often that was wished, by which a later wish is told."""
