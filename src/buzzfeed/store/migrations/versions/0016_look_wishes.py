"""Sources that somebody wishes to be looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "look_wishes",
        sa.Column("source", CODE, nullable=False),
        sa.Column("times", KEY, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_look_wishes"),
        sqlite_with_rowid=False,
    )
