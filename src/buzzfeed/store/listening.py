"""The tables of our subscriptions at hubs: canaries, what they heard and what that says, and upstream feeds."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from buzzfeed.store.columns import Code, Instant, Words
from buzzfeed.store.incoming import metadata

canaries = Table(
    "canaries",
    metadata,
    Column("target", Words, primary_key=True),
    Column("type", Words, primary_key=True),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("callback", Words, nullable=False),
    Column("digest", Code, nullable=False, unique=True),
    Column("secret", Words, nullable=False),
    Column("due", Instant, nullable=False),
    Column("asked", Instant),
    Column("verified", Instant),
    Column("begun", Instant),
    Column("expires", Instant),
    Column("attempts", Integer, nullable=False),
    Column("words", Words, nullable=False),
    Column("forged", Instant),
)
"""One row for each hub; ``digest`` is that of the token in ``callback``, by which what comes in finds its row."""

canary_pushes = Table(
    "canary_pushes",
    metadata,
    Column("target", Words, primary_key=True),
    Column("type", Words, primary_key=True),
    Column("digest", Code, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("articles", Code, nullable=False),
    sqlite_with_rowid=False,
)
"""What was pushed: the body's digest, so that nothing counts twice, and which articles of ours stood in it."""

canary_measures = Table(
    "canary_measures",
    metadata,
    Column("target", Words, primary_key=True),
    Column("type", Words, primary_key=True),
    Column("delivery", Words, primary_key=True),
    Column("told", Instant, nullable=False),
    Column("pushed", Instant),
    Index("ix_canary_measures_told", "told"),
    Index("ix_canary_measures_delivery", "delivery"),
    sqlite_with_rowid=False,
)
"""Publications of which a hub was told while its canary listened, and when it pushed them."""

upstreams = Table(
    "upstreams",
    metadata,
    Column("digest", Code, primary_key=True),
    Column("source", Words, nullable=False),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("callback", Words, nullable=False),
    Column("secret", Words, nullable=False),
    Column("due", Instant, nullable=False),
    Column("asked", Instant),
    Column("verified", Instant),
    Column("expires", Instant),
    Column("attempts", Integer, nullable=False),
    Column("words", Words, nullable=False),
    Column("pushed", Instant),
    Column("pushes", Integer, nullable=False),
    Column("forged", Instant),
    Column("leaving", Boolean, nullable=False),
)
"""One row for each subscription to a source's feed, and for those that are to end."""
