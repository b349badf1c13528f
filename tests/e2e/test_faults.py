"""What goes wrong around buzzfeed: one clear line with the mend, and the right exit code."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
from pathlib import Path

import pytest

from harness import Newsroom, free_port


def refused(newsroom: Newsroom, *words: str, code: int) -> str:
    """Run a command that must fail with ``code`` and say so in one line; return the line."""
    done = newsroom.run(*words, check=False)
    assert done.returncode == code, (done.stdout, done.stderr)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_an_unknown_key(newsroom: Newsroom) -> None:
    """Exit 2, naming the key and what was probably meant."""
    newsroom.configure(more="[feed]\nitems = 3")
    line = refused(newsroom, "run", "--once", code=2)
    assert "feed: unknown key (did you mean feeds?)" in line


def test_a_missing_config(tmp_path: Path) -> None:
    """Exit 2, naming how to write one."""
    newsroom = Newsroom(tmp_path)
    newsroom.config.unlink()
    assert "buzzfeed init" in refused(newsroom, "run", code=2)


def test_a_wrong_cron(newsroom: Newsroom) -> None:
    """Exit 2 before anything starts."""
    newsroom.configure(more='[[sources]]\nname = "b"\npath = "articles"\ncron = "every day"\n')
    line = refused(newsroom, "run", code=2)
    assert "sources.b.cron" in line
    assert "five fields" in line


def test_a_port_in_use(newsroom: Newsroom) -> None:
    """Exit 2, naming the address."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", newsroom.port))
        other.listen()
        line = refused(newsroom, "run", code=2)
    assert f"127.0.0.1:{newsroom.port}" in line
    assert "web.listen" in line


def test_a_second_daemon(newsroom: Newsroom) -> None:
    """Exit 1: one scheduler per data folder."""
    newsroom.write("quai.md", "Le quai")
    with newsroom.daemon(cold=True):
        newsroom.configure(port=str(free_port()), admin=str(free_port()))
        assert "another buzzfeed is at work" in refused(newsroom, "run", code=1)
        newsroom.configure(port=str(newsroom.port), admin=str(newsroom.admin))


def test_an_unreachable_source_is_a_reported_failure(newsroom: Newsroom) -> None:
    """Exit 1 with the problem in the summary; the other sources' articles are published."""
    newsroom.write("quai.md", "Le quai")
    newsroom.configure(more='[[sources]]\nname = "amont"\ntype = "feed"\nurl = "http://127.0.0.1:9/feed"\n')
    done = newsroom.run("run", "--once", "--json", check=False)
    assert done.returncode == 1
    import json

    summary = json.loads(done.stdout)
    assert summary["articles"]["new"] == 1
    assert summary["feeds"]["published"] > 0
    (problem,) = summary["problems"]
    assert problem["severity"] == "error"
    assert "127.0.0.1:9" in problem["subject"] + problem["text"]


def test_a_missing_folder_is_a_reported_failure(newsroom: Newsroom) -> None:
    """A source's folder that is not there retracts nothing and is told with its mend."""
    newsroom.write("quai.md", "Le quai")
    newsroom.once()
    newsroom.articles.rename(newsroom.root / "elsewhere")
    summary = newsroom.once(check=False)
    assert summary["articles"]["retracted"] == 0
    assert summary["problems"][0]["hint"]
    assert newsroom.json("articles")[0]["status"] == "published"


def test_an_emptied_folder_retracts_nothing(newsroom: Newsroom) -> None:
    """A source that suddenly yields nothing is a fault, not a hundred deletions."""
    for number in range(4):
        newsroom.write(f"{number}.md", f"Article {number}")
    newsroom.configure(source='gone_after = "0s"')
    newsroom.once()
    for path in newsroom.articles.iterdir():
        path.unlink()
    newsroom.once(check=False)
    summary = newsroom.once(check=False)
    assert summary["articles"]["retracted"] == 0
    assert {one["status"] for one in newsroom.json("articles")} == {"published"}


def test_a_database_from_a_newer_version(newsroom: Newsroom) -> None:
    """Exit 1 with one line that says to upgrade; nothing is changed."""
    newsroom.write("quai.md", "Le quai")
    newsroom.once()
    with sqlite3.connect(newsroom.root / "var/buzzfeed.db") as database:
        database.execute("UPDATE buzzfeed_schema SET version_num = '9999'")
    database.close()
    line = refused(newsroom, "run", "--once", code=1)
    assert "newer" in line


def test_a_database_that_is_none(newsroom: Newsroom) -> None:
    """Exit 1 with one line, not a traceback."""
    (newsroom.root / "var").mkdir()
    (newsroom.root / "var/buzzfeed.db").write_bytes(b"this is no database" * 100)
    assert "buzzfeed.db" in refused(newsroom, "run", "--once", code=1)


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount, to make a small disk")
def test_a_full_disk(newsroom: Newsroom) -> None:
    """A full disk is one clear line or a reported failure; with space again, nothing was lost."""
    import json
    import subprocess

    small = newsroom.root / "var"
    small.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(small)], check=False)
    if done.returncode:
        newsroom.configure(more="")
        pytest.skip("needs the right to mount a small disk")
    try:
        for number in range(60):
            newsroom.write(f"{number}.md", f"Article {number}", body=f"Un mot de plus, le n° {number}. " * 500)
        full = newsroom.run("run", "--once", "--json", check=False)
        assert full.returncode == 1
        assert "full" in full.stderr + full.stdout
        subprocess.run(["mount", "-o", "remount,size=200m", str(small)], check=True)
        summary = json.loads(newsroom.run("run", "--once", "--json").stdout)
        assert summary["problems"] == []
        assert len([one for one in newsroom.json("articles") if one["status"] == "published"]) == 60
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_doctor_names_each_mend(newsroom: Newsroom) -> None:
    """Doctor finds a missing folder, and says what to do; it exits 1."""
    newsroom.articles.rmdir()
    done = newsroom.run("doctor", check=False)
    assert done.returncode == 1
    assert "MEND" in done.stdout
    assert "set the source's path" in done.stdout


def test_init_refuses_to_overwrite(tmp_path: Path) -> None:
    """Init writes a newsroom that runs at once, and never overwrites one."""
    newsroom = Newsroom(tmp_path / "x")
    newsroom.run("init", str(tmp_path / "neuf"))
    newsroom.config = tmp_path / "neuf/config/buzzfeed.toml"
    assert newsroom.once()["articles"]["new"] == 1
    assert "is there already" in refused(newsroom, "init", str(tmp_path / "neuf"), code=2)


def test_verify_tells_of_anything(newsroom: Newsroom, tmp_path: Path) -> None:
    """Verify gives a verdict on whatever it is handed, and exits 1 where it is not sound."""
    cases = {"empty.xml": b"", "page.html": b"<html><p>Bonjour", "not.json": b"[1]", "binary": bytes(range(256))}
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        done = newsroom.run("verify", str(tmp_path / name), "--json", check=False)
        assert done.returncode == 1
        import json

        (verdict,) = json.loads(done.stdout)
        assert not verdict["sound"]
        assert verdict["findings"][0]["code"]


def test_a_single_pass_names_what_it_leaves_to_the_next(newsroom: Newsroom) -> None:
    """A file still being written is left out, a missing one stays published: both are told, neither is a failure."""
    newsroom.configure(source='settle = "300ms"')
    for name in ("quai", "phare"):
        newsroom.write(f"{name}.md", f"Le {name}", " ".join(f"{name} numéro {number}." for number in range(20)))
    assert newsroom.once()["problems"] == []
    (newsroom.articles / "phare.md").unlink()
    done = threading.Event()

    def write_on() -> None:
        with (newsroom.articles / "lent.md").open("w", encoding="utf-8") as file:
            while not done.wait(0.02):
                file.write("encore ")
                file.flush()

    writing = threading.Thread(target=write_on)
    writing.start()
    try:
        told = newsroom.json("run", "--once")["problems"]
    finally:
        done.set()
        writing.join()
    assert [(one["code"], one["severity"], one["subject"]) for one in told] == [
        ("still-written", "warning", "redaction"),
        ("not-yet-gone", "warning", "redaction"),
    ]
    assert "lent.md" in told[0]["text"]
    assert "phare.md" in told[1]["text"]
    assert "gone_after" in told[1]["hint"]


def test_doctor_sees_that_the_address_of_the_feeds_leads_nowhere(newsroom: Newsroom) -> None:
    """Who changes the port of feeds_url alone promises readers an address at which nothing answers."""
    newsroom.configure(base=f"http://127.0.0.1:{free_port()}")
    done = newsroom.run("doctor", check=False)
    assert done.returncode == 1
    assert "give web.listen and newsroom.feeds_url the same port" in done.stdout
