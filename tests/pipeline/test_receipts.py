"""A retraction's receipt: what each channel shows and each target was told, now and at any later time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from buzzfeed.config import load
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Format, Status
from buzzfeed.model.wire import TOMBSTONES
from buzzfeed.notify import Dispatcher
from buzzfeed.pipeline import editor, mending
from buzzfeed.pipeline.receipts import Receipt, receipt
from buzzfeed.pipeline.road import run_pass
from buzzfeed.testing import FakeClock, Hub, IndexNowEndpoint, PingService
from newsdesk import ALL, Desk

from harness import Newsroom

KEY = "abcdef0123456789"
TARGETS = """
[[announce]]
name = "hub"
type = "websub"
url = "{hub}"

[[announce]]
name = "pings"
type = "xmlrpc"
url = "{pings}"
coalesce = "0s"

[[announce]]
name = "search"
type = "indexnow"
url = "{search}"
key = "abcdef0123456789"
coalesce = "0s"
"""


class World:
    """A newsroom, and three targets on loopback that can be taken down."""

    def __init__(self, newsroom: Newsroom, hub: Hub, pings: PingService, search: IndexNowEndpoint) -> None:
        """Announce to all three."""
        self.newsroom, self.hub, self.pings, self.search = newsroom, hub, pings, search
        search.files[f"/{KEY}.txt"] = KEY.encode()
        places = {"hub": hub.url + "/", "pings": pings.url + "/", "search": search.endpoint}
        more = TARGETS.format(**places)
        self.desk = Desk(newsroom)
        newsroom.configure(more=more)
        self._later = timedelta()

    def publish(self) -> None:
        """Run a pass, and deliver what is due."""
        with self.desk.open() as works:
            run_pass(works)
            self.deliver(works)

    def deliver(self, works: Any, after: timedelta = timedelta()) -> None:
        """Deliver what is due by then."""
        self._later += after
        clock = FakeClock(works.clock.now() + self._later)
        Dispatcher(works.store, works.targets, clock).drain()

    def receipt(self, article: str) -> Receipt:
        """Ask for a receipt."""
        with self.desk.open() as works:
            return receipt(works.store, works.config, article)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a newsroom whose targets were told of its two articles."""
    with Hub() as hub, PingService() as pings, IndexNowEndpoint() as search:
        made = World(Newsroom(tmp_path, base=search.url), hub, pings, search)
        made.newsroom.write("a.md", "Un", date="2026-11-20")
        made.newsroom.write("b.md", "Canari", date="2026-11-21")
        made.publish()
        yield made


@contextmanager
def retracted(world: World) -> Iterator[str]:
    """Retract an article and give its id; nothing is built yet."""
    with world.desk.open() as works:
        (id_,) = [one.record.id for one in works.store.listed() if one.record.title == "Canari"]
        editor.retract(works.store, id_, works.clock.now(), by="Zoé", note="une erreur de nom")
    yield id_


def states(found: Receipt) -> dict[str, str]:
    """Return each target's state."""
    return {one.target or one.type: one.state for one in found.targets}


def test_the_receipt_tells_of_every_channel_and_target_and_is_completed_later(world: World) -> None:
    """Before the build all of it waits; with the hub down it says so; once the hub is back it is complete."""
    with retracted(world) as id_:
        found = world.receipt(id_)
        assert not found.complete
        assert (found.by, found.note, found.title) == ("Zoé", "une erreur de nom", "Canari")
        assert set(states(found).values()) == {"waiting"}
        assert all(left.first_without_it is None and left.last_with_it for left in found.channels)
        assert found.page_answers == 410
        assert "buzzfeed build" in found.next
        world.hub.status = 503
        url = found.url
        world.publish()
    found = world.receipt(id_)
    assert states(found) == {"hub": "waiting", "pings": "told", "search": "told"}
    (hub,) = [one for one in found.targets if one.target == "hub"]
    assert hub.attempts == 1
    assert "503" in str(hub.answer)
    assert not found.complete
    assert {left.channel for left in found.channels} >= {"all", "tag/mer", "category/culture", "language/fr"}
    assert all(left.first_without_it and left.tombstone for left in found.channels)
    assert world.search.urls[-1] == url
    world.hub.status = None
    told = len(world.hub.topics)
    with world.desk.open() as works:
        world.deliver(works, timedelta(hours=1))
    found = world.receipt(id_)
    assert (states(found)["hub"], found.complete) == ("told", True)
    assert f"{world.search.url}/feeds/tag/mer.atom" in world.hub.topics[told:]
    assert "not known to buzzfeed" in found.not_recalled


def test_a_receipt_outlives_its_deliveries(world: World) -> None:
    """Weeks later, deliveries forgotten, it tells the same of every target."""
    with retracted(world) as id_:
        world.publish()
    before = world.receipt(id_)
    with world.desk.open() as works:
        works.store.prune(works.clock.now() + timedelta(days=60), timedelta(days=30))
        assert works.store.deliveries() == ()
    after = world.receipt(id_)
    assert states(after) == states(before) == {"hub": "told", "pings": "told", "search": "told"}
    assert after.complete


def test_a_target_that_gave_up_is_named(world: World) -> None:
    """A search engine that refuses the list for good has failed, and the editor is told to tell it."""
    with retracted(world) as id_:
        world.search.status = 422
        world.publish()
    found = world.receipt(id_)
    assert states(found)["search"] == "failed"
    assert "search" in found.next
    assert not found.complete


def test_kinds_of_targets_that_are_not_configured_are_said_to_be_none(world: World) -> None:
    """Without any target the receipt says so of each kind, and is complete once the feeds are built."""
    world.newsroom.configure(more="")
    with retracted(world) as id_:
        world.publish()
    found = world.receipt(id_)
    assert states(found) == {"websub": "not configured", "xmlrpc": "not configured", "indexnow": "not configured"}
    assert found.complete


def entries(world: World) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return the Atom feed's entries (id, published, updated) and its tombstones' ids."""
    with world.desk.open() as works:
        found = works.store.document(ALL, Format.ATOM)
        assert found is not None
    stones = [stone.get("ref") for stone in etree.fromstring(found[1]).iter(f"{{{TOMBSTONES}}}deleted-entry")]
    parsed = feedparser.parse(found[1])["entries"]
    return [(entry["id"], entry["published"], entry["updated"]) for entry in parsed], stones


def test_undoing_brings_it_back_as_it_was(world: World) -> None:
    """Same id, same times, no tombstone, a page that answers; the receipt tells of both decisions."""
    before, _ = entries(world)
    with retracted(world) as id_:
        world.publish()
    assert entries(world)[1] == [id_]
    with world.desk.open() as works:
        mending.undo(works.store, id_, works.clock.now(), by="Ali", note="c'était juste")
    world.publish()
    assert entries(world) == (before, [])
    found = world.receipt(id_)
    assert (found.undone_by, found.complete, found.page_answers, found.status) == ("Ali", True, 200, "published")
    assert [(one.status, one.by) for one in found.decisions] == [("retracted", "Zoé"), ("published", "Ali")]


def test_undoing_takes_what_changed_meanwhile_as_an_edit(world: World) -> None:
    """A file that changed while its article was retracted is read again once it is back."""
    with retracted(world) as id_:
        world.newsroom.write("b.md", "Canari corrigé", date="2026-11-21")
        world.publish()
        with world.desk.open() as works:
            assert works.store.public([id_]) == frozenset()
            mending.undo(works.store, id_, works.clock.now())
        world.publish()
    with world.desk.open() as works:
        assert works.store.articles([id_])[id_].title == "Canari corrigé"


def test_undoing_an_article_whose_file_is_gone_keeps_it_until_somebody_decides(world: World) -> None:
    """It is published as it was stored; nothing takes it back by itself again."""
    with retracted(world) as id_:
        (world.newsroom.articles / "b.md").unlink()
        world.publish()
        with world.desk.open() as works:
            mending.undo(works.store, id_, works.clock.now())
        world.publish()
        world.publish()
    with world.desk.open() as works:
        assert works.store.public([id_]) == {id_}


def test_what_was_released_stays_so_through_a_retraction_and_its_undoing(world: World) -> None:
    """What an editor overruled is not asked again; an article without a release is free of no rule."""
    world.newsroom.write("b.md", "Canari", date="2026-11-21", body="Appelez le 06 12 34 56 78 avant midi, dit-il.")
    with world.desk.open() as works:
        run_pass(works)
        (held,) = [one.record.id for one in works.store.listed([Status.HELD])]
        editor.release(works.store, held, works.clock.now())
        editor.retract(works.store, held, works.clock.now())
        mending.undo(works.store, held, works.clock.now())
        run_pass(works)
        revision = works.store.revision(held)
        assert revision is not None
        assert revision.judgement.status is Status.PUBLISHED
        assert [one.code for one in revision.judgement.reasons] == ["released", "phone"]


def test_what_was_never_public_is_not_taken_back(world: World) -> None:
    """A held article is rejected, not retracted: else its undoing would publish what nobody released."""
    world.newsroom.write("c.md", "Tenu", date="2026-11-22", body="IBAN : FR14 2004 1010 0505 0001 3M02 606, dit-il.")
    with world.desk.open() as works:
        run_pass(works)
        (held,) = [one.record.id for one in works.store.listed([Status.HELD])]
        with pytest.raises(BuzzfeedError, match="buzzfeed reject"):
            editor.retract(works.store, held, works.clock.now())


def test_what_is_not_retracted_cannot_be_brought_back(world: World) -> None:
    """A published one is told so, and one that was never taken back has no receipt."""
    with world.desk.open() as works:
        id_ = works.store.listed([Status.PUBLISHED])[0].record.id
        with pytest.raises(BuzzfeedError, match="not retracted"):
            mending.undo(works.store, id_, works.clock.now())
        with pytest.raises(BuzzfeedError, match="never taken back"):
            receipt(works.store, load(world.newsroom.config), id_)
