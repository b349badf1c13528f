import pytest
from store_values import (
    NOW,
    after,
    build,
    channels_of,
    decide,
    intake,
    make_article,
    publish_article,
    revise,
    rich_article,
)

from buzzfeed.model import ChannelKey, ChannelKind, Publication, Status

QUERY = ChannelKey(ChannelKind.QUERY, "veille")


def named(*names):
    """Match articles by name, with the query's title."""
    return {"veille": ("La veille", lambda article: article.slug in names)}


def ids(store):
    """Tell whose slugs stand in the query's channel."""
    return [ref.id[-1] for ref in store.members(QUERY, 10)]


def test_query_channel_holds_what_matches(store):
    """Stored articles that a new query matches enter its channel, which is dirty and bears the query's title."""
    publish_article(store, "a")
    publish_article(store, "b")
    store.publish(Publication(settled=store.dirty()), NOW)
    store.sync_queries(named("a"), "d1", NOW)
    assert ids(store) == ["a"]
    assert [one.key for one in store.dirty()] == [QUERY]
    state = store.channel(QUERY)
    assert (state.title, state.articles, state.created) == ("La veille", 1, make_article("a").published)


def test_matching_sees_the_whole_article(store):
    """A query is asked about the article as outputs show it, terms and all."""
    article = rich_article("a")
    store.absorb(intake(revise(article)), NOW)
    seen = []
    store.sync_queries({"q": ("Q", lambda one: bool(seen.append(one)))}, "d1", NOW)
    assert seen == [article]


def test_nothing_is_done_while_the_digest_is_the_same(store):
    """The same settings are not matched again; other settings are."""
    publish_article(store, "a")
    store.sync_queries(named("a"), "d1", NOW)
    store.sync_queries({"veille": ("Autre", pytest.fail)}, "d1", NOW)
    store.sync_queries(named(), "d2", after(60))
    assert ids(store) == []


def test_changed_query_moves_articles_and_knows_when(store):
    """An article that a changed query no longer matches leaves the channel, at the time of the change."""
    for name in "ab":
        publish_article(store, name)
    store.sync_queries(named("a"), "d1", NOW)
    store.sync_queries(named("b"), "d2", after(60))
    assert ids(store) == ["b"]
    assert store.channel(QUERY).retracted == after(60)


def test_removed_query_is_emptied_and_its_public_channel_stays(store):
    """A query that is no longer configured matches nothing; its feed, once published, does not vanish."""
    publish_article(store, "a")
    store.sync_queries(named("a"), "d1", NOW)
    store.publish(Publication((build(store, QUERY),)), NOW)
    store.sync_queries({}, "d2", NOW)
    assert ids(store) == []
    assert store.channel(QUERY).public is True
    assert QUERY in {one.key for one in store.dirty()}


def test_renamed_query_is_dirty(store):
    """A query's new title is the channel's, and its feeds are rebuilt."""
    publish_article(store, "a")
    store.sync_queries(named("a"), "d1", NOW)
    store.publish(Publication(settled=store.dirty()), NOW)
    store.sync_queries({"veille": ("Neuf", named("a")["veille"][1])}, "d2", NOW)
    assert store.channel(QUERY).title == "Neuf"
    assert [one.key for one in store.dirty()] == [QUERY]


def test_held_article_is_matched_for_its_release(store):
    """An article that waits enters the channels of queries that came after it, once it is released."""
    held = make_article("a")
    store.absorb(intake(revise(held, status=Status.HELD)), NOW)
    store.sync_queries(named("a"), "d1", NOW)
    assert ids(store) == []
    assert store.channel(QUERY) is None
    decide(store, held.id, Status.PUBLISHED)
    assert ids(store) == ["a"]
    assert store.channel(QUERY).title == "La veille"


def test_held_edit_does_not_move_the_cleared_revision(store):
    """A query that matches only a held edit does not show its article, and one that matches the cleared one does."""
    publish_article(store, "a")
    edited = make_article("a", slug="z")
    store.absorb(intake(revise(edited, 2, Status.HELD)), NOW)
    store.sync_queries(named("z"), "d1", NOW)
    assert ids(store) == []
    store.sync_queries(named("a"), "d2", NOW)
    assert ids(store) == ["a"]


def test_article_absorbed_later_stands_where_its_revision_says(store):
    """After the queries were matched, a new article's own channels count."""
    store.sync_queries(named("a"), "d1", NOW)
    article = make_article("a")
    store.absorb(intake(revise(article, channels=(*channels_of(article), QUERY))), NOW)
    assert ids(store) == ["a"]
    assert store.channel(QUERY).title == "La veille"


def test_other_channels_are_left_alone(store):
    """Matching queries moves nothing but query channels."""
    article = publish_article(store, "a")
    store.publish(Publication(settled=store.dirty()), NOW)
    store.sync_queries(named("a"), "d1", NOW)
    store.sync_queries(named(), "d2", NOW)
    assert {state.key for state in store.channels()} == set(channels_of(article))
    assert store.revision(article.id).channels == channels_of(article)


def test_many_articles_are_matched_in_batches(store):
    """More articles than are held in memory at once are all matched."""
    store.absorb(intake(*[revise(make_article(f"n{number}")) for number in range(620)]), NOW)
    store.sync_queries({"veille": ("V", lambda article: article.slug.endswith("7"))}, "d1", NOW)
    assert store.channel(QUERY).articles == 62


def test_query_that_fails_changes_nothing(store):
    """An error of a match is its own, and leaves the store as it was."""
    publish_article(store, "a")
    with pytest.raises(ZeroDivisionError):
        store.sync_queries({"veille": ("V", lambda article: 1 // 0)}, "d1", NOW)
    store.sync_queries(named("a"), "d1", NOW)
    assert ids(store) == ["a"]
