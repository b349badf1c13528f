"""Terms: one for all spellings, each with a slug of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles import TermBook
from buzzfeed.model import Term, TermKind, term_key
from stage_values import cleaned

LABELS = st.text(min_size=1, max_size=20).filter(term_key)


@pytest.mark.parametrize("label", ["IA", "ia", " I A", "Ia"])
def test_spellings_are_one_term(label):
    """Case and spacing make no new term; the spelling is told beside it."""
    book = TermBook(())
    first = book.use(TermKind.TAG, "IA")
    use = book.use(TermKind.TAG, label)
    assert use.term == first.term
    assert use.spelling == label


def test_accents_and_ligatures_are_one_term():
    """An accent or a ligature makes no new term."""
    book = TermBook(())
    assert book.use(TermKind.TAG, "Œuvres d’été").term == book.use(TermKind.TAG, "oeuvres d'ete").term


def test_known_term_keeps_its_slug_and_label():
    """What the store has seen stays as it is, whatever the slug would be today."""
    known = Term(TermKind.TAG, "ia", "intelligence", "I.A")
    assert TermBook([known]).use(TermKind.TAG, "IA").term is known


def test_slug_that_is_taken_gets_a_number():
    """Two names with one transliteration get two slugs; kinds do not get in each other's way."""
    book = TermBook([Term(TermKind.TAG, "c", "c", "C")])
    assert [book.use(TermKind.TAG, label).term.slug for label in ("C++", "C#", "C")] == ["c-2", "c-3", "c"]
    assert book.use(TermKind.AUTHOR, "C!").term.slug == "c"


def test_name_without_letters_gets_a_digest():
    """A name of which nothing can be transliterated gets a slug all the same."""
    slug = TermBook(()).use(TermKind.TAG, "🚒").term.slug
    assert len(slug) == 12
    assert slug.isalnum()


def test_slug_is_bounded():
    """A long name has a slug of 60 characters at most, and so has the next like it."""
    book = TermBook(())
    slugs = {book.use(TermKind.TAG, "x" * 150 + tail).term.slug for tail in "abc"}
    assert len(slugs) == 3
    assert max(map(len, slugs)) <= 60


def test_terms_of_an_item_are_in_order():
    """Categories come first, then tags, then authors."""
    uses = TermBook(()).uses(cleaned(authors=("Ana",), tags=("IA", "Mer"), categories=("Port",)))
    assert [(use.term.kind, use.spelling) for use in uses] == [
        (TermKind.CATEGORY, "Port"),
        (TermKind.TAG, "IA"),
        (TermKind.TAG, "Mer"),
        (TermKind.AUTHOR, "Ana"),
    ]


def test_term_is_looked_up_without_being_made():
    """Asking for a term gives none where there is none."""
    book = TermBook(())
    assert book.term(TermKind.TAG, "IA") is None
    used = book.use(TermKind.TAG, "IA").term
    assert book.term(TermKind.TAG, "ia") == used


@given(st.lists(st.tuples(st.sampled_from(TermKind), LABELS), max_size=30), st.integers(0, 30))
def test_two_terms_never_share_a_slug(labels, known):
    """Whatever the names: one key, one term, one slug; and a book that starts from another's terms agrees with it."""
    book = TermBook(())
    terms = [book.use(kind, label).term for kind, label in labels]
    by_slug: dict[tuple[TermKind, str], str] = {}
    for (kind, label), term in zip(labels, terms, strict=True):
        assert term.key == term_key(label)
        assert by_slug.setdefault((kind, term.slug), term.key) == term.key
        assert set(term.slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    later = TermBook(terms[:known])
    assert [later.use(kind, label).term for kind, label in labels[:known]] == terms[:known]
