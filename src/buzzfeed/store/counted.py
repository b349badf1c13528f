"""The tables of the audience: sums and reports, days as in 2026-03-01."""

from __future__ import annotations

from sqlalchemy import Column, Table

from buzzfeed.store.columns import Code, Key, Words
from buzzfeed.store.incoming import metadata

audience_sums = Table(
    "audience_sums",
    metadata,
    Column("day", Code, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("family", Code, primary_key=True),
    Column("run", Key, primary_key=True, autoincrement=False),
    Column("low", Key, nullable=False),
    Column("high", Key, nullable=False),
    Column("rss", Key, nullable=False),
    Column("atom", Key, nullable=False),
    Column("json", Key, nullable=False),
    Column("unmodified", Key, nullable=False),
    Column("deltas", Key, nullable=False),
    Column("size", Key, nullable=False),
    sqlite_with_rowid=False,
)
"""What was counted on a day, of a channel, in a family of readers, by one run; run 0 is that of a closed day."""

audience_reports = Table(
    "audience_reports",
    metadata,
    Column("day", Code, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("family", Code, primary_key=True),
    Column("source", Code, primary_key=True),
    Column("readers", Key, nullable=False),
    sqlite_with_rowid=False,
)
"""What services last reported on a day; kept for the days on which it may stand."""
