from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_values import make_article, rich_article

from buzzfeed.errors import StoreError
from buzzfeed.model import (
    Article,
    ChannelKey,
    ChannelKind,
    Enclosure,
    EntryRef,
    Image,
    Reason,
    Related,
    Term,
    TermKind,
)
from buzzfeed.store import codec
from buzzfeed.store.columns import Instant, Words, instant, seconds

# Every code point there is, lone surrogates included: what comes from outside may hold any of them.
TEXT = st.text(st.characters(exclude_categories=[]), max_size=30)
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)).map(
    lambda when: when.replace(microsecond=0)
)
SIZES = st.none() | st.integers(0, 2**53)


def terms(kind: TermKind) -> st.SearchStrategy[tuple[Term, ...]]:
    """Draw terms of one kind."""
    return st.lists(st.builds(Term, st.just(kind), TEXT, TEXT, TEXT), max_size=3).map(tuple)


def tuples(one) -> st.SearchStrategy[tuple]:
    """Draw a few of something."""
    return st.lists(one, max_size=3).map(tuple)


ARTICLES = st.builds(
    Article,
    **dict.fromkeys("id source origin slug url title lede content language mark".split(), TEXT),
    published=TIMES,
    updated=TIMES,
    authors=terms(TermKind.AUTHOR),
    categories=terms(TermKind.CATEGORY),
    tags=terms(TermKind.TAG),
    image=st.none() | st.builds(Image, TEXT, TEXT, TEXT, TEXT, TEXT, SIZES, SIZES, SIZES),
    enclosures=tuples(st.builds(Enclosure, TEXT, TEXT, st.integers(0, 2**53))),
    key_points=tuples(TEXT),
    related=tuples(st.builds(Related, TEXT, TEXT)),
    featured=st.booleans(),
)


@given(ARTICLES)
def test_article_comes_back_from_its_payload(article):
    """Whatever an article holds, its payload and terms give it back value for value."""
    payload, _ = codec.pack_article(article)
    assert codec.unpack_article(payload, article.terms) == article


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"source": "x"}, True),
        ({"origin": "x"}, True),
        ({"mark": "x"}, True),
        ({"slug": "x"}, False),
        ({"content": "x"}, False),
        ({"language": "en"}, False),
        ({"image": None}, False),
        ({"related": ()}, False),
        ({"featured": False}, False),
    ],
)
def test_base_digest_follows_what_is_rendered(changes, same):
    """The digest of an article without its terms changes with every value that is rendered, and with no other."""
    article = rich_article("a")
    assert (codec.pack_article(article)[1] == codec.pack_article(replace(article, **changes))[1]) is same


@given(tuples(st.builds(Term, st.just(TermKind.TAG), TEXT, TEXT, TEXT)), st.data())
def test_value_digest_follows_kinds_slugs_labels_and_order(carried, data):
    """Two lists of terms have one digest exactly where outputs show them alike."""
    other = data.draw(st.permutations(carried) | tuples(st.builds(Term, st.just(TermKind.AUTHOR), TEXT, TEXT, TEXT)))
    shown = [[(one.kind, one.slug, one.label) for one in each] for each in (carried, other)]
    assert (codec.value_digest("ab", carried) == codec.value_digest("ab", other)) is (shown[0] == shown[1])
    assert codec.value_digest("ab", carried) != codec.value_digest("ac", carried)


@given(tuples(st.builds(EntryRef, TEXT, TEXT, TEXT, TIMES, TIMES)))
def test_entries_come_back(entries):
    """A packed list of entries comes back, and its digest is the same each time."""
    digest, data = codec.pack_entries(entries)
    assert codec.unpack_entries(data) == entries
    assert codec.pack_entries(entries)[0] == digest


@given(tuples(TEXT))
def test_lists_come_back(strings):
    """Keys, lists, reasons and mappings come back."""
    assert codec.unpack_keys(codec.pack_keys(strings)) == strings
    assert codec.unpack_strings(codec.pack_strings(strings)) == strings
    reasons = tuple(Reason(one, one) for one in strings)
    assert codec.unpack_reasons(codec.pack_reasons(reasons)) == reasons
    notes = dict.fromkeys(strings, "é")
    assert codec.unpack_notes(codec.pack_mapping(notes)) == notes
    lists = dict.fromkeys(strings, strings)
    assert codec.unpack_lists(codec.pack_mapping(lists)) == lists
    channels = tuple(ChannelKey(ChannelKind.TAG, one) for one in strings)
    assert codec.unpack_channels(codec.pack_channels(channels)) == channels


@given(st.text(max_size=600))
def test_long_text_is_looked_up_by_a_short_one(text):
    """What is looked up fits any index, and short text is itself."""
    assert len(codec.lookup(text).encode()) <= 2000
    assert len(text) > 500 or codec.lookup(text) == text


@pytest.mark.parametrize(
    ("unpack", "bad"),
    [
        (lambda data: codec.unpack_article(data, ()), b"{}"),
        (lambda data: codec.unpack_article(data, ()), codec.pack_article(make_article("a"))[0][:-9]),
        (lambda data: codec.unpack_article(data, ()), b"\xff\xfe"),
        (codec.unpack_entries, b"no zstd"),
        (codec.unpack_entries, codec.pack_keys(["x"])),
        (codec.unpack_keys, b""),
        (codec.unpack_reasons, "[[1, 2, 3]]"),
        (codec.unpack_channels, '[["moon", "x"]]'),
        (codec.unpack_strings, "null"),
        (codec.unpack_notes, "[1]"),
        (codec.unpack_lists, "[]"),
    ],
)
def test_damaged_value_is_one_clear_error(unpack, bad):
    """Reading what was not written here says so, with a mend, whatever is wrong with it."""
    with pytest.raises(StoreError) as error:
        unpack(bad)
    assert "cannot be read" in error.value.cause
    assert "backup" in error.value.hint


@given(TEXT)
def test_words_survive_any_database(text):
    """Text of any kind is stored as what every database takes, injectively, and comes back."""
    words = Words()
    stored = words.bind_processor(None)(text)
    stored.encode()
    assert "\x00" not in stored
    assert words.result_processor(None, None)(stored) == text


@given(TIMES)
def test_instants_come_back(when):
    """An instant of any year is stored as seconds and comes back in UTC."""
    kind = Instant()
    assert kind.result_processor(None, None)(kind.bind_processor(None)(when)) == when
    assert instant(seconds(when)) == when


def test_fractions_are_cut_off_downwards():
    """A part of a second is dropped, before 1970 too; a time without a zone is refused."""
    assert seconds(datetime(1969, 12, 31, 23, 59, 58, 500_000, UTC)) == -2
    with pytest.raises(OverflowError):
        seconds(datetime(2026, 1, 1))
