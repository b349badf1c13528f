"""Walking a folder: what is an article, and what never is."""

import os

import pytest

from buzzfeed.errors import SourceError
from buzzfeed.sources import scan as scanning
from buzzfeed.sources.scan import scan


def touch(path, text="x"):
    """Write a file, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def names(root, exclude=()):
    """Return the articles' paths, in order."""
    return sorted(scan(root, exclude).files)


def test_articles_are_found_in_all_folders(tmp_path):
    """Every known extension counts, in any case, at any depth"""
    for name in ("a.md", "b.MARKDOWN", "x/c.html", "x/y/d.htm", "e.json", "é.txt"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["a.md", "b.MARKDOWN", "e.json", "x/c.html", "x/y/d.htm", "é.txt"]


@pytest.mark.parametrize(
    "name",
    [".a.md", ".git/a.md", "a.md~", ".a.md.swp", "a.md.tmp", "a.md.part", "a.md.crdownload", "#a.md#", ".#a.md", "4913",
     ".goutputstream-AB12CD", ".a.md.x7Yq2P", "node_modules/a.md", "a.tmp.md", "~$a.txt", "a.md.bak", "a.png", "a",
     "_site/a.html", "_includes/a.html", "_index.md", "posts.11tydata.json", "package.json", "a.md.swx",
     "a.md.filepart"],
)  # fmt: skip
def test_temporary_partial_hidden_and_foreign_names_are_no_articles(tmp_path, name):
    """What editors, rsync, browsers and generators leave is not read, and its neighbour is"""
    touch(tmp_path / name)
    touch(tmp_path / "real.md")
    assert names(tmp_path) == ["real.md"]


@pytest.mark.parametrize("pattern", ["drafts", "drafts/", "drafts/**", "drafts/*.md", "d*/a.md", "a.md"])
def test_excluded_paths_are_no_articles(tmp_path, pattern):
    """A glob names a folder, a path or a file's name"""
    touch(tmp_path / "drafts" / "a.md")
    touch(tmp_path / "b.md")
    assert names(tmp_path, (pattern,)) == ["b.md"]


def test_links_lead_nowhere_outside_and_make_no_twins(tmp_path):
    """A link out of the folder, to what is listed already, or in a ring is not followed; one to hidden content is"""
    root, outside = tmp_path / "root", tmp_path / "outside"
    touch(outside / "secret.md")
    touch(root / "a.md")
    touch(root / ".releases" / "b.md")
    (root / "out.md").symlink_to(outside / "secret.md")
    (root / "outdir").symlink_to(outside)
    (root / "twin.md").symlink_to(root / "a.md")
    (root / "ring").symlink_to(root)
    (root / "broken.md").symlink_to(root / "nothing.md")
    (root / "self.md").symlink_to(root / "self.md")
    (root / "current").symlink_to(root / ".releases")
    assert names(root) == ["a.md", "current/b.md"]


def test_stamps_change_with_content_time_and_file(tmp_path):
    """Writing, touching and replacing a file each change its stamp; reading does not"""
    path = tmp_path / "a.md"
    touch(path)
    seen = [scan(tmp_path, ()).files["a.md"].stamp]
    path.read_text("utf-8")
    assert scan(tmp_path, ()).files["a.md"].stamp == seen[0]
    os.utime(path, (1, 1))
    seen.append(scan(tmp_path, ()).files["a.md"].stamp)
    touch(tmp_path / "b.tmp", "x")
    os.utime(tmp_path / "b.tmp", (1, 1))
    (tmp_path / "b.tmp").rename(path)
    seen.append(scan(tmp_path, ()).files["a.md"].stamp)
    assert len(set(seen)) == 3


def test_names_that_cannot_be_written_down_are_told(tmp_path):
    """A name that is not UTF-8, or holds a line break, is reported and not read; its neighbours are"""
    for name in (b"bad\xff.md", b"two\nlines.md", b"good.md"):
        touch(tmp_path / os.fsdecode(name))
    found = scan(tmp_path, ())
    assert list(found.files) == ["good.md"]
    assert [problem.code for problem in found.problems] == ["file-name", "file-name"]


def test_a_pipe_is_no_article(tmp_path):
    """Opening one would wait for ever"""
    os.mkfifo(tmp_path / "pipe.md")
    assert names(tmp_path) == []


def test_depth_and_number_are_bounded_and_told(tmp_path, monkeypatch):
    """A tree too deep, or with too many articles, is read as far as the bounds go"""
    monkeypatch.setattr(scanning, "DEEPEST", 2)
    monkeypatch.setattr(scanning, "MOST_FILES", 2)
    touch(tmp_path / "1/2/3/deep.md")
    for name in "abc":
        touch(tmp_path / f"{name}.md")
    found = scan(tmp_path, ())
    assert len(found.files) == 2
    assert {problem.code for problem in found.problems} == {"folder-depth", "folder-size"}
    assert found.hides("anything.md")


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_is_none_is_one_clear_error(tmp_path, name):
    """A missing folder and a file in its place are named, with the mend"""
    touch(tmp_path / "file")
    with pytest.raises(SourceError) as caught:
        scan(tmp_path / name, ())
    assert str(tmp_path / name) in str(caught.value)
    assert "nothing is retracted" in caught.value.hint
    assert caught.value.retryable
