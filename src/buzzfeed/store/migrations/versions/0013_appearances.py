"""Appearances: what publications should show at the public address, what waits for it, and how long all of it took."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; what is owed already waits for nothing."""
    op.create_table(
        "appearances",
        sa.Column("id", CODE, nullable=False),
        sa.Column("feeds", CODE, nullable=False),
        sa.Column("articles", CODE, nullable=False),
        sa.Column("follows", CODE, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("served", sa.BigInteger),
        sa.Column("seen", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("words", CODE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appearances"),
    )
    op.create_index("ix_appearances_state", "appearances", ["state"])
    op.create_index("ix_appearances_created", "appearances", ["created"])
    op.create_table(
        "timings",
        sa.Column("what", CODE, nullable=False),
        sa.Column("outcome", CODE, nullable=False),
        sa.Column("most", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("taken", KEY, nullable=False),
        sa.Column("total", KEY, nullable=False),
        sa.PrimaryKeyConstraint("what", "outcome", "most", name="pk_timings"),
        sqlite_with_rowid=False,
    )
    op.add_column("deliveries", sa.Column("after", CODE, nullable=False, server_default=""))
    op.create_index("ix_deliveries_after", "deliveries", ["after"])
