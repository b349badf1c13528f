"""Corrections: dated notes at the top of an article, the newest first, in the newsroom's language."""

from datetime import UTC, datetime

import pytest

from buzzfeed import articles
from buzzfeed.articles.corrections import corrected_mark, with_corrections
from buzzfeed.articles.settings import ArticleSettings
from buzzfeed.model import Correction
from made_feeds import an_article

FRENCH = ArticleSettings("https://fanal.example", "https://flux.fanal.example", language="fr")
ENGLISH = ArticleSettings("https://fanal.example", "https://flux.fanal.example", language="en", timezone="UTC")
LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def note(words, at=NOW):
    """Make a correction."""
    return Correction("a", words, "Zoé", at)


def test_a_note_is_dated_in_the_newsrooms_language_and_zone():
    """Half past midnight in Paris is the next day there; French has its space before the colon, and its first."""
    assert with_corrections("<p>x</p>", "", [note("Oui.", LATE)], FRENCH) == (
        "<p><strong>Correction du 24 novembre 2026&nbsp;:</strong> Oui.</p>\n<p>x</p>"
    )
    assert with_corrections("<p>x</p>", "", [note("Yes.", LATE)], ENGLISH) == (
        "<p><strong>Correction, 23 November 2026:</strong> Yes.</p>\n<p>x</p>"
    )
    first = note("Oui.", datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert "du 1er mai 2026" in with_corrections("", "", [first], FRENCH)


@pytest.mark.parametrize("words", ["<script>x</script> R&D", "a < b > c", '" onload="x'])
def test_a_note_is_text_whatever_it_holds(words):
    """Nothing of it becomes markup."""
    block = with_corrections("", "", [note(words)], FRENCH)
    assert "<script" not in block
    assert block.count("<") == 4


def test_the_newest_note_stands_first_and_what_has_no_content_keeps_its_lede():
    """Readers that show the content alone lose nothing."""
    block = with_corrections("", "Un chapô <R&D>", [note("Un."), note("Deux.")], FRENCH)
    assert block.index("Deux.") < block.index("Un.") < block.index("<p>Un chapô &lt;R&amp;D&gt;</p>")
    assert with_corrections("<p>x</p>", "", [], FRENCH) == "<p>x</p>"


def test_correcting_moves_updated_and_the_mark_and_nothing_else():
    """The entry stays the same one; a second note stands above the first."""
    article = an_article()
    once = articles.correct(article, [], note("Un."), FRENCH, NOW)
    assert (once.id, once.published, once.title, once.updated) == (article.id, article.published, article.title, NOW)
    assert once.content.endswith(article.content)
    assert once.mark != article.mark
    twice = articles.correct(once, [note("Un.")], note("Deux."), FRENCH, NOW)
    assert twice.updated > once.updated
    assert twice.content == with_corrections(article.content, article.lede, [note("Un."), note("Deux.")], FRENCH)
    assert twice.mark == corrected_mark(article.mark, [note("Un."), note("Deux.")])
