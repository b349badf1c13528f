"""Entries are asked for by their ids wherever a selection is made: without an index that is a walk through all of them.

So are what canaries measured, by the delivery.
"""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the two indexes."""
    op.create_index("ix_entries_id", "entries", ["id"])
    op.create_index("ix_canary_measures_delivery", "canary_measures", ["delivery"])
