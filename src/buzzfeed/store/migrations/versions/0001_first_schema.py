"""The first schema. `buzzfeed.store.schema` tells what each table is for.

Migrations never import the schema as it is today: each says by itself what it does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table, and the one row of ``state``."""
    op.create_table(
        "articles",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("origin", CODE, nullable=False),
        sa.Column("guid", CODE, nullable=False),
        sa.Column("url", CODE, nullable=False),
        sa.Column("slug", CODE, nullable=False),
        sa.Column("title", CODE, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("edit", CODE, nullable=False),
        sa.Column("reasons", CODE, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("gone", sa.BigInteger),
        sa.PrimaryKeyConstraint("key", name="pk_articles"),
        sa.UniqueConstraint("id", name="uq_articles_id"),
    )
    op.create_index("ix_articles_source_guid", "articles", ["source", "guid"])
    op.create_index("ix_articles_source_origin", "articles", ["source", "origin"])
    op.create_index("ix_articles_status_due", "articles", ["status", "due"])
    op.create_table(
        "channels",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("slug", CODE, nullable=False),
        sa.Column("title", CODE, nullable=False),
        sa.Column("created", sa.BigInteger),
        sa.Column("retracted", sa.BigInteger),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("dirty", KEY),
        sa.PrimaryKeyConstraint("key", name="pk_channels"),
        sa.UniqueConstraint("kind", "slug", name="uq_channels_kind_slug"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", CODE, nullable=False),
        sa.Column("target", CODE, nullable=False),
        sa.Column("type", CODE, nullable=False),
        sa.Column("payload", CODE, nullable=False),
        sa.Column("articles", CODE, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("answer", CODE, nullable=False),
        sa.Column("updated", sa.BigInteger),
        sa.Column("lease", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_created", "deliveries", ["created"])
    op.create_index("ix_deliveries_state_due", "deliveries", ["state", "due"])
    op.create_table(
        "fragments",
        sa.Column("key", CODE, nullable=False),
        sa.Column("kept", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_fragments"),
    )
    op.create_index("ix_fragments_kept", "fragments", ["kept"])
    op.create_table(
        "media",
        sa.Column("name", CODE, nullable=False),
        sa.Column("media_type", CODE, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_media"),
    )
    op.create_table(
        "settings",
        sa.Column("name", CODE, nullable=False),
        sa.Column("value", CODE, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "sources",
        sa.Column("name", CODE, nullable=False),
        sa.Column("notes", CODE, nullable=False),
        sa.Column("first_import", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("checked", sa.BigInteger),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
    )
    op.create_table(
        "stamps",
        sa.Column("source", CODE, nullable=False),
        sa.Column("origin", CODE, nullable=False),
        sa.Column("stamp", CODE, nullable=False),
        sa.PrimaryKeyConstraint("source", "origin", name="pk_stamps"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "state",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("generation", KEY, nullable=False),
        sa.Column("ticket", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_state"),
    )
    op.create_table(
        "targets",
        sa.Column("name", CODE, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("open_until", sa.BigInteger),
        sa.Column("last_sent", sa.BigInteger),
        sa.PrimaryKeyConstraint("name", name="pk_targets"),
    )
    op.create_table(
        "terms",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("name", CODE, nullable=False),
        sa.Column("slug", CODE, nullable=False),
        sa.Column("label", CODE, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_terms"),
        sa.UniqueConstraint("kind", "name", name="uq_terms_kind_name"),
        sa.UniqueConstraint("kind", "slug", name="uq_terms_kind_slug"),
    )
    op.create_table(
        "unreadable",
        sa.Column("source", CODE, nullable=False),
        sa.Column("origin", CODE, nullable=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("stamp", CODE, nullable=False),
        sa.Column("reasons", CODE, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("rejected", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("source", "origin", name="pk_unreadable"),
    )
    op.create_index("ix_unreadable_id", "unreadable", ["id"])
    op.create_table(
        "editions",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("committed", sa.BigInteger, nullable=False),
        sa.Column("entries", CODE, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_editions_channel"),
        sa.PrimaryKeyConstraint("channel", "format", "version", name="pk_editions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entries",
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("base", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("url", CODE, nullable=False),
        sa.Column("slug", CODE, nullable=False),
        sa.Column("title_key", CODE, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_entries_article"),
        sa.PrimaryKeyConstraint("article", name="pk_entries"),
    )
    op.create_index("ix_entries_title_key", "entries", ["title_key"])
    op.create_table(
        "entry_lists",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_entry_lists_channel"),
        sa.PrimaryKeyConstraint("channel", "digest", name="pk_entry_lists"),
    )
    op.create_table(
        "feeds",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("generation", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("length", KEY, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("committed", sa.BigInteger, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("entries", CODE, nullable=False),
        sa.Column("glue", sa.LargeBinary, nullable=False),
        sa.Column("tail", sa.LargeBinary, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("fragments", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_feeds_channel"),
        sa.PrimaryKeyConstraint("channel", "format", name="pk_feeds"),
    )
    op.create_index("ix_feeds_generation", "feeds", ["generation"])
    op.create_table(
        "revisions",
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("by", CODE, nullable=False),
        sa.Column("decided", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("guid", CODE, nullable=False),
        sa.Column("stamp", CODE, nullable=False),
        sa.Column("wish", CODE, nullable=False),
        sa.Column("dated", sa.Boolean, nullable=False),
        sa.Column("as_judged", sa.Boolean, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("base", CODE, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("url", CODE, nullable=False),
        sa.Column("slug", CODE, nullable=False),
        sa.Column("title_key", CODE, nullable=False),
        sa.Column("reasons", CODE, nullable=False),
        sa.Column("note", CODE, nullable=False),
        sa.Column("channels", CODE, nullable=False),
        sa.Column("wanted", CODE, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_revisions_article"),
        sa.PrimaryKeyConstraint("article", "number", name="pk_revisions"),
    )
    op.create_table(
        "slugs",
        sa.Column("slug", CODE, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_slugs_article"),
        sa.PrimaryKeyConstraint("slug", name="pk_slugs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spellings",
        sa.Column("term", KEY, nullable=False, autoincrement=False),
        sa.Column("spelling", CODE, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["term"], ["terms.key"], name="fk_spellings_term"),
        sa.PrimaryKeyConstraint("term", "spelling", name="pk_spellings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "urls",
        sa.Column("url", CODE, nullable=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_urls_article"),
        sa.PrimaryKeyConstraint("url", "article", name="pk_urls"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wanted",
        sa.Column("title_key", CODE, nullable=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_wanted_article"),
        sa.PrimaryKeyConstraint("title_key", "article", name="pk_wanted"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wanted_article", "wanted", ["article"])
    op.create_table(
        "media_refs",
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("name", CODE, nullable=False),
        sa.ForeignKeyConstraint(["name"], ["media.name"], name="fk_media_refs_name"),
        sa.ForeignKeyConstraint(
            ["article", "revision"],
            ["revisions.article", "revisions.number"],
            name="fk_mr_revision",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article", "revision", "name", name="pk_media_refs"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_media_refs_name", "media_refs", ["name"])
    op.create_table(
        "memberships",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["article"], ["entries.article"], name="fk_memberships_article"),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_memberships_channel"),
        sa.PrimaryKeyConstraint("channel", "published", "article", name="pk_memberships"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_memberships_article", "memberships", ["article"])
    op.create_table(
        "revision_terms",
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("place", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("term", KEY, nullable=False),
        sa.Column("spelling", CODE, nullable=False),
        sa.ForeignKeyConstraint(["term"], ["terms.key"], name="fk_revision_terms_term"),
        sa.ForeignKeyConstraint(
            ["article", "revision"],
            ["revisions.article", "revisions.number"],
            name="fk_rt_revision",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article", "revision", "place", name="pk_revision_terms"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_revision_terms_term", "revision_terms", ["term"])
    op.execute("INSERT INTO state (id, generation, ticket) VALUES (1, 0, 0)")
