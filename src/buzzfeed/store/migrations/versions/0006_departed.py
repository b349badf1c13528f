"""Where an article stood in public when it was taken back: its latest revision may name an address nobody ever saw."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the address; of what was taken back earlier, everybody has been told."""
    op.add_column("retractions", sa.Column("url", CODE, nullable=False, server_default=""))
