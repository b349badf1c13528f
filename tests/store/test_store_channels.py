from datetime import timedelta

from store_values import (
    ALL,
    NOW,
    after,
    build,
    category,
    decide,
    intake,
    make_article,
    publish_article,
    revise,
    tag,
)

from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, DirtyChannel, Media, Publication, Status

A, B = make_article("a"), make_article("b")
PICTURE = Media("ab12.png", "image/png", b"\x89PNG")


def settle_all(store):
    """Settle every dirty channel without an edition."""
    store.publish(Publication(settled=store.dirty()), NOW)


def test_members_are_newest_first_then_by_id(store):
    """A channel's entries stand by publication, the latest first; of one second, by id in code point order."""
    for name, hours in [("b", 2), ("Z", 2), ("é", 2), ("a", 1), ("c", 3)]:
        publish_article(store, name, published=NOW - timedelta(hours=hours))
    assert [ref.id[-1] for ref in store.members(ALL, 10)] == ["a", "Z", "b", "é", "c"]
    assert [ref.id[-1] for ref in store.members(ALL, 3)] == ["a", "Z", "b"]


def test_members_of_an_unknown_channel_are_none(store):
    """A channel that does not exist holds nothing."""
    assert store.members(tag("rien"), 10) == ()


def test_entry_ref_tells_mark_and_dates(store):
    """An entry's reference carries the article's mark, publication and update."""
    publish_article(store, "a", updated=NOW)
    ref = store.members(ALL, 1)[0]
    assert (ref.id, ref.mark, ref.published, ref.updated) == (A.id, A.mark, A.published, NOW)


def test_channel_states_count_and_date(store):
    """A channel tells its label, its articles, its creation and its newest article."""
    publish_article(store, "a")
    publish_article(store, "b", published=NOW)
    assert store.channel(tag("ia")) == ChannelState(tag("ia"), "IA", 2, A.published, None, NOW, False)
    assert store.channel(ALL).title == ""
    assert store.channel(ChannelKey(ChannelKind.LANGUAGE, "fr")).title == "fr"


def test_channels_are_those_with_articles_or_once_public(store):
    """A channel whose only article was taken back before it was ever public does not exist."""
    publish_article(store, "a", tags=("Perdu",))
    publish_article(store, "b", tags=("Public",))
    store.publish(Publication((build(store, tag("public")),)), NOW)
    decide(store, A.id, Status.RETRACTED)
    decide(store, B.id, Status.RETRACTED)
    assert [state.key for state in store.channels()] == [tag("public")]
    assert store.channel(tag("public")).public is True
    assert store.channel(tag("perdu")) is None
    assert [one.key for one in store.dirty()] == [tag("public")]


def test_channels_and_dirty_ones_are_in_key_order(store):
    """Both lists are ordered by kind and slug, in code point order."""
    publish_article(store, "a", tags=("Zoo", "été", "Art"))
    keys = [state.key for state in store.channels()]
    assert keys == sorted(keys)
    assert [one.key for one in store.dirty()] == keys


def test_settled_channel_is_clean_and_a_later_mark_is_kept(store):
    """A channel that was marked again while it was built stays dirty after the build is published."""
    publish_article(store, "a", tags=("Un",))
    seen = store.dirty()
    publish_article(store, "b", tags=("Deux",))
    store.publish(Publication(settled=seen), NOW)
    left = {one.key for one in store.dirty()}
    assert tag("un") not in left
    assert {ALL, tag("deux"), category("high-tech")} <= left
    settle_all(store)
    assert store.dirty() == ()


def test_dirty_channels_outlast_the_store_object(store, place):
    """What a killed pass left dirty is dirty for the next one."""
    publish_article(store, "a")
    assert place.open().dirty() == store.dirty() != ()


def test_mark_all_dirty_marks_every_channel_with_a_later_ticket(store):
    """When the renderer changed, every channel is rebuilt, those under construction too."""
    publish_article(store, "a")
    seen = store.dirty()
    store.mark_all_dirty()
    again = store.dirty()
    assert [one.key for one in again] == [one.key for one in seen]
    assert all(new.ticket > old.ticket for new, old in zip(again, seen, strict=True))
    store.publish(Publication(settled=seen), NOW)
    assert store.dirty() == again


def test_settling_what_is_unknown_is_no_error(store):
    """A ticket of a channel that does not exist settles nothing."""
    store.publish(Publication(settled=(DirtyChannel(tag("x"), 1),)), NOW)
    assert store.dirty() == ()


def test_articles_leaves_unknown_and_denied_ones_out(store):
    """Only published articles come, those asked for and no other."""
    publish_article(store, "a")
    publish_article(store, "b")
    store.absorb(intake(revise(make_article("c"), status=Status.HELD)), NOW)
    assert set(store.articles([A.id, make_article("c").id, "tag:x"])) == {A.id}
    assert store.articles([]) == {}


def test_page_is_found_by_slug_where_the_article_has_no_other_address(store):
    """An article has a page of its own where its address says so, and only while it is published."""
    own = publish_article(store, "a", url="https://f.example/prefix/a/a")
    publish_article(store, "b", url="https://buzzly.example/b/")
    assert store.page("a") == own
    assert store.page("b") is None
    assert store.page("rien") is None
    decide(store, own.id, Status.HELD)
    assert store.page("a") is None


def test_page_is_found_by_a_former_slug_once_that_was_public(store):
    """The page's old address leads to the article for good; a slug that was only held leads nowhere."""
    publish_article(store, "a", url="https://f.example/a/a")
    moved = make_article("a", slug="neuf", url="https://f.example/a/neuf")
    store.absorb(intake(revise(moved, 2)), NOW)
    assert store.page("a") == store.page("neuf") == moved
    secret = make_article("a", slug="secret", url="https://f.example/a/secret")
    store.absorb(intake(revise(secret, 3, Status.HELD)), after(1))
    assert store.page("secret") is None
    assert store.page("neuf") == moved


def test_slug_is_withdrawn_once_it_stood_in_public_and_its_article_was_taken_back(store):
    """Of a retracted article, slugs that the world saw are known to be gone; one of a held edit never existed."""
    own = publish_article(store, "a", url="https://f.example/a/a")
    secret = make_article("a", slug="secret", url="https://f.example/a/secret")
    store.absorb(intake(revise(secret, 2, Status.HELD)), after(1))
    store.absorb(intake(revise(make_article("b"), status=Status.HELD)), after(1))
    assert not any(store.withdrawn(slug) for slug in ("a", "b", "secret", "rien"))
    decide(store, own.id, Status.RETRACTED)
    assert [slug for slug in ("a", "b", "secret", "rien") if store.withdrawn(slug)] == ["a"]


def test_picture_is_given_while_a_published_revision_shows_it(store):
    """A picture of a published article is served; one of a denied article, or of a held edit, is not."""
    store.absorb(intake(revise(A, status=Status.HELD, media=(PICTURE,))), NOW)
    assert store.media(PICTURE.name) is None
    decide(store, A.id, Status.PUBLISHED)
    assert store.media(PICTURE.name) == PICTURE
    assert store.media("rien.png") is None
    store.absorb(intake(revise(make_article("a", content="<p>2</p>"), 2)), NOW)
    assert store.media(PICTURE.name) is None


def test_revision_that_comes_back_without_its_pictures_still_shows_them(store):
    """A stored revision, handed in again since a link of it is known now, keeps the pictures its words name."""
    shown = make_article("a", content=f'<img src="https://f.example/a/media/{PICTURE.name}">')
    store.absorb(intake(revise(shown, media=(PICTURE,))), NOW)
    stored = store.revision(shown.id)
    assert stored.media == ()
    store.absorb(intake(revise(stored.article, 1, replaces=True)), NOW)
    assert store.media(PICTURE.name) == PICTURE
    store.prune(after(9999), timedelta(days=1))
    assert store.media(PICTURE.name) == PICTURE


def test_states_of_some_channels(store):
    """Several channels are asked for at once; those that do not exist in public are left out."""
    publish_article(store, "a")
    keys = [ALL, tag("ia"), category("high-tech"), tag("rien")]
    assert store.states(keys) == {key: store.channel(key) for key in keys[:3]}
    assert store.states([]) == {}


def test_established_channel_is_public_dirty_and_empty(store):
    """A channel made by the config exists before its first article, and keeps its creation when that comes."""
    store.establish(ALL, "Buzzly", NOW)
    assert store.channel(ALL) == ChannelState(ALL, "Buzzly", 0, NOW, public=True)
    assert [one.key for one in store.dirty()] == [ALL]
    store.establish(ALL, "Buzzly", after(60))
    publish_article(store, "a")
    assert store.channel(ALL).created == NOW
