"""Personal feeds at rest: digests, edits, secrets out of use, upkeep, and what texts mean."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from store_values import NOW, publish_article

from buzzfeed.model import Decision, Judgement, Status, TermKind
from buzzfeed.model.personalfeeds import Gone, PersonalDay, Remembered, edit_digest, feed_digest
from buzzfeed.store import open_inbox, schema
from buzzfeed.store.personal import MOST_BURIED

FEED, EDIT = feed_digest("f" * 32), edit_digest("e" * 32)
SAID = "much=tag%3Aia&say=Je+lis+tout+de+Zanzibar"
DAY = timedelta(days=1)
LONG_AGO = NOW - 100 * DAY


@pytest.fixture
def inbox(store, place):
    """Give an inbox of the store."""
    opened = open_inbox(place.url)
    yield opened
    opened.close()


def keep(inbox, feed=FEED, edit=EDIT, now=NOW, room=10):
    """Keep a feed."""
    return inbox.keep_personal(feed, edit, SAID, "fr", "Mon fil", False, now, room)


def test_feed_is_found_by_either_digest_and_by_no_other(store, inbox):
    """What was said comes back; one secret is not the other, and the generation does not move."""
    before = store.generation()
    assert keep(inbox)
    found = store.personal_by_feed(FEED)
    assert found == store.personal_by_edit(EDIT)
    assert (found.said, found.language, found.title, found.version, found.used) == (SAID, "fr", "Mon fil", 1, None)
    assert store.personal_by_feed(EDIT) is store.personal_by_edit(FEED) is store.personal_by_feed("x") is None
    assert feed_digest("a") != edit_digest("a")
    assert store.generation() == before


def test_there_is_room_for_so_many_and_no_secret_is_given_twice(store, inbox):
    """What has no room is not kept, nor what bears the digest of another, in use or not."""
    assert keep(inbox, room=1)
    assert not keep(inbox, "f2", "e2", room=1)
    assert not keep(inbox, FEED, "e2")
    assert not keep(inbox, "f2", EDIT)
    assert inbox.delete_personal(EDIT, NOW)
    assert not keep(inbox)
    assert keep(inbox, "f2", "e2", room=1)


def test_edit_forgets_what_was_shown_where_other_things_are_said(store, inbox):
    """An edit at another version changes nothing; one that says the same keeps what was shown."""
    keep(inbox)
    number = store.personal_by_feed(FEED).number
    inbox.remember_personal([Remembered(number, 1, b"shown", b"heard")])
    assert store.personal_by_feed(FEED).shown == b"shown"
    assert inbox.edit_personal(EDIT, 2, "word=a", "en", "T", True, NOW) is None
    renamed = inbox.edit_personal(EDIT, 1, SAID, "en", "T", True, NOW + DAY)
    assert (renamed.version, renamed.title, renamed.shown, renamed.heard) == (2, "T", b"shown", b"heard")
    changed = inbox.edit_personal(EDIT, 2, "word=a", "en", "T", True, NOW + DAY)
    assert (changed.version, changed.said, changed.shown, changed.heard) == (3, "word=a", b"", b"")
    assert changed.edited == NOW + DAY
    inbox.remember_personal([Remembered(number, 1, b"late", b"late")])
    assert store.personal_by_feed(FEED) == changed


def test_whoever_holds_the_address_changes_what_is_said_where_the_reader_lets_it(store, inbox):
    """Feedback links know the feed's secret alone: they change nothing unless they are switched on."""
    keep(inbox)
    assert inbox.heed_personal(FEED, 1, "word=a", NOW) is None
    inbox.edit_personal(EDIT, 1, SAID, "fr", "T", True, NOW)
    assert inbox.heed_personal(FEED, 1, "word=a", NOW) is None
    assert inbox.heed_personal(EDIT, 2, "word=a", NOW) is None
    heeded = inbox.heed_personal(FEED, 2, "word=a", NOW + DAY)
    assert (heeded.version, heeded.said, heeded.title, heeded.feedback) == (3, "word=a", "T", True)
    assert store.personal_by_edit(EDIT) == heeded


def test_rotated_secrets_are_gone_and_the_new_ones_serve(store, inbox):
    """The old address is gone; the edit secret stays unless it is rotated too."""
    keep(inbox)
    assert inbox.rotate_personal(EDIT, "f2", None, NOW)
    assert store.personal_by_feed(FEED) == Gone(NOW)
    assert store.personal_by_feed("f2") == store.personal_by_edit(EDIT)
    assert inbox.rotate_personal(EDIT, "f3", "e3", NOW + DAY)
    assert store.personal_by_edit(EDIT) == store.personal_by_feed("f2") == Gone(NOW + DAY)
    assert store.personal_by_edit("e3").said == SAID
    assert not inbox.rotate_personal(EDIT, "f4", "e4", NOW)
    assert not inbox.rotate_personal("e3", "f2", None, NOW)


def test_pause_and_use(store, inbox):
    """A feed is paused and goes on; the last day it was asked for is kept, and of whom nothing."""
    keep(inbox)
    assert inbox.pause_personal(EDIT, True, NOW + DAY)
    found = store.personal_by_feed(FEED)
    assert (found.paused, found.edited, store.personal_said()) == (True, NOW + DAY, ())
    assert inbox.pause_personal(EDIT, False, NOW + DAY)
    assert not inbox.pause_personal("x", True, NOW)
    inbox.personal_used([found.number], date(2026, 3, 2))
    assert store.personal_by_feed(FEED).used == date(2026, 3, 2)
    assert store.personal_said() == (SAID,)


def seen(store, first, last):
    """Have upkeep see each of these days, counted from `NOW`."""
    for number in range(first, last + 1):
        store.keep_personal_day((NOW + number * DAY).date())


def test_what_nobody_asks_for_is_wiped_and_forgotten_in_the_end(store, inbox):
    """A feed expires by its last use or edit; for a time its digests are known to be gone, then not even that."""
    keep(inbox)
    keep(inbox, "f2", "e2")
    inbox.personal_used([store.personal_by_feed(FEED).number], NOW.date())
    inbox.personal_used([store.personal_by_feed("f2").number], (NOW + 10 * DAY).date())
    seen(store, 0, 10)
    days = store.personal_days((NOW + 10 * DAY).date(), (NOW + 200 * DAY).date())
    assert days == (PersonalDay((NOW + 10 * DAY).date(), 2, 1),)
    bounds = 6 * DAY, 3 * DAY, 3 * DAY, 40 * DAY
    assert store.prune_personal(NOW + 5 * DAY, *bounds) == 0
    assert store.prune_personal(NOW + 11 * DAY, *bounds) == 1
    assert store.personal_by_feed(FEED) == store.personal_by_edit(EDIT) == Gone(NOW + 11 * DAY)
    assert store.personal_by_feed("f2").said == SAID
    seen(store, 11, 15)
    store.prune_personal(NOW + 15 * DAY, 60 * DAY, 60 * DAY, 3 * DAY, 2 * DAY)
    assert store.personal_by_feed(FEED) is None
    assert len(store.personal_days(NOW.date(), (NOW + 200 * DAY).date())) <= 3


def test_what_nobody_ever_asked_for_goes_soon(store, inbox):
    """A feed that no reader's program fetched within some days is wiped; one that was fetched once stays."""
    keep(inbox)
    keep(inbox, "f2", "e2")
    inbox.personal_used([store.personal_by_feed("f2").number], NOW.date())
    seen(store, 0, 8)
    bounds = 180 * DAY, 7 * DAY, 400 * DAY, 800 * DAY
    assert store.prune_personal(NOW + 6 * DAY, *bounds) == 0
    assert store.prune_personal(NOW + 8 * DAY, *bounds) == 1
    assert store.personal_by_feed(FEED) == Gone(NOW + 8 * DAY)
    assert store.personal_by_feed("f2").said == SAID


def test_a_clock_that_leaps_ahead_wipes_nobodys_feed(store, inbox):
    """Days count that upkeep saw: months that passed between two looks are one."""
    keep(inbox)
    inbox.rotate_personal(EDIT, "f2", None, NOW)
    seen(store, 0, 3)
    for leap in (181, 182, 1000):
        assert store.prune_personal(NOW + leap * DAY, 180 * DAY, 7 * DAY, 400 * DAY, 800 * DAY) == 0
        store.keep_personal_day((NOW + leap * DAY).date())
    assert store.prune_personal(NOW + 4 * DAY, 180 * DAY, 7 * DAY, 400 * DAY, 800 * DAY) == 0
    assert store.personal_by_edit(EDIT).said == SAID
    assert store.personal_by_feed(FEED) == Gone(NOW)
    assert len(store.personal_days(NOW.date(), (NOW + 9 * DAY).date())) == 4


def test_secrets_out_of_use_are_remembered_of_one_feed_so_often(store, inbox):
    """Whoever rotates without end leaves a bounded number of rows; no old secret opens anything."""
    keep(inbox)
    for number in range(MOST_BURIED + 5):
        assert inbox.rotate_personal(EDIT, f"n{number}", None, NOW)
    with store._db.read() as connection:
        assert connection.execute(select(func.count()).select_from(schema.personal_gone)).scalar_one() == MOST_BURIED
    assert store.personal_by_feed(FEED) == Gone(NOW)
    assert store.personal_by_feed(f"n{MOST_BURIED + 2}") is None
    assert store.personal_by_feed(f"n{MOST_BURIED + 4}").said == SAID


def test_what_was_wiped_is_in_no_file(store, inbox, place):
    """Rows that grew and moved leave no copy: SQLite overwrites them, and its log is emptied on request."""
    if not place.url.startswith("sqlite"):
        assert inbox.empty_log()  # where PostgreSQL keeps what was deleted, its vacuum decides
        return
    for number in range(40):
        keep(inbox, f"f{number}", f"e{number}", room=100)
    for grown in range(1, 4):
        for number in range(40):
            found = store.personal_by_edit(f"e{number}")
            shown = bytes(number * 37 * grown % 900)
            inbox.remember_personal([Remembered(found.number, found.version, shown, shown * 5)])
    inbox.edit_personal("e7", 1, "word=Samarkande", "fr", "T", True, NOW)
    inbox.heed_personal("f7", 2, "word=b", NOW)
    for number in range(40):
        inbox.delete_personal(f"e{number}", NOW)
    assert inbox.empty_log()
    path = Path(place.url.removeprefix("sqlite:///"))
    assert path.with_name(path.name + "-wal").stat().st_size == 0
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name))
    assert b"f39" in kept
    assert b"Zanzibar" not in kept
    assert b"Samarkande" not in kept
    assert b"Mon fil" not in kept


def test_a_log_that_is_read_is_emptied_later(store, inbox, place):
    """Whoever reads is not waited for beyond a second, and nobody is told that it was done."""
    keep(inbox)
    with store._db.read() as connection:
        connection.execute(select(schema.personal_feeds)).all()
        inbox.delete_personal(EDIT, NOW)
        assert inbox.empty_log() is not place.url.startswith("sqlite")  # PostgreSQL has no such log
    assert inbox.empty_log()


def test_meanings_last_as_long_as_what_they_are_of(store):
    """Vectors are wanted of what is published, kept by mark, and dropped with a retraction."""
    made = [publish_article(store, name) for name in ("a", "b")]
    ids, marks, mark = {one.id for one in made}, {one.mark for one in made}, made[0].mark
    assert set(store.unmeant("e", LONG_AGO, 5)) == ids
    assert len(store.unmeant("e", LONG_AGO, 1)) == 1
    assert store.unmeant("e", NOW, 5) == ()
    store.keep_meanings("e", dict.fromkeys(marks, b"v"))
    assert store.unmeant("e", LONG_AGO, 5) == ()
    assert set(store.unmeant("other", LONG_AGO, 5)) == ids
    assert store.meanings("e", [mark, "x"]) == {mark: b"v"}
    assert store.meanings("other", [mark]) == {}
    labels = store.unmeant_labels("e", 50)
    assert labels
    assert all(kind is not TermKind.AUTHOR for kind, _ in labels)
    store.keep_label_meanings("e", {key: (label, b"w") for key, label in labels.items()})
    assert store.unmeant_labels("e", 50) == {}
    assert store.label_meanings("e") == dict.fromkeys(labels, b"w")
    store.decide([Decision(id_, 1, Judgement(Status.RETRACTED)) for id_ in ids], NOW)
    store.forget_meanings()
    assert store.meanings("e", list(marks)) == store.label_meanings("e") == {}


def test_remembering_one_that_was_wiped_does_nothing(store, inbox):
    """What the serve process leaves late finds no row."""
    keep(inbox)
    found = store.personal_by_feed(FEED)
    inbox.delete_personal(EDIT, NOW)
    inbox.remember_personal([Remembered(found.number, 1, b"s", b"h")])
    inbox.personal_used([found.number], NOW.date())
    assert store.personal_by_feed(FEED) == Gone(NOW)
    assert replace(found, shown=b"") == found
