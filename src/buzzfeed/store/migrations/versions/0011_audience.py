"""The audience: sums of polls by day, channel and family of readers, and what services report."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the two tables."""
    figures = ("low", "high", "rss", "atom", "json", "unmodified", "deltas", "size")
    op.create_table(
        "audience_sums",
        sa.Column("day", CODE, nullable=False),
        sa.Column("channel", CODE, nullable=False),
        sa.Column("family", CODE, nullable=False),
        sa.Column("run", KEY, nullable=False, autoincrement=False),
        *(sa.Column(name, KEY, nullable=False) for name in figures),
        sa.PrimaryKeyConstraint("day", "channel", "family", "run", name="pk_audience_sums"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audience_reports",
        sa.Column("day", CODE, nullable=False),
        sa.Column("channel", CODE, nullable=False),
        sa.Column("family", CODE, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("readers", KEY, nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "family", "source", name="pk_audience_reports"),
        sqlite_with_rowid=False,
    )
