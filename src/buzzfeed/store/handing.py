"""The tables of what others hand in: articles, and that a source be looked at."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from buzzfeed.store.columns import Bytes, Code, Instant, Key, Words
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

pushed = Table(
    "pushed",
    metadata,
    Column("source", Words, primary_key=True),
    Column("origin", Words, primary_key=True),
    Column("digest", Code, nullable=False),
    Column("received", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("deleted", Instant),
    Column("body", Bytes, nullable=False),
    Column("birth", Code, nullable=False, server_default=""),
    Index("ix_pushed_birth", "source", "birth"),
    Index("ix_pushed_digests", "source", "origin", "digest", "deleted"),
)
"""Articles as they were handed in, by their source's own ids: what a folder's files are to a folder.

One that is ``deleted`` keeps its body for a while, so that it can be brought back. ``birth`` is the digest of the
request that created it, where that may come again. The second index holds all that a look asks for, so that it reads no
body of what did not change.
"""
