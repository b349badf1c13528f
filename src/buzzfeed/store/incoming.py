"""The tables of what came in: sources, articles and their revisions, terms, pictures."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

from buzzfeed.store.columns import Bytes, Code, Instant, Key, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def article_column(*, primary_key: bool = False) -> Column[int]:
    """Return a column that names an article."""
    return Column(
        "article",
        Key,
        ForeignKey("articles.key"),
        primary_key=primary_key,
        nullable=False,
        autoincrement=False,
    )


state = Table(
    "state",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("generation", Key, nullable=False),
    Column("ticket", Key, nullable=False),
)
"""One row: the count of publishing and editorial transactions, and the last ticket that marked channels dirty.

On PostgreSQL its lock is what makes writers take turns, as ``BEGIN IMMEDIATE`` does on SQLite.
"""

settings = Table(
    "settings",
    metadata,
    Column("name", Code, primary_key=True),
    Column("value", Words, nullable=False),
)
"""Small facts by name."""

tokens = Table(
    "tokens",
    metadata,
    Column("name", Code, primary_key=True),
    Column("digest", Code, nullable=False, unique=True),
    Column("scopes", Code, nullable=False),
    Column("created", Instant, nullable=False),
    Column("used_on", Code),
    Column("source", Words, nullable=False, server_default=""),
)
"""Who is let in: a token's digest, never the token; ``used_on`` is a day, as in 2026-03-01, ``source`` often empty."""

sources = Table(
    "sources",
    metadata,
    Column("name", Words, primary_key=True),
    Column("notes", Code, nullable=False),
    Column("first_import", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("checked", Instant),
)
"""What sources noted of themselves."""

stamps = Table(
    "stamps",
    metadata,
    Column("source", Words, primary_key=True),
    Column("origin", Words, primary_key=True),
    Column("stamp", Words, nullable=False),
    sqlite_with_rowid=False,
)
"""The last stamp of each origin that has not vanished, unreadable ones included; empty where it must be read again."""

Index("ix_stamps_stale", stamps.c.source, sqlite_where=stamps.c.stamp == "", postgresql_where=stamps.c.stamp == "")

unreadable = Table(
    "unreadable",
    metadata,
    Column("source", Words, primary_key=True),
    Column("origin", Words, primary_key=True),
    Column("id", Words, nullable=False, index=True),
    Column("stamp", Words, nullable=False),
    Column("reasons", Code, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("rejected", Boolean, nullable=False),
)
"""Items that could not be read; ``rejected`` ones are not shown until their stamp changes."""

articles = Table(
    "articles",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("source", Words, nullable=False),
    Column("origin", Words, nullable=False),
    Column("guid", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("slug", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("status", Code, nullable=False),
    Column("edit", Code, nullable=False),
    Column("reasons", Code, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("published", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("mark", Code, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("due", Instant),
    Column("gone", Instant),
    Column("address", Words, nullable=False),
    Column("body", Code, nullable=False),
    Column("away", Instant),
    Index("ix_articles_body", "body"),
    Column("turn", Integer, nullable=False),
    Column("shown", Instant),
    Column("leaves", Instant, index=True),
    Index("ix_articles_source_origin", "source", "origin"),
    Index("ix_articles_status_due", "status", "due"),
)
"""Every article ever seen; what it says is in its ``latest`` revision, of which some values are repeated here.

``status`` is ``published`` exactly while the article has a row in ``entries``; ``edit`` is the status of the latest
revision, and ``reasons`` are the latest decision's. ``due`` is set on scheduled and embargoed ones. ``gone`` is when
the origin of one that was not published vanished: it leaves every list, but its id stays its own. ``away`` is since
when its origin was not seen any more. ``address`` and ``body`` are what it is recognised by, as `Cleaned` says.
``turn`` counts the decisions taken about it, ``shown`` is when an edition first carried it, and ``leaves`` when it is
taken back since its newsroom withdrew it.
"""

revisions = Table(
    "revisions",
    metadata,
    article_column(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("status", Code, nullable=False),
    Column("due", Instant),
    Column("by", Words, nullable=False),
    Column("decided", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("guid", Words, nullable=False),
    Column("stamp", Words, nullable=False),
    Column("wish", Code, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("as_judged", Boolean, nullable=False),
    Column("published", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("base", Code, nullable=False),
    Column("mark", Code, nullable=False),
    Column("url", Words, nullable=False),
    Column("slug", Words, nullable=False),
    Column("title_key", Words, nullable=False),
    Column("reasons", Code, nullable=False),
    Column("note", Words, nullable=False),
    Column("channels", Code, nullable=False),
    Column("wanted", Code, nullable=False),
    Column("payload", Bytes, nullable=False),
    Column("address", Words, nullable=False),
    Column("body", Code, nullable=False),
)
"""Every revision and the decision that stands beside it.

``base`` is the digest of all values that are rendered but for the terms; ``payload`` is the article without its terms
(`buzzfeed.store.codec`); ``channels`` are those it belongs to when published. ``as_judged`` holds until somebody
decides anew. When an article is taken back, or its newsroom withdraws it, its revisions that were ``published`` become
``retracted``, so that none comes back by itself.
"""

terms = Table(
    "terms",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("kind", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("slug", Words, nullable=False),
    Column("label", Words, nullable=False),
    UniqueConstraint("kind", "name"),
    UniqueConstraint("kind", "slug"),
)
"""Every term ever seen: its folded name, its slug for good, and its most used spelling."""

revision_terms = Table(
    "revision_terms",
    metadata,
    Column("article", Key, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("term", Key, ForeignKey("terms.key"), nullable=False),
    Column("spelling", Words, nullable=False),
    ForeignKeyConstraint(
        ["article", "revision"], ["revisions.article", "revisions.number"], name="fk_rt_revision", ondelete="CASCADE"
    ),
    Index("ix_revision_terms_term", "term"),
    sqlite_with_rowid=False,
)
"""The terms of each revision in their order, as it spells them. Labels are looked up, so one relabelling is enough."""

spellings = Table(
    "spellings",
    metadata,
    Column("term", Key, ForeignKey("terms.key"), primary_key=True, autoincrement=False),
    Column("spelling", Words, primary_key=True),
    Column("uses", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""By how many cleared revisions each spelling is used: what is denied has no say in what the world reads."""

urls = Table(
    "urls",
    metadata,
    Column("url", Words, primary_key=True),
    article_column(primary_key=True),
    Index("ix_urls_article", "article"),
    sqlite_with_rowid=False,
)
"""Every address that an article has or had, in its canonical form."""

guids = Table(
    "guids",
    metadata,
    Column("source", Words, primary_key=True),
    Column("guid", Words, primary_key=True),
    article_column(primary_key=True),
    sqlite_with_rowid=False,
)
"""Every guid that an article has or had, by the source that gave it: two sources may mean two articles by one."""

places = Table(
    "places",
    metadata,
    Column("source", Words, primary_key=True),
    Column("origin", Words, primary_key=True),
    article_column(),
    Column("guid", Words, nullable=False),
    Column("rank", Integer, nullable=False),
    Index("ix_places_article", "article"),
)
"""Where else an article stands, beside the origin that it is taken from: one of these is taken when that vanishes."""

rivals = Table(
    "rivals",
    metadata,
    article_column(primary_key=True),
    Column("rival", Key, ForeignKey("articles.key"), primary_key=True, autoincrement=False),
    Index("ix_rivals_rival", "rival"),
    sqlite_with_rowid=False,
)
"""Because of which other articles one is held: it is judged again where one of them goes or changes."""

slugs = Table(
    "slugs",
    metadata,
    Column("slug", Words, primary_key=True),
    article_column(),
    Column("public", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Who holds a slug, for good; ``public`` once a cleared revision bore it."""

wanted = Table(
    "wanted",
    metadata,
    Column("title_key", Words, primary_key=True),
    article_column(primary_key=True),
    Index("ix_wanted_article", "article"),
    sqlite_with_rowid=False,
)
"""Which articles' latest revisions name a title whose address is not known yet."""

media = Table(
    "media",
    metadata,
    Column("name", Words, primary_key=True),
    Column("media_type", Words, nullable=False),
    Column("data", Bytes, nullable=False),
)
"""Pictures that buzzfeed serves itself; a name begins with its digest."""

media_refs = Table(
    "media_refs",
    metadata,
    Column("article", Key, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, ForeignKey("media.name"), primary_key=True),
    ForeignKeyConstraint(
        ["article", "revision"], ["revisions.article", "revisions.number"], name="fk_mr_revision", ondelete="CASCADE"
    ),
    Index("ix_media_refs_name", "name"),
    sqlite_with_rowid=False,
)
"""Which revision shows which picture."""

decisions = Table(
    "decisions",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    article_column(),
    Column("revision", Integer, nullable=False),
    Column("status", Code, nullable=False),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_decisions_article", "article"),
)
"""Every decision ever taken, by editors, the clock, verification and sources: rows are added and never changed."""

corrections = Table(
    "corrections",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    article_column(),
    Column("note", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_corrections_article", "article"),
)
"""The dated notes that stand at the top of corrected articles, whatever becomes of their files."""
