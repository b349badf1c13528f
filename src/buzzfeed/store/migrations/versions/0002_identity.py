"""What articles are recognised by: canonical addresses, every guid, bodies, further places; who is held for whom."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

# An address has to be kept in the form in which the code looks it up, whatever that has become since.
from buzzfeed.articles.canonical import canonical

revision = "0002"
down_revision = "0001"

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is new, and fill it from what is there; bodies are known once their articles have been read again."""
    for table in ("articles", "revisions"):
        op.add_column(table, sa.Column("address", CODE, nullable=False, server_default=""))
        op.add_column(table, sa.Column("body", CODE, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("away", sa.BigInteger))
    op.create_index("ix_articles_body", "articles", ["body"])
    op.drop_index("ix_articles_source_guid", "articles")
    stale = sa.text("stamp = ''")
    op.create_index("ix_stamps_stale", "stamps", ["source"], sqlite_where=stale, postgresql_where=stale)
    _tables()
    _fill(op.get_bind())


def _tables() -> None:
    op.create_table(
        "guids",
        sa.Column("source", CODE, nullable=False),
        sa.Column("guid", CODE, nullable=False),
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_guids_article"),
        sa.PrimaryKeyConstraint("source", "guid", "article", name="pk_guids"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "places",
        sa.Column("source", CODE, nullable=False),
        sa.Column("origin", CODE, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("guid", CODE, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_places_article"),
        sa.PrimaryKeyConstraint("source", "origin", name="pk_places"),
    )
    op.create_index("ix_places_article", "places", ["article"])
    op.create_table(
        "rivals",
        sa.Column("article", KEY, nullable=False, autoincrement=False),
        sa.Column("rival", KEY, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_rivals_article"),
        sa.ForeignKeyConstraint(["rival"], ["articles.key"], name="fk_rivals_rival"),
        sa.PrimaryKeyConstraint("article", "rival", name="pk_rivals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_rivals_rival", "rivals", ["rival"])


def _fill(connection: sa.Connection) -> None:
    """Give every revision its canonical address; know articles by all of theirs, and by all of their guids."""
    run = connection.execute
    run(sa.text("DELETE FROM urls"))
    # By primary key: there is no index on addresses, and a store may hold a hundred thousand of them.
    revisions = _addressed(run(sa.text("SELECT article, number, url FROM revisions")).mappings())
    if revisions:
        run(sa.text("UPDATE revisions SET address = :address WHERE article = :article AND number = :number"), revisions)
    articles = _addressed(run(sa.text("SELECT key, url FROM articles")).mappings())
    if articles:
        run(sa.text("UPDATE articles SET address = :address WHERE key = :key"), articles)
    found = run(sa.text("SELECT DISTINCT address, article FROM revisions WHERE address <> ''")).all()
    if found:
        rows = [{"url": _short(address), "article": article} for address, article in found]
        run(sa.text("INSERT INTO urls (url, article) VALUES (:url, :article)"), rows)
    guids = run(
        sa.text(
            "SELECT DISTINCT a.source, r.guid, r.article FROM revisions r JOIN articles a ON a.key = r.article "
            "WHERE r.guid <> ''"
        )
    ).all()
    if guids:
        rows = [{"source": source, "guid": _short(guid), "article": article} for source, guid, article in guids]
        run(sa.text("INSERT INTO guids (source, guid, article) VALUES (:source, :guid, :article)"), rows)


def _addressed(rows: Iterable[sa.RowMapping]) -> list[dict[str, Any]]:
    return [{**row, "address": address} for row in rows if (address := canonical(row["url"]))]


def _short(words: str) -> str:
    """Return words as they are looked up: by their digest where they are long."""
    return words if len(words) <= 500 else "sha256:" + sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
