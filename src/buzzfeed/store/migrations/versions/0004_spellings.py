"""Spellings are counted for cleared revisions alone: what is denied has no say in what the world reads."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Count anew. A label that denied articles gave changes when its term is next used."""
    op.execute("DELETE FROM spellings")
    op.execute(
        "INSERT INTO spellings (term, spelling, uses) "
        "SELECT carried.term, carried.spelling, count(*) FROM revision_terms carried "
        "JOIN entries ON entries.article = carried.article AND entries.revision = carried.revision "
        "GROUP BY carried.term, carried.spelling"
    )
