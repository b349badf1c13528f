from datetime import timedelta

from store_values import NOW, SOURCE, after, broken, intake, make_article, publish_article, revise

from buzzfeed.model import SourceMemory, Status

A, B = make_article("a"), make_article("b")


def names(listed):
    """Tell the last letters of ids."""
    return [one.record.id[-1] for one in listed]


def test_listed_shows_every_status_newest_first(store):
    """Without a filter every article is listed, by publication and then by id."""
    for age, (name, status) in enumerate(zip("dcab", Status, strict=False)):
        article = make_article(name, published=NOW - timedelta(hours=age // 2))
        store.absorb(intake(revise(article, status=status)), NOW)
    assert names(store.listed()) == ["c", "d", "a", "b"]
    assert names(store.listed({Status.DRAFT, Status.HELD})) == ["d", "b"]
    assert store.listed(set()) == ()


def test_listed_shows_labels_in_their_order(store):
    """Terms are shown by their labels, in the article's order."""
    publish_article(store, "a", tags=("Zèbre", "IA"))
    shown = store.listed()[0]
    assert (shown.categories, shown.tags, shown.authors) == (("High Tech",), ("Zèbre", "IA"), ("Zoé Œuvrard",))


def test_published_article_with_a_held_edit_is_listed_by_what_is_asked(store):
    """It is held where held ones alone are asked for, else published, and never listed twice."""
    publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2, Status.HELD)), NOW)
    assert [one.record.status for one in store.listed({Status.HELD})] == [Status.HELD]
    assert [one.record.reasons[0].code for one in store.listed({Status.HELD})] == ["because-held"]
    assert [one.record.status for one in store.listed()] == [Status.PUBLISHED]
    assert [one.record.status for one in store.listed({Status.HELD, Status.PUBLISHED})] == [Status.PUBLISHED]
    assert store.listed({Status.HELD, Status.DRAFT}) == ()


def test_unreadable_items_are_shown_until_they_are_mended(store):
    """What could not be read is shown with its reasons, its stamp is remembered, and a readable revision clears it."""
    store.absorb(intake(unreadable=(broken("a.md"), broken("b.md"))), NOW)
    assert store.unreadable() == (broken("a.md"), broken("b.md"))
    assert store.memory(SOURCE).stamps == {"a.md": "s1", "b.md": "s1"}
    store.absorb(intake(revise(A), touched={"b.md": "s0"}), NOW)
    assert store.unreadable() == ()


def test_article_whose_file_became_unreadable_goes_on_being_served(store):
    """A published article stays as it was while its file cannot be read."""
    publish_article(store, "a")
    store.absorb(intake(unreadable=(broken("a.md", "s2"),)), NOW)
    assert store.articles([A.id]) == {A.id: A}
    assert len(store.unreadable()) == 1


def test_rejected_unreadable_item_stays_away_until_it_changes(store):
    """An editor who rejects an unreadable item sees it again only when its stamp is another."""
    store.absorb(intake(unreadable=(broken("a.md"),)), NOW)
    assert store.reject_unreadable("unreadable:a.md") is True
    assert store.reject_unreadable("unreadable:a.md") is False
    store.absorb(intake(unreadable=(broken("a.md"),)), NOW)
    assert store.unreadable() == ()
    store.absorb(intake(unreadable=(broken("a.md", "s2"),)), NOW)
    assert store.unreadable() == (broken("a.md", "s2"),)


def test_rejecting_what_is_not_there_says_so(store):
    """There is nothing to reject where nothing is unreadable."""
    assert store.reject_unreadable("unreadable:x") is False


def test_unknown_source_is_before_its_first_import(store):
    """Of a source that was never looked at, nothing is remembered, and its first import is to come."""
    assert store.memory("neuve") == SourceMemory("neuve")


def test_first_import_lasts_until_said_otherwise(store):
    """Absorbing does not end the first import: only what is remembered does."""
    publish_article(store, "a")
    assert store.memory(SOURCE).first_import is True
    store.remember(SourceMemory(SOURCE, first_import=False))
    assert store.memory(SOURCE).first_import is False


def test_memory_comes_back_whole_and_stamps_come_from_intakes_alone(store):
    """Notes, failures and times come back; stamps in what is remembered are not stored."""
    store.absorb(intake(revise(A), touched={"t.md": "s9"}), NOW)
    memory = SourceMemory(SOURCE, {"x.md": "s"}, {"etag": '"é"'}, False, 3, after(7))
    store.remember(memory)
    back = store.memory(SOURCE)
    assert (back.notes, back.first_import, back.failures, back.checked) == ({"etag": '"é"'}, False, 3, after(7))
    assert back.stamps == {"a.md": "stamp-1", "t.md": "s9"}


def test_stamps_of_some_origins(store):
    """With origins named, no other stamps are read; the rest of the memory is the same."""
    store.absorb(intake(touched={"a.md": "1", "b.md": "2", "c.md": "3"}), NOW)
    store.remember(SourceMemory(SOURCE, failures=2))
    memory = store.memory(SOURCE, only=["a.md", "c.md", "x.md"])
    assert memory.stamps == {"a.md": "1", "c.md": "3"}
    assert memory.failures == 2


def test_settings_are_kept_by_name(store):
    """A small fact comes back, its last value counts, and an unknown one is none."""
    assert store.setting("x") is None
    store.keep_setting("x", "1")
    store.keep_setting("x", "2")
    store.keep_setting("x%y:a", "3")
    store.keep_setting("xzy:b", "4")
    assert store.settings_from("x%y:") == {"x%y:a": "3"}
    store.drop_setting("x%y:a")
    store.drop_setting("x%y:a")
    assert store.setting("x%y:a") is None
    assert store.settings_from("x") == {"x": "2", "xzy:b": "4"}
    assert store.setting("x") == "2"
