"""What a source deletes or withdraws is taken back: at once or after a time of grace, and never by accident."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon.once import ingest_once
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Status
from buzzfeed.pipeline import editor
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.testing import FakeClock
from newsdesk import ALL, Desk

from harness import ARTICLE, BODY, Newsroom

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
AT_ONCE = 'settle = "0ms"\ngone_after = "0s"'


class Source:
    """A folder of eight articles, looked at by a clock that goes when it is told."""

    def __init__(self, root: Path) -> None:
        """Publish all eight."""
        self.desk = Desk(Newsroom(root))
        self.newsroom = self.desk.newsroom
        self.clock = FakeClock(NOON)
        self.configure("")
        for number in range(8):
            self.newsroom.write(f"{number}.md", f"Numéro {number}", date="2026-11-20")
        self.look()

    def configure(self, source: str) -> None:
        """Set the source's settings."""
        self.newsroom.configure(more="", source=f"{AT_ONCE}\n{source}")

    def look(self) -> Summary:
        """Run a pass a second later."""
        self.clock.advance(1)
        with self.desk.open() as works:
            return run_pass(replace(works, clock=self.clock))

    def titles(self) -> list[str]:
        """Return the titles of what is public, in order."""
        with self.desk.open() as works:
            return sorted(one.record.title for one in works.store.listed([Status.PUBLISHED]))

    def remove(self, *numbers: int) -> None:
        """Delete files."""
        for number in numbers:
            (self.newsroom.articles / f"{number}.md").unlink()

    def withdraw(self, number: int, word: str = "draft: true") -> None:
        """Have a file say that its article is none for readers."""
        text = ARTICLE.format(
            title=f"Numéro {number}", date="2026-11-20", category="Culture", tags="Mer, Ports", body=BODY
        )
        self.newsroom.save(f"{number}.md", text.replace("---\n", f"---\n{word}\n", 1))

    def leaving(self) -> list[str]:
        """Return the titles of what is about to go."""
        with self.desk.open() as works:
            return [one.record.title for one in works.store.leaving()]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Give a source whose eight articles are public."""
    return Source(tmp_path)


@pytest.mark.parametrize("word", ["draft: true", "private: true", "password: mer"])
def test_what_its_newsroom_unpublishes_is_taken_back_at_once(source: Source, word: str) -> None:
    """It leaves every feed with a tombstone, and comes back with the same id and date when it is published again."""
    with source.desk.open() as works:
        before = works.store.members(ALL, 20)
    source.withdraw(3, word)
    summary = source.look()
    assert (summary.articles.held, summary.articles.retracted) == (1, 1)
    assert "Numéro 3" not in source.titles()
    with source.desk.open() as works:
        (stone,) = works.store.tombstones([ALL], 10)[ALL]
        assert works.store.retractions(stone.ref)[0].by == "source"
    source.newsroom.write("3.md", "Numéro 3", date="2026-11-23")
    source.look()
    with source.desk.open() as works:
        assert [(one.id, one.published) for one in works.store.members(ALL, 20)] == [
            (one.id, one.published) for one in before
        ]
        assert works.store.tombstones([ALL], 10) == {}


def test_a_vanished_file_has_its_time_of_grace(source: Source) -> None:
    """It stays published and is listed as leaving; its return ends that; else it goes when the time is over."""
    source.configure('retract_after = "1h"')
    text = (source.newsroom.articles / "1.md").read_text("utf-8")
    source.remove(1, 2)
    source.look()
    source.look()
    assert source.leaving() == ["Numéro 1", "Numéro 2"]
    assert len(source.titles()) == 8
    source.newsroom.save("1.md", text)
    source.look()
    assert source.leaving() == ["Numéro 2"]
    source.clock.advance(3600)
    assert source.look().articles.retracted == 1
    assert source.leaving() == []
    assert "Numéro 1" in source.titles()
    assert "Numéro 2" not in source.titles()


def test_a_draft_has_its_time_of_grace_too(source: Source) -> None:
    """The withdrawing edit waits among what is held; it cannot be released, only rejected; then its time comes."""
    source.configure('retract_after = "1h"')
    source.withdraw(4)
    source.withdraw(5)
    source.look()
    with source.desk.open() as works:
        held = {one.record.title: one.record for one in works.store.listed([Status.HELD])}
        assert [record.reasons[0].code for record in held.values()] == ["leaving", "leaving"]
        with pytest.raises(BuzzfeedError, match="withdr"):
            editor.release(works.store, held["Numéro 4"].id, source.clock.now())
        editor.reject(works.store, held["Numéro 5"].id, source.clock.now())
    assert len(source.titles()) == 8
    source.clock.advance(1800)
    source.withdraw(4, "draft: true\nsubtitle: encore")
    source.look()
    source.clock.advance(1801)
    source.look()
    assert "Numéro 4" not in source.titles()
    assert "Numéro 5" in source.titles()


def test_most_of_a_source_vanishing_at_once_is_not_believed(source: Source) -> None:
    """Nothing is retracted until the operator confirms it; then all of it is, with one look."""
    source.remove(0, 1, 2, 3, 4)
    source.look()
    (problem,) = source.look().problems
    assert problem.code == "many-vanished"
    assert "5 of its 8" in problem.text
    assert "--accept-vanished" in problem.hint
    assert len(source.titles()) == 8
    ingest_once(load(source.newsroom.config), ["redaction"], accept=True)
    assert source.titles() == ["Numéro 5", "Numéro 6", "Numéro 7"]


def test_the_share_that_is_believed_is_a_setting(source: Source) -> None:
    """With most_vanished at 1 five of eight may go at once; a few may always."""
    source.configure("most_vanished = 1.0")
    source.remove(0, 1, 2, 3, 4)
    source.look()
    assert source.look().problems == []
    assert len(source.titles()) == 3
    source.configure("most_vanished = 0.0")
    source.remove(5, 6)
    source.look()
    source.look()
    assert source.titles() == ["Numéro 7"]


def test_a_folder_that_is_empty_retracts_nothing_unless_that_is_confirmed(source: Source) -> None:
    """It may not be mounted; the operator, who looked, says that it is empty indeed."""
    source.remove(*range(8))
    source.look()
    (problem,) = source.look().problems
    assert (problem.code, len(source.titles())) == ("folder-emptied", 8)
    assert "--accept-vanished" in problem.hint
    assert ingest_once(load(source.newsroom.config), ["redaction"], accept=True).problems == []
    assert source.titles() == []
