"""The hub's claims are numbered, its keys never given twice, and one callback may follow a feed by either protocol."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what claims are known by; keys go on after the highest that there is."""
    numbers = op.create_table(
        "hub_numbers",
        sa.Column("name", CODE, nullable=False),
        sa.Column("last", KEY, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hub_numbers"),
    )
    for name in ("hub_requests", "subscriptions"):
        keys = sa.table(name, sa.column("key", KEY))
        highest = op.get_bind().execute(sa.select(sa.func.max(keys.c.key))).scalar()
        op.execute(numbers.insert().values(name=name, last=highest or 0))
    op.add_column("hub_requests", sa.Column("claim", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("subscriptions") as batch:
        batch.add_column(sa.Column("claim", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("lapsed", sa.BigInteger))
        batch.drop_constraint("uq_subscriptions_channel_format_callback", type_="unique")
        batch.create_unique_constraint(
            "uq_subscriptions_channel_format_speech_callback", ["channel", "format", "speech", "callback"]
        )
