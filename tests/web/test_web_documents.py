from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.web.documents import Document, body_of, http_date, is_unmodified, matches, not_modified_since

ETAG = b'"0123-gz"'
MODIFIED = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def document():
    """Give a document that is never loaded."""
    return Document("feed", "key", "ab" * 32, "application/rss+xml; charset=utf-8", lambda: b"", "public", MODIFIED)


@pytest.mark.parametrize(
    ("header", "same"),
    [
        (b'"0123-gz"', True),
        (b'W/"0123-gz"', True),
        (b'"x", "0123-gz"', True),
        (b'"x",W/"0123-gz" , "y"', True),
        (b"*", True),
        (b" * ", True),
        (b'"0123"', False),
        (b"0123-gz", False),
        (b'"*"', False),
        (b'w/"0123-gz"', False),
        (b"", False),
        (b'"' + b"x" * 9000 + b'", "0123-gz"', False),
    ],
)
def test_if_none_match_is_compared_weakly(header, same):
    """Lists, weak tags and the star match (RFC 9110 §13.1.2); another coding's tag, or none at all, does not."""
    assert matches(header, ETAG) is same


@pytest.mark.parametrize(
    ("header", "unmodified"),
    [
        (b"Thu, 12 Nov 2026 09:30:00 GMT", True),
        (b"Thursday, 12-Nov-26 09:30:00 GMT", True),
        (b"Thu Nov 12 09:30:00 2026", True),
        (b"Thu, 12 Nov 2026 09:30:01 GMT", True),
        (b"Thu, 12 Nov 2026 09:29:59 GMT", False),
        (b"Thu, 12 Nov 2026 09:30:00 -0100", True),
        (b"yesterday", False),
        (b"", False),
        (b"Thu, 99 Nov 2026 09:30:00 GMT", False),
        (b"Thu, 12 Nov 99999999 09:30:00 GMT", False),
        (b"Thu, 12 Nov 2026 09:30:00 GMT" + b" " * 100, False),
    ],
)
def test_if_modified_since_is_read_in_every_form_of_http(header, unmodified):
    """All three forms of RFC 9110 §5.6.7 are read; what is no date is as if it were not there."""
    assert not_modified_since(header, MODIFIED) is unmodified


@given(st.binary(max_size=80))
def test_no_date_is_too_strange(header):
    """Whatever bytes stand in If-Modified-Since, the answer is yes or no."""
    assert not_modified_since(header, MODIFIED) in (True, False)


def test_if_none_match_wins_over_if_modified_since(document):
    """Where both are sent, the date is not looked at (RFC 9110 §13.2.2)."""
    variant = document.variant("")
    late = http_date(MODIFIED)
    assert is_unmodified(document, variant, None, late)
    assert not is_unmodified(document, variant, b'"other"', late)
    assert is_unmodified(document, variant, variant.etag, b"Thu, 01 Jan 1970 00:00:00 GMT")


def test_a_variant_is_made_once_and_says_what_it_is(document):
    """Each coding has its own strong ETag; the 304 repeats the validators, and no header speaks of a body."""
    variant = document.variant("gzip")
    assert document.variant("gzip") is variant
    assert variant.etag == b'"' + b"ab" * 16 + b'-gz"'
    assert document.variant("").etag == b'"' + b"ab" * 16 + b'"'
    names = [name for name, _ in variant.unmodified["headers"]]
    assert names == [b"etag", b"cache-control", b"vary", b"last-modified"]
    body = body_of(variant, b"12345")
    headers = dict(body.start["headers"])
    assert headers[b"content-length"] == b"5"
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"vary"] == b"Accept-Encoding"


def test_a_date_is_written_in_gmt():
    """An instant of any offset is an IMF-fixdate in GMT."""
    paris = MODIFIED.astimezone(timezone(timedelta(hours=1)))
    assert http_date(paris) == b"Thu, 12 Nov 2026 09:30:00 GMT"
