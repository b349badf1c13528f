"""The tables of the hub: what subscribers asked for, who is told of what, and what was announced."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from buzzfeed.store.columns import Code, Instant, Key, Words
from buzzfeed.store.incoming import metadata


def _channel(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "channel", Key, ForeignKey("channels.key"), primary_key=primary_key, nullable=False, autoincrement=False
    )


requests = Table(
    "hub_requests",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("digest", Code, nullable=False, unique=True),
    Column("speech", Code, nullable=False),
    Column("asking", Code, nullable=False),
    _channel(),
    Column("format", Code, nullable=False),
    Column("address", Words, nullable=False),
    Column("callback", Words, nullable=False),
    Column("host", Words, nullable=False, index=True),
    Column("seconds", Integer, nullable=False),
    Column("secret", Words, nullable=False),
    Column("echo", Boolean, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", Instant),
    Column("claim", Integer, nullable=False, server_default="0"),
    Index("ix_hub_requests_channel", "channel"),
)
"""Requests whose callbacks have not confirmed them yet, by ``key`` in the order in which they were asked; ``seen`` is
the feed's version when they came.

``digest`` is that of all that was asked, so that the same request is not written twice. ``claim`` counts how often it
was claimed, and ``lease`` is when the last of these claims ends: what comes of an earlier one does not count.
"""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("speech", Code, nullable=False),
    _channel(),
    Column("format", Code, nullable=False),
    Column("address", Words, nullable=False),
    Column("callback", Words, nullable=False),
    Column("host", Words, nullable=False, index=True),
    Column("secret", Words, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("begun", Instant, nullable=False),
    Column("renewed", Instant, nullable=False),
    Column("had", Integer, nullable=False),
    Column("owed", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("due", Instant),
    Column("rest", Instant),
    Column("attempts", Integer, nullable=False),
    Column("fails", Integer, nullable=False),
    Column("failing", Boolean, nullable=False),
    Column("answer", Words, nullable=False),
    Column("touched", Instant, nullable=False),
    Column("lease", Instant),
    Column("claim", Integer, nullable=False, server_default="0"),
    Column("lapsed", Instant),
    UniqueConstraint("channel", "format", "speech", "callback"),
    Index("ix_subscriptions_due", "failing", "due", "key"),
)
"""Who is told of which feed. One row is all that a subscriber ever has: ``had`` and ``owed`` are versions of the feed,
and ``due`` is when to tell of the latter, or null. Secrets stand in clear, since they are needed to sign.

``fails`` counts failures in a row, ``attempts`` those of the edition that is owed; ``failing`` is whether the last
exchange failed or was slow. ``lease`` and ``claim`` are as those of requests. ``lapsed`` is when upkeep first found it
over.
"""

announced = Table(
    "hub_topics",
    metadata,
    _channel(primary_key=True),
    Column("format", Code, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("before", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Which version of a feed was last announced to its subscribers, and which before that."""

tallies = Table(
    "hub_tallies",
    metadata,
    Column("name", Code, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Running counts of what became of tellings and requests, by a name that says nothing of anybody."""

numbers = Table(
    "hub_numbers",
    metadata,
    Column("name", Code, primary_key=True),
    Column("last", Key, nullable=False),
)
"""The highest key that a row of a table ever had: keys of requests and subscriptions are never given twice."""
