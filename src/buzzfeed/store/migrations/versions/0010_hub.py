"""The hub: requests, subscriptions, what was announced, and counts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "hub_requests",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("speech", CODE, nullable=False),
        sa.Column("asking", CODE, nullable=False),
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("address", CODE, nullable=False),
        sa.Column("callback", CODE, nullable=False),
        sa.Column("host", CODE, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("secret", CODE, nullable=False),
        sa.Column("echo", sa.Boolean, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease", sa.BigInteger),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_hub_requests_channel"),
        sa.PrimaryKeyConstraint("key", name="pk_hub_requests"),
        sa.UniqueConstraint("digest", name="uq_hub_requests_digest"),
    )
    op.create_index("ix_hub_requests_host", "hub_requests", ["host"])
    _subscriptions()
    op.create_table(
        "hub_topics",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("before", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_hub_topics_channel"),
        sa.PrimaryKeyConstraint("channel", "format", name="pk_hub_topics"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hub_tallies",
        sa.Column("name", CODE, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hub_tallies"),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("speech", CODE, nullable=False),
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("address", CODE, nullable=False),
        sa.Column("callback", CODE, nullable=False),
        sa.Column("host", CODE, nullable=False),
        sa.Column("secret", CODE, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("begun", sa.BigInteger, nullable=False),
        sa.Column("renewed", sa.BigInteger, nullable=False),
        sa.Column("had", sa.Integer, nullable=False),
        sa.Column("owed", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("rest", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("fails", sa.Integer, nullable=False),
        sa.Column("failing", sa.Boolean, nullable=False),
        sa.Column("answer", CODE, nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
        sa.Column("lease", sa.BigInteger),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_subscriptions_channel"),
        sa.PrimaryKeyConstraint("key", name="pk_subscriptions"),
        sa.UniqueConstraint("channel", "format", "callback", name="uq_subscriptions_channel_format_callback"),
    )
    op.create_index("ix_subscriptions_host", "subscriptions", ["host"])
    op.create_index("ix_subscriptions_due", "subscriptions", ["failing", "due", "key"])
