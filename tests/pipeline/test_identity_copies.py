"""What lies in two places for a while, or in another's place, keeps one id: readers are shown it as new once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from buzzfeed.model import RawItem
from scripted import Desk, Scripted, words_of


def item(number: int, origin: str, source: str = "redaction", guid: str = "") -> RawItem:
    """Write a piece."""
    return RawItem(
        source=source,
        origin=origin,
        title=f"Titre {number}",
        body=f"<p>{words_of(number)}</p>",
        guid=guid,
        published=f"2026-02-{number:02}",
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk with two folders and a feed."""
    made = Desk(tmp_path, Scripted("redaction"), Scripted("autre"), Scripted("agence", window=True))
    yield made
    made.close()


def put(desk: Desk, *items: RawItem) -> None:
    """Save items where they say they lie."""
    for one in items:
        desk.sources[one.source].items[one.origin] = one


def test_a_file_and_its_copy_that_are_first_seen_together_are_one_article(desk: Desk) -> None:
    """One is published, the other held; it goes on under the same id once the first is gone."""
    put(desk, item(1, "a.md"), item(1, "b.md"), item(2, "c.md"))
    desk.run()
    before = desk.ids()
    assert desk.held() == {"b.md": ["same-text"]}
    assert sorted(desk.shown()) == sorted(before.values())
    del desk.sources["redaction"].items["a.md"]
    desk.settle()
    assert (desk.ids(), desk.held()) == (before, {})


def test_a_held_copy_stays_held_when_it_and_its_original_are_edited_together(desk: Desk) -> None:
    """Both are read in one look, under other categories: one of them is shown, as before."""
    put(desk, item(1, "b.md"), item(2, "c.md"))
    desk.run()
    before = desk.ids()
    put(desk, item(1, "a.md"))
    desk.run()
    put(desk, *(replace(item(1, origin), categories=("Sport",)) for origin in ("a.md", "b.md")))
    desk.settle()
    assert (desk.ids(), desk.held()) == (before, {"a.md": ["same-text"]})


def test_a_recurring_piece_first_seen_twice_under_two_titles_and_dates_is_two(desk: Desk) -> None:
    """One text under another title and date is no copy: both are published."""
    put(desk, item(1, "a.md"), replace(item(2, "b.md"), body=item(1, "a.md").body))
    desk.run()
    assert desk.held() == {}
    assert len(desk.shown()) == 2


def test_a_copy_with_its_guid_in_another_folder_goes_on_under_that_id(desk: Desk) -> None:
    """It is held while the original is there: that it bears the guid itself makes it nobody new afterwards."""
    put(desk, item(3, "3.md", guid="urn:3"), item(3, "m.md", source="autre", guid="urn:3"), item(4, "4.md"))
    desk.run()
    assert desk.held() == {"m.md": ["same-text"]}
    before = desk.ids()
    assert before["Titre 3"] == "urn:3"
    del desk.sources["redaction"].items["3.md"]
    for _ in range(3):
        desk.run()
        assert set(desk.shown()) == set(before.values())
    assert (desk.ids(), desk.held()) == (before, {})


def test_an_entry_moved_into_a_file_whose_article_moved_on_keeps_its_id(desk: Desk) -> None:
    """The folder is looked at while the feed still has the entry: it is held till then, not published anew."""
    put(desk, item(2, "2.md"), item(4, "urn:4", source="agence", guid="urn:4"), item(5, "5.md"))
    desk.run()
    before = desk.ids()
    del desk.sources["agence"].items["urn:4"]
    put(desk, item(4, "2.md"), item(2, "w.md"))
    desk.run("redaction")
    assert set(desk.shown()) == set(before.values())
    desk.settle()
    assert (desk.ids(), desk.held()) == (before, {})


def test_a_file_that_says_something_else_is_its_article_where_nothing_is_left_of_that(desk: Desk) -> None:
    """A piece that moved and was deleted before any look leaves a new one in its file: a rewriting looks the same."""
    put(desk, item(2, "a.md"), item(1, "c.md"))
    desk.run()
    before = desk.ids()
    put(desk, item(5, "a.md"))
    desk.settle()
    assert desk.ids() == {"Titre 5": before["Titre 2"], "Titre 1": before["Titre 1"]}


def test_a_new_piece_in_the_file_of_one_that_moved_gets_an_id_of_its_own(desk: Desk) -> None:
    """The same, but a look sees where the old piece went: each is itself, and stays so when that one is deleted."""
    put(desk, item(2, "a.md"), item(1, "c.md"))
    desk.run()
    before = desk.ids()
    put(desk, item(5, "a.md"), item(2, "b.md"))
    desk.run()
    del desk.sources["redaction"].items["b.md"]
    desk.settle()
    assert desk.ids()["Titre 5"] not in before.values()
    assert desk.held() == {}
