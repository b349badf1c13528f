from datetime import timedelta

from store_values import ALL, NOW, after, decide, make_article, publish_article, tag

from buzzfeed.model import Status
from buzzfeed.ports import Located

HOUR = timedelta(hours=1)


def test_published_articles_are_located_the_oldest_first(store):
    """Each published article tells its address, its publication and its last change; a denied one is not there."""
    publish_article(store, "b", published=NOW - HOUR, updated=NOW)
    publish_article(store, "a", published=NOW - 2 * HOUR, updated=NOW - 2 * HOUR)
    publish_article(store, "c", published=NOW, updated=NOW)
    decide(store, make_article("c").id, Status.RETRACTED)
    found = store.located()
    assert [one.id for one in found] == [make_article("a").id, make_article("b").id]
    assert found[1] == Located(make_article("b").id, make_article("b").url, NOW - HOUR, NOW)


def test_a_channel_is_touched_by_an_edit_and_by_a_retraction(store):
    """What a channel shows changed last when an article in it did, or when one was taken back from it."""
    publish_article(store, "a", published=NOW - 2 * HOUR, updated=NOW - HOUR)
    publish_article(store, "b", published=NOW - HOUR, updated=NOW, tags=("Autre",))
    touched = store.touched()
    assert touched[tag("ia")] == NOW - HOUR
    assert touched[ALL] == touched[tag("autre")] == NOW
    decide(store, make_article("b").id, Status.RETRACTED, now=after(60))
    touched = store.touched()
    assert tag("autre") not in touched
    assert touched[ALL] >= after(60)
