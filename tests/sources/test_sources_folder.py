"""The folder source: new and changed files once they stand still, and gone ones after a second look."""

import os
import pickle
import threading
import time
from dataclasses import replace

import pytest

from buzzfeed.config import Config, FolderSource
from buzzfeed.errors import ItemError, SourceError
from buzzfeed.model import SourceMemory
from buzzfeed.sources import build, reading
from buzzfeed.sources.folder import Folder
from buzzfeed.testing import FakeClock


class RealClock(FakeClock):
    """A fake clock whose sleep is real: what happens to a file meanwhile happens."""

    def sleep(self, seconds):
        """Wait, and move on by as much."""
        time.sleep(seconds)
        super().sleep(seconds)


@pytest.fixture
def root(tmp_path):
    """Make an empty folder of articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def clock():
    """Begin an hour from now, so that the files of a test are old unless they are made young."""
    return FakeClock()


def source_of(root, **settings):
    """Build the source of a folder."""
    folder = FolderSource(name="news", path="articles", **settings)
    newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"}
    config = Config(file=root.parent / "c.toml", base=root.parent, newsroom=newsroom, sources=(folder,))
    return build(folder, config, None)


def write(path, text="# Title\n\nText.\n", age=100.0, clock=None):
    """Write a file that was last written ``age`` seconds before the clock's now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if clock is not None:
        at = clock.now().timestamp() - age
        os.utime(path, (at, at))


def after(memory, look):
    """Return what the store remembers once a look was taken in."""
    stamps = {origin: stamp for origin, stamp in memory.stamps.items() if origin not in look.vanished}
    return replace(memory, stamps={**stamps, **{find.origin: find.stamp for find in look.finds}}, notes=look.notes)


def known(source, clock):
    """Return a memory that knows all there is."""
    memory = SourceMemory("news")
    return after(memory, source.look(memory, clock))


def origins(look):
    """Return the paths of a look's finds."""
    return [find.origin for find in look.finds]


def test_new_files_are_found_once_and_changed_ones_again(root, clock):
    """A second look finds nothing; an edit is found"""
    source = source_of(root)
    write(root / "b.md", clock=clock)
    write(root / "x" / "a.md", clock=clock)
    memory = SourceMemory("news")
    look = source.look(memory, clock)
    assert origins(look) == ["b.md", "x/a.md"]
    memory = after(memory, look)
    look = source.look(memory, clock)
    assert (look.finds, look.unchanged, look.again_in) == ((), 2, None)
    write(root / "b.md", "# New\n", age=50, clock=clock)
    assert origins(source.look(memory, clock)) == ["b.md"]
    assert clock.sleeps == []


def test_reading_gives_the_item(root, clock):
    """A find comes to a raw item with the source's name and the file's path"""
    source = source_of(root)
    write(root / "x" / "a.md", "---\ntags: [t]\n---\n# Title\n\nText *here*.\n", clock=clock)
    (find,) = source.look(SourceMemory("news"), clock).finds
    raw = source.read(find)
    assert (raw.source, raw.origin, raw.title, raw.tags) == ("news", "x/a.md", "Title", ("t",))
    assert raw.body.strip() == "<p>Text <em>here</em>.</p>"


def test_the_source_travels_to_worker_processes(root, clock):
    """It pickles small, and reads there as here"""
    source = source_of(root)
    write(root / "a.md", clock=clock)
    (find,) = source.look(SourceMemory("news"), clock).finds
    packed = pickle.dumps(source)
    assert len(packed) < 1000
    assert pickle.loads(packed).read(find) == source.read(find)


def test_a_young_file_is_taken_once_it_stood_still(root):
    """A file that was just written is looked at again after `settle`, in the same look"""
    clock = RealClock()
    write(root / "a.md", age=0, clock=clock)
    look = source_of(root, settle=0.1).look(SourceMemory("news"), clock)
    assert origins(look) == ["a.md"]
    assert clock.sleeps == [0.1]


def test_a_slow_writer_is_waited_for(root):
    """A file that someone appends to for two seconds is left for later looks, and taken whole in the end"""
    path = root / "slow.md"
    source, clock, memory = source_of(root, settle=0.25), RealClock(), SourceMemory("news")
    lines = [f"Line {number}.\n" for number in range(40)]

    def append():
        for line in lines:
            with path.open("a", encoding="utf-8") as file:
                file.write(line)
            time.sleep(0.05)

    path.write_text("# Slow\n\n", "utf-8")
    writer = threading.Thread(target=append)
    writer.start()
    looks = 0
    try:
        while not (look := source.look(memory, clock)).finds:
            looks += 1
            assert look.again_in == 0.25
            assert looks < 60
    finally:
        writer.join()
    raw = source.read(look.finds[0])
    assert looks >= 2
    assert all(line.strip() in raw.body for line in lines)


def test_a_file_that_is_written_again_after_the_look_is_not_read_by_half(root):
    """Between look and read a writer begins anew: reading waits until the file stands still"""
    path = root / "a.md"
    source = source_of(root, settle=0.25)
    write(path, clock=FakeClock())
    (find,) = source.look(SourceMemory("news"), FakeClock()).finds
    begun = threading.Event()

    def rewrite():
        with path.open("w", encoding="utf-8") as file:
            for number in range(10):
                file.write(f"Part {number}.\n\n")
                file.flush()
                begun.set()
                time.sleep(0.08)

    writer = threading.Thread(target=rewrite)
    writer.start()
    begun.wait()
    raw = source.read(find)
    writer.join()
    assert "Part 0." in raw.body
    assert "Part 9." in raw.body


def test_an_editor_that_saves_by_rename_makes_no_gap(root, clock):
    """The name is gone for a moment: it is noted, never counted as gone, and the new content is found"""
    source = source_of(root)
    write(root / "a.md", clock=clock)
    write(root / "b.md", clock=clock)
    memory = known(source, clock)
    (root / "a.md").rename(root / "a.md~")
    look = source.look(memory, clock)
    assert (origins(look), look.vanished, look.again_in) == ([], (), 10.0)
    memory = after(memory, look)
    write(root / ".a.md.x1", "# New\n", age=3, clock=clock)
    (root / ".a.md.x1").rename(root / "a.md")
    clock.advance(20)
    look = source.look(memory, clock)
    assert (origins(look), look.vanished, dict(look.notes)) == (["a.md"], (), {})


def test_a_branch_checkout_and_back_retracts_nothing(root, clock):
    """Files that another branch lacks come back within ten seconds; only what stays away is gone"""
    source = source_of(root)
    for name in ("a", "b", "c"):
        write(root / f"{name}.md", clock=clock)
    memory = known(source, clock)
    for name in ("b", "c"):
        (root / f"{name}.md").unlink()
    memory = after(memory, source.look(memory, clock))
    clock.advance(6)
    look = source.look(memory, clock)
    assert (look.vanished, look.again_in) == ((), 4.0)
    memory = after(memory, look)
    write(root / "b.md", age=2, clock=clock)
    clock.advance(5)
    look = source.look(memory, clock)
    assert (origins(look), look.vanished) == (["b.md"], ("c.md",))


def test_a_second_look_is_always_needed(root, clock):
    """However long ago the last look was, what is missing for the first time is not gone"""
    source = source_of(root, gone_after=0)
    write(root / "a.md", clock=clock)
    write(root / "b.md", clock=clock)
    memory = known(source, clock)
    (root / "a.md").unlink()
    clock.advance(100_000)
    look = source.look(memory, clock)
    assert look.vanished == ()
    assert source.look(after(memory, look), clock).vanished == ("a.md",)


def test_a_clock_that_goes_back_does_not_hasten_or_block(root, clock):
    """An instant noted in the future counts from now"""
    source = source_of(root)
    write(root / "a.md", clock=clock)
    write(root / "b.md", clock=clock)
    memory = known(source, clock)
    (root / "a.md").unlink()
    memory = after(memory, source.look(memory, clock))
    clock.advance(-3600)
    look = source.look(memory, clock)
    assert (look.vanished, look.again_in) == ((), 10.0)
    clock.advance(10)
    assert source.look(after(memory, look), clock).vanished == ("a.md",)


def test_an_emptied_folder_retracts_nothing_and_says_so(root, clock):
    """All known articles missing at once look like a folder that is not mounted"""
    source = source_of(root)
    write(root / "a.md", clock=clock)
    write(root / "b.md", clock=clock)
    memory = known(source, clock)
    for path in root.glob("*.md"):
        path.unlink()
    for _ in range(3):
        look = source.look(memory, clock)
        memory = after(memory, look)
        clock.advance(60)
        assert look.vanished == ()
        (problem,) = look.problems
        assert problem.code == "folder-emptied"
        assert problem.hint


def test_a_missing_folder_is_an_error_that_retracts_nothing(root, clock):
    """Unmounted or renamed, the folder is named with the mend, and the source's memory stands"""
    source = source_of(root)
    write(root / "a.md", clock=clock)
    memory = known(source, clock)
    root.rename(root.parent / "elsewhere")
    with pytest.raises(SourceError, match="there is no such folder"):
        source.look(memory, clock)


def test_an_unlistable_subfolder_hides_what_lies_in_it(root, clock, monkeypatch):
    """Articles in a folder that may not be listed are not missing, and the folder is told"""
    source = source_of(root)
    write(root / "x" / "a.md", clock=clock)
    write(root / "b.md", clock=clock)
    memory = known(source, clock)
    listing = os.scandir

    def refuse(path):
        if str(path).endswith("/x"):
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    look = source.look(memory, clock)
    assert (dict(look.notes), look.vanished) == ({}, ())
    assert [problem.code for problem in look.problems] == ["folder-unreadable"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"caf\xe9", "a.md", "not-utf8"),
        (b"\xff\xfea\x00", "a.md", "not-utf8"),
        (b"line one\nline \x00 two", "a.md", "binary"),
        (b"", "a.md", "empty"),
        (b" \n\t\n", "a.txt", "empty"),
        (b"---\n- a\n---\n", "a.md", "front-matter"),
        (b"{", "a.json", "not-json"),
        (b"[]", "a.json", "json-shape"),
        (b"x" * 20_000_000, "a.md", "too-large"),
        (b"{{" * 25_000, "a.md", "too-large"),
        (b"a\n" * 60_000, "a.txt", "too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_poison_is_refused_with_a_code_and_a_cause(root, data, name, code):
    """Each kind of broken file is one `ItemError` that names the file, what is wrong and the mend"""
    (root / name).write_bytes(data)
    (find,) = source_of(root, settle=0).look(SourceMemory("news"), FakeClock()).finds
    with pytest.raises(ItemError) as caught:
        source_of(root).read(find)
    assert (caught.value.code, caught.value.subject) == (code, name)
    assert caught.value.cause
    assert caught.value.hint


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(root):
    """Text as Windows saves it is read like any other"""
    (root / "a.md").write_bytes("\ufeff---\r\ntitle: T\r\n---\r\nA\r\nb\r\n".encode())
    (find,) = source_of(root, settle=0).look(SourceMemory("news"), FakeClock()).finds
    raw = source_of(root).read(find)
    assert (raw.title, raw.body.strip()) == ("T", "<p>A\nb</p>")


def test_a_file_that_went_is_an_item_error(root, monkeypatch):
    """What was removed between look and read is held for that look alone"""
    monkeypatch.setattr(reading, "_PATIENCE", 0.2)
    write(root / "a.md", clock=FakeClock())
    (find,) = source_of(root).look(SourceMemory("news"), FakeClock()).finds
    (root / "a.md").unlink()
    with pytest.raises(ItemError) as caught:
        source_of(root, settle=0.05).read(find)
    assert caught.value.code == "gone"


def test_a_link_turned_outside_after_the_look_is_not_followed(root):
    """The place is checked when the file is opened, not only when it was listed"""
    secret = root.parent / "secret.md"
    write(secret)
    write(root / "a.md", clock=FakeClock())
    (find,) = source_of(root).look(SourceMemory("news"), FakeClock()).finds
    (root / "a.md").unlink()
    (root / "a.md").symlink_to(secret)
    with pytest.raises(ItemError) as caught:
        source_of(root).read(find)
    assert caught.value.code == "outside"


def test_a_release_turned_over_by_a_link_is_seen(root, clock):
    """Where the folder is a symbolic link, it is followed anew in each look"""
    one, two = root / "one", root / "two"
    write(one / "a.md", clock=clock)
    write(two / "a.md", clock=clock)
    link = root.parent / "current"
    link.symlink_to(one)
    source = replace(source_of(root), path=str(link))
    memory = known(source, clock)
    link.unlink()
    link.symlink_to(two)
    assert origins(source.look(memory, clock)) == ["a.md"]


def test_all_files_moved_into_a_folder_are_found_there_and_missed_here(tmp_path):
    """Where other files stand, the folder is mounted: those that moved away are missing, and gone after their time."""
    (tmp_path / "a.md").write_text("# A\n\nDes mots.\n", "utf-8")
    (tmp_path / "b.md").write_text("# B\n\nDes mots.\n", "utf-8")
    source = Folder("moved", str(tmp_path), settle=0.0, gone_after=0.0, exclude=(), keeps_pictures=False)
    first = source.look(SourceMemory("moved"), FakeClock())
    known = {find.origin: find.stamp for find in first.finds}
    (tmp_path / "2024").mkdir()
    for name in ("a.md", "b.md"):
        (tmp_path / name).rename(tmp_path / "2024" / name)
    look = source.look(SourceMemory("moved", known), FakeClock())
    assert {find.origin for find in look.finds} == {"2024/a.md", "2024/b.md"}
    assert set(look.missing) == {"a.md", "b.md"}
    assert look.problems == ()
