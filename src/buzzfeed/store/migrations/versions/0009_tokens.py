"""Tokens: who is let in to the operators' pages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table; nobody is let in before the first token is made."""
    op.create_table(
        "tokens",
        sa.Column("name", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("scopes", CODE, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("used_on", CODE),
        sa.PrimaryKeyConstraint("name", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
