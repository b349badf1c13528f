"""Folding: one key for every spelling that differs in case, accents, ligatures or spacing alone."""

from __future__ import annotations

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


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """A key is its own key: it can be looked up as it stands."""
    assert fold(fold(text)) == fold(text)
    assert term_key(term_key(text)) == term_key(text)
