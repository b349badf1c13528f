import pytest
from store_values import (
    ALL,
    NOW,
    after,
    build,
    channels_of,
    decide,
    intake,
    make_article,
    publish_article,
    revise,
    tag,
)

from buzzfeed.errors import StoreError
from buzzfeed.model import Decision, Judgement, Publication, Reason, Status

A = make_article("a")
B = make_article("b")


def ids(store, key=ALL):
    """Tell who stands in a channel."""
    return [ref.id for ref in store.members(key, 10)]


def edit(store, number, status=Status.PUBLISHED):
    """Hand in another revision of A."""
    article = make_article("a", content=f"<p>{number}</p>")
    store.absorb(intake(revise(article, number, status)), NOW)
    return article


def test_release_publishes_in_the_stored_channels(store):
    """A held article that is released enters the channels that were stored with it, and they are dirty."""
    store.absorb(intake(revise(A, status=Status.HELD)), NOW)
    decide(store, A.id, Status.PUBLISHED)
    assert ids(store) == ids(store, tag("ia")) == [A.id]
    assert {one.key for one in store.dirty()} == set(channels_of(A))
    assert store.articles([A.id]) == {A.id: A}


def test_decision_is_kept_with_its_author_and_note(store, rows):
    """Who decided, when and why stands beside the revision."""
    store.absorb(intake(revise(A, status=Status.HELD)), NOW)
    decide(store, A.id, Status.REJECTED, now=after(5))
    assert rows('SELECT status, "by", note, decided - seen FROM revisions') == [("rejected", "Zoé", "vu", 5)]
    assert store.revision(A.id).judgement == Judgement(Status.REJECTED, (Reason("editor", "Ainsi."),))


def test_every_decision_raises_the_generation(store):
    """Whoever serves notices an editor's decision by the generation."""
    publish_article(store, "a")
    before = store.generation()
    decide(store, A.id, Status.HELD)
    assert store.generation() == before + 1


def test_retraction_takes_the_article_out_everywhere(store):
    """A retracted article leaves every channel, each of which knows when; channels that were public stay."""
    publish_article(store, "a")
    store.publish(Publication((build(store, tag("ia")),)), NOW)
    decide(store, A.id, Status.RETRACTED, now=after(60))
    assert ids(store) == []
    assert store.articles([A.id]) == {}
    assert store.channel(tag("ia")).retracted == after(60)
    assert store.channel(tag("ia")).articles == 0
    assert store.channel(ALL) is None
    assert [one.record.status for one in store.listed()] == [Status.RETRACTED]


def test_retraction_covers_a_held_edit(store):
    """Retracting a published article whose edit is held retracts both: nothing of it waits any more."""
    publish_article(store, "a")
    edit(store, 2, Status.HELD)
    decide(store, A.id, Status.RETRACTED, 2)
    assert store.listed({Status.HELD}) == ()
    assert [one.record.status for one in store.listed()] == [Status.RETRACTED]


def test_retracted_article_does_not_come_back_in_part(store):
    """After a retraction, holding the newest revision that came back leaves nothing of earlier ones."""
    publish_article(store, "a")
    decide(store, A.id, Status.RETRACTED)
    edit(store, 2)
    assert ids(store) == [A.id]
    decide(store, A.id, Status.HELD, 2)
    assert ids(store) == []


def test_retraction_can_be_undone(store):
    """An article that is published again after its retraction has the same id, words and channels."""
    publish_article(store, "a")
    decide(store, A.id, Status.RETRACTED)
    decide(store, A.id, Status.PUBLISHED)
    assert store.articles([A.id]) == {A.id: A}
    assert ids(store, tag("ia")) == [A.id]


def test_holding_the_cleared_revision_brings_back_the_one_before(store):
    """When verification holds a published edit, the last cleared revision before it is served again."""
    publish_article(store, "a")
    edit(store, 2, Status.HELD)
    edit(store, 3)
    decide(store, A.id, Status.HELD, 3)
    assert store.articles([A.id]) == {A.id: A}
    held = store.listed({Status.HELD})
    assert [(one.record.status, one.record.revision) for one in held] == [(Status.HELD, 3)]
    assert held[0].record.reasons == (Reason("editor", "Ainsi."),)
    assert [one.record.status for one in store.listed()] == [Status.PUBLISHED]


def test_holding_the_only_revision_takes_the_article_out(store):
    """Without an earlier cleared revision, a held article leaves its channels."""
    publish_article(store, "a")
    decide(store, A.id, Status.HELD)
    assert ids(store) == []
    assert [one.record.status for one in store.listed()] == [Status.HELD]


def test_rejected_edit_leaves_the_cleared_revision(store):
    """An editor who rejects a held edit leaves the published revision as it is, and nothing waits."""
    publish_article(store, "a")
    edit(store, 2, Status.HELD)
    decide(store, A.id, Status.REJECTED, 2)
    assert store.articles([A.id]) == {A.id: A}
    assert store.listed({Status.HELD}) == ()
    assert [one.record.status for one in store.listed()] == [Status.PUBLISHED]


def test_released_edit_takes_the_place_of_the_cleared_one(store):
    """An editor who releases a held edit has it served from then on."""
    publish_article(store, "a")
    edited = edit(store, 2, Status.HELD)
    decide(store, A.id, Status.PUBLISHED, 2)
    assert store.articles([A.id]) == {A.id: edited}
    assert store.listed({Status.HELD}) == ()


def test_release_of_an_earlier_edit_leaves_the_later_one_waiting(store):
    """An editor who releases what they saw does not release what came in meanwhile."""
    store.absorb(intake(revise(A, status=Status.HELD)), NOW)
    edit(store, 2, Status.HELD)
    decide(store, A.id, Status.PUBLISHED, 1)
    assert store.articles([A.id]) == {A.id: A}
    assert [one.record.reasons[0].code for one in store.listed({Status.HELD})] == ["because-held"]


def test_rejection_of_an_earlier_edit_leaves_the_later_one_waiting(store):
    """An editor who rejects what they saw does not reject what came in meanwhile."""
    store.absorb(intake(revise(A, status=Status.HELD)), NOW)
    edit(store, 2, Status.HELD)
    decide(store, A.id, Status.REJECTED, 1)
    assert [one.record.revision for one in store.listed({Status.HELD})] == [2]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED])
def test_release_of_what_its_newsroom_withdrew_is_refused(store, status):
    """A decision that comes after the newsroom withdrew the article publishes nothing, and says why."""
    store.absorb(intake(revise(A, status=Status.HELD)), NOW)
    edit(store, 2, status)
    with pytest.raises(StoreError, match="withdrawn"):
        decide(store, A.id, Status.PUBLISHED, 1)
    assert ids(store) == []


def test_unknown_article_or_revision_is_refused_and_nothing_is_decided(store):
    """A decision about something unknown is an error that names it, and the others with it are not carried out."""
    publish_article(store, "a")
    publish_article(store, "b")
    good = Decision(A.id, 1, Judgement(Status.RETRACTED))
    for bad in (Decision("tag:nobody", 1, Judgement(Status.RETRACTED)), Decision(B.id, 9, Judgement(Status.HELD))):
        with pytest.raises(StoreError) as error:
            store.decide([good, bad], NOW)
        assert error.value.subject == bad.article
    assert sorted(ids(store)) == [A.id, B.id]


def test_several_decisions_about_one_article_are_carried_out_in_order(store):
    """Decisions in one transaction follow each other."""
    publish_article(store, "a")
    decisions = [Decision(A.id, 1, Judgement(status)) for status in (Status.RETRACTED, Status.PUBLISHED)]
    store.decide(decisions, NOW)
    assert ids(store) == [A.id]


def test_due_are_scheduled_and_embargoed_articles_whose_time_has_come(store):
    """Articles are due to the second, the earliest first; held and published ones never are."""
    for name, status, due in [
        ("a", Status.SCHEDULED, after(10)),
        ("b", Status.EMBARGOED, after(5)),
        ("c", Status.HELD, after(1)),
        ("d", Status.SCHEDULED, None),
        ("e", Status.SCHEDULED, after(99)),
    ]:
        revision = revise(make_article(name), judgement=Judgement(status, (), due))
        store.absorb(intake(revision), NOW)
    assert store.next_due() == after(5)
    assert store.due(after(4)) == ()
    assert store.due(after(10)) == (B.id, A.id)
    decide(store, B.id, Status.PUBLISHED)
    assert store.due(after(10)) == (A.id,)
    assert store.next_due() == after(10)


def test_next_due_of_an_empty_store_is_none(store):
    """Where nothing is scheduled, nothing is due next."""
    assert store.next_due() is None


def test_scheduled_article_whose_origin_vanished_is_not_due(store):
    """What its newsroom removed before its time is never published by the clock."""
    store.absorb(intake(revise(A, judgement=Judgement(Status.SCHEDULED, (), after(1)))), NOW)
    store.absorb(intake(vanished=("a.md",)), NOW)
    assert store.due(after(10)) == ()
    assert store.next_due() is None
