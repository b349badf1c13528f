"""Plain text: what XML forbids goes, what was meant stays."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from buzzfeed.articles.text import cut, label, one_line, scrub, scrub_markup, visible_text

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)  # lone surrogates too


def is_xml(text: str) -> bool:
    """Whether an XML 1.0 parser takes the text and gives it back."""
    element = etree.Element("x")
    try:
        element.text = text
    except ValueError:
        return False
    return etree.fromstring(etree.tostring(element, encoding="utf-8")).text == (text or None)


@given(ANY_TEXT)
@example("\x00\x0b\x1f\x7f\ud800\udfff\ufffe\uffff")
@example("a\r\nb\rc")
@example("\ud83d\ude00")
def test_scrubbed_text_is_legal_xml_and_stays_as_it_is(text):
    """Whatever comes in, XML 1.0 can carry what comes out, in NFC; scrubbing it again changes nothing."""
    once = scrub(text)
    assert is_xml(once)
    assert unicodedata.is_normalized("NFC", once)
    assert scrub(once) == once


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], max_codepoint=0xFFFD), max_size=200))
def test_scrubbing_keeps_every_character_that_is_legal(text):
    """Letters, digits, punctuation, symbols and spaces come through; only their normal form may change."""
    assert scrub(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l\x92été", "l’été"),
        ("\x93oui\x94 \x85", "“oui” …"),
        ("a\x81b\x9d", "ab"),
        ("e\u0301", "é"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc", "a b c"),
        ("a\x00b\x1bc\ufeffd\x7fe", "abcde"),
        ("\ud83d\ude00", "😀"),
        ("a\ud800b", "ab"),
        ("a\U0001fffeb\ufdd0c", "abc"),
        ("«\u00a0oui\u00a0» 👩‍🚒 مرحبا", "«\u00a0oui\u00a0» 👩‍🚒 مرحبا"),
    ],
)
def test_scrubbing_mends_what_was_meant(text, expected):
    """C1 controls are read as Windows-1252, line ends become LF, pairs of surrogates one character, the rest goes."""
    assert scrub(text) == expected


@given(st.text('<>=\u0338\u0301ap/" ', max_size=60))
def test_normalising_markup_never_breaks_a_tag(text):
    """A combining mark behind a tag does not become one character with its ``>``."""
    assert scrub_markup(text).count(">") == text.count(">")


def test_one_line_keeps_no_break_spaces_inside():
    """White space and line breaks become one space; French no-break spaces stay, but at the edges."""
    assert one_line("\u00a0 Quoi\u00a0? \n\t Oui\u202f!  ") == "Quoi\u00a0? Oui\u202f!"


def test_one_line_drops_what_turns_text_around():
    """Overrides of direction go, since they would turn a reader's whole list; right-to-left text stays."""
    assert one_line("a\u202egnp.exe שלום") == "agnp.exe שלום"


@given(ANY_TEXT, st.integers(5, 60))
def test_one_line_is_bounded_and_stable(text, limit):
    """A line never exceeds its limit, has clean edges, and does not change when it is made again."""
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line == line.strip() == one_line(line, limit)
    assert "\n" not in line


def test_label_is_short():
    """A term's name is cut at a word after 200 characters."""
    assert len(label("mot " * 100)) <= 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. Deux trois quatre cinq.", "Un. Deux trois…"),
        ("Il dit non. Puis il s’en va loin.", "Il dit non."),
        ("C’est fini\u00a0! Bientôt tout recommence.", "C’est fini\u00a0!"),
        ("M. J. Dupont est arrivé hier soir tard.", "M. J. Dupont est…"),
        ("x" * 30, "x" * 19 + "…"),
        ("court", "court"),
    ],
)
def test_cutting_ends_a_sentence_else_a_word(text, expected):
    """A text is cut after a sentence where one ends far enough on, else after a word, with an ellipsis."""
    assert cut(text, 10, 20) == expected


def test_visible_text_has_a_line_for_each_block():
    """Blocks are lines, references are read once, what stands inside a line is joined."""
    html = "<h2>R&amp;D</h2><p>a <b>b</b>c<br>d&nbsp;!</p><ul><li>&amp;lt;</li></ul>"
    assert visible_text(html) == "R&D\na bc\nd\u00a0!\n&lt;"
