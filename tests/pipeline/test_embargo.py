"""Embargoes, from the words of an article to what readers are served."""

from __future__ import annotations

import pytest

from buzzfeed.pipeline import editor


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("embargo: 2026-03-02T18:00:00+01:00", "2026-03-02T17:00:00"),
        ("embargo: 2026-03-02 18:00", "2026-03-02T17:00:00"),
        ("embargo_until: 2026-03-03", "2026-03-02T23:00:00"),
        ("Embargo-Until: 2026-03-02T17:00:00Z", "2026-03-02T17:00:00"),
    ],
)
def test_an_embargo_ends_to_the_second(timed, words, ends):
    """Until its end an article is nowhere; then it is served, and dated by that end: nobody saw it before."""
    timed.save("a.md", "Budget", f"date: 2026-03-01\n{words}")
    timed.at("2026-03-02T08:00:00")
    assert (timed.status("Budget"), timed.shown()) == ("embargoed", {})
    timed.at(f"2026-03-02T{int(ends[11:13]) - 1:02}:59:59")
    assert timed.shown() == {}
    timed.at(ends)
    assert timed.shown() == {"Budget": ends}


def test_a_date_after_the_embargo_is_kept(timed):
    """What is dated later than its embargo ends is scheduled, and bears its own date."""
    timed.save("a.md", "Budget", "date: 2026-03-02T20:00:00Z\nembargo: 2026-03-02T17:00:00Z")
    timed.at("2026-03-02T08:00:00")
    assert timed.status("Budget") == "scheduled"
    timed.at("2026-03-02T19:59:59")
    assert timed.shown() == {}
    timed.at("2026-03-02T20:00:00")
    assert timed.shown() == {"Budget": "2026-03-02T20:00:00"}


@pytest.mark.parametrize("words", ["embargo: true", "embargo: jusqu’à nouvel ordre", "embargo: 2026-02-30"])
def test_an_embargo_without_a_readable_end_holds(timed, words):
    """An embargo must not pass for none; one that says no is none."""
    timed.save("a.md", "Budget", f"date: 2026-03-01\n{words}")
    timed.save("b.md", "Autre", "date: 2026-03-01\nembargo: false")
    timed.at("2026-03-02T08:00:00")
    (held,) = [one.record for one in timed.works.store.listed() if one.record.title == "Budget"]
    assert [reason.code for reason in held.reasons] == ["bad-embargo"]
    assert list(timed.shown()) == ["Autre"]


def test_an_embargo_lifted_early_publishes_at_once(timed):
    """The line is taken out: the article goes out now, dated now, and not below what readers have seen."""
    timed.save("a.md", "Budget", "date: 2026-02-01\nembargo: 2026-03-02T17:00:00Z")
    timed.at("2026-03-02T08:00:00")
    timed.save("a.md", "Budget", "date: 2026-02-01")
    timed.at("2026-03-02T09:00:00")
    assert timed.shown() == {"Budget": "2026-03-02T09:00:00"}


def test_an_embargo_that_moves_is_obeyed(timed):
    """Only the last one counts, later or earlier."""
    timed.save("a.md", "Budget", "embargo: 2026-03-02T17:00:00Z")
    timed.at("2026-03-02T08:00:00")
    timed.save("a.md", "Budget", "embargo: 2026-03-02T18:00:00Z")
    timed.at("2026-03-02T16:00:00")
    timed.at("2026-03-02T17:30:00")
    assert timed.shown() == {}
    timed.save("a.md", "Budget", "embargo: 2026-03-02T17:45:00Z")
    timed.at("2026-03-02T17:40:00")
    assert timed.shown() == {}
    timed.at("2026-03-02T17:45:00")
    assert timed.shown() == {"Budget": "2026-03-02T17:45:00"}


def test_an_embargo_on_what_is_out_withdraws_it(timed):
    """Readers get no more of it until the embargo ends; then it is back with the date it had, and never new again."""
    timed.save("a.md", "Budget", "date: 2026-03-01T10:00:00Z")
    timed.at("2026-03-02T08:00:00")
    assert timed.shown() == {"Budget": "2026-03-01T10:00:00"}
    timed.save("a.md", "Budget", "date: 2026-03-01T10:00:00Z\nembargo: 2026-03-02T17:00:00Z")
    timed.at("2026-03-02T09:00:00")
    assert (timed.status("Budget"), timed.shown()) == ("embargoed", {})
    timed.save("a.md", "Budget", "date: 2026-03-01T10:00:00Z\nembargo: 2026-03-02T17:00:00Z\ntags: [Ville]")
    timed.at("2026-03-02T10:00:00")
    timed.at("2026-03-02T17:00:00")
    assert timed.shown() == {"Budget": "2026-03-01T10:00:00"}


def test_what_is_withdrawn_and_to_be_held_waits_for_an_editor(timed):
    """The end of the embargo does not publish what the guard would hold."""
    timed.save("a.md", "Budget", "date: 2026-03-01")
    timed.at("2026-03-02T08:00:00")
    timed.save("a.md", "Budget", "date: 2026-03-01\nurl: mailto:a@b.example/c\nembargo: 2026-03-02T17:00:00Z")
    timed.at("2026-03-02T09:00:00")
    assert (timed.status("Budget"), timed.shown()) == ("embargoed", {})
    timed.at("2026-03-02T17:00:00")
    assert (timed.status("Budget"), timed.shown()) == ("held", {})


def test_a_release_breaks_no_embargo(timed):
    """What is held for another reason, and released before its embargo ends, waits for that end."""
    timed.save("a.md", "Budget", "date: 2026-03-01\nurl: mailto:a@b.example/c\nembargo: 2026-03-02T17:00:00Z")
    timed.at("2026-03-02T08:00:00")
    assert timed.status("Budget") == "held"
    (article,) = [one.record.id for one in timed.works.store.listed()]
    assert editor.release(timed.works.store, article, timed.clock.now()) == "embargoed"
    timed.at("2026-03-02T16:59:59")
    assert timed.shown() == {}
    timed.at("2026-03-02T17:00:00")
    assert timed.shown() == {"Budget": "2026-03-02T17:00:00"}
