import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from store_values import ALL, NOW, publish_article

from buzzfeed.errors import StoreError, StoreVersionError
from buzzfeed.model import Publication
from buzzfeed.ports import Window
from buzzfeed.store import database, migrate, open_store, open_window, schema, sqlite
from buzzfeed.store.editions import Editions


def execute(place, *statements):
    """Change a database behind the store's back."""
    raw = database.Database(database.dialect_of(place.url, 5), read_only=False)
    with raw.write(turn=False) as connection:
        for statement in statements:
            connection.execute(text(statement))
    raw.close()


def test_opening_makes_the_folder_and_the_schema(fresh):
    """A store is made where there was nothing, and holds what was stored when it is opened again."""
    store = fresh.open()
    article = publish_article(store, "a")
    store.close()
    assert [ref.id for ref in fresh.open().members(ALL, 1)] == [article.id]


def test_migrated_schema_is_the_one_that_is_described(fresh):
    """The migrations end with exactly the tables, columns, indexes and keys that the schema tells."""
    store = fresh.open()
    options = {"version_table": migrate.VERSION_TABLE, "compare_type": True}
    with store._db.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)
    assert found == []


def test_migrations_are_numbered_without_gaps_and_head_is_the_last():
    """Migration files are 0001, 0002, … each after the one before, and the code knows the last number."""
    files = sorted((migrate.MIGRATIONS / "versions").glob("*.py"))
    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]
    assert numbers[-1] == migrate.HEAD
    for file, before in zip(files, [None, *numbers], strict=False):
        words = file.read_text(encoding="utf-8")
        assert f'revision = "{file.name[:4]}"' in words
        assert f"down_revision = {before and chr(34) + before + chr(34)}" in words


def test_database_of_the_first_schema_is_brought_to_the_current_one(fresh):
    """A database that only the first migration made, with an article in it, opens with that article."""
    raw = database.Database(database.dialect_of(fresh.url, 5), read_only=False)
    migrate.prepare(raw, head="0001")
    raw.close()
    assert fresh.open().channels() == ()


def test_spellings_that_denied_articles_counted_for_are_counted_anew(fresh):
    """An older database counted drafts' spellings; it is brought to those of cleared revisions."""
    publish_article(fresh.open(), "a", tags=("IA",))
    fresh.close()
    execute(fresh, "UPDATE spellings SET uses = uses + 7", f"UPDATE {migrate.VERSION_TABLE} SET version_num = '0003'")
    raw = database.Database(database.dialect_of(fresh.url, 5), read_only=False)
    migrate.prepare(raw, head="0004")
    with raw.read() as connection:
        assert set(connection.execute(text("SELECT uses FROM spellings")).scalars()) == {1}
    raw.close()


def test_later_migrations_run_in_one_transaction_over_what_is_there(fresh, tmp_path):
    """A database with articles is taken two steps further; a step that fails leaves it as it was."""
    publish_article(fresh.open(), "a")
    fresh.close()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = int(migrate.HEAD)
    steps = ["op.execute('CREATE TABLE later (x INTEGER)')", "op.execute('INSERT INTO later SELECT 1 FROM articles')"]

    def write(number, step):
        lines = ["from alembic import op", f"revision = '{number:04}'", f"down_revision = '{number - 1:04}'"]
        body = "\n".join([*lines, "def upgrade():", f"    {step}", ""])
        (folder / "versions" / f"{number:04}_step.py").write_text(body, encoding="utf-8")

    def upgrade():
        raw = database.Database(database.dialect_of(fresh.url, 5), read_only=False)
        try:
            migrate.prepare(raw, migrations=folder, head=f"{head + 2:04}")
            with raw.read() as connection:
                return connection.execute(text("SELECT x FROM later")).scalars().all()
        finally:
            raw.close()

    write(head + 1, steps[0])
    write(head + 2, "op.execute('SELECT nothing FROM nowhere')")
    with pytest.raises(StoreError):
        upgrade()
    assert len(fresh.open().listed()) == 1
    fresh.close()
    write(head + 2, steps[1])
    assert upgrade() == [1]
    with pytest.raises(StoreVersionError):
        fresh.open()


@pytest.mark.parametrize("read_only", [False, True])
def test_newer_schema_is_refused(fresh, read_only):
    """A database that a newer buzzfeed made is not touched, and the error names the mend."""
    fresh.open()
    fresh.close()
    execute(fresh, f"UPDATE {migrate.VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(StoreVersionError) as error:
        fresh.open(read_only=read_only)
    assert "newer buzzfeed" in error.value.cause
    assert error.value.hint


def test_database_of_something_else_is_refused(fresh):
    """A database with tables of another program is not made ours."""
    Path(fresh.url.removeprefix(sqlite.PREFIX)).parent.mkdir(exist_ok=True) if "sqlite" in fresh.url else None
    execute(fresh, "CREATE TABLE wp_posts (id INTEGER)")
    with pytest.raises(StoreError, match="something else"):
        fresh.open()


def test_read_only_store_reads_and_refuses_to_write(store, place):
    """A store opened for reading shows everything, and no write goes through it."""
    article = publish_article(store, "a")
    reader = place.open(read_only=True)
    assert set(reader.articles([article.id])) == {article.id}
    with pytest.raises(StoreError, match="for reading only"):
        Editions(reader._db).publish(Publication(), NOW)
    with pytest.raises(StoreError), reader._db.read() as connection:
        connection.execute(text("DELETE FROM entries"))
    assert len(store.members(ALL, 9)) == 1


def test_a_window_has_no_method_of_the_editors_side(store, place):
    """What outputs are given answers to its port and to nothing else, not even where the types are not looked at."""
    window = place.open(read_only=True)
    asked = {name for port in Window.__mro__ for name in vars(port) if not name.startswith("_")}
    assert {name for name in dir(window) if not name.startswith("_")} == asked


def test_read_only_store_needs_one_that_is_ready(fresh):
    """Where no store stands ready, opening for reading says what to do, and makes nothing."""
    with pytest.raises(StoreError) as error:
        fresh.open(read_only=True)
    assert "buzzfeed run" in error.value.hint
    if fresh.url.startswith(sqlite.PREFIX):
        assert not Path(fresh.url.removeprefix(sqlite.PREFIX)).exists()
    raw = database.Database(database.dialect_of(fresh.url, 5), read_only=False)
    raw.dialect.make_room()
    with raw.write(turn=False):
        pass
    raw.close()
    with pytest.raises(StoreError, match="current schema"):
        fresh.open(read_only=True)


def test_several_open_a_new_store_at_once(fresh):
    """Threads that open a store where there is none end with one schema, and none fails."""
    errors = []

    def work():
        try:
            open_store(fresh.url).close()
        except Exception as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert fresh.open().channels() == ()


def test_closing_twice_is_no_error(fresh):
    """A store can be closed twice."""
    store = fresh.open()
    store.generation()
    store.close()
    store.close()


def test_sqlite_settings(sqlite_store):
    """The writer logs ahead, syncs fully, checks foreign keys; a reader cannot write."""
    _, store = sqlite_store
    with store._db.write() as connection:
        settings = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in _SETTINGS]
        assert dict(zip(_SETTINGS, settings, strict=True)) == _SETTINGS
    with store._db.read() as connection:
        assert connection.execute(text("PRAGMA query_only")).scalar() == 1


_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_sqlite_of_the_driver_is_used_where_it_is_installed():
    """pysqlite3 carries an SQLite without the WAL-reset race: where it is installed, it is the one in use."""
    pysqlite3 = pytest.importorskip("pysqlite3", reason="pysqlite3 has no wheel for this machine")
    assert sqlite.driver() is pysqlite3


def test_standard_library_serves_where_there_is_no_pysqlite3(tmp_path, monkeypatch):
    """Without pysqlite3 the store stands on the standard library's SQLite."""
    import sqlite3

    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    assert sqlite.driver() is sqlite3
    store = open_store(f"sqlite:///{tmp_path}/std.db")
    publish_article(store, "a")
    assert len(store.members(ALL, 9)) == 1
    store.close()


@pytest.mark.parametrize("name", ["été & co", "50 % of?it#", "it's"])
def test_sqlite_path_may_hold_any_character(tmp_path, name):
    """A path with spaces, accents, quotes, percent signs or a question mark names that very file."""
    open_store(f"sqlite:///{tmp_path}/{name}/b.db").close()
    assert (tmp_path / name / "b.db").is_file()


def test_sqlite_reader_opens_what_a_killed_writer_left(tmp_path):
    """A store whose writer was killed, its log not yet folded in, opens for reading with all that was committed."""
    url = f"sqlite:///{tmp_path}/b.db"
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[2])\n"
        "from store_values import publish_article\n"
        "from buzzfeed.store import open_store\n"
        "publish_article(open_store(sys.argv[1]), 'a')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", script, url, here], env={**os.environ}, timeout=60, check=False)
    assert done.returncode == -9
    assert (tmp_path / "b.db-wal").stat().st_size > 0
    store = open_window(url)
    assert len(store.members(ALL, 9)) == 1
    store.close()


@pytest.mark.postgres
def test_postgres_database_that_is_not_utf8_is_refused(postgres):
    """A database whose encoding cannot hold all text is refused before anything is made in it."""
    with pytest.raises(StoreError, match="encoding is LATIN1"):
        open_store(postgres.url(postgres.create(encoding="LATIN1")))
