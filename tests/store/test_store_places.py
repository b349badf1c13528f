"""Where articles stand: origins that are away, further places, rivals that are judged again, and moves by decision."""

import pytest
from store_values import NOW, SOURCE, after, intake, make_article, publish_article, revise

from buzzfeed.errors import StoreError
from buzzfeed.model import IdentityKeys, Intake, Place, Status

A, B = make_article("a"), make_article("b")
BODY = "0" * 32


def known(store, article):
    """Return an article's record."""
    return store.ledger([IdentityKeys(SOURCE, "", "", ids=(article,))]).by_id[article]


def test_missing_and_left_origins_are_away_until_they_are_back(store):
    """The moment they were not seen first is kept; what is there again is away no more."""
    publish_article(store, "a")
    store.absorb(intake(missing=("a.md",)), after(5))
    store.absorb(intake(missing=("a.md",)), after(9))
    assert known(store, A.id).away == after(5)
    store.absorb(intake(back=("a.md",)), after(12))
    assert known(store, A.id).away is None
    store.absorb(intake(left=("a.md",)), after(15))
    assert (known(store, A.id).away, known(store, A.id).status) == (after(15), Status.PUBLISHED)
    assert store.memory(SOURCE).stamps == {}
    store.absorb(intake(touched={"a.md": "s"}), after(20))
    assert known(store, A.id).away is None


def test_articles_are_found_by_body_former_guid_and_further_place(store):
    """Each way of recognising one leads to its record; guids and places are per source."""
    store.absorb(intake(revise(A, guid="old", body=BODY)), NOW)
    store.absorb(intake(revise(A, guid="new", body=BODY)), NOW)
    store.absorb(Intake("autre", touched={"x": "s"}, places=(Place("autre", "x", A.id, "g", 1),)), NOW)
    ledger = store.ledger([IdentityKeys(SOURCE, "old", "x", body=BODY), IdentityKeys("autre", "old", "x")])
    assert ledger.by_guid[SOURCE, "old"].id == A.id
    assert ("autre", "old") not in ledger.by_guid
    assert [one.id for one in ledger.by_body[BODY]] == [A.id]
    assert {place: one.id for place, one in ledger.by_place.items()} == {("autre", "x"): A.id}


def test_article_goes_on_from_its_best_further_place(store):
    """When its origin vanishes nothing is retracted: the place of the lowest rank is next, and is read again."""
    publish_article(store, "a")
    for source, rank in (("c", 2), ("b", 1)):
        store.absorb(Intake(source, touched={"x": "s"}, places=(Place(source, "x", A.id, "g", rank),)), NOW)
    assert store.absorb(intake(vanished=("a.md",)), after(1)) == ()
    record = known(store, A.id)
    assert (record.source, record.origin, record.guid, record.status) == ("b", "x", "g", Status.PUBLISHED)
    assert store.stale() == {"b": ("x",)}
    assert store.absorb(Intake("b", vanished=("x",)), after(2)) == ()
    assert store.absorb(Intake("c", vanished=("x",)), after(3)) == (A.id,)


def test_origin_that_holds_another_article_has_lost_its_first(store):
    """The first is retracted in the same transaction, unless that moved it elsewhere."""
    publish_article(store, "a", origin="x.md")
    moved = make_article("a", origin="y.md")
    assert store.absorb(intake(revise(make_article("b", origin="x.md")), revise(moved, 2)), after(1)) == ()
    assert store.absorb(intake(revise(make_article("c", origin="y.md"))), after(2)) == (A.id,)


@pytest.mark.parametrize("how", ["vanishes", "changes", "is away"])
def test_who_is_held_because_of_another_is_judged_again(store, how):
    """It is read again when that one goes or changes, and not when it was judged beside it."""
    store.absorb(intake(revise(A), revise(B, status=Status.HELD, rivals=(A.id,))), NOW)
    assert store.stale() == {}
    step = {
        "vanishes": intake(vanished=("a.md",)),
        "changes": intake(revise(make_article("a", title="Neuf"), 2)),
        "is away": intake(missing=("a.md",)),
    }[how]
    store.absorb(step, after(1))
    assert store.stale() == {SOURCE: ("b.md",)}
    store.absorb(intake(revise(B, 2)), after(2))
    assert store.stale() == {}


def test_assigned_place_belongs_to_the_other_article(store):
    """The held one leaves the lists; the other is taken from there, and read again."""
    publish_article(store, "a")
    store.absorb(intake(revise(B, status=Status.HELD)), NOW)
    store.absorb(intake(vanished=("a.md",)), after(1))
    before = store.generation()
    store.assign(B.id, A.id, after(2), by="Zoé")
    assert store.generation() > before
    assert [one.record.id for one in store.listed()] == [A.id]
    assert known(store, A.id).origin == "b.md"
    assert store.stale() == {SOURCE: ("b.md",)}


def test_assigned_place_is_a_further_one_while_the_other_stands(store):
    """An article that stands at its own place is taken from there still."""
    publish_article(store, "a")
    store.absorb(intake(revise(B, status=Status.HELD)), NOW)
    store.assign(B.id, A.id, after(2))
    assert known(store, A.id).origin == "a.md"
    assert store.ledger([IdentityKeys(SOURCE, "", "b.md")]).by_place[SOURCE, "b.md"].id == A.id
    with pytest.raises(StoreError, match="no such article"):
        store.assign("x", A.id, after(3))


def test_articles_of_abandoned_sources_go_on_from_elsewhere(store):
    """Only where they have a further place in a source that is configured."""
    publish_article(store, "a")
    publish_article(store, "b")
    store.absorb(Intake("neuf", touched={"x": "s"}, places=(Place("neuf", "x", A.id),)), NOW)
    store.abandon([SOURCE, "neuf"], after(1))
    assert known(store, A.id).source == SOURCE
    store.abandon(["neuf"], after(2))
    assert (known(store, A.id).source, known(store, B.id).source) == ("neuf", SOURCE)
    assert store.stale() == {"neuf": ("x",), SOURCE: ("a.md",)}, "to be read again, should its source be put back"


def test_copies_in_abandoned_sources_count_again_once_these_are_put_back(store):
    """Their places are forgotten, and what stands there is read again with the next look at their source."""
    publish_article(store, "a")
    store.absorb(Intake("neuf", touched={"x": "s", "y": "s"}, places=(Place("neuf", "x", A.id),)), NOW)
    store.abandon([SOURCE], after(1))
    assert store.ledger([IdentityKeys("neuf", "", "x")]).by_place == {}
    assert store.memory("neuf").stamps == {"x": "", "y": "s"}


def test_place_in_another_source_takes_no_origin_of_that_name(store):
    """An article that moves here from another source leaves alone who stands here where it stood there."""
    publish_article(store, "a", origin="x.md")
    store.absorb(Intake("autre", (revise(make_article("b", source="autre", origin="x.md")),)), NOW)
    moved = revise(make_article("b", origin="y.md"), 2)
    assert store.absorb(intake(moved, places=(Place("autre", "x.md", B.id),)), after(1)) == ()
    assert store.public([A.id, B.id]) == {A.id, B.id}
