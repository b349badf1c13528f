"""Dates, addresses and language tags are judged by their specifications alone."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.verify.syntax import NotADateError, is_language, rfc822, rfc3339, url_fault, w3cdtf

MARCH = datetime(2026, 3, 3, 6, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 03 Mar 2026 06:30:15 +0000",
        "Tue, 3 Mar 2026 06:30:15 GMT",
        "3 Mar 2026 06:30:15 UT",
        "03 Mar 26 06:30:15 Z",
        "Tue,03 Mar 2026 07:30:15 +0100",
        "tue, 03 mar 2026 01:30:15 est",
        " Tue, 03 Mar 2026 06:30:15 +0000\n",
    ],
)
def test_rfc_822_dates_are_read(text):
    """Each way in which RFC 822 writes an instant gives that instant."""
    assert rfc822(text) == MARCH


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mon, 03 Mar 2026 06:30:15 +0000", "day-name"),
        ("Mar, 03 Mars 2026 06:30:15 +0000", "bad-date"),
        ("2026-03-03T06:30:15Z", "bad-date"),
        ("Tue, 03 Mar 2026", "bad-date"),
        ("Tue, 03 Mar 2026 06:30:15", "bad-date"),
        ("Tue, 03 Mar 2026 6:30:15 GMT", "bad-date"),
        ("Tue, 03 Mar 2026 25:30:15 GMT", "bad-date"),
        ("Tue, 31 Feb 2026 06:30:15 GMT", "bad-date"),
        ("Tue, 03 Mar 2026 06:30:15 Europe/Paris", "bad-date"),
        ("Tue, 03 Mar 2026 06:30:15 +9999", "bad-date"),
        ("Sat, 01 Jan 0000 00:00:00 GMT", "bad-date"),
        ("Fri, 31 Dec 9999 23:59:59 -0100", "bad-date"),
        ("Tue, ٠٣ Mar 2026 06:30:15 GMT", "bad-date"),
        ("", "bad-date"),
        ("Tue, 03 Mar 2026 06:30:15 +0000" + " " * 1000, "bad-date"),
    ],
)
def test_what_is_no_rfc_822_date_is_refused(text, code):
    """Another day of the week, another format, a day or hour that does not exist: each is refused, with its code."""
    with pytest.raises(NotADateError) as error:
        rfc822(text)
    assert error.value.code == code


@pytest.mark.parametrize(
    "text",
    ["2026-03-03T06:30:15Z", "2026-03-03T06:30:15.999+00:00", "2026-03-03T05:00:15-01:30", "2026-03-03T06:30:15-00:00"],
)
def test_rfc_3339_dates_are_read(text):
    """An instant may be written with any offset; fractions of a second are dropped."""
    assert rfc3339(text) == MARCH


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-03",
        "2026-03-03T06:30:15",
        "2026-03-03 06:30:15Z",
        "2026-03-03t06:30:15z",
        "2026-3-3T06:30:15Z",
        "20260303T063015Z",
        "2026-13-03T06:30:15Z",
        "2026-03-03T24:30:15Z",
        "2026-03-03T06:30Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "",
    ],
)
def test_what_is_no_rfc_3339_date_is_refused(text):
    """Less than an instant, no offset, small letters, and days that do not exist are refused."""
    with pytest.raises(NotADateError):
        rfc3339(text)


def test_leap_second_is_a_date():
    """A sixtieth second exists now and then."""
    assert rfc3339("2016-12-31T23:59:60Z") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert rfc822("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_dublin_core_takes_less_than_an_instant():
    """A year, a month, a day or a minute is a date for Dublin Core; a word is none."""
    for text in ("2026", "2026-03", "2026-03-03", "2026-03-03T06:30Z", "2026-03-03T06:30:15+01:00"):
        w3cdtf(text)
    for text in ("hier", "03/03/2026", "2026-03-03T06:30"):
        with pytest.raises(NotADateError):
            w3cdtf(text)


@given(text=st.text(max_size=60))
def test_any_text_is_a_date_or_not(text):
    """No text makes a reading of dates fail otherwise than by saying that it is none."""
    for read in (rfc822, rfc3339, w3cdtf):
        with suppress(NotADateError):
            read(text)


@given(when=st.datetimes(datetime(1000, 1, 2), datetime(9990, 1, 1)), minutes=st.integers(-23 * 60, 23 * 60))
def test_each_instant_is_read_back(when, minutes):
    """What the standard library writes with any offset is read back as the same instant."""
    local = when.replace(microsecond=0, tzinfo=UTC).astimezone(tz=UTC)
    shifted = local + timedelta(minutes=minutes)
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    assert rfc3339(f"{shifted:%Y-%m-%dT%H:%M:%S}{offset}") == local
    assert rfc822(f"{shifted:%a, %d %b %Y %H:%M:%S} {offset.replace(':', '')}") == local


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://x.example/", ""),
        ("https://x.example/été?q=[1]|2", ""),
        ("http://[::1]:8000/", ""),
        ("tag:x.example,2026:/1", ""),
        ("mailto:a@x.example", ""),
        (" https://x.example/ ", ""),
        ("/chemin", "link-not-absolute"),
        ("//x.example/", "link-not-absolute"),
        ("x.example/", "link-not-absolute"),
        ("", "link-not-absolute"),
        ("https://", "bad-url"),
        ("https:///chemin", "bad-url"),
        ("https://x.example/a b", "bad-url"),
        ("https://x.example/a\u00a0b", "bad-url"),
        ("https://x.example/<b>", "bad-url"),
        ("http://[::1", "bad-url"),
    ],
)
def test_addresses_are_told_apart(url, fault):
    """An absolute address of any scheme is one; without a scheme, a host, or with white space it is none."""
    assert url_fault(url) == fault


@pytest.mark.parametrize(
    "tag", ["fr", "fr-FR", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj-biske", "x-moi", "i-klingon", "EN", "ast"]
)
def test_language_tags_are_known(tag):
    """Well-formed tags of RFC 5646 are languages."""
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag", ["", "f", "fr_FR", "français", "fr-", "-fr", "fr FR", "francophone", "fr-FR-", "fr" + "-x" * 200]
)
def test_what_is_no_language_tag_is_refused(tag):
    """Names, underscores and empty parts are no language tags."""
    assert not is_language(tag)
