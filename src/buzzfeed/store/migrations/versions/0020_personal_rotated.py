"""Personal feeds: how often the secrets of each were changed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column; what was changed so far is not counted."""
    op.add_column("personal_feeds", sa.Column("rotated", sa.Integer, nullable=False, server_default="0"))
