from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_values import NOW, decide, intake, make_article, publish_article, revise, tag, term

from buzzfeed.model import Status, TermKind, TermUse
from buzzfeed.store.terms import most_used


def labels(store):
    """Tell the labels of all tags, by slug."""
    return {one.slug: one.label for one in store.terms() if one.kind is TermKind.TAG}


def spelled(name, spelling, number=1, status=Status.PUBLISHED, **changes):
    """Make a revision whose one tag is spelled so, under the slug that all spellings share."""
    article = replace(make_article(name), tags=(term(spelling, slug="ia"),), **changes)
    return revise(article, number, status, uses=tuple(TermUse(one, one.label) for one in article.terms))


def test_label_is_the_most_used_spelling(store):
    """Each term bears the spelling that most articles use, wherever it is shown."""
    store.absorb(intake(spelled("a", "ia")), NOW)
    assert labels(store) == {"ia": "ia"}
    store.absorb(intake(spelled("b", "IA"), spelled("c", "IA")), NOW)
    assert labels(store) == {"ia": "IA"}
    assert store.channel(tag("ia")).title == "IA"
    assert [one.tags[0].label for one in store.articles([spelled("a", "x").article.id]).values()] == ["IA"]
    assert store.revision(spelled("a", "x").article.id).uses[-2].spelling == "ia"


def test_tie_goes_to_the_first_in_code_point_order(store):
    """Of spellings used alike, the first in code point order is the label."""
    store.absorb(intake(spelled("a", "ia"), spelled("b", "Ia"), spelled("c", "IA")), NOW)
    assert labels(store) == {"ia": "IA"}


def test_relabelling_changes_digests_and_makes_all_channels_of_its_articles_dirty(store):
    """When a term's label changes, every article that carries it is rendered anew, in every channel where it stands."""
    publish_article(store, "other", tags=("Sport",))
    store.absorb(intake(spelled("a", "ia")), NOW)
    before = {ref.id: ref.digest for ref in store.members(tag("ia"), 10)}
    sport = store.members(tag("sport"), 10)
    with store._db.write() as connection:
        connection.exec_driver_sql("UPDATE channels SET dirty = NULL")
    store.absorb(intake(spelled("b", "IA"), spelled("c", "IA")), NOW)
    after = {ref.id: ref.digest for ref in store.members(tag("ia"), 10) if ref.id in before}
    assert before.keys() == after.keys()
    assert before != after
    assert {one.key.path for one in store.dirty()} >= {"all", "tag/ia", "category/high-tech", "language/fr"}
    assert store.members(tag("sport"), 10) == sport
    assert tag("sport") not in {one.key for one in store.dirty()}


def test_digest_of_a_relabelled_entry_is_that_of_an_article_that_came_so(store):
    """Two stores that end with the same labels have the same digests, whatever labels came before."""
    store.absorb(intake(spelled("a", "ia")), NOW)
    store.absorb(intake(spelled("b", "IA"), spelled("c", "IA")), NOW)
    relabelled = store.members(tag("ia"), 10)
    store.absorb(intake(spelled("a", "IA", 2)), NOW)
    assert store.members(tag("ia"), 10) == relabelled


def test_spelling_of_the_cleared_revision_alone_counts(store):
    """An edit that spells a term otherwise takes back the spelling it used before, once it is cleared."""
    store.absorb(intake(spelled("a", "IA"), spelled("b", "ia")), NOW)
    assert labels(store) == {"ia": "IA"}
    store.absorb(intake(spelled("a", "ia", 2, Status.HELD)), NOW)
    assert labels(store) == {"ia": "IA"}
    decide(store, spelled("a", "ia").article.id, Status.PUBLISHED, 2)
    assert labels(store) == {"ia": "ia"}


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_denied_articles_have_no_say_in_a_label(store, status):
    """However many drafts spell a term otherwise, the world reads it as published articles spell it."""
    store.absorb(intake(*(spelled(name, "iA", status=status) for name in "abc")), NOW)
    store.absorb(intake(spelled("d", "ia")), NOW)
    store.absorb(intake(*(spelled(name, "iA", 2, status) for name in "xyz")), NOW)
    assert labels(store) == {"ia": "ia"}
    assert store.channel(tag("ia")).title == "ia"


def test_rejected_and_retracted_articles_do_not_count(store):
    """An article that is denied for good has no say in a label; when it comes back, it has."""
    store.absorb(intake(spelled("a", "IA"), spelled("b", "ia")), NOW)
    decide(store, spelled("a", "IA").article.id, Status.RETRACTED)
    assert labels(store) == {"ia": "ia"}
    decide(store, spelled("a", "IA").article.id, Status.PUBLISHED)
    assert labels(store) == {"ia": "IA"}
    decide(store, spelled("a", "IA").article.id, Status.REJECTED)
    assert labels(store) == {"ia": "ia"}


def test_vanished_articles_do_not_count(store):
    """An article whose origin is gone has no say in a label."""
    store.absorb(intake(spelled("a", "IA"), spelled("c", "ia")), NOW)
    assert labels(store) == {"ia": "IA"}
    store.absorb(intake(vanished=("a.md",)), NOW)
    assert labels(store) == {"ia": "ia"}


def test_term_that_nobody_counts_for_keeps_its_label(store):
    """The label of a term is kept when its last article is retracted."""
    store.absorb(intake(spelled("a", "IA")), NOW)
    decide(store, spelled("a", "IA").article.id, Status.RETRACTED)
    assert labels(store) == {"ia": "IA"}


def test_terms_of_one_name_are_apart_by_kind(store):
    """A category and a tag of one name are two terms with their own labels."""
    article = replace(make_article("a"), categories=(term("ia", TermKind.CATEGORY),), tags=(term("IA"),))
    store.absorb(intake(revise(article)), NOW)
    assert {(one.kind, one.label) for one in store.terms() if one.key == "ia"} == {
        (TermKind.CATEGORY, "ia"),
        (TermKind.TAG, "IA"),
    }


@given(st.dictionaries(st.text(max_size=3), st.integers(-1, 3)))
def test_most_used_is_the_greatest_count_then_the_smallest_text(counts):
    """The label has the greatest count, and no smaller text has the same."""
    best = most_used(counts)
    used = {text: count for text, count in counts.items() if count > 0}
    if not used:
        assert best == ""
    else:
        assert used[best] == max(used.values())
        assert all(best <= text for text, count in used.items() if count == used[best])
