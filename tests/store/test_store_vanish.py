import pytest
from store_values import (
    ALL,
    NOW,
    SOURCE,
    after,
    broken,
    decide,
    intake,
    keys_of,
    make_article,
    publish_article,
    revise,
)

from buzzfeed.model import Status

A = make_article("a")
NEVER_PUBLISHED = [Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD, Status.REJECTED]


def test_published_article_at_a_vanished_origin_is_retracted(store):
    """What its source no longer has is retracted with its reason, named to the caller, and serves no more."""
    publish_article(store, "a")
    publish_article(store, "b")
    generation = store.generation()
    assert store.absorb(intake(vanished=("a.md", "unknown.md")), after(60)) == (A.id,)
    record = store.ledger([keys_of(revise(A))]).by_origin[SOURCE, "a.md"]
    assert record.status is Status.RETRACTED
    assert [reason.code for reason in record.reasons] == ["origin-vanished"]
    assert [ref.id for ref in store.members(ALL, 10)] == [make_article("b").id]
    assert store.channel(ALL).retracted == after(60)
    assert store.generation() > generation


def test_retraction_covers_a_held_edit_of_a_vanished_article(store):
    """A published article that vanishes while its edit is held leaves nothing waiting."""
    publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2, Status.HELD)), NOW)
    store.absorb(intake(vanished=("a.md",)), NOW)
    assert store.listed({Status.HELD}) == ()
    assert store.revision(A.id).judgement.status is Status.RETRACTED


@pytest.mark.parametrize("status", NEVER_PUBLISHED)
def test_article_that_was_never_published_leaves_every_list(store, status):
    """An unpublished article whose origin is gone is listed no more, is not retracted, and is still recognised."""
    store.absorb(intake(revise(A, status=status)), NOW)
    assert store.absorb(intake(vanished=("a.md",)), NOW) == ()
    assert store.listed() == store.listed({status}) == ()
    assert store.ledger([keys_of(revise(A))]).by_origin[SOURCE, "a.md"].id == A.id


@pytest.mark.parametrize("status", NEVER_PUBLISHED)
def test_vanished_article_that_is_touched_is_listed_again(store, status):
    """An unpublished article whose origin is there again, unchanged, is back where it was."""
    store.absorb(intake(revise(A, status=status)), NOW)
    store.absorb(intake(vanished=("a.md",)), NOW)
    store.absorb(intake(touched={"a.md": "s2"}), NOW)
    assert [one.record.status for one in store.listed()] == [status]
    assert store.memory(SOURCE).stamps == {"a.md": "s2"}


@pytest.mark.parametrize("status", [Status.HELD, Status.PUBLISHED])
def test_an_origin_that_holds_no_article_is_remembered_and_brings_none_back(store, status):
    """What was seen of it is kept under its stamp; the article that stood there stays gone, or leaves in its time."""
    store.absorb(intake(revise(A, status=status)), NOW)
    store.absorb(intake(vanished=("a.md",), leaves=after(60)), NOW)
    store.absorb(intake(aside={"a.md": "no page", "never.md": "no article"}), NOW)
    assert store.memory(SOURCE).stamps == {"a.md": "no page", "never.md": "no article"}
    assert len(store.leaving(after(60))) == (status is Status.PUBLISHED)
    assert store.listed({Status.HELD}) == ()


def test_vanished_article_that_comes_back_is_the_same(store):
    """An article at an origin that vanished and is back has its id, and is published by its next revision."""
    publish_article(store, "a")
    store.absorb(intake(vanished=("a.md",)), NOW)
    store.absorb(intake(revise(A, 1, replaces=True)), NOW)
    assert store.articles([A.id]) == {A.id: A}
    assert [one.record.status for one in store.listed()] == [Status.PUBLISHED]


def test_retracted_article_that_is_only_touched_stays_retracted(store):
    """A touch publishes nothing: what was retracted comes back by a revision alone."""
    publish_article(store, "a")
    decide(store, A.id, Status.RETRACTED)
    store.absorb(intake(touched={"a.md": "s2"}), NOW)
    assert store.members(ALL, 10) == ()


def test_retracted_article_that_vanishes_stays_listed_as_retracted(store):
    """What was once public and taken back stays on the list when its file goes too."""
    publish_article(store, "a")
    decide(store, A.id, Status.RETRACTED)
    assert store.absorb(intake(vanished=("a.md",)), NOW) == ()
    assert [one.record.status for one in store.listed()] == [Status.RETRACTED]


def test_article_that_moves_in_the_same_intake_stays(store):
    """A rename seen as one event, a find and a vanished origin, retracts nothing."""
    publish_article(store, "a")
    moved = make_article("a", origin="dossier/a.md")
    assert store.absorb(intake(revise(moved, 2), vanished=("a.md",)), NOW) == ()
    assert [ref.id for ref in store.members(ALL, 10)] == [A.id]
    assert store.memory(SOURCE).stamps == {"dossier/a.md": "stamp-2"}


def test_moved_article_is_found_at_its_new_origin_even_if_its_words_are_the_same(store):
    """A repeated revision that comes from elsewhere moves its article there, so that the old origin may vanish."""
    publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", origin="b.md"), 1)), NOW)
    assert store.absorb(intake(vanished=("a.md",)), NOW) == ()
    assert store.revision(A.id).article.origin == "b.md"


def test_vanishing_forgets_stamp_and_unreadable_item(store):
    """Of a vanished origin, no stamp is remembered and nothing unreadable is shown."""
    store.absorb(intake(revise(A), unreadable=(broken("x.md"),)), NOW)
    store.absorb(intake(vanished=("a.md", "x.md")), NOW)
    assert store.memory(SOURCE).stamps == {}
    assert store.unreadable() == ()


def test_origins_are_known_per_source(store):
    """An origin that vanishes in one source leaves another source's article of that name alone."""
    publish_article(store, "a")
    store.absorb(intake(source="autre", vanished=("a.md",)), NOW)
    assert [ref.id for ref in store.members(ALL, 10)] == [A.id]
