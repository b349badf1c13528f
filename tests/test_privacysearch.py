"""The search after every test finds what is planted, each kind in each place; and nothing where nothing is."""

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

import overheard
from buzzfeed.daemon.tokens import make_token
from buzzfeed.model import Scope
from buzzfeed.model.personalfeeds import edit_digest, feed_digest
from buzzfeed.personal import canonical, preferences_of
from buzzfeed.pipeline.personalising import new_secret
from buzzfeed.store import open_inbox, open_store
from buzzfeed.store.sqlite import driver
from searching import Search

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
SENTENCE = "Je m’intéresse à l’érosion & aux « phares » d'Armorique"
SESSION = """
import subprocess
import sys

import prometheus_client
import pytest
import structlog

@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    return tmp_path_factory.mktemp("lasting")

def test_prints():
    print("asked by 203.0.113.7")

def test_reads_what_was_printed(capsys):
    print("asked by 198.51.100.7")
    assert capsys.readouterr().out

def test_catches_logs():
    with structlog.testing.capture_logs():
        structlog.get_logger().info("asked", client="192.0.2.7")

def test_runs_a_command():
    command = [sys.executable, "-c", "import sys; print('2001:db8::7', file=sys.stderr)"]
    assert subprocess.run(command, capture_output=True).stderr

def test_asks_for_metrics():
    registry = prometheus_client.CollectorRegistry()
    prometheus_client.Gauge("polls", "Polls.", ["agent"], registry=registry).labels("python-requests/2").set(1)
    assert prometheus_client.generate_latest(registry)

def test_writes(tmp_path):
    (tmp_path / "daemon.log").write_text("bzf_" + "a1B-" * 10 + "xyz")

def test_makes_a_lasting_folder(lasting):
    (lasting / "sub").mkdir()

def test_writes_there(lasting):
    (lasting / "sub" / "export.xml").write_text("<a>2001:db8:7::1</a>")

def test_comes_last(tmp_path):
    (tmp_path / "daemon.log").write_text("asked by somebody")
"""


class Newsroom:
    """A database in which a reader keeps a feed, and a search that knows of nothing."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "var" / "buzzfeed.db"
        self.store = open_store(f"sqlite:///{self.path}")
        self.inbox = open_inbox(f"sqlite:///{self.path}")
        self.feed, self.edit = new_secret(), new_secret()
        self.said = canonical(preferences_of([("say", SENTENCE), ("word", "port")]))
        digests = feed_digest(self.feed), edit_digest(self.edit)
        assert self.inbox.keep_personal(*digests, self.said, "fr", "Mon fil", False, NOW, 1000)
        self.search = Search()

    def write(self, statement, *values):
        """Change the database behind the store's back, as SQLite does where nobody says otherwise."""
        with closing(driver().connect(self.path)) as connection:
            connection.execute("PRAGMA secure_delete=OFF")
            connection.execute(statement, values)
            connection.commit()

    def found(self):
        """Search, and return the kinds that were found with their places."""
        overheard.heard.clear()
        return self.heard()

    def heard(self):
        """As `found`, with what was heard."""
        self.search.look_into(self.folder)
        return {(one.kind, one.where.removeprefix(f"{self.folder}/")) for one in self.search.finish(last=False)}

    def close(self):
        """Let go of the database."""
        self.inbox.close()
        self.store.close()
        overheard.heard.clear()


@pytest.fixture
def newsroom(tmp_path):
    """Give a newsroom with one reader."""
    made = Newsroom(tmp_path)
    yield made
    made.close()


def test_nothing_is_found_where_nothing_leaks(newsroom):
    """Digests, the row itself, its copies in the log, and other words of the same length are no traces."""
    (newsroom.folder / "daemon.log").write_text(f"{feed_digest(newsroom.feed)} {new_secret()} {newsroom.edit[:-1]}x")
    for language in ("en", "fr"):
        newsroom.inbox.edit_personal(edit_digest(newsroom.edit), 1, newsroom.said, language, "", True, NOW)
    assert newsroom.found() == set()
    newsroom.inbox.delete_personal(edit_digest(newsroom.edit), NOW)
    newsroom.store.empty_log()
    assert newsroom.found() == set()


@pytest.mark.parametrize("which", ["feed", "edit"])
@pytest.mark.parametrize("place", ["daemon.log", "site/feeds/all.json", "other.db", "other.db-wal"])
def test_a_readers_token_is_found_in_any_file(newsroom, place, which):
    """Nobody told the search of it, and letters stand right beside it, as columns do in a row."""
    path = newsroom.folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0\x81id7" + getattr(newsroom, which).encode() + b"fr\xff")
    assert newsroom.found() == {("personal token", place)}


def test_a_readers_token_is_found_in_columns_free_pages_and_the_log(newsroom):
    """Also where its feed is gone: the digest is still known."""
    newsroom.write("INSERT INTO settings VALUES ('planted', ?)", newsroom.feed)
    assert ("personal token", "var/buzzfeed.db-wal") in newsroom.found()
    newsroom.inbox.delete_personal(edit_digest(newsroom.edit), NOW)
    newsroom.write("DELETE FROM settings WHERE name = 'planted'")
    newsroom.store.empty_log()
    assert newsroom.found() == {("personal token", "var/buzzfeed.db")}


def test_an_operators_token_is_found_by_its_mark(newsroom):
    """In a table, in the log of the database, and in what was printed."""
    token = make_token(newsroom.store, "essai", [Scope.OPERATOR], NOW)
    assert newsroom.found() == set()
    newsroom.write("INSERT INTO settings VALUES ('planted', ?)", f"Bearer {token}")
    assert newsroom.found() == {("token", "var/buzzfeed.db")}
    overheard.hear("log", f"let in {token}")
    assert newsroom.heard() == {("token", "log")}


@pytest.mark.parametrize(
    "spelling",
    [str, str.lower, quote, escape, json.dumps, lambda said: canonical(preferences_of([("say", said)]))],
    ids=["plain", "lower", "address", "html", "json", "form"],
)
def test_a_sentence_is_found_however_it_is_spelled(newsroom, spelling):
    """In a file, in what was heard, and in any table but its own."""
    text = f"<!-- {spelling(SENTENCE)} -->"
    (newsroom.folder / "receipt.txt").write_text(text)
    overheard.heard.clear()
    overheard.hear("log", text)
    newsroom.write("INSERT INTO settings VALUES ('planted', ?)", text)
    places = {place for kind, place in newsroom.heard() if kind == "sentence"}
    assert places == {"receipt.txt", "log", "var/buzzfeed.db: settings.value"}


def test_a_sentence_is_found_in_free_pages(newsroom):
    """Where a feed was wiped without its place being written over."""
    newsroom.write("DELETE FROM personal_feeds")
    newsroom.store.empty_log()
    assert newsroom.found() == {("wiped sentence", "var/buzzfeed.db")}


def test_a_sentence_that_is_kept_nowhere_is_found(newsroom):
    """One that was only sent, in an address or a form."""
    overheard.hear_asked("much=tag%3AEau&say=Tout+sur+les+mouettes+rieuses")
    newsroom.write("INSERT INTO settings VALUES ('planted', 'Tout sur les mouettes rieuses')")
    overheard.heard.clear()
    overheard.hear("log", "cannot serve /my/feed.rss?say=Tout%20sur%20les%20mouettes%20rieuses")
    assert newsroom.heard() == {("sentence", "log"), ("sentence", "var/buzzfeed.db")}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("address", f'polls_total{{client="{overheard.READER}"}} 1'),
        ("address", "from 2001:0db8:0007::1"),
        ("agent", "agent=python-requests/2.32"),
        ("path of a personal feed", f"GET /my/{'aB3-' * 8}.rss"),
    ],
)
def test_who_asked_is_found_in_metrics_and_files(newsroom, kind, text):
    """An address, a program, and an address of a feed."""
    (newsroom.folder / "access.log").write_text(text)
    overheard.heard.clear()
    overheard.hear("metrics", text)
    assert newsroom.heard() == {(kind, "metrics"), (kind, "access.log")}


def test_a_database_that_lasts_is_searched_whenever_it_changes(newsroom):
    """After the test that wrote, not only at the end; pages that stay as they are, once."""
    newsroom.search.lasting.add(newsroom.folder)
    assert newsroom.search.finish(last=False) == []
    newsroom.write("INSERT INTO settings VALUES ('planted', ?)", overheard.READER)
    assert [one.kind for one in newsroom.search.finish(last=False)] == ["address"]
    assert newsroom.search.finish(last=True) == []
    newsroom.write("INSERT INTO settings VALUES ('again', ?)", newsroom.edit)
    assert "personal token" in [one.kind for one in newsroom.search.end()]


def test_a_file_is_searched_for_what_a_lasting_database_knows(newsroom, tmp_path_factory):
    """A token is made in a module's newsroom, and stands in a file of the one test that made it."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "receipt.txt").write_text(newsroom.edit)
    newsroom.search.lasting.add(newsroom.folder)
    newsroom.search.look_into(folder)
    (folder / "receipt.txt").unlink()
    assert [one.kind for one in newsroom.search.finish(last=False)] == ["personal token"]


def test_a_session_in_which_something_is_left_fails(tmp_path):
    """Each test fails that left it in what it wrote or heard; the last one for what lies in a lasting folder."""
    tests = Path(__file__).parent
    (tmp_path / "conftest.py").write_text((tests / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_leaking.py").write_text(SESSION, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "--rootdir", str(tmp_path), str(tmp_path)]
    command += ["--basetemp", str(tmp_path / "temporary")]
    surroundings = {**os.environ, "PYTHONPATH": str(tests)}
    done = subprocess.run(
        command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    failed = {line.partition("::")[2].split()[0] for line in done.stdout.splitlines() if line.startswith("ERROR ")}
    heard = {"reads_what_was_printed", "catches_logs", "runs_a_command", "asks_for_metrics"}
    assert failed == {f"test_{name}" for name in ("prints", "writes", "comes_last", *heard)}
    assert "9 passed, 7 errors" in done.stdout


def test_what_postgres_held_is_found_in_its_files(newsroom):
    """Also what it no longer shows: rows that were deleted, and its log."""
    for place, text in (
        ("base/5/16390", f"{feed_digest(newsroom.feed)}{edit_digest(newsroom.edit)}{newsroom.feed}"),
        ("pg_wal/000000010000000000000001", f"asked by {overheard.READER}"),
    ):
        path = newsroom.folder / "data" / place
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(9000) + text.encode())
    newsroom.search.look_into_cluster(newsroom.folder / "data")
    found = {(one.kind, Path(one.where).parent.name) for one in newsroom.search.finish(last=False)}
    assert found == {("personal token", "5"), ("address", "pg_wal")}
