"""Articles that are handed in: by which request each was created, so that one that comes again is known."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column; of what is there nothing is known."""
    op.add_column("pushed", sa.Column("birth", CODE, nullable=False, server_default=""))
    op.create_index("ix_pushed_birth", "pushed", ["source", "birth"])
