from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.follow.phrases import articles, isolated, language_name, listing, moment, number, quoted, shorten
from buzzfeed.follow.words import ENGLISH, FRENCH, WORDS


@pytest.mark.parametrize(
    ("instant", "words", "text"),
    [
        (datetime(2026, 11, 12, 9, tzinfo=UTC), FRENCH, "12\u00a0novembre 2026"),
        (datetime(2026, 11, 12, 9, tzinfo=UTC), ENGLISH, "12\u00a0November 2026"),
        (datetime(2026, 8, 1, 9, tzinfo=UTC), FRENCH, "1er\u00a0août 2026"),
        (datetime(2026, 8, 1, 9, tzinfo=UTC), ENGLISH, "1\u00a0August 2026"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), FRENCH, "1er\u00a0janvier 2027"),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), FRENCH, "1er\u00a0juillet 2026"),
    ],
)
def test_a_date_is_the_day_in_the_newsrooms_zone(instant, words, text):
    """An instant is written as the day it falls on in Paris, as the language writes days."""
    shown = moment(instant, words, "Europe/Paris")
    assert shown.text == text
    assert shown.iso == instant.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "aucun article", "no articles"),
        (1, "1\u00a0article", "1\u00a0article"),
        (12, "12\u00a0articles", "12\u00a0articles"),
        (12345, "12\u202f345\u00a0articles", "12,345\u00a0articles"),
    ],
)
def test_articles_are_counted_as_the_language_does(count, french, english):
    """Singular, plural, none, and thousands set apart by a narrow no-break space or a comma."""
    assert articles(count, FRENCH) == french
    assert articles(count, ENGLISH) == english


def test_names_are_listed_with_a_last_and():
    """One, two and three names, in both languages."""
    assert listing([], FRENCH) == ""
    assert listing(["Inès"], FRENCH) == "Inès"
    assert listing(["Inès", "Paul", "Zoé"], FRENCH) == "Inès, Paul et Zoé"
    assert listing(["Inès", "Zoé"], ENGLISH) == "Inès and Zoé"


def test_quotes_keep_their_no_break_spaces():
    """French quotation marks hold a no-break space on the inside."""
    assert quoted("IA", FRENCH) == "«\u00a0IA\u00a0»"
    assert quoted("IA", ENGLISH) == "“IA”"


def test_a_name_of_the_other_direction_is_isolated():
    """An Arabic or Hebrew name does not turn the phrase around it; others stay as they are."""
    assert isolated("علوم") == "\u2068علوم\u2069"
    assert isolated("שלום") == "\u2068שלום\u2069"
    assert isolated("Inès") == "Inès"


def test_languages_have_names_or_their_code():
    """A known language is named, whatever its region; another shows its code."""
    assert language_name("en-GB", FRENCH) == "anglais"
    assert language_name("xx", FRENCH) == "xx"


def test_both_languages_name_the_same_languages():
    """No language has a name in one list and none in the other."""
    assert FRENCH.languages.keys() == ENGLISH.languages.keys()
    assert set(WORDS) == {"fr", "en"}


@given(st.text(max_size=400), st.integers(min_value=1, max_value=200))
def test_shortening_keeps_the_beginning(text, length):
    """What is cut is a beginning of the text with an ellipsis, never longer than asked for by more than that."""
    short = shorten(text, length)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]) and len(short) <= length + 1)


def test_words_are_not_cut():
    """A cut falls between words, and takes the comma before it along."""
    assert shorten("Six mètres de long, quatre-vingts centimètres", 22) == "Six mètres de long…"


def test_numbers_below_a_thousand_stay():
    """999 has no separator."""
    assert number(999, FRENCH) == "999"
