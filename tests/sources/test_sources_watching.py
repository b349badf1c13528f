"""Watching folders: changes are told at once, temporary names are not, and a folder may come and go."""

import queue
import shutil
import threading
import time

import pytest

from buzzfeed.config import Config, FeedSource, FolderSource
from buzzfeed.sources import watch


@pytest.fixture
def watched(tmp_path):
    """Watch two folders, of which the second does not exist yet; give what is told, as a queue."""
    (tmp_path / "one").mkdir()
    config = Config(
        file=tmp_path / "c.toml",
        base=tmp_path,
        newsroom={"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"},
        sources=(
            FolderSource(name="one", path="one"),
            FolderSource(name="two", path="two"),
            FolderSource(name="unwatched", path="one", watch=False),
            FeedSource(name="feed", type="feed", url="https://x.example/feed"),
        ),
    )
    stop, told = threading.Event(), queue.Queue()

    def run():
        for names in watch(config, stop):
            told.put(names)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.3)  # until the first watch stands
    yield told
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def wait_for(told, name, seconds=6.0):
    """Wait until a source is told; return how long it took."""
    begun = time.monotonic()
    while (left := begun + seconds - time.monotonic()) > 0:
        if name in told.get(timeout=left):
            return time.monotonic() - begun
    raise AssertionError(f"{name} was not told in time")


def drain(told):
    """Forget what was told so far."""
    time.sleep(0.3)
    while not told.empty():
        told.get()


def test_a_change_is_told_within_half_a_second(watched, tmp_path):
    """New, changed, renamed and removed files wake their source, in new folders too"""
    path = tmp_path / "one" / "a.md"
    path.write_text("x")
    assert wait_for(watched, "one") < 0.5
    drain(watched)
    (tmp_path / "one" / "sub").mkdir()
    drain(watched)
    (tmp_path / "one" / "sub" / "b.md").write_text("x")
    assert wait_for(watched, "one") < 0.5
    drain(watched)
    path.rename(tmp_path / "one" / "c.md")
    assert wait_for(watched, "one") < 0.5
    drain(watched)
    (tmp_path / "one" / "c.md").unlink()
    assert wait_for(watched, "one") < 0.5


def test_temporary_names_are_not_told(watched, tmp_path):
    """What an editor or git writes beside an article wakes nobody"""
    (tmp_path / "one" / ".git").mkdir()
    for name in (".a.md.swp", "a.md~", "4913", ".git/index", "a.md.part"):
        (tmp_path / "one" / name).write_text("x")
    time.sleep(0.4)
    assert watched.empty()


def test_a_folder_that_appears_vanishes_and_comes_back_is_watched(watched, tmp_path):
    """Neither its absence nor its return ends the watch"""
    two = tmp_path / "two"
    for _ in range(2):
        two.mkdir()
        wait_for(watched, "two")
        drain(watched)
        (two / "a.md").write_text("x")
        assert wait_for(watched, "two") < 0.5
        shutil.rmtree(two)
        time.sleep(1.2)
        drain(watched)
    (tmp_path / "one" / "a.md").write_text("x")
    wait_for(watched, "one")


def test_nothing_to_watch_ends_at_once(tmp_path):
    """Without watched folders there is nothing to wait for"""
    config = Config(
        file=tmp_path / "c.toml",
        base=tmp_path,
        newsroom={"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"},
        sources=(FolderSource(name="one", path="one", watch=False),),
    )
    assert list(watch(config, threading.Event())) == []
