"""Closed archives of channels (RFC 5005): which articles stand in which, and how each is joined.

Every feed is built anew once, so that what has left its window already stands in an archive.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and mark every channel."""
    op.add_column("channels", sa.Column("archives", sa.Integer, nullable=False, server_default="0"))
    op.add_column("memberships", sa.Column("archive", sa.Integer))
    op.create_index("ix_memberships_archive", "memberships", ["channel", "archive"])
    op.create_table(
        "archives",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
        sa.Column("stale", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_archives_channel"),
        sa.PrimaryKeyConstraint("channel", "number", name="pk_archives"),
    )
    op.create_table(
        "archive_pages",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("format", CODE, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("glue", sa.LargeBinary, nullable=False),
        sa.Column("tail", sa.LargeBinary, nullable=False),
        sa.Column("fragments", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_archive_pages_channel"),
        sa.PrimaryKeyConstraint("channel", "number", "format", name="pk_archive_pages"),
    )
    op.execute("UPDATE state SET ticket = ticket + 1")
    op.execute("UPDATE channels SET dirty = (SELECT ticket FROM state)")
