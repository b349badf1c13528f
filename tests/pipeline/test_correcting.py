"""A correction is an update of the same entry, in every format and on the article's page, and stays."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest

from buzzfeed.config import load
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Format, Status
from buzzfeed.pipeline import editor, mending
from buzzfeed.store import open_window
from buzzfeed.web.state import State
from newsdesk import ALL, Desk
from pageask import ask

from harness import BODY, Newsroom

NOTE = "Le pont a été fermé en 2025 & non en 2024."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk with one published article."""
    made = Desk(Newsroom(tmp_path))
    made.newsroom.write("pont.md", "Le pont", date="2026-11-20")
    assert not made.run().problems
    return made


def correct(desk: Desk, note: str = NOTE) -> str:
    """Correct the one article, as the command does, and give its id."""
    with desk.open() as works:
        id_ = works.store.listed()[0].record.id
        mending.correct(works.store, works.config, id_, note, works.clock.now(), by="Zoé")
    return id_


def contents(desk: Desk) -> list[str]:
    """Return the content of the one entry in RSS, Atom and JSON."""
    with desk.open() as works:
        found = {fmt: works.store.document(ALL, fmt) for fmt in Format}
    data = {fmt: one[1] for fmt, one in found.items() if one is not None}
    parsed = [feedparser.parse(data[fmt])["entries"] for fmt in (Format.RSS, Format.ATOM)]
    items = json.loads(data[Format.JSON])["items"]
    assert [len(entries) for entries in (*parsed, items)] == [1, 1, 1]
    return [entries[0]["content"][0]["value"] for entries in parsed] + [items[0]["content_html"]]


def test_a_correction_is_an_update_in_every_format_and_on_the_page(desk: Desk) -> None:
    """Same id, later `updated`, the note on top; targets are told of an update."""
    with desk.open() as works:
        (before,) = works.store.members(ALL, 5)
    waiting = desk.waiting()
    id_ = correct(desk)
    assert not desk.run().problems
    with desk.open() as works:
        (after,) = works.store.members(ALL, 5)
        assert works.store.decided(id_)[-1].by == "Zoé"
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    assert desk.waiting() > waiting
    for content in contents(desk):
        assert content.startswith("<p><strong>Correction du ")
        assert "en 2025 &amp; non" in content
        assert "petit port" in content
    state = State(load(desk.newsroom.config))
    state.attach(open_window(load(desk.newsroom.config).store_url))
    assert b"en 2025 &amp; non" in ask(state, "/a/pont")[2]
    state.close()


def test_a_correction_outlives_edits_of_the_file_and_other_corrections(desk: Desk) -> None:
    """The file knows nothing of it: its next text stands below the notes, the newest of which is on top."""
    correct(desk)
    desk.run()
    desk.newsroom.write("pont.md", "Le pont", body=BODY.replace("petit port", "grand port"), date="2026-11-20")
    assert desk.run().articles.changed == 1
    assert all("en 2025" in content and "grand port" in content for content in contents(desk))
    correct(desk, "Et de nuit.")
    desk.run()
    for content in contents(desk):
        assert content.index("Et de nuit.") < content.index("en 2025") < content.index("grand port")


def test_a_pass_that_finds_nothing_changed_changes_nothing(desk: Desk) -> None:
    """Read again, a corrected article is what it was, to the byte."""
    correct(desk)
    desk.run()
    before = contents(desk)
    path = desk.newsroom.articles / "pont.md"
    path.write_bytes(path.read_bytes())
    summary = desk.run()
    assert (summary.articles.changed, summary.feeds.published) == (0, 0)
    assert contents(desk) == before


def test_what_no_reader_has_cannot_be_corrected_nor_a_note_say_nothing(desk: Desk) -> None:
    """A retracted article, an empty note, one with control characters."""
    for note in ("  ", "a\x07b", "x" * 2001):
        with pytest.raises(BuzzfeedError, match="note"):
            correct(desk, note)
    with desk.open() as works:
        (one,) = works.store.listed([Status.PUBLISHED])
        editor.retract(works.store, one.record.id, works.clock.now())
    with pytest.raises(BuzzfeedError, match="no reader has it"):
        correct(desk)


@pytest.mark.parametrize(
    "note", ["Appelez le 06 12 34 56 78.", "IBAN : FR14 2004 1010 0505 0001 3M02 606", "Reste à vérifier [TODO]"]
)
def test_a_note_that_says_what_would_be_held_is_refused(desk: Desk, note: str) -> None:
    """A note goes out at once, so that what the guard holds in an article is refused in it; nothing changes."""
    before = contents(desk)
    with pytest.raises(BuzzfeedError, match="would be held"):
        correct(desk, note)
    assert not desk.run().problems
    assert contents(desk) == before


def test_a_correction_keeps_an_edit_that_came_in_while_it_was_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is saved and taken in between: the note stands above its new text, not above the old one."""
    with desk.open() as works:
        id_ = works.store.listed()[0].record.id
        honest, done = works.store.absorb, []

        def absorb(intake, now):
            if not done:
                done.append(intake)
                body = BODY.replace("petit port", "grand port")
                desk.newsroom.write("pont.md", "Le pont", body=body, date="2026-11-20")
                assert desk.run().articles.changed == 1
            return honest(intake, now)

        monkeypatch.setattr(works.store, "absorb", absorb)
        mending.correct(works.store, works.config, id_, NOTE, works.clock.now())
    desk.run()
    for content in contents(desk):
        assert content.index("en 2025") < content.index("grand port")
