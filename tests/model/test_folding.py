"""Folding: one key for every spelling that differs in case, accents, ligatures or spacing alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import fold, term_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Intelligence artificielle", "intelligence  ARTIFICIELLE"),
        ("Cœur", "coeur"),
        ("Élysée", "elysee"),
        ("High Tech", "high\u00a0tech"),
        ("High Tech", "HighTech"),
        ("Straße", "STRASSE"),
        ("L’été", "l'ete"),
        ("ﬁnance", "Finance"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    """Case, accents, ligatures, apostrophes and spacing make no other term."""
    assert term_key(one) == term_key(other)


@pytest.mark.parametrize(("one", "other"), [("IA", "AI"), ("C", "C++"), ("vélo", "vélos"), ("C", "C#")])
def test_spellings_that_are_two(one: str, other: str) -> None:
    """What differs in more stays apart."""
    assert term_key(one) != term_key(other)


def slowly(text: str) -> str:
    """Fold character by character, as the definition says."""
    table = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ĳ": "ij", "Ĳ": "IJ", "’": "'", "ʼ": "'"})
    plain = unicodedata.normalize("NFKD", text.translate(table)).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return " ".join(bare.translate(table).split())


def test_every_character_folds_as_defined() -> None:
    """The short cuts of folding pass over no character: each gives what the definition gives, surrogates included."""
    alone = [f"a{chr(code)}b" for code in range(0x3000)]
    together = ["a".join(map(chr, range(start, start + 64))) for start in range(0x3000, 0x30000, 64)]
    assert [text for text in alone + together if fold(text) != slowly(text)] == []


@given(st.text(st.sampled_from("aÉœŒ’ʼǽ \u0301\u034f\u0345\u20d0\u0483\u1dc0\ufb01İßΣς\u2003\x1c€") | st.characters()))
def test_texts_fold_as_defined(text: str) -> None:
    """Marks in any order and company fold as defined."""
    assert fold(text) == slowly(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """A key is its own key: it can be looked up as it stands."""
    assert fold(fold(text)) == fold(text)
    assert term_key(term_key(text)) == term_key(text)
