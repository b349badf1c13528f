"""An article keeps its id through whatever happens to it, and what nothing decides is held and asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import RawItem, Status
from buzzfeed.pipeline import editor
from scripted import Desk, Scripted, words_of


def item(number: int = 1, origin: str = "", **changes: object) -> RawItem:
    """Write an article of a number."""
    made = RawItem(
        source="redaction",
        origin=origin or f"{number}.md",
        title=f"Titre {number}",
        body=f"<p>{words_of(number)}</p>",
        published=f"2026-02-{number % 27 + 1:02}",
    )
    return replace(made, **changes)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk with a folder."""
    made = Desk(tmp_path, Scripted("redaction"))
    yield made
    made.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk with two folders and a feed."""
    made = Desk(tmp_path, Scripted("redaction"), Scripted("autre"), Scripted("agence", window=True))
    yield made
    made.close()


def put(desk: Desk, *items: RawItem) -> None:
    """Save items where they say they lie."""
    for one in items:
        desk.sources[one.source].items[one.origin] = one


def drop(desk: Desk, source: str, *origins: str) -> None:
    """Delete items."""
    for origin in origins:
        del desk.sources[source].items[origin]


def move(desk: Desk, before: str, after: str, **changes: object) -> None:
    """Rename a file, changing it on the way."""
    items = desk.sources["redaction"].items
    items[after] = replace(items.pop(before), origin=after, **changes)


CHANGES = {
    "title": {"title": "Un autre titre"},
    "date": {"published": "2026-01-31"},
    "category": {"categories": ("Sport",)},
    "slug": {"slug": "autrement"},
    "url": {"url": "https://lefanal.example/neuf/"},
    "guid": {"guid": "urn:neuf"},
}


@pytest.mark.parametrize("changed", CHANGES)
@pytest.mark.parametrize("moved", [False, True], ids=["in place", "renamed"])
def test_an_article_keeps_its_id_through_a_change(desk: Desk, changed: str, moved: bool) -> None:
    """One value changes, in the same file or in one with another name: the same id, and `published` stays."""
    put(desk, item(guid="urn:un", url="https://lefanal.example/un/"))
    desk.run()
    (before,) = desk.store.listed()
    move(desk, "1.md", "ailleurs/un.md" if moved else "1.md", **CHANGES[changed])
    desk.settle()
    (after,) = desk.store.listed()
    assert (after.record.id, after.record.status) == (before.record.id, Status.PUBLISHED)
    assert after.record.published == before.record.published


def test_a_file_renamed_under_another_title_and_date_is_known_by_its_text(desk: Desk) -> None:
    """Nothing but the body stayed, and its old place vanished: it is the same article."""
    put(desk, item())
    desk.run()
    before = desk.ids()
    move(desk, "1.md", "b.md", title="Tout autre", published="2026-01-01")
    desk.settle()
    assert list(desk.ids().values()) == list(before.values())


def test_new_name_first_while_the_old_is_still_there(desk: Desk) -> None:
    """A copy is held, is not shown, and goes on under the old id as soon as the old file is gone."""
    put(desk, item())
    desk.run()
    before = desk.ids()
    put(desk, item(origin="b.md"))
    desk.run()
    assert desk.held() == {"b.md": ["same-text"]}
    assert desk.shown() == list(before.values())
    drop(desk, "redaction", "1.md")
    desk.settle()
    assert (desk.ids(), desk.held()) == (before, {})
    assert desk.shown() == list(before.values())


@pytest.mark.parametrize(("seconds", "same"), [(60, True), (3600, False)])
def test_old_name_vanishes_first(desk: Desk, seconds: int, same: bool) -> None:
    """Retracted already, it comes back under its id within ten minutes; after an hour its text is a new article's."""
    put(desk, item(), item(2))
    desk.run()
    before = desk.ids()
    moved = replace(desk.sources["redaction"].items.pop("1.md"), origin="b.md")
    desk.settle()
    assert "Titre 1" not in desk.ids()
    desk.clock.advance(seconds)
    put(desk, moved)
    desk.run()
    assert (desk.ids()["Titre 1"] == before["Titre 1"]) is same


def test_files_that_exchange_their_names_keep_their_ids(desk: Desk) -> None:
    """An id in front matter outranks the place, and so does a text that lies where another lay."""
    for guids in (("urn:a", "urn:b"), ("", "")):
        put(desk, item(3, "a.md", guid=guids[0]), item(4, "b.md", guid=guids[1]))
        desk.settle()
        before = desk.ids()
        put(desk, item(4, "a.md", guid=guids[1]), item(3, "b.md", guid=guids[0]))
        desk.settle()
        assert (desk.ids(), desk.held()) == (before, {})


def test_three_hundred_files_are_renumbered(desk: Desk) -> None:
    """A file put before all others moves each to the next number; more of them than one batch holds."""
    put(desk, *(item(number, f"{number:03}.md", guid=f"urn:{number}") for number in range(300)))
    desk.run()
    before = desk.ids()
    put(desk, *(item(number, f"{number + 1:03}.md", guid=f"urn:{number}") for number in range(300)))
    put(desk, item(999, "000.md", guid="urn:999"))
    desk.settle()
    after = desk.ids()
    assert after.pop("Titre 999") == "urn:999"
    assert (after, desk.held()) == (before, {})


def test_recurring_pieces_are_different_articles(desk: Desk) -> None:
    """A hundred weekly reviews with one title and one frame, each put where the last one was deleted."""
    frame = f"<p>{words_of(0)}</p>"
    for number in range(100):
        desk.sources["redaction"].items.clear()
        body = f"{frame}<p>{words_of(number + 1, 90)}</p>"
        put(desk, item(5), item(origin=f"revue-{number}.md", title="La revue de presse", body=body, published=""))
        desk.run()
    desk.settle()
    known = [one.record for one in desk.store.listed() if one.record.title == "La revue de presse"]
    assert len({one.id for one in known}) == 100
    assert desk.held() == {}


def test_two_candidates_are_asked_for_and_the_answer_holds(desk: Desk) -> None:
    """Two files with one text vanish, one comes: it is held, both are named, and the editor's word decides."""
    body = f"<p>{words_of(7)}</p>"
    put(desk, item(1, "a.md", body=body), item(2, "b.md", body=body), item(3))
    desk.run()
    ids = desk.ids()
    drop(desk, "redaction", "a.md", "b.md")
    put(desk, item(4, "c.md", body=body))
    desk.run()
    assert desk.held() == {"c.md": ["identity-unclear"]}
    (held,) = desk.store.listed([Status.HELD])
    text = held.record.reasons[0].text
    assert ids["Titre 1"] in text
    assert ids["Titre 2"] in text
    with pytest.raises(BuzzfeedError, match="without saying"):
        editor.release(desk.store, held.record.id, desk.clock.now())
    editor.release_as(desk.store, held.record.id, desk.clock.now(), other=ids["Titre 2"])
    desk.settle()
    assert desk.ids() == {"Titre 3": ids["Titre 3"], "Titre 4": ids["Titre 2"]}
    assert desk.held() == {}


def test_what_is_none_of_the_candidates_gets_an_id_of_its_own(desk: Desk) -> None:
    """`--new` publishes it, and it stays itself afterwards."""
    body = f"<p>{words_of(7)}</p>"
    put(desk, item(1, "a.md", body=body), item(2, "b.md", body=body), item(3))
    desk.run()
    ids = desk.ids()
    drop(desk, "redaction", "a.md", "b.md")
    put(desk, item(4, "c.md", body=body))
    desk.run()
    (held,) = desk.store.listed([Status.HELD])
    editor.release(desk.store, held.record.id, desk.clock.now(), new=True)
    put(desk, item(4, "c.md", body=body, categories=("Sport",)))
    desk.settle()
    assert desk.ids()["Titre 4"] not in ids.values()


@pytest.mark.parametrize("what", ["guid", "url"])
def test_a_duplicate_is_judged_again_when_the_original_goes(desk: Desk, what: str) -> None:
    """Held for another's id or address, it goes on as that article once the other file is deleted."""
    values = {"guid": "urn:x"} if what == "guid" else {"url": "https://lefanal.example/x/"}
    put(desk, item(1, "a.md", **values), item(8))
    desk.run()
    before = desk.ids()
    put(desk, item(2, "b.md", **values))
    desk.run()
    assert list(desk.held()) == ["b.md"]
    drop(desk, "redaction", "a.md")
    desk.settle()
    assert desk.held() == {}
    assert desk.ids()["Titre 2"] == before["Titre 1"]


def test_a_duplicate_is_judged_again_when_the_original_gets_another_address(desk: Desk) -> None:
    """What held it is mended in the other file: it is published as its own."""
    put(desk, item(1, "a.md", url="https://lefanal.example/x/"))
    desk.run()
    put(desk, item(2, "b.md", url="https://lefanal.example/x/"))
    desk.run()
    assert list(desk.held()) == ["b.md"]
    put(desk, item(1, "a.md", url="https://lefanal.example/y/"))
    desk.settle()
    assert desk.held() == {}
    assert len(set(desk.ids().values())) == 2


def test_a_feed_that_renews_all_guids_redelivers_nothing(two: Desk) -> None:
    """Same addresses or same texts under new guids are the articles they were."""
    for urls in (True, False):
        entries = [
            item(n, f"old-{n}", source="agence", guid=f"old-{n}", url=f"https://a.example/{n}/" if urls else "")
            for n in range(20)
        ]
        two.sources["agence"].items = {one.origin: one for one in entries}
        two.run()
        before = two.ids()
        renewed = [replace(one, origin=f"new{urls}-{n}", guid=f"new{urls}-{n}") for n, one in enumerate(entries)]
        two.sources["agence"].items = {one.origin: one for one in renewed}
        two.run()
        assert (two.ids(), two.held()) == (before, {})


def test_entries_that_share_a_link_are_not_taken_for_one(two: Desk) -> None:
    """A podcast whose every episode links to its page: a new episode is asked for, never merged into the last one."""
    link = "https://a.example/podcast/"
    put(two, item(1, "e1", source="agence", guid="e1", url=link))
    two.run()
    two.sources["agence"].items.clear()
    put(two, item(2, "e2", source="agence", guid="e2", url=link))
    two.run()
    assert two.held() == {"e2": ["identity-unclear"]}


def test_two_sources_with_one_guid_have_two_articles(two: Desk) -> None:
    """A guid is known per source, and says nothing across live ones."""
    put(two, item(1, guid="1"), item(2, "x", source="agence", guid="1"))
    two.settle()
    assert len(set(two.ids().values())) == 2
    assert two.held() == {}


def test_the_same_address_in_two_sources_is_one_article(two: Desk) -> None:
    """The better place is taken whichever was seen first; a copy's edits change nothing; it takes over in the end."""
    url = "https://lefanal.example/un/"
    put(two, item(1, "e1", source="agence", guid="e1", url=f"{url}?utm_source=rss", title="De l’agence"))
    two.run()
    before = two.ids()["De l’agence"]
    put(two, item(1, url="http://www.lefanal.example/un"), item(9))
    two.run()
    assert two.ids()["Titre 1"] == before
    put(two, item(1, "e1", source="agence", guid="e1", url=url, title="Corrigé par l’agence"))
    two.run()
    assert two.ids()["Titre 1"] == before
    assert len(two.store.listed()) == 2
    drop(two, "redaction", "1.md")
    shown = []
    for _ in range(3):
        two.run()
        shown.append(before in two.shown())
    assert all(shown)
    assert two.ids()["Corrigé par l’agence"] == before


def test_priority_outranks_the_order_of_the_config(tmp_path: Path) -> None:
    """The source with the higher number is the better place."""
    desk = Desk(tmp_path, Scripted("redaction"), Scripted("autre"), more={"autre": "priority = 5"})
    url = "https://lefanal.example/un/"
    put(desk, item(1, url=url), item(1, "x.md", source="autre", url=url, title="Le meilleur"))
    desk.settle()
    assert list(desk.ids()) == ["Le meilleur"]
    desk.close()


def test_a_source_that_is_configured_no_more_leaves_its_articles_to_others(two: Desk) -> None:
    """A feed moved to Markdown: each article goes on under its id, and its new file's deletion retracts it."""
    put(
        two,
        *(
            item(n, f"e{n}", source="agence", guid=f"https://a.example/?p={n}", url=f"https://a.example/{n}/")
            for n in range(3)
        ),
    )
    two.run()
    before = two.ids()
    del two.sources["agence"]
    two.reopen()
    two.run()
    put(
        two,
        item(0, url="https://a.example/0"),
        item(1),
        item(2, guid="https://a.example/?p=2", body=f"<p>{words_of(77)}</p>"),
    )
    two.settle()
    assert (two.ids(), two.held()) == (before, {})
    drop(two, "redaction", "0.md")
    two.settle()
    assert "Titre 0" not in two.ids()


def test_a_newsroom_that_moves_to_another_host_is_the_same(desk: Desk) -> None:
    """Every file is renamed and every address stands under a new host: the paths tell, old links in a source too."""
    put(desk, *(item(n, url=f"http://lefanal.example/{n}/", body="<p>Une brève du port.</p>") for n in range(5)))
    desk.run()
    before = desk.ids()
    desk.sources["redaction"].items = {}
    desk.reopen(url="https://fanal.example")
    put(
        desk,
        *(
            item(n, f"neuf-{n}.md", url=f"https://www.fanal.example/{n}", body="<p>Une brève du port.</p>")
            for n in range(5)
        ),
    )
    desk.settle()
    assert (desk.ids(), desk.held()) == (before, {})


def test_an_edit_moves_updated_and_noise_does_not(desk: Desk) -> None:
    """White space, markup noise and the order of terms leave `updated`; a word moves it; `published` never moves."""
    put(desk, item(tags=("Mer", "Port")))
    desk.run()
    (first,) = desk.store.listed()
    noisy = f"<div>\n <p> {words_of(1)}\n</p></div>"
    put(desk, item(tags=("Port", "Mer"), body=noisy))
    desk.run()
    (second,) = desk.store.listed()
    assert second.record.updated == first.record.updated
    put(desk, item(tags=("Port", "Mer"), body=f"<p>{words_of(1)} Et un mot.</p>"))
    desk.run()
    (third,) = desk.store.listed()
    assert third.record.updated > first.record.updated
    assert third.record.published == first.record.published
    assert third.record.revision == 2


def test_a_scheduled_article_is_linked_once_it_appears(desk: Desk) -> None:
    """Who named it by its title links to it from its time on, without being read again."""
    put(desk, item(1, related=("Titre 2",)), item(2, published="2026-03-02T10:00:00Z"))
    desk.run()
    assert b"https://flux.example/a/titre-2" not in desk.feed()
    desk.clock.advance(4 * 3600)
    desk.run()
    assert desk.feed().count(b"https://flux.example/a/titre-2") > 1


def test_a_released_article_is_linked_at_once(desk: Desk) -> None:
    """So is one that an editor releases."""
    put(desk, item(1, related=("Titre 2",)), item(2, body=f"<p>{words_of(2)} [TODO]</p>"))
    desk.run()
    (held,) = desk.store.listed([Status.HELD])
    editor.release(desk.store, held.record.id, desk.clock.now())
    desk.run()
    assert desk.feed().count(b"https://flux.example/a/titre-2") > 1
