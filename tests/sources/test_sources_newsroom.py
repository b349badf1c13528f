"""Newsroom text: a site's plain text comes back into its parts, and plain text stays an article."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.sources import newsroom

from harness import least_cpu

ARTICLE = """Le marché couvert rouvre : 40\u202f% d’étals en plus

© La Gazette du Port - Le marché couvert rouvre : 40\u202f% d’étals en plus

Voir le sommaire Ne plus voir le sommaire

Après deux ans de travaux, la halle a rouvert ses portes samedi. Les commerçants parlent d’un «\xa0second souffle\xa0».

Une halle plus claire, des étals moins chers

La verrière a été refaite panneau par panneau. La lumière du matin atteint désormais les poissonniers.

À lire Pourquoi la criée déménage\xa0?

Les anciens étals ont été donnés à trois villages voisins.

Photo : la halle vue du quai, avant les travaux.

Qui paiera la facture ?

La ville a payé la moitié, la région le reste. Les loyers n’augmenteront pas avant 2030.

À lire aussi : Les chiffres d’une année de chantier

Les maraîchers ont installé leurs bancs avant l’aube.

Un samedi sur deux, la nuit

La halle ouvrira aussi le soir. L’essai durera un an.

Pour résumer, ce qui change à la halle :

  • Quarante pour cent d’étals en plus
  • Une verrière neuve
  • Des loyers gelés jusqu’en 2030

Le premier marché de nuit aura lieu en mai.

La Gazette du Port est un média indépendant. Suivez-nous sur Google Actualités :

Vous êtes ici : Accueil / Vie locale / Le marché couvert rouvre : 40\u202f% d’étals en plus
"""


def test_a_newsrooms_article_comes_back_into_its_parts():
    """Title, credit, lede, headings, key points, related titles and category are found; the boilerplate is gone"""
    piece = newsroom.read(ARTICLE)
    assert piece.title == "Le marché couvert rouvre : 40\u202f% d’étals en plus"
    assert piece.image is not None
    assert (piece.image.credit, piece.image.alt) == ("La Gazette du Port", piece.title)
    assert piece.lede.startswith("Après deux ans")
    assert piece.categories == ("Vie locale",)
    assert piece.related == ("Pourquoi la criée déménage\xa0?", "Les chiffres d’une année de chantier")
    assert piece.key_points == (
        "Quarante pour cent d’étals en plus",
        "Une verrière neuve",
        "Des loyers gelés jusqu’en 2030",
    )
    assert re.findall("<h2>(.*?)</h2>", piece.body) == [
        "Une halle plus claire, des étals moins chers",
        "Qui paiera la facture ?",
        "Un samedi sur deux, la nuit",
    ]
    assert "<p>Pour résumer, ce qui change à la halle :</p>\n<ul>\n<li>Quarante pour cent" in piece.body
    assert "<figcaption>Les maraîchers ont installé leurs bancs avant l’aube.</figcaption>" in piece.body
    for gone in ("sommaire", "Vous êtes ici", "Suivez-nous", "À lire", "La Gazette"):
        assert gone not in piece.body


def test_typography_is_intact():
    """No-break spaces, narrow ones, guillemets and curly apostrophes are the text's own"""
    body = newsroom.read(ARTICLE).body
    assert "d’un «\xa0second souffle\xa0»." in body
    assert (
        newsroom.read("Titre\n\nIl a dit\u202f: «\xa0oui\xa0»\u202f!\xa0\n").body
        == "<p>Il a dit\u202f: «\xa0oui\xa0»\u202f!\xa0</p>"
    )


def test_english_marks_are_read_too():
    """A breadcrumb, a table of contents, a follow line and related links are known in English"""
    text = (
        "You are here: Home / Science / Rivers remember\n\nRivers remember\n\nShow table of contents\n\n"
        "By Ada Brook and Tom Reed\n\n"
        "A river keeps the shape of its floods, and a new survey reads them.\n\nRead also: Where the floods went\n\n"
        "Key takeaways:\n\n- Floods leave marks\n- Marks can be read\n\nFollow us on Mastodon and support us!\n"
    )
    piece = newsroom.read(text)
    assert (piece.title, piece.categories, piece.authors) == (
        "Rivers remember",
        ("Science",),
        ("Ada Brook", "Tom Reed"),
    )
    assert piece.related == ("Where the floods went",)
    assert piece.key_points == ("Floods leave marks", "Marks can be read")
    assert "Mastodon" not in piece.body
    assert "contents" not in piece.body


def test_plain_text_without_marks_is_an_article():
    """A first line is the title; paragraphs, lists, verses, addresses and what looks like HTML are kept as text"""
    text = (
        "A title\n\nFirst <b> & second\nwrapped line of prose that runs on until it is as long as a page is wide\n\n"
        "1. one\n2. two\n\nShort\nlines\n\nMore at https://x.example/a?b=1&c, today.\n"
    )
    piece = newsroom.read(text)
    assert piece.title == "A title"
    assert "<p>First &lt;b&gt; &amp; second\nwrapped" in piece.body
    assert "<ol>\n<li>one</li>\n<li>two</li>\n</ol>" in piece.body
    assert "<p>Short<br>\nlines</p>" in piece.body
    assert '<a href="https://x.example/a?b=1&amp;c">https://x.example/a?b=1&amp;c</a>, today.' in piece.body


@pytest.mark.parametrize(
    "paragraph",
    [
        "À lire ces lignes, on croirait que tout est réglé, et pourtant rien ne l’est encore dans cette ville.",
        "« Suivez-nous sur Instagram », répétait l’affiche collée à l’entrée du théâtre municipal.",
        "Le sommaire de la revue tient sur une page, et c’est déjà beaucoup pour un premier numéro.",
        "– Vous venez ? demanda-t-elle sans attendre de réponse de sa part.",
        "Google Actualités a changé ses règles cette semaine, et les petits journaux cherchent encore comment.",
    ],
)
def test_prose_that_resembles_a_mark_is_kept(paragraph):
    """A sentence that only begins or speaks like a mark stays in the body"""
    piece = newsroom.read(f"Titre\n\nUn chapeau pour commencer.\n\n{paragraph}\n\nUne fin pour conclure.\n")
    assert html.escape(paragraph, quote=False) in piece.body


@pytest.mark.parametrize(
    ("line", "categories"),
    [
        ("Vous êtes ici : Accueil / High Tech / Un titre / avec barre", ("High Tech",)),
        ("Vous êtes ici : Accueil > Sport > Vélo > Un titre / avec barre", ("Sport", "Vélo")),
        ("Vous êtes ici : Accueil / Culture / Un titre tout autre, raccourci par le site…", ("Culture",)),
        ("Accueil » Société » Un titre / avec barre", ("Société",)),
        ("You are here: Home / Un titre / avec barre", ()),
    ],
)
def test_a_breadcrumb_names_the_categories(line, categories):
    """What stands between the home page and the title is the category, whatever parts it"""
    assert newsroom.read(f"Un titre / avec barre\n\nUn chapeau.\n\n{line}\n").categories == categories


def test_a_repeated_title_and_a_listed_table_of_contents_are_left_out():
    """The title shown twice, and a contents list that repeats the headings, are boilerplate"""
    text = "Titre\n\nTitre\n\nSommaire\n\n• Une partie nouvelle\n\nUn chapeau.\n\nUne partie nouvelle\n\nDu texte.\n"
    assert newsroom.read(text).body == "<p>Un chapeau.</p>\n<h2>Une partie nouvelle</h2>\n<p>Du texte.</p>"


LINES = st.sampled_from(
    [
        "", "", "Un mot", "Une phrase entière.", "• point", "- tiret", "1. un", "À lire Autre chose", "© X - y",
        "Sommaire", "Par Ada Brook",
        "Vous êtes ici : Accueil / A / B", "Suivez-nous sur Google Actualités :", "Pour résumer :", "Photo : z",
        "<b>&", "a\xa0: «\u202fb\u202f»", "x" * 400,
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=30))
def test_no_paragraph_is_ever_lost(lines):
    """Every sentence and every plain word of any text is in the body or is the title, and the body is whole HTML"""
    piece = newsroom.read("Un titre\n\n" + "\n".join(lines))
    words = html.unescape(re.sub(r"<[^>]*>", " ", piece.body))
    for line in ("Une phrase entière.", "a\xa0: «\u202fb\u202f»", "x" * 400):
        assert words.count(line) == lines.count(line)
    for name in ("p", "h2", "ul", "ol", "li", "figure"):
        assert piece.body.count(f"<{name}>") == piece.body.count(f"</{name}>")


@pytest.mark.parametrize("piece", ["a\n\n", "a\n", "- a\n\n- b\n", "À lire a\n", "Accueil / ", "© ", "http://", "«"])
def test_hostile_text_takes_linear_time(piece):
    """Four times as much of the same takes a small multiple of the time"""

    def seconds(size):
        return least_cpu(lambda: newsroom.read(piece * (size // len(piece))))

    small, large = seconds(20_000), seconds(80_000)
    assert large < max(12 * small, 0.3)


@pytest.mark.corpus
def test_the_shared_newsroom_article(corpus):
    """One real article gives its category, four headings, five key points and four related titles, no boilerplate"""
    text = (corpus / "fr-newsroom-text" / "meta-100-millions-openai.txt").read_text("utf-8")
    piece = newsroom.read(text)
    assert piece.categories == ("High Tech",)
    assert piece.body.count("<h2>") == 4
    assert len(piece.key_points) == 5
    assert len(piece.related) == 4
    assert piece.image is not None
    assert piece.image.credit == "Buzzly"
    for gone in ("sommaire", "Vous êtes ici", "Soutenez-nous", "À lire", "©"):
        assert gone not in piece.body
    kept = html.unescape(piece.body + piece.title + "".join(piece.related))
    for mark in ("\u202f", "\xa0", "’", "œ"):
        assert mark in kept
