from dataclasses import replace
from datetime import timedelta

import pytest
from store_values import (
    ALL,
    NOW,
    after,
    category,
    channels_of,
    decide,
    intake,
    make_article,
    publish_article,
    revise,
    rich_article,
    tag,
)

from buzzfeed.model import Status, Term, TermKind, Wish

DENIED = [status for status in Status if status is not Status.PUBLISHED]


def keys(store):
    """Tell the keys of all dirty channels."""
    return {one.key for one in store.dirty()}


def settle(store):
    """Have every dirty channel count as built and public, without building it."""
    with store._db.write() as connection:
        connection.exec_driver_sql("UPDATE channels SET dirty = NULL, public = TRUE")


def test_published_article_comes_back_whole(store):
    """What was stored of a published article comes back value for value."""
    article = rich_article("a")
    store.absorb(intake(revise(article)), NOW)
    assert store.articles([article.id]) == {article.id: article}


def test_revision_comes_back_whole_but_for_media(store):
    """The latest revision comes back with its decision, terms, channels and wishes."""
    revision = revise(rich_article("a"), wanted=("autre", "inconnu"), wish=Wish.PUBLISH, dated=False)
    store.absorb(intake(revision), NOW)
    assert store.revision(revision.article.id) == revision


def test_unknown_revision_is_none(store):
    """An article that the store does not know has no revision."""
    assert store.revision("tag:nobody") is None


def test_published_article_enters_its_channels_and_makes_them_dirty(store):
    """Every channel of a new published article holds it and is dirty, and no other."""
    article = publish_article(store, "a", tags=("IA", "Éducation"))
    assert keys(store) == set(channels_of(article))
    assert [ref.id for ref in store.members(tag("ia"), 10)] == [article.id]


@pytest.mark.parametrize("status", DENIED)
def test_denied_article_is_in_no_output(store, status):
    """An article that is not published is stored, and seen by no method that outputs read."""
    article = make_article("secret", slug="secret", url="https://f.example/a/secret")
    store.absorb(intake(revise(article, status=status)), NOW)
    assert store.revision(article.id).judgement.status is status
    assert store.dirty() == store.channels() == store.members(ALL, 10) == ()
    assert store.articles([article.id]) == {}
    assert store.addresses([revise(article).title_key]) == {}
    assert store.page("secret") is None
    assert store.channel(tag("ia")) is None
    assert [one.slug for one in store.terms() if one.kind is TermKind.TAG] == ["ia"]


def test_edit_changes_only_the_channels_it_touches(store):
    """An edit that moves an article to another tag makes dirty what it enters, leaves and stays in."""
    article = publish_article(store, "a", tags=("IA",))
    publish_article(store, "b", tags=("Sport",))
    settle(store)
    edited = make_article("a", tags=("Climat",), content="<p>Autre</p>")
    store.absorb(intake(revise(edited, 2)), after(60))
    assert keys(store) == set(channels_of(article)) | {tag("climat")}
    assert store.members(tag("ia"), 10) == ()
    assert store.articles([article.id])[article.id] == edited


def test_an_entry_that_was_edited_since_it_was_listed_stands_no_more(store):
    """Of entries as they were listed, those give their articles that still say the same, and no others."""
    edited, same = publish_article(store, "a"), publish_article(store, "b")
    listed = store.members(ALL, 10)
    assert store.standing(listed) == {edited.id: edited, same.id: same}
    store.absorb(intake(revise(make_article("a", content="<p>Autre</p>"), 2)), after(60))
    assert store.standing(listed) == {same.id: same}
    assert store.standing(store.members(ALL, 10)).keys() == {edited.id, same.id}


def test_leaving_a_channel_is_remembered_with_its_time(store):
    """A channel that an article left knows when; the channels that it stays in do not change."""
    publish_article(store, "a", tags=("IA",))
    publish_article(store, "b", tags=("IA",))
    store.absorb(intake(revise(make_article("a", tags=("Climat",)), 2)), after(60))
    assert store.channel(tag("ia")).retracted == after(60)
    assert store.channel(ALL).retracted is None
    assert store.channel(tag("climat")).retracted is None


def test_clock_set_back_takes_no_retraction_back(store):
    """The time of the last retraction never goes backwards."""
    for name in "abc":
        publish_article(store, name)
    decide(store, make_article("a").id, Status.RETRACTED, now=after(60))
    decide(store, make_article("b").id, Status.RETRACTED, now=after(-60))
    assert store.channel(ALL).retracted == after(60)


def test_same_intake_twice_changes_nothing(store, rows):
    """An intake handed in again, since a pass was killed, is stored once and makes nothing dirty."""
    batch = intake(revise(rich_article("a")), revise(make_article("b"), status=Status.HELD))
    store.absorb(batch, NOW)
    settle(store)
    before = rows("SELECT * FROM articles"), rows("SELECT * FROM spellings ORDER BY 1, 2")
    store.absorb(batch, after(60))
    assert rows("SELECT article, number FROM revisions ORDER BY 1, 2") == [(1, 1), (2, 1)]
    assert (rows("SELECT * FROM articles"), rows("SELECT * FROM spellings ORDER BY 1, 2")) == before
    assert store.dirty() == ()


def test_same_intake_twice_keeps_what_an_editor_decided_between(store):
    """A revision that was released stays released when a killed pass hands it in once more."""
    batch = intake(revise(make_article("a"), status=Status.HELD))
    store.absorb(batch, NOW)
    decide(store, make_article("a").id, Status.PUBLISHED)
    store.absorb(batch, after(60))
    assert [ref.id for ref in store.members(ALL, 10)] == [make_article("a").id]


def test_newsroom_that_changes_its_mind_is_heard(store):
    """The same words with another wish are no repetition: a published piece made a draft leaves every output."""
    revision = revise(make_article("a"))
    store.absorb(intake(revision), NOW)
    draft = replace(revise(make_article("a"), status=Status.DRAFT), wish=Wish.DRAFT)
    store.absorb(intake(draft), after(60))
    assert store.members(ALL, 10) == ()
    assert store.listed()[0].record.status is Status.DRAFT


def test_other_content_under_a_number_that_is_taken_is_not_lost(store):
    """Two processes that hand in different second revisions: both are stored, the later one is the latest."""
    publish_article(store, "a")
    first, second = make_article("a", content="<p>Un</p>"), make_article("a", content="<p>Deux</p>")
    store.absorb(intake(revise(first, 2)), NOW)
    store.absorb(intake(revise(second, 2)), NOW)
    assert store.revision(first.id).number == 3
    assert store.articles([first.id])[first.id] == second


def test_two_revisions_of_one_article_in_one_intake(store):
    """An article that stands twice in one intake gets both revisions, in their order."""
    first, second = make_article("a"), make_article("a", content="<p>Deux</p>")
    store.absorb(intake(revise(first), revise(second, 2)), NOW)
    assert store.revision(first.id).number == 2
    assert store.articles([first.id])[first.id] == second


def test_held_edit_leaves_the_last_cleared_revision(store):
    """While an edit to a published article is held, the revision before it stays in its channels, unchanged."""
    article = publish_article(store, "a")
    settle(store)
    refs = store.members(ALL, 10)
    store.absorb(intake(revise(make_article("a", content="<p>IBAN</p>"), 2, Status.HELD)), after(60))
    assert store.members(ALL, 10) == refs
    assert store.articles([article.id]) == {article.id: article}
    assert store.dirty() == ()
    assert store.revision(article.id).number == 2
    assert [one.record.revision for one in store.listed({Status.HELD})] == [2]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.RETRACTED])
def test_withdrawing_edit_takes_the_article_out(store, status):
    """An edit that makes a published article a draft, or puts it off, takes it out of every channel at once."""
    article = publish_article(store, "a")
    settle(store)
    generation = store.generation()
    store.absorb(intake(revise(make_article("a", content="<p>Plus tard</p>"), 2, status)), after(60))
    assert store.members(ALL, 10) == ()
    assert store.articles([article.id]) == {}
    assert store.generation() > generation


def test_withdrawn_revision_does_not_come_back_by_itself(store):
    """After a draft in between, holding the newest revision leaves nothing of the article in the outputs."""
    article = publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2, Status.DRAFT)), NOW)
    store.absorb(intake(revise(make_article("a", content="<p>3</p>"), 3)), NOW)
    decide(store, article.id, Status.HELD, 3)
    assert store.members(ALL, 10) == ()


def test_replacing_revision_takes_the_place_of_the_latest(store, rows):
    """A revision whose rendering alone changed keeps its number and shows its new words."""
    publish_article(store, "a")
    again = make_article("a", content="<p>Mieux rendu</p>")
    store.absorb(intake(revise(again, 1, replaces=True)), NOW)
    assert store.articles([again.id])[again.id] == again
    assert rows("SELECT number FROM revisions") == [(1,)]


def test_held_rendering_of_a_cleared_revision_stands_beside_it(store):
    """A new rendering that is held does not overwrite the published one that goes on being served."""
    article = publish_article(store, "a")
    again = make_article("a", content="<p>Rendu douteux</p>")
    store.absorb(intake(revise(again, 1, Status.HELD, replaces=True)), NOW)
    assert store.articles([article.id]) == {article.id: article}
    assert store.revision(article.id).article == again


def test_rejudged_revision_is_held_itself(store):
    """The same words judged anew and held leave the outputs: holding them means these words."""
    article = publish_article(store, "a")
    store.absorb(intake(revise(make_article("a"), 1, Status.HELD, replaces=True)), NOW)
    assert store.articles([article.id]) == {}
    assert store.revision(article.id).number == 1


def test_stale_replacement_is_left_out(store):
    """A new rendering of an older revision than the latest changes nothing."""
    publish_article(store, "a")
    second = make_article("a", content="<p>2</p>")
    store.absorb(intake(revise(second, 2)), NOW)
    store.absorb(intake(revise(make_article("a", content="<p>1 bis</p>"), 1, replaces=True)), NOW)
    assert store.articles([second.id])[second.id] == second


def test_first_seen_is_kept_from_the_first_revision(store):
    """When an article was first seen is stored once, whatever later revisions say."""
    publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2, first_seen=after(999))), NOW)
    assert store.revision(make_article("a").id).first_seen == NOW


def test_digest_changes_with_what_is_rendered_and_with_nothing_else(store):
    """An entry's digest follows title, terms and dates, and neither origin nor mark."""
    article = publish_article(store, "a")

    def digest(number, **changes):
        store.absorb(intake(revise(make_article("a", **changes), number)), NOW)
        return store.members(ALL, 1)[0].digest

    first = store.members(ALL, 1)[0].digest
    assert digest(2, origin="ailleurs.md") == first
    assert digest(3, mark="autre") == first
    assert digest(4, title="Autre") != first
    assert digest(5, tags=("Climat",)) != first
    assert digest(6, published=article.published - timedelta(seconds=1)) != first
    assert digest(7) == first


def test_new_date_moves_an_entry_in_its_channels(store):
    """An article whose date changed stands at its new place, once."""
    publish_article(store, "a")
    publish_article(store, "b", published=NOW - timedelta(hours=1))
    store.absorb(intake(revise(make_article("a", published=NOW), 2)), NOW)
    assert [ref.id[-1] for ref in store.members(ALL, 10)] == ["a", "b"]


def test_slug_given_in_a_race_is_replaced_by_the_one_in_force(store):
    """Two processes that give one term two slugs: the first one holds, for the article and its channel too."""
    publish_article(store, "a", tags=("IA",))
    late = replace(make_article("b"), tags=(Term(TermKind.TAG, "ia", "i-a", "IA"),))
    store.absorb(intake(revise(late)), NOW)
    assert [term.slug for term in store.articles([late.id])[late.id].tags] == ["ia"]
    assert len(store.members(tag("ia"), 10)) == 2
    assert store.channel(tag("i-a")) is None


def test_two_terms_never_share_a_slug(store):
    """Two terms that were given one slug at once get two, and so do their channels."""
    one = replace(make_article("a"), tags=(Term(TermKind.TAG, "c", "c", "C"),))
    other = replace(make_article("b"), tags=(Term(TermKind.TAG, "c++", "c", "C++"),))
    store.absorb(intake(revise(one), revise(other)), NOW)
    assert {term.label: term.slug for term in store.terms() if term.kind is TermKind.TAG} == {"C": "c", "C++": "c-2"}
    assert [ref.id for ref in store.members(tag("c"), 10)] == [one.id]
    assert [ref.id for ref in store.members(tag("c-2"), 10)] == [other.id]


def test_channel_is_as_old_as_the_article_that_brought_it_into_being(store):
    """A channel's creation is the publication of its first article, and stays so when an older one comes."""
    article = publish_article(store, "a")
    publish_article(store, "b", published=NOW - timedelta(days=9))
    assert store.channel(category("high-tech")).created == article.published


def test_whatever_text_comes_is_stored_and_comes_back(store):
    """NUL, lone surrogates and noncharacters in names from outside come back as they were."""
    for number, odd in enumerate(["a\x00b", "\udce9t\xe9.md", "\ufffepuis", "😀", "\ud83d"]):
        article = make_article(f"odd{number}", origin=odd, title=odd, lede=odd)
        store.absorb(intake(revise(article, guid=odd, stamp=odd)), NOW)
        assert store.articles([article.id]) == {article.id: article}
        assert store.memory(article.source).stamps[odd] == odd
        assert store.revision(article.id).guid == odd
