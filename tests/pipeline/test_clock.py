"""A clock that is set, and the two nights of the year when it is: nothing is published early, twice or never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.model import ChannelKey, ChannelKind, DeliveryState, Format
from buzzfeed.pipeline.road import run_pass

ALL = ChannelKey(ChannelKind.ALL)


def walk(timed, since: str, until: str, step: int = 1800) -> dict[str, str]:
    """Go on through a night, and return when each article was first served, in UTC; none may ever leave again."""
    seen: dict[str, str] = {}
    now, end = (datetime.fromisoformat(words).replace(tzinfo=UTC) for words in (since, until))
    while now <= end:
        timed.clock.set(now)
        run_pass(timed.works)
        shown = timed.shown()
        assert seen.keys() <= shown.keys()
        for title in shown:
            seen.setdefault(title, now.strftime("%H:%M:%S"))
        now += timedelta(seconds=step)
    return seen


def test_the_night_when_clocks_go_forward(timed):
    """At two it is three in Paris, 1:00 UTC: a time that does not exist is as much later, to the second."""
    timed.save("a.md", "Deux heures et demie", "date: 2026-03-29 02:30")
    timed.save("b.md", "Avec décalage", "date: 2026-03-29T02:30:00+02:00")
    timed.save("c.md", "Trois heures", "date: 2026-03-29 03:00")
    timed.save("d.md", "Le jour", "date: 2026-03-29")
    timed.save("e.md", "Le lendemain", "date: 2026-03-30")
    timed.save("f.md", "Embargo", "date: 2026-03-28\nembargo: 2026-03-29 02:30")
    assert walk(timed, "2026-03-28T22:30:00", "2026-03-29T03:00:00") == {
        "Le jour": "23:00:00",
        "Avec décalage": "00:30:00",
        "Trois heures": "01:00:00",
        "Deux heures et demie": "01:30:00",
        "Embargo": "01:30:00",
    }
    timed.at("2026-03-29T21:59:59")
    assert "Le lendemain" not in timed.shown()
    timed.at("2026-03-29T22:00:00")
    assert timed.shown()["Le lendemain"] == "2026-03-29T22:00:00"


def test_the_night_when_clocks_go_back(timed):
    """Half past two comes twice: the first is meant, of an embargo the second; offsets say which."""
    timed.save("a.md", "Deux heures et demie", "date: 2026-10-25 02:30")
    timed.save("b.md", "La première", "date: 2026-10-25T02:30:00+02:00")
    timed.save("c.md", "La seconde", "date: 2026-10-25T02:30:00+01:00")
    timed.save("d.md", "Le jour", "date: 2026-10-25")
    timed.save("e.md", "Embargo", "date: 2026-10-24\nembargo: 2026-10-25 02:30")
    timed.save("f.md", "Trois heures", "date: 2026-10-25 03:00")
    assert walk(timed, "2026-10-24T21:30:00", "2026-10-25T02:30:00") == {
        "Le jour": "22:00:00",
        "Deux heures et demie": "00:30:00",
        "La première": "00:30:00",
        "La seconde": "01:30:00",
        "Embargo": "01:30:00",
        "Trois heures": "02:00:00",
    }


def test_an_hour_back_before_a_scheduled_time(timed):
    """What is due at nine by the clock is due at nine by the clock, however often it strikes eight."""
    timed.save("a.md", "Neuf heures", "date: 2026-03-02T09:00:00Z")
    timed.at("2026-03-02T08:59:59")
    timed.at("2026-03-02T07:59:59")
    timed.at("2026-03-02T08:59:59")
    assert timed.shown() == {}
    timed.at("2026-03-02T09:00:00")
    assert timed.shown() == {"Neuf heures": "2026-03-02T09:00:00"}


@pytest.mark.parametrize("head", ["date: 2026-03-02T09:00:00Z", "embargo: 2026-03-02T09:00:00Z"])
def test_an_hour_back_after_publication(timed, head):
    """What readers have stays: it is not withdrawn, nor published a second time, by an edit neither."""
    timed.save("a.md", "Neuf heures", head)
    timed.at("2026-03-02T08:00:00")
    timed.at("2026-03-02T09:00:00")
    before = timed.works.store.document(ALL, Format.ATOM)
    timed.at("2026-03-02T08:00:00")
    assert timed.works.store.document(ALL, Format.ATOM) == before
    timed.save("a.md", "Neuf heures, mieux", head)
    timed.at("2026-03-02T08:01:00")
    assert timed.shown() == {"Neuf heures, mieux": "2026-03-02T09:00:00"}
    assert len(timed.works.store.listed()) == 1


def test_an_hour_forward_over_several(timed):
    """All that was jumped over is published at once, each under its own time, in order."""
    for minute in (10, 20, 50):
        timed.save(f"{minute}.md", f"À {minute}", f"date: 2026-03-02T08:{minute}:00Z")
    timed.save("e.md", "Embargo", "embargo: 2026-03-02T08:30:00Z")
    timed.save("f.md", "Plus tard", "date: 2026-03-02T09:30:00Z")
    timed.at("2026-03-02T08:05:00")
    assert timed.shown() == {}
    timed.at("2026-03-02T09:05:00")
    assert timed.shown() == {
        "À 50": "2026-03-02T08:50:00",
        "Embargo": "2026-03-02T08:30:00",
        "À 20": "2026-03-02T08:20:00",
        "À 10": "2026-03-02T08:10:00",
    }


def test_last_modified_never_goes_back(timed):
    """However the clock is set, each edition of a feed is later than the one before."""
    committed = []
    for hour, minute in ((8, 0), (9, 0), (8, 1), (8, 2), (10, 0), (7, 0)):
        timed.save("a.md", f"À {hour} h {minute}", "date: 2026-03-01")
        timed.at(f"2026-03-02T{hour:02}:{minute:02}:00")
        edition = timed.works.store.edition(ALL, Format.RSS)
        committed.append(edition.committed)
    assert committed == sorted(set(committed))
    assert committed[-1] == datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC)


def test_an_edit_after_an_hour_back_is_a_second_later_not_an_hour(timed):
    """`updated` has to move for readers to see an edit; it goes no further ahead than the clock once stood."""
    timed.save("a.md", "Un", "date: 2026-03-01")
    timed.at("2026-03-02T08:00:00")
    timed.save("a.md", "Deux", "date: 2026-03-01")
    timed.at("2026-03-02T09:00:00")
    timed.save("a.md", "Trois", "date: 2026-03-01")
    timed.at("2026-03-02T08:10:00")
    timed.save("b.md", "Nouveau", "")
    timed.at("2026-03-02T08:11:00")
    updated = {one.record.title: one.record.updated for one in timed.works.store.listed()}
    assert updated["Trois"] == datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)
    assert updated["Nouveau"] == datetime(2026, 3, 2, 8, 11, tzinfo=UTC)


def test_a_file_that_is_missing_is_not_gone_by_a_jump(timed):
    """The ten seconds between two looks are ten that passed, not ten that were set."""
    timed.save("a.md", "Un", "date: 2026-03-01")
    timed.save("b.md", "Deux", "date: 2026-03-01")
    timed.at("2026-03-02T08:00:00")
    path = timed.newsroom.articles / "a.md"
    kept = path.read_bytes()
    path.unlink()
    timed.at("2026-03-02T08:00:10")
    timed.at("2026-03-02T09:00:10")
    assert len(timed.shown()) == 2
    path.write_bytes(kept)
    timed.at("2026-03-02T08:30:00")
    path.unlink()
    timed.at("2026-03-02T08:30:00")
    timed.clock.advance(11)
    timed.at("2026-03-02T07:30:00")
    assert list(timed.shown()) == ["Deux"]


def test_a_delivery_owed_before_the_hour_back_waits_no_hour(timed):
    """What was owed at nine is claimed at eight, where it is eight again."""
    from buzzfeed.model import Delivery, Publication

    store, now = timed.works.store, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    owed = Delivery("d", "hub", "websub", {"topics": ("t",)}, (), created=now, due=now)
    store.publish(Publication(deliveries=(owed,)), now)
    (claimed,) = store.claim(now - timedelta(hours=1), timedelta(minutes=2), 9)
    assert (claimed.id, claimed.state) == ("d", DeliveryState.WAITING)
