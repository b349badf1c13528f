"""Entries of several channels put together, and their proved fragments."""

from datetime import timedelta

from store_values import ALL, NOW, build, category, decide, intake, make_article, publish_article, revise, tag

from buzzfeed.model import Format, Publication, Status, Traits
from buzzfeed.store import selecting

HT = category("high-tech")


def fill(store):
    """Publish a to e, the oldest first, under some tags, each in an edition of every channel it stands in."""
    for hours, (name, tags) in enumerate(
        {"e": ("IA",), "d": ("IA", "Mer"), "c": ("Mer",), "b": (), "a": ("Foot",)}.items()
    ):
        publish_article(store, name, tags=tags, published=NOW - timedelta(hours=9 - hours))
    publish_all(store)


def publish_all(store):
    """Publish every channel that changed, and count what it shows as shown there."""
    dirty = store.dirty()
    editions = tuple(build(store, one.key) for one in dirty)
    shown = {edition.channel: tuple(entry.id for entry in edition.entries) for edition in editions}
    traits = tuple({entry.id: Traits(entry.id, b"", NOW) for one in editions for entry in one.entries}.values())
    store.publish(Publication(editions=editions, settled=dirty, shown=shown, traits=traits), NOW)


def names(entries):
    """Tell entries by the last letter of their ids."""
    return "".join(entry.id[-1] for entry in entries)


def key_of(entry):
    """Tell the key under which `build` keeps an entry's fragment."""
    return f"{Format.RSS}:{entry.digest}"


def proved(store, entries, standing_in=(), limit=10):
    """Ask for the fragments of entries."""
    return store.proved(entries, Format.RSS, key_of, standing_in, limit)


def test_selection_puts_channels_together(store):
    """Any of, each of, none of, or of everything: the newest first, no more than asked for."""
    fill(store)
    ia, mer, foot = tag("ia"), tag("mer"), tag("foot")
    assert names(store.selection((ia, foot), (), (), 10)) == "ade"
    assert names(store.selection((ia, mer), (), (foot,), 2)) == "cd"
    assert names(store.selection((), (ia, mer), (), 10)) == "d"
    assert names(store.selection((ia, mer), (HT,), (ia,), 10)) == "c"
    assert names(store.selection((), (), (ia,), 10)) == "abc"
    assert store.selection((tag("rien"),), (), (), 10) == ()
    assert store.selection((), (ia, tag("rien")), (), 10) == ()
    assert names(store.selection((ia, tag("rien")), (), (tag("rien"),), 10)) == "de"


def test_selection_is_bounded_and_keeps_the_newest(store, monkeypatch):
    """Of a channel no more than so many entries are looked at, the newest of them."""
    fill(store)
    monkeypatch.setattr(selecting, "_NEWEST", selecting._NEWEST.limit(2))
    assert names(store.selection((HT,), (), (), 10)) == "ab"


def test_selection_looks_at_so_many_of_all_channels_together(store, monkeypatch):
    """However many channels are asked for at once, the newest entries of all of them bound the work."""
    fill(store)
    monkeypatch.setattr(selecting, "MOST_CANDIDATES", 3)
    assert names(store.selection((tag("ia"), tag("mer"), tag("foot"), HT), (), (), 10)) == "abc"


def test_selection_holds_what_was_shown_and_no_more(store):
    """An article that no channel wanted has shown (its build waits or fails) is not told of by another road."""
    fill(store)
    publish_article(store, "n", tags=("IA",), published=NOW)
    assert names(store.selection((tag("ia"),), (), (), 10)) == "de"
    publish_all(store)
    assert names(store.selection((tag("ia"),), (), (), 10)) == "nde"


def test_selection_holds_nothing_that_was_taken_back(store):
    """With the decision, an article is in no selection, and its fragment is given to nobody who remembers it."""
    fill(store)
    before = store.selection((tag("ia"),), (), (), 10)
    decide(store, make_article("d").id, Status.RETRACTED)
    assert names(store.selection((tag("ia"),), (), (), 10)) == "e"
    assert names(entry for entry, _ in proved(store, before, (tag("ia"),))) == "e"


def test_counted_tells_how_many_came_since(store):
    """Of each public channel its entries from an instant on, that one included; one without is left out."""
    fill(store)
    counts = store.counted(NOW - timedelta(hours=7))
    assert (counts[ALL], counts[tag("mer")], counts.get(tag("ia"))) == (3, 1, None)
    assert store.counted(NOW - timedelta(hours=8))[tag("ia")] == 1
    assert store.counted(NOW) == {}


def test_proved_gives_the_first_that_are_kept_in_order(store):
    """Fragments come with their entries, newest first, and no more than asked for; unknown ids are passed over."""
    fill(store)
    entries = store.members(ALL, 10)
    found = proved(store, entries, limit=2)
    assert names(entry for entry, _ in found) == "ab"
    assert [data for _, data in found] == [f"<item>{one.id} {one.digest} rss</item>".encode() for one in entries[:2]]
    assert proved(store, ()) == ()


def test_former_fragment_stands_in_for_one_that_is_not_proved(store):
    """An edited article is given as a current edition still carries it; where none does, it is left out."""
    fill(store)
    former = store.members(tag("mer"), 1)[0]
    edit = make_article("c", tags=("Mer",), title="Autre", published=former.published)
    store.absorb(intake(revise(edit, 2)), NOW)
    entries = store.members(tag("mer"), 10)
    assert names(entries) == "cd"
    found = dict(proved(store, entries, (tag("mer"),)))
    assert former in found
    assert former.digest.encode() in found[former]
    assert names(entry for entry, _ in proved(store, entries)) == "d"
