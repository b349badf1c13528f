"""Articles that are handed in, at rest."""

from datetime import timedelta

import pytest
from store_values import NOW, SOURCE, intake, make_article, revise

from buzzfeed.model import Place, Reason, Scope, Status, Token, Unreadable
from buzzfeed.model.pushed import KEPT_DELETED, Kept, Precondition, PushState
from buzzfeed.store import open_inbox, pushing

LATER = NOW + timedelta(hours=1)
ANY = Precondition()


@pytest.fixture
def inbox(store, place):
    """Return the inbox of a store that stands open."""
    opened = open_inbox(place.url)
    yield opened
    opened.close()


def test_what_is_handed_in_is_kept_once_and_wished_for(store, inbox):
    """The same body again is no change; another one is; each change has its source looked at, and nothing else."""
    before = store.generation()
    assert inbox.put_pushed("s", "a", b"1", "d1", ANY, NOW) is Kept.CREATED
    assert store.look_wishes() == {"s": 1}
    assert inbox.put_pushed("s", "a", b"1", "d1", ANY, LATER) is Kept.SAME
    assert store.look_wishes() == {"s": 1}
    assert inbox.put_pushed("s", "a", b"2", "d2", ANY, LATER) is Kept.CHANGED
    assert inbox.put_pushed("t", "a", b"3", "d3", ANY, LATER) is Kept.CREATED
    assert store.look_wishes() == {"s": 2, "t": 1}
    assert store.pushed_digests("s") == {"a": "d2"}
    kept = store.pushed("s", ["a", "b"])["a"]
    assert (kept.body, kept.received, kept.changed) == (b"2", NOW, LATER)
    assert store.generation() == before


def test_what_is_deleted_is_known_and_comes_back(store, inbox):
    """It is read no more, its id is remembered with what it said, and handing it in anew creates it."""
    assert inbox.drop_pushed("s", "a", ANY, NOW) is Kept.ABSENT
    inbox.put_pushed("s", "a", b"1", "d1", ANY, NOW)
    assert inbox.drop_pushed("s", "a", ANY, NOW) is Kept.CHANGED
    assert inbox.drop_pushed("s", "a", ANY, NOW) is Kept.SAME
    assert store.pushed_digests("s") == {}
    assert store.pushed("s", ["a"]) == {}
    gone = inbox.standing("s", "a")
    assert (gone.state, gone.pushed.body, gone.pushed.deleted) == (PushState.DELETED, b"1", True)
    assert inbox.put_pushed("s", "a", b"1", "d1", ANY, NOW) is Kept.CREATED
    assert inbox.standing("s", "a").state is PushState.WAITING
    assert inbox.standing("t", "a") is None


def test_the_words_of_what_was_deleted_long_ago_are_forgotten(store, inbox):
    """Its id stays known, and may be used again; what is not deleted, or was lately, is left alone."""
    for id_ in ("old", "late", "there"):
        inbox.put_pushed("s", id_, b"1", "d1", ANY, NOW)
    inbox.drop_pushed("s", "old", ANY, NOW)
    inbox.drop_pushed("s", "late", ANY, NOW + timedelta(days=2))
    store.prune(NOW + KEPT_DELETED + timedelta(days=1), timedelta(days=30))
    bodies = {id_: inbox.standing("s", id_).pushed.body for id_ in ("old", "late", "there")}
    assert bodies == {"old": b"", "late": b"1", "there": b"1"}
    assert inbox.put_pushed("s", "old", b"2", "d2", ANY, NOW) is Kept.CREATED
    assert inbox.standing("s", "old").pushed.body == b"2"


def test_updates_that_would_be_lost_are_refused(inbox):
    """If-Match and If-None-Match hold for handing in and for deleting, and for what is not there."""
    only_new, only_there = Precondition(none=("*",)), Precondition(match=("*",))
    assert inbox.put_pushed("s", "a", b"1", "d1", only_there, NOW) is Kept.CONFLICT
    assert inbox.put_pushed("s", "a", b"1", "d1", only_new, NOW) is Kept.CREATED
    assert inbox.put_pushed("s", "a", b"2", "d2", only_new, NOW) is Kept.CONFLICT
    assert inbox.put_pushed("s", "a", b"2", "d2", Precondition(match=("x",)), NOW) is Kept.CONFLICT
    assert inbox.put_pushed("s", "a", b"2", "d2", Precondition(match=("d1",)), NOW) is Kept.CHANGED
    assert inbox.drop_pushed("s", "a", Precondition(match=("d1",)), NOW) is Kept.CONFLICT
    assert inbox.drop_pushed("s", "a", Precondition(match=("d2",)), NOW) is Kept.CHANGED


def test_ids_are_listed_in_pages_and_bounded(inbox, monkeypatch):
    """A page begins after an id; nobody fills the store with ids."""
    monkeypatch.setattr(pushing, "MOST_PUSHED", 3)
    for id_ in "cab":
        inbox.put_pushed("s", id_, b"1", "d1", ANY, NOW)
    assert inbox.put_pushed("s", "d", b"1", "d1", ANY, NOW) is Kept.FULL
    assert [one.pushed.id for one in inbox.standings("s", "", 2)] == ["a", "b"]
    assert [one.pushed.id for one in inbox.standings("s", "b", 2)] == ["c"]
    assert inbox.standings("t", "", 2) == []


def test_each_article_stands_as_the_store_knows_its_place(store, inbox):
    """Waiting until it was read as it is now; then as was decided, with the reasons, and where it is public."""
    named = dict.fromkeys(["public", "draft", "edited", "unread", "broken", "copy", "gone"], "stamp-1")
    named |= {"edited": "stamp-2", "broken": "bad", "unread": "bad"}
    for name, digest in named.items():
        inbox.put_pushed(SOURCE, f"{name}.md", b"{}", digest, ANY, NOW)
    assert {one.state for one in inbox.standings(SOURCE, "", 10)} == {PushState.WAITING}
    shown = [revise(make_article(name)) for name in ("public", "edited", "broken", "gone")]
    store.absorb(intake(*shown, revise(make_article("draft"), status=Status.DRAFT)), NOW)
    broken = ("unread", "broken")
    bad = [Unreadable(f"u-{name}", SOURCE, f"{name}.md", "bad", (Reason("x", "y"),), NOW) for name in broken]
    place = Place(SOURCE, "copy.md", "tag:buzzly.example,2026:/public")
    held = revise(make_article("edited", title="Autre"), 2, Status.HELD)
    store.absorb(intake(held, unreadable=tuple(bad), places=(place,), touched={"copy.md": "stamp-1"}), NOW)
    found = {one.pushed.id.removesuffix(".md"): one for one in inbox.standings(SOURCE, "", 10)}
    assert {name: (one.state, one.edit) for name, one in found.items()} == {
        "public": (PushState.PUBLISHED, None),
        "gone": (PushState.PUBLISHED, None),
        "draft": (PushState.DRAFT, None),
        "edited": (PushState.PUBLISHED, PushState.HELD),
        "broken": (PushState.PUBLISHED, PushState.HELD),
        "unread": (PushState.HELD, None),
        "copy": (PushState.COPY, None),
    }
    assert [one.code for one in found["edited"].reasons] == ["because-held"]
    assert (found["public"].url, found["draft"].url) == ("https://buzzly.example/public/", "")
    assert found["copy"].article == ""
    assert (found["draft"].slug, found["copy"].slug) == ("draft", "")
    assert inbox.pushed_at(SOURCE, "https://buzzly.example/public/", "") == "public.md"
    assert inbox.pushed_at("t", "https://buzzly.example/public/", "public") is None
    inbox.drop_pushed(SOURCE, "gone.md", ANY, NOW)
    assert inbox.standing(SOURCE, "gone.md").state is PushState.WAITING
    store.absorb(intake(vanished=("gone.md",)), NOW)
    assert inbox.standing(SOURCE, "gone.md").state is PushState.RETRACTED


def test_a_request_that_comes_again_finds_what_it_created(inbox):
    """By its source and within a span; not once that was deleted, and not by what changed it since"""
    inbox.put_pushed("s", "a", b"1", "d1", ANY, NOW, "born")
    inbox.put_pushed("s", "a", b"2", "d2", ANY, LATER, "changed")
    assert inbox.pushed_by("s", "born", NOW) == "a"
    assert inbox.pushed_by("s", "changed", NOW) is inbox.pushed_by("t", "born", NOW) is None
    assert inbox.pushed_by("s", "born", LATER) is None
    inbox.drop_pushed("s", "a", ANY, LATER)
    assert inbox.pushed_by("s", "born", NOW) is None


def test_a_token_keeps_the_source_that_it_is_for(store):
    """And `publish` is all that Micropub parts into three, but no more."""
    store.add_token(Token("cms", "d", frozenset([Scope.PUBLISH]), NOW, source="s"))
    (token,) = store.tokens()
    assert token.source == "s"
    assert [scope for scope in Scope if token.grants(scope)] == [
        Scope.PUBLISH,
        Scope.CREATE,
        Scope.UPDATE,
        Scope.DELETE,
    ]
