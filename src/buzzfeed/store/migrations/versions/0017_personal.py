"""Personal feeds: what readers said, secrets out of use, days, and what texts mean."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the five tables."""
    op.create_table(
        "personal_feeds",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("feed", CODE, nullable=False),
        sa.Column("edit", CODE, nullable=False),
        *(sa.Column(name, CODE, nullable=False) for name in ("said", "language", "title")),
        sa.Column("feedback", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("edited", sa.BigInteger, nullable=False),
        sa.Column("used_on", CODE),
        sa.Column("shown", sa.LargeBinary, nullable=False),
        sa.Column("heard", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_personal_feeds"),
        sa.UniqueConstraint("feed", name="uq_personal_feeds_feed"),
        sa.UniqueConstraint("edit", name="uq_personal_feeds_edit"),
    )
    op.create_table(
        "personal_gone",
        sa.Column("digest", CODE, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_personal_gone"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_personal_gone_since", "personal_gone", ["since"])
    op.create_table(
        "personal_days",
        sa.Column("day", CODE, nullable=False),
        sa.Column("feeds", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_personal_days"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meanings",
        sa.Column("mark", CODE, nullable=False),
        sa.Column("encoder", CODE, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_meanings"),
    )
    op.create_table(
        "label_meanings",
        sa.Column("kind", CODE, nullable=False),
        sa.Column("name", CODE, nullable=False),
        sa.Column("encoder", CODE, nullable=False),
        sa.Column("label", CODE, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_label_meanings"),
    )
