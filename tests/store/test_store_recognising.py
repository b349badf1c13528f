"""What readers have seen, on both databases: ids by channel, near copies, and what old feeds showed."""

import struct
from datetime import timedelta

from store_values import ALL, NOW, build, intake, make_article, publish_article, revise, tag

from buzzfeed.model import Adopted, Adoption, EntryRef, Handover, Kin, Publication, Traits
from buzzfeed.model.sketches import sketch_of
from buzzfeed.store.recognising import COMMON

TEXT = " ".join(f"mot{number}" for number in range(120))
NEAR = TEXT.replace("mot40", "autre").replace("mot90", "autre")


def traits(name: str, text: str = TEXT) -> Traits:
    """Return the traits of a text."""
    return Traits(name, sketch_of(text), NOW)


def test_what_a_publication_shows_is_remembered_by_channel(store):
    """An id counts as shown in those channels whose editions held it, and in no other; twice is once."""
    article = publish_article(store, "a")
    for _ in range(2):
        edition = build(store, ALL)
        store.publish(Publication((edition,), shown={ALL: (article.id,)}, traits=(traits(article.id),)), NOW)
    asked = {ALL: [article.id, "other"], tag("ia"): [article.id]}
    assert store.shown(asked) == {ALL: {article.id}, tag("ia"): frozenset()}
    assert store.met([article.id, "other"]) == {article.id}


def test_near_copies_are_found_and_their_latest_words_count(store):
    """What shares hashes with an entry is its kin; once the known one says something else, it is not."""
    store.publish(Publication(traits=(traits("old"),)), NOW)
    fresh = traits("new", NEAR)
    assert store.kin([fresh]) == (Kin("new", traits("old")),)
    assert store.kin([traits("old", NEAR)]) == (), "an entry is not its own kin"
    store.publish(Publication(traits=(traits("old", "tout autre chose " * 30),)), NOW)
    assert store.kin([fresh]) == ()


def test_what_everybody_has_tells_nobody(store):
    """A hash that hundreds share, a footer's, makes no kin; one that few share does, whatever else is common."""
    footer, rare = 7, 9_000_000

    def sketch(number, *hashes):
        return struct.pack(">12I", *sorted([footer, *hashes, *(number * 100 + at for at in range(11 - len(hashes)))]))

    known = [Traits(f"k{number}", sketch(number), NOW) for number in range(1, COMMON + 3)]
    twin = Traits("twin", sketch(9000, 50), NOW)
    store.publish(Publication(traits=(*known, twin)), NOW)
    fresh = [Traits("new", sketch(20_000, 50), NOW), Traits("other", sketch(30_000, rare), NOW)]
    assert store.kin(fresh) == (Kin("new", twin),)


def test_who_has_an_address_that_was_shown_is_kin(store):
    """An address tells, whether it is the known article's own, a former one, or that of an adopted entry."""
    first = publish_article(store, "a")
    store.publish(Publication(traits=(Traits(first.id, b"", NOW),)), NOW)
    store.absorb(intake(revise(make_article("a", url="https://lefanal.example/neu"), 2)), NOW)
    second = make_article("b")
    store.absorb(intake(revise(second, address=first.url)), NOW)
    assert store.kin([Traits(second.id, b"", NOW)]) == (Kin(second.id, Traits(first.id, b"", NOW), address=True),)
    third = publish_article(store, "c")
    store.adopt(Adoption((Adopted("old", third.url, "c", b"", NOW),)), NOW)
    assert store.kin([Traits(third.id, b"", NOW)]) == (Kin(third.id, Traits("old", b"", NOW, "c"), address=True),)


def test_what_is_allowed_counts_as_shown_and_is_built_again(store):
    """An acceptance marks ids and channels, and is noticed by whoever watches the generation."""
    article = publish_article(store, "a")
    marked, before = {one.key: one.ticket for one in store.dirty()}, store.generation()
    store.allow({ALL: [article.id]}, NOW)
    assert store.shown({ALL: [article.id]}) == {ALL: {article.id}}
    assert store.generation() > before
    assert {one.key: one.ticket for one in store.dirty()}[ALL] > marked[ALL]


def test_old_feeds_are_taken_over_once(store):
    """Adopting twice is adopting once; the first page read last counts; a channel begins where its old feed ended."""
    pages = [Adopted(f"p{number}", f"s.example/{number}", f"t{number}", b"", NOW) for number in range(4)]
    early = Handover(NOW, frozenset({"p1", "p2"}), frozenset({"p3"}))
    late = Handover(NOW + timedelta(1), frozenset({"p0", "p1"}), frozenset({"p2", "p3"}))
    for handover in (early, late, late):
        store.adopt(Adoption(tuple(pages), {tag("mer"): handover}), NOW)
    assert store.adopted() == tuple(pages)
    assert store.handovers([tag("mer"), ALL]) == {tag("mer"): late}
    assert store.shown({tag("mer"): ["p0", "p3", "p9"]}) == {tag("mer"): {"p0", "p3"}}
    assert store.channel(tag("mer")) is None, "a channel without an article is no channel yet"


def test_a_channel_that_has_an_edition_keeps_its_window(store):
    """What is adopted later is known as shown, and takes nothing out of a feed that is served already."""
    article = publish_article(store, "a")
    store.publish(Publication((build(store, ALL),)), NOW)
    store.adopt(Adoption((Adopted("p0", "", "", b"", NOW),), {ALL: Handover(NOW, frozenset({"p0"}))}), NOW)
    assert store.handovers([ALL]) == {}
    assert store.shown({ALL: ["p0"]}) == {ALL: {"p0"}}
    assert [entry.id for entry in store.members(ALL, 5)] == [article.id]


def test_an_adopted_channel_is_called_as_its_term_once_it_has_one(store):
    """Known by an address alone at first, a channel takes its term's name with its first article."""
    store.adopt(Adoption(channels={tag("ia"): Handover(NOW)}), NOW)
    publish_article(store, "a", tags=("IA",))
    state = store.channel(tag("ia"))
    assert state is not None
    assert (state.title, state.articles) == ("IA", 1)
    assert isinstance(store.members(tag("ia"), 1)[0], EntryRef)
