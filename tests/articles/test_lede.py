"""The lede, in plain text and long enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles.lede import AIM, LIMIT, lede_of, plain

SENTENCE = "Le bac a repris ce matin entre les deux rives, après trois semaines de travaux. "
LONG = (SENTENCE * 12).strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ventes R&D : AT&T < 5 % > 3 %", "Ventes R&D : AT&T < 5 % > 3 %"),
        ("Écrire &amp;eacute; en HTML", "Écrire &amp;eacute; en HTML"),
        ("<p>R&amp;D &lt;ici&gt;</p><p>deux</p>", "R&D <ici> deux"),
        ("Voir <a href='/x'>le site</a>&nbsp;!", "Voir le site\u00a0!"),
        ("un<br>deux", "un deux"),
        ("<script>x</script><b>gras</b>", "gras"),
        ("a <b c", "a <b c"),
        (" deux\n lignes ", "deux lignes"),
    ],
)
def test_markup_is_taken_off_where_there_is_markup(written, expected):
    """HTML becomes its words, read once; plain text stays as it is, its ``&`` and ``<`` too."""
    assert plain(written) == expected


def test_first_paragraphs_stand_for_a_missing_lede():
    """Without a lede of its own, an article's paragraphs are its lede: not captions, tables, lists or lone links."""
    html = (
        '<h2>Titre</h2><figure><img src="x" alt=""><figcaption><p>Légende</p></figcaption></figure>'
        '<p><a href="https://x">Voir sur x</a></p><p>Un &amp; <em>deux</em>.</p><table><tbody><tr><td><p>T'
        "</p></td></tr></tbody></table><p>Trois.</p>"
    )
    assert lede_of("", html) == "Un & deux. Trois."


def test_anything_stands_for_missing_paragraphs():
    """An article that is one list begins with it."""
    assert lede_of("", "<ul><li>Un</li><li>Deux</li></ul>") == "Un Deux"


def test_long_article_gives_a_long_lede():
    """What is derived ends with a sentence, between 300 and 500 characters."""
    lede = lede_of("", f"<p>{LONG}</p>")
    assert AIM <= len(lede) <= LIMIT
    assert lede.endswith("travaux.")
    assert LONG.startswith(lede)


def test_short_lede_is_followed_by_the_text():
    """The newsroom's own words come first, and the text follows until there is enough."""
    lede = lede_of("Le bac reprend", f"<p>{LONG}</p>")
    assert lede.startswith("Le bac reprend. Le bac a repris")
    assert AIM <= len(lede) <= LIMIT


def test_lede_that_begins_the_text_is_not_said_twice():
    """An excerpt cut from the beginning of the text, however it is spelled, is continued, not repeated."""
    lede = lede_of("LE BAC a repris ce matin [&hellip;]".replace("&hellip;", "…"), f"<p>{LONG}</p>")
    assert lede.startswith("Le bac a repris ce matin entre")
    assert lede_of("Deux rives, après", f"<p>Avant. Deux rives, après tout. {LONG}</p>").startswith(
        "Deux rives, après tout."
    )


def test_long_lede_is_kept_or_cut():
    """A lede long enough stands alone; one too long is cut at a sentence."""
    own = ("Une phrase qui dit tout. " * 14).strip()
    assert lede_of(own, f"<p>{LONG}</p>") == own
    assert len(lede_of("Une phrase qui dit tout. " * 40, "")) <= LIMIT


def test_short_article_gives_what_there_is():
    """Nothing is made up where there is little."""
    assert lede_of("", "<p>Bref.</p>") == "Bref."
    assert lede_of("Deux mots", "") == "Deux mots"
    assert lede_of("", "") == ""


@given(st.text(max_size=600), st.lists(st.text("aé .&<>\n", max_size=200), max_size=6))
def test_lede_is_one_bounded_line(written, paragraphs):
    """Whatever is written, a lede is one line of 500 characters at most, with clean edges."""
    html = "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in paragraphs)
    lede = lede_of(written, html)
    assert len(lede) <= LIMIT
    assert lede == lede.strip()
    assert "\n" not in lede
