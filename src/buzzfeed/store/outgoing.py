"""The tables of what is public and of what is served: entries, channels, editions, deliveries."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from buzzfeed.store.columns import Bytes, Code, Instant, Key, Words
from buzzfeed.store.incoming import article_column, metadata

entries = Table(
    "entries",
    metadata,
    article_column(primary_key=True),
    Column("id", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("published", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("base", Code, nullable=False),
    Column("digest", Code, nullable=False),
    Column("mark", Code, nullable=False),
    Column("url", Words, nullable=False),
    Column("slug", Words, nullable=False),
    Column("title_key", Words, nullable=False),
    Index("ix_entries_id", "id"),
    Index("ix_entries_title_key", "title_key"),
)
"""What is public: the cleared revision of each published article, and what feeds need of it without its payload.

``digest`` is that of all values that are rendered, slugs and labels of terms included.
"""

channels = Table(
    "channels",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("kind", Code, nullable=False),
    Column("slug", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("created", Instant),
    Column("retracted", Instant),
    Column("public", Boolean, nullable=False),
    Column("dirty", Key),
    Column("archives", Integer, nullable=False, server_default="0"),
    UniqueConstraint("kind", "slug"),
)
"""Channels; ``dirty`` is the ticket of the last mark, or null; ``created`` is null before the first article.

``archives`` is how many archives were closed: the number of the last.
"""

memberships = Table(
    "memberships",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("published", Instant, primary_key=True),
    Column("article", Key, ForeignKey("entries.article"), primary_key=True, autoincrement=False),
    Column("archive", Integer),
    Index("ix_memberships_article", "article"),
    Index("ix_memberships_archive", "channel", "archive"),
    sqlite_with_rowid=False,
)
"""Which published articles stand in a channel, in the order of publication, and in which closed archive of it."""

archives = Table(
    "archives",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entries", Bytes, nullable=False),
    Column("stale", Boolean, nullable=False),
)
"""Closed archives as they were last proved: their entries, packed; ``stale`` where they have to be written anew."""

archive_pages = Table(
    "archive_pages",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("format", Code, primary_key=True),
    Column("head", Bytes, nullable=False),
    Column("glue", Bytes, nullable=False),
    Column("tail", Bytes, nullable=False),
    Column("fragments", Bytes, nullable=False),
)
"""Archives in each format, by reference, as `feeds` are."""

feeds = Table(
    "feeds",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("format", Code, primary_key=True),
    Column("generation", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Words, nullable=False),
    Column("digest", Code, nullable=False),
    Column("length", Key, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("committed", Instant, nullable=False),
    Column("size", Integer, nullable=False),
    Column("entries", Code, nullable=False),
    Column("glue", Bytes, nullable=False),
    Column("tail", Bytes, nullable=False),
    Column("head", Bytes, nullable=False),
    Column("fragments", Bytes, nullable=False),
    Column("withheld", Boolean, nullable=False),
    Index("ix_feeds_generation", "generation"),
)
"""The current edition of each feed, by reference: bytes are made by joining ``fragments`` between head and tail.

``withheld`` ones are not served: they carry an article that was taken back, and no feed without it could be proved.
"""

editions = Table(
    "editions",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("format", Code, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", Code, nullable=False),
    Column("committed", Instant, nullable=False),
    Column("entries", Code, nullable=False),
    sqlite_with_rowid=False,
)
"""The last 24 editions of each feed, the current one included: digests only, and the list of their entries."""

entry_lists = Table(
    "entry_lists",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("digest", Code, primary_key=True),
    Column("data", Bytes, nullable=False),
)
"""Lists of entries, packed; the formats of a channel mostly share one."""

fragments = Table(
    "fragments",
    metadata,
    Column("key", Code, primary_key=True),
    Column("kept", Instant, nullable=False, index=True),
    Column("data", Bytes, nullable=False),
)
"""Proved entries in one format; ``kept`` is when one was last handed in, by this machine's clock."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Words, primary_key=True),
    Column("target", Words, nullable=False),
    Column("type", Words, nullable=False),
    Column("payload", Code, nullable=False),
    Column("articles", Code, nullable=False),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("state", Code, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("answer", Words, nullable=False),
    Column("updated", Instant),
    Column("lease", Instant),
    Column("after", Words, nullable=False, server_default=""),
    Index("ix_deliveries_state_due", "state", "due"),
    Index("ix_deliveries_created", "created"),
    Index("ix_deliveries_after", "after"),
)
"""The outbox. ``lease`` is until when a worker has claimed it, ``after`` the appearance that it waits for."""

appearances = Table(
    "appearances",
    metadata,
    Column("id", Words, primary_key=True),
    Column("feeds", Code, nullable=False),
    Column("articles", Code, nullable=False),
    Column("follows", Code, nullable=False),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("state", Code, nullable=False),
    Column("served", Instant),
    Column("seen", Instant),
    Column("ended", Instant),
    Column("looks", Integer, nullable=False),
    Column("words", Words, nullable=False),
    Index("ix_appearances_state", "state"),
    Index("ix_appearances_created", "created"),
)
"""What publications should show at the public address, and when it was seen there."""

timings = Table(
    "timings",
    metadata,
    Column("what", Code, primary_key=True),
    Column("outcome", Code, primary_key=True),
    Column("most", Integer, primary_key=True, autoincrement=False),
    Column("taken", Key, nullable=False),
    Column("total", Key, nullable=False),
    sqlite_with_rowid=False,
)
"""How long things took since their publication: how many took ``most`` seconds or fewer (-1: more), and all seconds."""

targets = Table(
    "targets",
    metadata,
    Column("name", Words, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("open_until", Instant),
    Column("last_sent", Instant),
    Column("touched", Instant),
)
"""What is remembered of targets between passes."""

retractions = Table(
    "retractions",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    article_column(),
    Column("revision", Integer, nullable=False),
    Column("url", Words, nullable=False, server_default=""),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("told", Code, nullable=False),
    Column("undone", Instant),
    Column("undone_by", Words, nullable=False),
    Column("undone_note", Words, nullable=False),
    Index("ix_retractions_article", "article"),
)
"""Each time that an article left the outputs: which ``revision`` at which ``url``, why, by whom; and when it came back.

``told`` keeps what became of its deliveries once these are forgotten.
"""

departures = Table(
    "departures",
    metadata,
    Column("retraction", Key, ForeignKey("retractions.key"), primary_key=True, autoincrement=False),
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("carried", Instant),
    Column("cleared", Instant),
    Index("ix_departures_channel", "channel"),
)
"""Which channels a retracted article left: when the last edition that carried it was committed, and the first without.

``cleared`` is null until every feed of the channel is without it.
"""

tombstones = Table(
    "tombstones",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    article_column(primary_key=True),
    Column("gone", Instant, nullable=False),
    Index("ix_tombstones_article", "article"),
    sqlite_with_rowid=False,
)
"""Which articles that an edition carried were taken back from a channel, and when (RFC 6721)."""

traits = Table(
    "traits",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("sketch", Bytes, nullable=False),
    Column("published", Instant, nullable=False),
    Column("title_key", Words, nullable=False),
)
"""Every id that any feed ever showed, ours or one that was taken over, with its body's sketch: one row of 400 bytes."""

trait_hashes = Table(
    "trait_hashes",
    metadata,
    Column("hash", Key, primary_key=True, autoincrement=False),
    Column("of", Key, ForeignKey("traits.key"), primary_key=True, autoincrement=False),
    Index("ix_trait_hashes_of", "of"),
    sqlite_with_rowid=False,
)
"""Under which hashes a sketch is found: ten for each."""

seen = Table(
    "seen",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("of", Key, ForeignKey("traits.key"), primary_key=True, autoincrement=False),
    Column("how", Code, nullable=False),
    sqlite_with_rowid=False,
)
"""Which ids each channel ever showed, and how: a row for each id and channel, however many editions held it."""

adopted = Table(
    "adopted",
    metadata,
    Column("of", Key, ForeignKey("traits.key"), primary_key=True, autoincrement=False),
    Column("url", Words, nullable=False),
    Column("address", Words, nullable=False, index=True),
    Column("title_key", Words, nullable=False, index=True),
)
"""Entries of a site's old feeds, by canonical address and folded title: whoever matches one later gets its id."""

handovers = Table(
    "handovers",
    metadata,
    Column("channel", Key, ForeignKey("channels.key"), primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)
"""Channels that had an old feed when they were taken over, and the publication of the oldest entry that it showed."""
