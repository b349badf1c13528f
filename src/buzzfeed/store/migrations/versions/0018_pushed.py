"""Articles that are handed in, and tokens that are for one source."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "pushed",
        sa.Column("source", CODE, nullable=False),
        sa.Column("origin", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.BigInteger),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("source", "origin", name="pk_pushed"),
    )
    op.create_index("ix_pushed_digests", "pushed", ["source", "origin", "digest", "deleted"])
    op.add_column("tokens", sa.Column("source", CODE, nullable=False, server_default=""))
