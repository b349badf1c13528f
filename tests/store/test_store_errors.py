import errno
import inspect
import threading
import time
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text
from store_calls import CALLS, READS
from store_postgres import PostgresServer, find_programs
from store_values import (
    ALL,
    NOW,
    decide,
    intake,
    make_article,
    publish_article,
    revise,
)

from buzzfeed.errors import StoreBusyError, StoreError, StoreFullError
from buzzfeed.model import (
    Status,
)
from buzzfeed.ports import Store
from buzzfeed.store import database, open_store, schema, sqlite
from buzzfeed.store.mapping import mapped, of_system

WRITES = [name for name in CALLS if name not in READS]


def test_every_method_of_the_port_is_tried_here():
    """The table of calls covers every method of the port that asks a table, so that a new one cannot be forgotten."""
    methods = {name for name, _ in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")}
    assert methods - {"close", "empty_log"} == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_no_method_lets_a_driver_error_out(broken_store, name):
    """On a database without its tables every method fails with the store's own error, its subject and a mend."""
    with pytest.raises(StoreError) as error:
        getattr(broken_store, name)(*CALLS[name])
    assert error.value.subject
    assert error.value.hint
    assert "geheim" not in repr(error.value.args)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def broken_store(request, tmp_path_factory):
    """Give a store whose tables were taken away."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('broken')}/b.db"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create(), password="geheim")
    store = open_store(url)
    with store._db.write() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(text(f"DROP TABLE {table.name}"))
    yield store
    store.close()


@pytest.mark.parametrize("name", WRITES)
def test_writer_that_waits_in_vain_is_told_so(busy_store, name):
    """While another process keeps the store locked, each write gives up after its time-out and may be tried again."""
    store, tables = busy_store
    started = time.monotonic()
    with pytest.raises(StoreBusyError) as error:
        getattr(store, name)(*CALLS[name])
    assert error.value.retryable
    assert time.monotonic() - started < 5
    assert tables


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def busy_store(request, tmp_path_factory):
    """Give a store that another connection has locked."""
    if request.param == "sqlite":
        url, lock = f"sqlite:///{tmp_path_factory.mktemp('busy')}/b.db", "SELECT 1"
    else:
        server = request.getfixturevalue("postgres")
        names = ", ".join(table.name for table in schema.metadata.sorted_tables)
        url, lock = server.url(server.create()), f"LOCK TABLE {names} IN EXCLUSIVE MODE"
    store = open_store(url, busy_timeout=0.1)
    other = database.Database(database.dialect_of(url, 5), read_only=False)
    with other.write() as connection:
        connection.execute(text(lock))
        yield store, schema.metadata.sorted_tables
    other.close()
    store.close()


def test_readers_do_not_wait_for_a_writer(store, place):
    """While one process writes, others read what was committed before."""
    publish_article(store, "a")
    other = place.open()
    with other._db.write() as connection:
        connection.execute(text("UPDATE state SET generation = 99"))
        assert len(store.members(ALL, 5)) == 1
        assert store.generation() == 0


def test_threads_and_processes_take_turns(store, place):
    """Threads that write at once, over one store and over another's connections, all succeed, and nothing is lost."""
    errors = []
    other = place.open()

    def work(number):
        mine = other if number % 3 == 0 else store
        try:
            for turn in range(5):
                mine.absorb(intake(revise(make_article(f"t{number}-{turn}"))), NOW)
                mine.members(ALL, 5)
                mine.generation()
        except Exception as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert store.channel(ALL).articles == 30


def test_full_disk_is_told_and_nothing_is_lost(tmp_path):
    """Where no room is left the write is refused whole with a mend, and goes through once there is room again."""
    store = open_store(f"sqlite:///{tmp_path}/b.db")
    article = publish_article(store, "a")
    pages = _pragma(store, "page_count")
    _pragma(store, f"max_page_count = {pages + 8}")
    big = intake(revise(make_article("b", content="x" * 400_000)))
    with pytest.raises(StoreFullError) as error:
        store.absorb(big, NOW)
    assert error.value.retryable
    assert "room" in error.value.hint
    assert [ref.id for ref in store.members(ALL, 9)] == [article.id]
    _pragma(store, "max_page_count = 1000000")
    store.absorb(big, NOW)
    assert len(store.members(ALL, 9)) == 2
    store.close()


def _pragma(store, words):
    with store._db.write() as connection:
        return connection.execute(text(f"PRAGMA {words}")).scalar()


@pytest.mark.postgres
def test_full_disk_of_postgres_is_told(postgres_store):
    """What PostgreSQL says of a full disk is told as SQLite's."""
    _, store = postgres_store
    raising = (
        "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"
    )
    with store._db.write() as connection:
        connection.execute(text(f"{raising} LANGUAGE plpgsql"))
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION full_disk()")
        )
    try:
        with pytest.raises(StoreFullError):
            store.keep_setting("disk", "full")
    finally:
        with store._db.write() as connection:
            connection.execute(text("DROP FUNCTION full_disk CASCADE"))


def test_full_disk_under_the_shared_memory_is_told(tmp_path, monkeypatch):
    """An I/O error of SQLite is a full disk where the disk has no room left, and a fault of its own elsewhere."""
    dialect = sqlite.SQLite(f"sqlite:///{tmp_path}/b.db", 1)
    error = dialect.errors[0]("disk I/O error")
    error.sqlite_errorcode = 4874  # SQLITE_IOERR_SHMSIZE
    assert dialect.classify(error) is None
    monkeypatch.setattr("buzzfeed.store.mapping.has_room", lambda folder: False)
    assert isinstance(dialect.classify(error), StoreFullError)


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, StoreFullError), (errno.EDQUOT, StoreFullError), (errno.EACCES, StoreError)]
)
def test_errors_of_the_system_are_told(number, kind):
    """A folder that cannot be made is told with its mend, and a full disk as such."""
    error = of_system("/x", OSError(number, "words of the system"))
    assert type(error) is kind
    assert error.hint


@pytest.mark.parametrize("bad", ["folder is a file", "file is a folder", "file is none of SQLite's", "file is cut"])
def test_unusable_sqlite_file_is_one_clear_error(tmp_path, bad):
    """Whatever is wrong with the file, the error names it and the mend."""
    path = tmp_path / "x" / "b.db"
    if bad == "folder is a file":
        (tmp_path / "x").write_text("")
    elif bad == "file is a folder":
        path.mkdir(parents=True)
    else:
        path.parent.mkdir()
        path.write_bytes(b"SQLite format 3\x00" + b"\x10\x00" * 50 if "cut" in bad else b"<html>" * 400)
    with pytest.raises(StoreError) as error:
        open_store(f"sqlite:///{path}")
    assert error.value.subject == str(path)
    assert error.value.hint


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///", "sqlite:///:memory:", "postgresql+psycopg://h:port/x", ""])
def test_unusable_url_is_one_clear_error(url):
    """A URL that names no database says so, with how to write it."""
    with pytest.raises(StoreError) as error:
        open_store(url)
    assert error.value.subject == "store.url"
    assert error.value.hint


def test_postgres_without_psycopg_names_the_extra(monkeypatch):
    """Where psycopg is not installed, the error says how to install it."""
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"buzzfeed\[postgres\]"):
        open_store("postgresql+psycopg://localhost/x")


def test_unreachable_postgres_is_told_without_the_password():
    """Where no server answers, the error names server and mend, and shows no password, wherever it was written."""
    for url in (
        "postgresql+psycopg://me:geheim@127.0.0.1:1/news",
        "postgresql+psycopg://127.0.0.1:1/n?password=geheim",
    ):
        with pytest.raises(StoreError) as error:
            open_store(url)
        assert error.value.retryable
        assert "127.0.0.1:1" in error.value.subject
        assert "PostgreSQL runs" in error.value.hint
        assert "geheim" not in str(error.value)


@pytest.mark.postgres
def test_unknown_postgres_database_is_told(postgres):
    """A database that does not exist is told with what to check."""
    with pytest.raises(StoreError, match=r"does not exist .*database in store\.url"):
        open_store(postgres.url("nowhere"))


@pytest.mark.postgres
def test_restarted_postgres_is_used_again(postgres):
    """While the server is down the error may be tried again; once it is back, the same store goes on."""
    server = PostgresServer(find_programs())
    store = open_store(server.url(server.create()))
    try:
        publish_article(store, "a")
        assert store.generation() == 0
        server.stop()
        for name in ("generation", "channels", "mark_all_dirty"):
            with pytest.raises(StoreError) as error:
                getattr(store, name)()
            assert error.value.retryable
        server.start()
        assert store.generation() == 0
        store.mark_all_dirty()
        assert store.channel(ALL).articles == 1
    finally:
        store.close()
        server.remove()


@pytest.mark.parametrize(
    "article",
    [
        make_article("a", published=datetime(2026, 1, 1), updated=datetime(2026, 1, 1)),
        replace(make_article("a"), tags=(replace(make_article("a").tags[0], kind="moon"),)),
    ],
    ids=["time without a zone", "kind that is none"],
)
def test_value_that_fits_nowhere_is_an_error_of_the_store(store, article):
    """A value that no column takes refuses the whole intake, as the store's own error where Python raised it."""
    expected = StoreError if article.published.tzinfo is None else Exception
    with pytest.raises(expected):
        store.absorb(intake(revise(article)), NOW)
    assert store.listed() == ()


def test_failed_write_leaves_nothing_and_the_store_usable(store):
    """After an error in the midst of a transaction, nothing of it is there, and the next one succeeds."""
    publish_article(store, "a")
    with pytest.raises(StoreError):
        decide(store, "tag:nobody", Status.HELD)
    naive = replace(intake(revise(make_article("b"))), unreadable=())
    with pytest.raises(StoreError):
        store.absorb(naive, datetime(2026, 1, 1))
    assert len(store.members(ALL, 9)) == 1
    publish_article(store, "b")
    assert len(store.members(ALL, 9)) == 2


def test_errors_of_others_pass_through():
    """What is no error of the store, or of its driver, keeps its own kind."""
    for error in (KeyError("x"), StoreError("x", "y"), ZeroDivisionError()):
        with pytest.raises(type(error)), mapped("db", lambda _: None, ()):
            raise error
