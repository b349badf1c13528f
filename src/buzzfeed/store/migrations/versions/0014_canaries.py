"""Canaries: our own subscriptions at hubs, what was pushed to them, and what that says of each publication."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "canaries",
        sa.Column("target", CODE, nullable=False),
        sa.Column("type", CODE, nullable=False),
        sa.Column("hub", CODE, nullable=False),
        sa.Column("topic", CODE, nullable=False),
        sa.Column("callback", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("secret", CODE, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.BigInteger),
        sa.Column("verified", sa.BigInteger),
        sa.Column("begun", sa.BigInteger),
        sa.Column("expires", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("words", CODE, nullable=False),
        sa.Column("forged", sa.BigInteger),
        sa.PrimaryKeyConstraint("target", "type", name="pk_canaries"),
        sa.UniqueConstraint("digest", name="uq_canaries_digest"),
    )
    op.create_table(
        "canary_pushes",
        sa.Column("target", CODE, nullable=False),
        sa.Column("type", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("articles", CODE, nullable=False),
        sa.PrimaryKeyConstraint("target", "type", "digest", name="pk_canary_pushes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "canary_measures",
        sa.Column("target", CODE, nullable=False),
        sa.Column("type", CODE, nullable=False),
        sa.Column("delivery", CODE, nullable=False),
        sa.Column("told", sa.BigInteger, nullable=False),
        sa.Column("pushed", sa.BigInteger),
        sa.PrimaryKeyConstraint("target", "type", "delivery", name="pk_canary_measures"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_canary_measures_told", "canary_measures", ["told"])
