"""Addresses and tombstones are also asked for by article: without an index that is a walk through all of them."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the two indexes."""
    op.create_index("ix_urls_article", "urls", ["article"])
    op.create_index("ix_tombstones_article", "tombstones", ["article"])
