"""The audience at rest: sums and reports, closed day by day, and forgotten in time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from buzzfeed.model import AudienceReport, AudienceSum, Range
from buzzfeed.store import open_inbox
from buzzfeed.store.audience import months_before

DAY = date(2026, 11, 12)
SUM = AudienceSum(DAY, "category/été", "FreshRSS", 2**59, Range(3, 5), 6, 5, 4, 3, 2, 10**12)
REPORT = AudienceReport(DAY, "all", "Feedly", "abc123?", 462)


@pytest.fixture
def inbox(store, place):
    """Open where the serve process leaves sums."""
    inbox = open_inbox(place.url)
    yield inbox
    inbox.close()


def test_sums_and_reports_are_kept_as_they_came(store, place, inbox):
    """Whole, in each view of the store, twice is once, and nothing that is published moves by it."""
    before = store.generation()
    for _ in range(2):
        inbox.keep_audience([SUM], [REPORT])
    inbox.keep_audience([], [])
    assert place.open(read_only=True).audience(DAY, DAY) == store.audience(DAY, DAY) == ((SUM,), (REPORT,))
    inbox.keep_audience([replace(SUM, rss=9)], [replace(REPORT, readers=470)])
    assert store.audience(DAY, DAY) == ((replace(SUM, rss=9),), (replace(REPORT, readers=470),))
    assert store.generation() == before


def test_reports_are_given_for_as_long_as_they_stand(store, inbox):
    """Sums of the days asked for, and reports of up to six days before."""
    inbox.keep_audience([SUM], [REPORT])
    assert store.audience(DAY + timedelta(days=6), DAY + timedelta(days=9)) == ((), (REPORT,))
    assert store.audience(DAY + timedelta(days=7), DAY + timedelta(days=9)) == ((), ())


def test_days_are_closed_when_nobody_writes_to_them_any_more(store, inbox):
    """Of runs and reports one sum remains, with both in it; today and yesterday stay open; twice is once."""
    runs = [replace(SUM, channel="all", run=run, readers=Range(run, run)) for run in (1, 2)]
    inbox.keep_audience([*runs, replace(runs[0], day=DAY + timedelta(days=1))], [REPORT])
    store.prune_audience(DAY + timedelta(days=1), 25)
    assert len(store.audience(DAY, DAY)[0]) == 2
    for _ in range(2):
        store.prune_audience(DAY + timedelta(days=2), 25)
        closed = [
            AudienceSum(DAY, "all", "Feedly", 0, Range(462, 462)),
            AudienceSum(DAY, "all", "FreshRSS", 0, Range(2, 3), 12, 10, 8, 6, 4, 2 * 10**12),
        ]
        assert sorted(store.audience(DAY, DAY)[0], key=lambda one: one.family) == closed
        assert len(store.audience(DAY + timedelta(days=1), DAY + timedelta(days=1))[0]) == 1


def test_day_of_one_run_is_closed_like_any_other(store, inbox):
    """Its sum is found among the closed days, of all channels and of one, robots left out."""
    robots = replace(SUM, channel="", family="bots")
    inbox.keep_audience([SUM, replace(SUM, channel="all"), robots], [])
    assert store.audience_days(DAY, DAY) == ()
    store.prune_audience(DAY + timedelta(days=2), 25)
    (whole,) = store.audience_days(DAY, DAY)
    assert (whole.readers, whole.polls, whole.size) == (Range(6, 10), 2 * SUM.polls, 2 * SUM.size)
    # A database may add whole numbers up to something else, which no JSON can hold.
    figures = (whole.readers.low, whole.readers.high, whole.polls, whole.unmodified, whole.deltas, whole.size)
    assert {type(figure) for figure in figures} == {int}
    assert store.audience_days(DAY, DAY, "all") == (replace(SUM, channel="all", family="", run=0),)
    assert store.audience_days(DAY + timedelta(days=1), DAY + timedelta(days=9)) == ()


def test_closed_day_takes_no_sums_any_more(store, inbox):
    """What comes too late (the store could not be written for days) stands not beside what is shown of the day."""
    inbox.keep_audience([SUM], [])
    store.prune_audience(DAY + timedelta(days=2), 25)
    closed = store.audience(DAY, DAY)
    inbox.keep_audience([replace(SUM, run=9), replace(SUM, day=DAY + timedelta(days=1))], [])
    assert store.audience(DAY, DAY) == closed
    assert len(store.audience(DAY, DAY + timedelta(days=1))[0]) == 2


def test_report_goes_on_standing_on_days_without_one(store, inbox):
    """A service that polled on one day counts on the six after it, and its report is then forgotten."""
    inbox.keep_audience([], [REPORT])
    store.prune_audience(DAY + timedelta(days=12), 25)
    sums, reports = store.audience(DAY, DAY + timedelta(days=12))
    assert [(one.day, one.readers) for one in sums] == [(DAY + timedelta(days=n), Range(462, 462)) for n in range(7)]
    assert reports == ()


def test_old_sums_are_forgotten(store, inbox):
    """What is older than so many months is deleted, to the day."""
    days = [date(2024, 10, 11), date(2024, 10, 12), DAY]
    inbox.keep_audience([replace(SUM, day=day) for day in days], [])
    store.prune_audience(DAY, 25)
    assert [one.day for one in store.audience(date(2020, 1, 1), DAY)[0]] == days[1:]
    store.prune_audience(DAY, 1)
    assert [one.day for one in store.audience(date(2020, 1, 1), DAY)[0]] == [DAY]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 30), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 25, date(2024, 11, 30)),
    ],
)
def test_months_before_are_calendar_months(day, months, before):
    """The same day of an earlier month, or its last."""
    assert months_before(day, months) == before
