"""Taking back, in the store: what is written down when an article leaves, and what is decided in between."""

from datetime import timedelta

import pytest
from store_values import (
    ALL,
    NOW,
    SOURCE,
    after,
    broken,
    build,
    decide,
    intake,
    make_article,
    make_delivery,
    publish_article,
    revise,
    tag,
)

from buzzfeed.errors import StaleError, StoreError
from buzzfeed.model import (
    LEAVING,
    Correction,
    Decision,
    DeliveryState,
    Format,
    IdentityKeys,
    Intake,
    Judgement,
    Place,
    Publication,
    Reason,
    Status,
)


def show(store, *keys, now=NOW):
    """Publish an edition of each channel in one format, and settle them."""
    editions = tuple(build(store, key) for key in keys)
    store.publish(Publication(editions=editions, settled=store.dirty()), now)


def retracted(store, name="a"):
    """Publish an article, show it, and retract it a minute later; return its id."""
    article = publish_article(store, name)
    show(store, ALL, tag("ia"))
    decide(store, article.id, Status.RETRACTED, now=after(60))
    return article.id


def test_an_article_that_was_shown_leaves_a_tombstone_in_every_channel_it_left(store):
    """The tombstone says which and when, and nothing more; a channel it never stood in has none."""
    id_ = retracted(store)
    stones = store.tombstones([ALL, tag("ia"), tag("autre")], 10)
    assert {key.path: [(one.ref, one.when) for one in found] for key, found in stones.items()} == {
        "all": [(id_, after(60))],
        "tag/ia": [(id_, after(60))],
    }


def test_an_article_that_no_edition_ever_carried_leaves_none(store):
    """Not even the id of what was never public may come out."""
    article = publish_article(store, "a")
    decide(store, article.id, Status.RETRACTED, now=after(60))
    assert store.tombstones([ALL], 10) == {}
    assert store.retractions(article.id)[0].shown is None


def test_a_held_article_is_none_that_was_taken_back(store):
    """What is only held for a while leaves its feeds without tombstone or retraction."""
    article = publish_article(store, "a")
    show(store, ALL)
    decide(store, article.id, Status.HELD)
    assert store.public([article.id]) == frozenset()
    assert store.tombstones([ALL], 10) == {}
    assert store.retractions(article.id) == ()
    assert not store.withdrawn(article.slug)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.EMBARGOED])
def test_what_its_newsroom_withdraws_is_taken_back_too(store, status):
    """A published article made a draft has a tombstone, a retraction and a page that is gone."""
    article = publish_article(store, "a")
    show(store, ALL)
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2, status)), after(5))
    assert [one.ref for one in store.tombstones([ALL], 10)[ALL]] == [article.id]
    (one,) = store.retractions(article.id)
    assert (one.reason, one.by, one.revision) == (f"because-{status}", "source", 1)
    assert store.withdrawn(article.slug)


def test_coming_back_takes_the_tombstones_away_and_ends_the_retraction(store):
    """After the undoing nothing is left but the record of it."""
    id_ = retracted(store)
    decide(store, id_, Status.PUBLISHED, now=after(90))
    assert store.tombstones([ALL, tag("ia")], 10) == {}
    (one,) = store.retractions(id_)
    assert (one.at, one.undone, one.undone_by) == (after(60), after(90), "Zoé")
    assert not store.withdrawn("a")


def test_the_latest_tombstones_come_first_and_their_number_is_bounded(store):
    """A feed shows so many at most, the latest."""
    for number, name in enumerate("abc"):
        publish_article(store, name)
        show(store, ALL)
        decide(store, f"tag:buzzly.example,2026:/{name}", Status.RETRACTED, now=after(number))
    assert [one.ref[-1] for one in store.tombstones([ALL], 2)[ALL]] == ["c", "b"]


def test_old_tombstones_are_forgotten_beyond_what_is_kept(store, monkeypatch):
    """Of each channel the latest stay."""
    monkeypatch.setattr("buzzfeed.store.upkeep.KEPT_TOMBSTONES", 1)
    retracted(store, "a")
    publish_article(store, "b")
    show(store, ALL)
    decide(store, "tag:buzzly.example,2026:/b", Status.RETRACTED, now=after(90))
    store.prune(after(100), timedelta(days=30))
    assert [one.ref[-1] for one in store.tombstones([ALL], 10)[ALL]] == ["b"]


def test_a_departure_is_cleared_when_every_feed_is_without_the_article(store):
    """One format that still carries it keeps the channel open; the last edition that did is remembered."""
    article = publish_article(store, "a")
    store.publish(Publication((build(store, ALL), build(store, ALL, Format.ATOM))), after(10))
    decide(store, article.id, Status.RETRACTED, now=after(60))
    store.publish(Publication((build(store, ALL),)), after(70))
    departures = {one.channel: one for one in store.retractions(article.id)[0].departures}
    assert (departures[ALL].carried, departures[ALL].cleared) == (after(10), None)
    assert departures[tag("ia")].carried is None
    store.publish(Publication((build(store, ALL, Format.ATOM),)), after(80))
    departures = {one.channel: one for one in store.retractions(article.id)[0].departures}
    assert departures[ALL].cleared == after(80)


def test_an_edition_never_brings_out_what_was_taken_back_while_it_was_built(store):
    """A build that read before the retraction commits nothing after it."""
    article = publish_article(store, "a")
    late = build(store, ALL)
    decide(store, article.id, Status.RETRACTED)
    with pytest.raises(StaleError):
        store.publish(Publication((late,)), NOW)
    assert store.served() == ()


def test_a_withheld_feed_is_not_given_out_until_it_has_another_edition(store):
    """It is named as withheld in a new generation, cannot be read, and comes back with the same bytes, say."""
    publish_article(store, "a")
    edition = build(store, ALL)
    before = store.publish(Publication((edition,)), NOW)
    store.publish(Publication(withheld=((ALL, Format.RSS),)), NOW)
    (feed,) = store.served(before)
    assert feed.withheld
    with pytest.raises(StoreError, match="not served"):
        store.document(ALL, Format.RSS)
    after_that = store.generation()
    store.publish(Publication((edition,)), NOW)
    (feed,) = store.served(after_that)
    assert not feed.withheld
    assert store.document(ALL, Format.RSS) is not None


def test_every_decision_is_kept_in_the_log(store):
    """Editors, the clock and sources: who, when, what and with which note, in order."""
    article = publish_article(store, "a")
    decide(store, article.id, Status.RETRACTED, now=after(1))
    decide(store, article.id, Status.PUBLISHED, now=after(2))
    store.absorb(intake(vanished=(article.origin,)), after(3))
    assert [(one.status, one.by, one.note, one.at) for one in store.decided(article.id)] == [
        (Status.RETRACTED, "Zoé", "vu", after(1)),
        (Status.PUBLISHED, "Zoé", "vu", after(2)),
        (Status.RETRACTED, "source", "", after(3)),
    ]


def test_a_revision_judged_before_an_editor_decided_is_not_stored(store):
    """The editor's word stands, whatever an ingest knew before it."""
    article = publish_article(store, "a")
    turn = store.revision(article.id).turn
    decide(store, article.id, Status.RETRACTED)
    edit = revise(make_article("a", content="<p>2</p>"), 2, turn=turn)
    with pytest.raises(StaleError):
        store.absorb(intake(edit), NOW)
    assert store.public([article.id]) == frozenset()
    assert store.revision(article.id).number == 1


def test_a_decision_that_another_has_overtaken_is_left_out(store):
    """What the clock or verification saw before an editor decided changes nothing."""
    article = publish_article(store, "a")
    turn = store.revision(article.id).turn
    decide(store, article.id, Status.RETRACTED)
    late = Decision(article.id, 1, Judgement(Status.HELD, (Reason("unsound", "x"),)), by="verify", turn=turn)
    store.decide([late], NOW)
    assert store.revision(article.id).judgement.status is Status.RETRACTED


def test_an_article_whose_origin_vanished_may_have_a_time_of_grace(store):
    """It stays published, is listed as leaving, and its origin's return ends that."""
    article = publish_article(store, "a")
    store.absorb(intake(vanished=(article.origin,), leaves=after(100)), NOW)
    assert store.public([article.id]) == {article.id}
    assert [(one.record.id, one.record.leaves) for one in store.leaving()] == [(article.id, after(100))]
    assert store.leaving(after(99)) == ()
    assert len(store.leaving(after(100))) == 1
    store.absorb(intake(touched={article.origin: "s2"}), after(5))
    assert store.leaving() == ()


def test_a_correction_is_kept_with_its_revision_and_in_the_log(store):
    """The note, the revision that bears it and the decision are one transaction."""
    article = publish_article(store, "a")
    note = Correction(article.id, "Il fallait lire deux.", "Zoé", after(9))
    edit = revise(make_article("a", content="<p>2</p>"), 2, turn=0)
    before = store.generation()
    store.absorb(intake(edit, correction=note), after(9))
    assert store.generation() > before
    assert store.corrections([article.id, "other"]) == {article.id: (note,)}
    assert store.decided(article.id)[-1].reason == "corrected"
    with pytest.raises(StaleError):
        store.absorb(intake(revise(make_article("a", content="<p>3</p>"), 2, turn=0)), after(10))


def test_what_deliveries_told_of_a_retraction_outlives_them(store):
    """The last word to each target since the retraction is kept; what was told before it is not."""
    id_, sent = retracted(store), DeliveryState.SENT
    gone = {"topics": (), "retracted": (id_,)}
    store.publish(
        Publication(
            deliveries=(
                make_delivery("before", articles=(id_,), payload=gone, state=sent, updated=NOW),
                make_delivery("other", articles=(id_,), created=after(61), state=sent, updated=after(63)),
                make_delivery(
                    "since",
                    articles=(id_,),
                    payload=gone,
                    created=after(61),
                    state=sent,
                    answer="204",
                    updated=after(62),
                ),
            )
        ),
        after(61),
    )
    store.prune(after(10_000), timedelta(seconds=1))
    assert store.deliveries() == ()
    (told,) = store.retractions(id_)[0].told
    assert (told.target, told.state, told.answer, told.at) == ("hub.example", sent, "204", after(62))


def test_a_correction_says_nothing_of_what_its_source_holds(store):
    """Who stands at its article's former origin stays public; further places and unreadable items stay, too."""
    first = publish_article(store, "a", origin="x.md")
    second = make_article("b", origin="x.md")
    store.absorb(intake(revise(second)), after(1))
    decide(store, first.id, Status.PUBLISHED, now=after(2))
    place = Place(SOURCE, "x.md", second.id)
    store.absorb(intake(unreadable=(broken("x.md"),)), after(3))
    store.absorb(Intake("autre", places=(place,)), after(3))
    edit = revise(make_article("a", origin="x.md", content="<p>2</p>"), 2)
    note = Correction(first.id, "Il fallait lire deux.", "Zoé", after(4))
    assert store.absorb(intake(edit, correction=note), after(4)) == ()
    assert store.public([first.id, second.id]) == {first.id, second.id}
    assert [one.origin for one in store.unreadable()] == ["x.md"]
    assert store.ledger([IdentityKeys(SOURCE, "", "x.md")]).by_place[SOURCE, "x.md"].id == second.id


def vanish_with_held_edit(store):
    """Publish an article, hold an edit of it, and have its origin vanish with a time of grace; return its id."""
    article = publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2, Status.HELD)), NOW)
    store.absorb(intake(vanished=(article.origin,), leaves=after(100)), NOW)
    return article.id


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REJECTED, Status.HELD])
def test_what_is_decided_of_its_words_does_not_keep_an_article_whose_origin_vanished(store, status):
    """It goes in its time whether an edit is released, rejected or held; taken back before, it is leaving no more."""
    id_ = vanish_with_held_edit(store)
    decide(store, id_, status, 2, now=after(5))
    assert [(one.record.id, one.record.leaves) for one in store.leaving()] == [(id_, after(100))]
    decide(store, id_, Status.RETRACTED, 2, now=after(100))
    assert store.leaving() == ()


def test_a_correction_does_not_keep_an_article_whose_origin_vanished(store):
    """Its origin is away still, and it goes in its time; what is read there again ends both."""
    article = publish_article(store, "a")
    store.absorb(intake(vanished=(article.origin,), leaves=after(100)), NOW)
    edit = revise(make_article("a", content="<p>2</p>"), 2)
    store.absorb(intake(edit, correction=Correction(article.id, "Deux.", "Zoé", after(9))), after(9))
    (one,) = store.leaving()
    assert (one.record.away, one.record.leaves) == (NOW, after(100))
    store.absorb(intake(revise(make_article("a", content="<p>3</p>"), 3)), after(10))
    assert store.leaving() == ()


def test_an_origin_that_is_back_keeps_an_article_though_an_edit_of_it_is_held(store):
    """Only an edit that takes the article back goes on running towards its time."""
    id_ = vanish_with_held_edit(store)
    store.absorb(intake(touched={"a.md": "s2"}), after(5))
    assert store.leaving() == ()
    draft = Judgement(Status.HELD, (Reason(LEAVING, "Withdrawn."),), after(200))
    store.absorb(intake(revise(make_article("a", content="<p>3</p>"), 3, judgement=draft)), after(6))
    store.absorb(intake(touched={"a.md": "s3"}), after(7))
    assert [(one.record.id, one.record.leaves) for one in store.leaving()] == [(id_, after(200))]
