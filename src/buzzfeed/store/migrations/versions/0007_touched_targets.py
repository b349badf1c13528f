"""When the state of a target was written: a clock that was set back since shows by it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the moment; it is not known of what stands there."""
    op.add_column("targets", sa.Column("touched", sa.BigInteger))
