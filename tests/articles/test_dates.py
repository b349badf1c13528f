"""Dates as newsrooms write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles.dates import instant

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024-05-01", "2024-04-30T22:00:00"),
        ("2024-12-01", "2024-11-30T23:00:00"),
        ("2024/5/1", "2024-04-30T22:00:00"),
        ("2024.05.01", "2024-04-30T22:00:00"),
        ("20240501", "2024-04-30T22:00:00"),
        ("2024-05-01T10:00", "2024-05-01T08:00:00"),
        ("2024-05-01 10:00:07", "2024-05-01T08:00:07"),
        ("2024-05-01 10h30", "2024-05-01T08:30:00"),
        ("2024-05-01 1:05 PM", "2024-05-01T11:05:00"),
        ("2024-05-01 12:05 am", "2024-04-30T22:05:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00"),
        ("20240501T100000Z", "2024-05-01T10:00:00"),
        ("2024-05-01T10:00:00.987654321+02:00", "2024-05-01T08:00:00"),
        ("2024-05-01 10:00:00 +0200", "2024-05-01T08:00:00"),
        ("2024-05-01 10:00:00 -05", "2024-05-01T15:00:00"),
        ("2024-05-01 10:00 UTC", "2024-05-01T10:00:00"),
        ("2024-05-01T10:00:00+02:00[Europe/Paris]", "2024-05-01T08:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("Wed, 01 May 2024 10:00:00 +0200", "2024-05-01T08:00:00"),
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00"),
        ("Wed, 01 May 2024 10:00:00 EST", "2024-05-01T15:00:00"),
        ("1 May 2024 10:00", "2024-05-01T08:00:00"),
        ("1 May 2024", "2024-04-30T22:00:00"),
        (" 2024-05-01T10:00:00Z\n", "2024-05-01T10:00:00"),
        ("0001-01-02T00:00:00Z", "0001-01-02T00:00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
    ],
)
def test_date_is_read(words, expected):
    """ISO 8601, what is near it and RFC 5322 are read; what has no offset is in the newsroom's zone."""
    assert instant(words, PARIS) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "bientôt",
        "2024",
        "05/01/2024",
        "0000-01-01",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-05:00",
        "10000-01-01",
        "2024-13-01",
        "2024-02-30",
        "2024-05-01T25:00",
        "2024-05-01 13:00 pm",
        "2024-05-01T10:00:61Z",
        "2024-05-01T10:00:00+99:00",
        "Wed, 32 May 2024 10:00:00 +0200",
        "Wed, 01 May 24 10:00:00 +0200",
        "Wed, 01 May 2024 10:00:00 +9900",
        "2024-05-01" + " " * 100 + "x",
    ],
)
def test_what_is_no_date_is_none(words):
    """What names no instant between years 1 and 9999 gives none, and no error."""
    assert instant(words, PARIS) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024-03-31 01:59", "2024-03-31T00:59:00"),
        ("2024-03-31 02:30", "2024-03-31T01:30:00"),
        ("2024-03-31 03:00", "2024-03-31T01:00:00"),
        ("2024-10-27 02:30", "2024-10-27T00:30:00"),
        ("2024-10-27 03:00", "2024-10-27T02:00:00"),
    ],
)
def test_the_two_nights_when_the_clock_is_put(words, expected):
    """A local time that does not exist is read an hour later, one that exists twice is the first."""
    assert instant(words, PARIS) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(st.text(max_size=120))
def test_no_words_raise(words):
    """Any words give an instant in whole seconds of UTC, or none."""
    moment = instant(words, PARIS)
    assert moment is None or (moment.tzinfo is UTC and moment.microsecond == 0)


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.timezones()))
def test_an_instant_written_in_any_zone_comes_back(moment):
    """What Python writes as ISO 8601 is read as the same instant, to the second."""
    expected = moment.astimezone(UTC).replace(microsecond=0)
    offset = moment.utcoffset()
    assert offset is not None
    if offset.total_seconds() % 1 == 0:
        assert instant(moment.isoformat(), PARIS) == expected


@pytest.mark.parametrize(
    ("words", "first", "latest"),
    [
        ("2026-03-29 02:30", "01:30", "01:30"),
        ("2026-03-29 01:59", "00:59", "00:59"),
        ("2026-03-29 03:00", "01:00", "01:00"),
        ("2026-10-25 02:30", "00:30", "01:30"),
        ("2026-10-25 02:30 +02:00", "00:30", "00:30"),
        ("2026-10-25 02:30 +01:00", "01:30", "01:30"),
        ("2026-10-25 03:00", "02:00", "02:00"),
    ],
)
def test_the_nights_when_clocks_change(words, first, latest):
    """Half past two is half past three in spring; in autumn it is the first, and for an embargo the second."""
    day = words[:10]
    assert instant(words, PARIS) == datetime.fromisoformat(f"{day}T{first}:00+00:00")
    assert instant(words, PARIS, latest=True) == datetime.fromisoformat(f"{day}T{latest}:00+00:00")
