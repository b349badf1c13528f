"""Upstreams: our subscriptions at the hubs of the feeds that we read."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "upstreams",
        sa.Column("digest", CODE, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("hub", CODE, nullable=False),
        sa.Column("topic", CODE, nullable=False),
        sa.Column("callback", CODE, nullable=False),
        sa.Column("secret", CODE, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.BigInteger),
        sa.Column("verified", sa.BigInteger),
        sa.Column("expires", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("words", CODE, nullable=False),
        sa.Column("pushed", sa.BigInteger),
        sa.Column("pushes", sa.Integer, nullable=False),
        sa.Column("forged", sa.BigInteger),
        sa.Column("leaving", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_upstreams"),
    )
