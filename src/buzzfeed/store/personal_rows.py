"""The tables of personal feeds: what readers said, which secrets are out of use, and what texts mean."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table

from buzzfeed.store.columns import Bytes, Code, Instant, Key, Words
from buzzfeed.store.incoming import metadata

personal_feeds = Table(
    "personal_feeds",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("feed", Code, nullable=False, unique=True),
    Column("edit", Code, nullable=False, unique=True),
    Column("said", Words, nullable=False),
    Column("language", Code, nullable=False),
    Column("title", Words, nullable=False),
    Column("feedback", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("edited", Instant, nullable=False),
    Column("used_on", Code),
    Column("shown", Bytes, nullable=False),
    Column("heard", Bytes, nullable=False),
    Column("rotated", Integer, nullable=False, server_default="0"),
)
"""What readers said, in clear: it is theirs, and needed to select by. ``feed`` and ``edit`` are digests of secrets.

``rotated`` is how often these were changed.
"""

personal_gone = Table(
    "personal_gone",
    metadata,
    Column("digest", Code, primary_key=True),
    Column("since", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Digests of secrets that were taken out of use, and nothing of what they opened; kept for a time."""

personal_days = Table(
    "personal_days",
    metadata,
    Column("day", Code, primary_key=True),
    Column("feeds", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many feeds there were on a day, as in 2026-03-01, and how many were asked for on it."""

meanings = Table(
    "meanings",
    metadata,
    Column("mark", Code, primary_key=True),
    Column("encoder", Code, nullable=False),
    Column("vector", Bytes, nullable=False),
)
"""What published articles mean, by their marks: made once for as long as they say the same."""

label_meanings = Table(
    "label_meanings",
    metadata,
    Column("kind", Code, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("encoder", Code, nullable=False),
    Column("label", Words, nullable=False),
    Column("vector", Bytes, nullable=False),
)
"""What the labels of terms mean."""
