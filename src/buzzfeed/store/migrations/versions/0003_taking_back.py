"""Taking back: every decision is kept, retractions have receipts and tombstones, articles bear corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables; what stands in feeds now counts as shown since it was first seen."""
    op.add_column("articles", sa.Column("turn", sa.Integer, nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("shown", sa.BigInteger))
    op.add_column("articles", sa.Column("leaves", sa.BigInteger))
    op.create_index("ix_articles_leaves", "articles", ["leaves"])
    op.execute("UPDATE articles SET shown = first_seen WHERE key IN (SELECT article FROM entries)")
    op.add_column("feeds", sa.Column("withheld", sa.Boolean, nullable=False, server_default=sa.false()))
    _notes()
    op.create_table(
        "retractions",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("by", CODE, nullable=False),
        sa.Column("note", CODE, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("told", CODE, nullable=False),
        sa.Column("undone", sa.BigInteger),
        sa.Column("undone_by", CODE, nullable=False),
        sa.Column("undone_note", CODE, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_retractions_article"),
        sa.PrimaryKeyConstraint("key", name="pk_retractions"),
    )
    op.create_index("ix_retractions_article", "retractions", ["article"])
    op.create_table(
        "departures",
        sa.Column("retraction", KEY, nullable=False, autoincrement=False),
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("carried", sa.BigInteger),
        sa.Column("cleared", sa.BigInteger),
        sa.ForeignKeyConstraint(["retraction"], ["retractions.key"], name="fk_departures_retraction"),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_departures_channel"),
        sa.PrimaryKeyConstraint("retraction", "channel", name="pk_departures"),
    )
    op.create_index("ix_departures_channel", "departures", ["channel"])
    op.create_table(
        "tombstones",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("gone", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_tombstones_channel"),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_tombstones_article"),
        sa.PrimaryKeyConstraint("channel", "article", name="pk_tombstones"),
        sqlite_with_rowid=False,
    )


def _notes() -> None:
    op.create_table(
        "decisions",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("by", CODE, nullable=False),
        sa.Column("note", CODE, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_decisions_article"),
        sa.PrimaryKeyConstraint("key", name="pk_decisions"),
    )
    op.create_index("ix_decisions_article", "decisions", ["article"])
    op.create_table(
        "corrections",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("note", CODE, nullable=False),
        sa.Column("by", CODE, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_corrections_article"),
        sa.PrimaryKeyConstraint("key", name="pk_corrections"),
    )
    op.create_index("ix_corrections_article", "corrections", ["article"])
