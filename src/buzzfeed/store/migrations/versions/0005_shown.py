"""What readers have seen, by channel, and what was taken over from a site's old feeds.

What stands in channels counts as shown there. Of what was published before, bodies are known only once it is published
anew; till then it is recognised by its addresses.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and fill them from what is public."""
    op.create_table(
        "traits",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("title_key", CODE, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_traits"),
        sa.UniqueConstraint("id", name="uq_traits_id"),
    )
    op.create_table(
        "trait_hashes",
        sa.Column("hash", KEY, nullable=False, autoincrement=False),
        sa.Column("of", KEY, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["of"], ["traits.key"], name="fk_trait_hashes_of"),
        sa.PrimaryKeyConstraint("hash", "of", name="pk_trait_hashes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trait_hashes_of", "trait_hashes", ["of"])
    op.create_table(
        "seen",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("of", KEY, nullable=False, autoincrement=False),
        sa.Column("how", CODE, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_seen_channel"),
        sa.ForeignKeyConstraint(["of"], ["traits.key"], name="fk_seen_of"),
        sa.PrimaryKeyConstraint("channel", "of", name="pk_seen"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "adopted",
        sa.Column("of", KEY, nullable=False, autoincrement=False),
        sa.Column("url", CODE, nullable=False),
        sa.Column("address", CODE, nullable=False),
        sa.Column("title_key", CODE, nullable=False),
        sa.ForeignKeyConstraint(["of"], ["traits.key"], name="fk_adopted_of"),
        sa.PrimaryKeyConstraint("of", name="pk_adopted"),
    )
    op.create_index("ix_adopted_address", "adopted", ["address"])
    op.create_index("ix_adopted_title_key", "adopted", ["title_key"])
    op.create_table(
        "handovers",
        sa.Column("channel", KEY, nullable=False, autoincrement=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_handovers_channel"),
        sa.PrimaryKeyConstraint("channel", name="pk_handovers"),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(_FROM_ENTRIES_POSTGRESQL if postgresql else _FROM_ENTRIES)
    op.execute(
        "INSERT INTO seen (channel, of, how) SELECT m.channel, m.article, 'edition' FROM memberships m "
        "JOIN channels c ON c.key = m.channel WHERE c.public"
    )


_FROM_ENTRIES = """INSERT INTO traits (key, id, sketch, published, title_key)
SELECT article, id, x'', published, title_key FROM entries"""
_FROM_ENTRIES_POSTGRESQL = _FROM_ENTRIES.replace("x''", "''::bytea")
