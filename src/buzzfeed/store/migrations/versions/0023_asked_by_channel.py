"""What was asked of the hub is also looked for by channel: when a saved query's feeds move, and when a channel goes."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_hub_requests_channel", "hub_requests", ["channel"])
