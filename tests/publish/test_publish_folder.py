import errno
import json
import os
import time
from pathlib import Path

import pytest

from buzzfeed.errors import PublishError
from buzzfeed.publish import FolderPublisher
from buzzfeed.publish.folder import JOURNAL, MANIFEST


def run(root, files, keep=None):
    """Publish ``files`` as one export does; return how many changed and how many were removed."""
    publisher = FolderPublisher(root)
    changed = sum(publisher.put(path, data, "text/plain") for path, data in files.items())
    return changed, publisher.finish(keep if keep is not None else list(files))


def tree(root):
    """Return every file below ``root`` but the manifest."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name not in (MANIFEST, JOURNAL)
    }


def test_files_stand_where_they_were_put(tmp_path):
    """Folders are made as needed, and nothing else is left behind."""
    files = {"index.html": b"a", "feeds/tag/ia.rss": b"b", "feeds/all.rss": b""}
    assert run(tmp_path / "site", files) == (3, 0)
    assert tree(tmp_path / "site") == files


def test_unchanged_files_are_not_touched(tmp_path):
    """A file that holds the bytes already keeps its time and its inode; a changed one is replaced."""
    run(tmp_path, {"a.rss": b"same", "b.rss": b"old"})
    before = (tmp_path / "a.rss").stat()
    os.utime(tmp_path / "a.rss", (1, 1))
    assert run(tmp_path, {"a.rss": b"same", "b.rss": b"new"}) == (1, 0)
    after = (tmp_path / "a.rss").stat()
    assert (after.st_mtime, after.st_ino) == (1, before.st_ino)
    assert tree(tmp_path) == {"a.rss": b"same", "b.rss": b"new"}


def test_what_is_no_longer_published_is_removed_with_its_folders(tmp_path):
    """A file of an earlier run that is not kept goes, and the folders it leaves empty with it."""
    run(tmp_path, {"a/old/index.html": b"x", "a/new/index.html": b"y"})
    assert run(tmp_path, {"a/new/index.html": b"y"}) == (0, 1)
    assert tree(tmp_path) == {"a/new/index.html": b"y"}
    assert not (tmp_path / "a" / "old").exists()
    assert run(tmp_path, {"a/new/index.html": b"y"}) == (0, 0)


def test_what_others_put_there_is_never_removed(tmp_path):
    """A file that was not written here stays, in our folders too."""
    run(tmp_path, {"a/old.html": b"x"})
    (tmp_path / "a" / "theirs.txt").write_text("keep")
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "security.txt").write_text("keep")
    run(tmp_path, {"b.html": b"y"})
    assert set(tree(tmp_path)) == {"a/theirs.txt", ".well-known/security.txt", "b.html"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"files": 3}', '{"files": ["../victim", "/victim", "a/../../victim", "", 5]}', "[" * 100_000],
)
def test_a_broken_manifest_removes_nothing(tmp_path, text):
    """A manifest that was damaged or tampered with names nothing outside the folder."""
    (tmp_path / "victim").write_text("x")
    site = tmp_path / "site"
    run(site, {"a.html": b"x"})
    (site / MANIFEST).write_text(text)
    assert run(site, {"b.html": b"y"}) == (1, 0)
    assert (tmp_path / "victim").exists()
    assert json.loads((site / MANIFEST).read_text()) == {"files": ["b.html"]}


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a//b", "", ".", "a/./b", "a\\b", "a\0b", "a/"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path, path):
    """Traversal, absolute and empty paths write nothing."""
    site = tmp_path / "site"
    with pytest.raises(PublishError, match="no path below"):
        FolderPublisher(site).put(path, b"x", "text/plain")
    assert not any(tmp_path.rglob("x"))


def test_a_link_to_a_folder_elsewhere_is_not_followed(tmp_path):
    """A symbolic link in the place of a folder of ours is refused, and what it leads to untouched."""
    outside = tmp_path / "outside"
    outside.mkdir()
    site = tmp_path / "site"
    site.mkdir()
    (site / "feeds").symlink_to(outside)
    with pytest.raises(PublishError, match="in the way"):
        FolderPublisher(site).put("feeds/all.rss", b"x", "text/plain")
    assert list(outside.iterdir()) == []


def test_a_link_in_the_place_of_a_file_is_replaced(tmp_path):
    """The link goes, what it led to stays as it was; on removal too."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"same")
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.rss").symlink_to(victim)
    run(site, {"a.rss": b"same"})
    assert not (site / "a.rss").is_symlink()
    (site / "a.rss").unlink()
    (site / "a.rss").symlink_to(victim)
    run(site, {"b.rss": b"y"})
    assert victim.read_bytes() == b"same"


def test_removal_does_not_follow_a_folder_that_became_a_link(tmp_path):
    """A folder of ours that someone replaced by a link leads to no removal elsewhere."""
    site, outside = tmp_path / "site", tmp_path / "outside"
    run(site, {"a/x.html": b"x"})
    (site / "a" / "x.html").unlink()
    (site / "a").rmdir()
    outside.mkdir()
    (outside / "x.html").write_text("keep")
    (site / "a").symlink_to(outside)
    assert run(site, {"b.html": b"y"}) == (1, 0)
    assert (outside / "x.html").exists()


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    """Where a folder stands at a file's path, one line says so."""
    (tmp_path / "a.rss").mkdir()
    with pytest.raises(PublishError, match="a folder is in the way"):
        FolderPublisher(tmp_path).put("a.rss", b"x", "text/plain")


@pytest.mark.parametrize(
    ("number", "cause", "retryable"),
    [
        (errno.ENOSPC, "the disk is full", True),
        (errno.EDQUOT, "the disk is full", True),
        (errno.EACCES, "may not be written", False),
        (errno.EROFS, "may not be written", False),
        (errno.EIO, "Input/output error", False),
    ],
)
def test_the_systems_errors_are_one_line_with_the_mend(tmp_path, monkeypatch, number, cause, retryable):
    """A full disk or a missing right is told plainly; the former file still stands, nothing half-written beside it."""
    run(tmp_path, {"a.rss": b"old"})

    def fail(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PublishError, match=cause) as caught:
        FolderPublisher(tmp_path).put("a.rss", b"new", "text/plain")
    assert caught.value.retryable is retryable
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert tree(tmp_path) == {"a.rss": b"old"}


def test_a_file_is_synced_before_it_appears_and_its_folder_after(tmp_path, monkeypatch):
    """A power cut leaves the old file or the new one: file synced, renamed, folder synced, in this order."""
    steps = []
    sync, replace = os.fsync, os.replace

    def noted(descriptor):
        steps.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        return sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", lambda *args: (steps.append("rename"), replace(*args))[1])
    FolderPublisher(tmp_path / "site").put("a.rss", b"x", "text/plain")
    assert steps == [JOURNAL, f".buzzfeed-part-{os.getpid()}", "rename", "site"]


def test_what_a_killed_run_published_can_still_be_taken_back(tmp_path):
    """A file that was put by a run that never finished is known to the next, and goes unless it is kept."""
    killed = FolderPublisher(tmp_path)
    killed.put("a/withdrawn/index.html", b"x", "text/html")
    killed.put("a/stays/index.html", b"y", "text/html")
    with (tmp_path / JOURNAL).open("ab") as journal:
        journal.write(b'"cut sho')
    assert run(tmp_path, {"a/stays/index.html": b"y", "b.html": b"z"}) == (1, 1)
    assert set(tree(tmp_path)) == {"a/stays/index.html", "b.html"}
    assert not (tmp_path / JOURNAL).exists()


def test_what_a_killed_run_left_half_written_is_swept(tmp_path):
    """An old partial file goes with the next export; one that another run is just writing stays."""
    run(tmp_path, {"a.rss": b"x"})
    old, fresh = tmp_path / ".buzzfeed-part-1", tmp_path / ".buzzfeed-part-2"
    for partial in (old, fresh):
        partial.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    run(tmp_path, {"a.rss": b"x"})
    assert not old.exists()
    assert fresh.exists()


def test_files_can_be_read_by_the_web_server(tmp_path):
    """What is published is readable by others, whoever wrote it."""
    before = os.umask(0o022)
    try:
        run(tmp_path, {"a.rss": b"x"})
    finally:
        os.umask(before)
    assert (tmp_path / "a.rss").stat().st_mode & 0o777 == 0o644
