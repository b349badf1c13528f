"""The channels an article stands in."""

from dataclasses import replace

from buzzfeed.channels import channels_of, compile_query, language_of
from buzzfeed.model import ChannelKey, ChannelKind, Term, TermKind
from stage_values import URL, article, cleaned


def test_article_stands_in_all_its_channels():
    """All articles, each term by its slug, its language, and the queries it matches; no other."""
    made = article(cleaned(url=URL, tags=("L’IA",), categories=("High Tech",), authors=("Ana Roux",)))
    queries = [compile_query("oui", "Oui", "", ["tag:L'IA"]), compile_query("non", "Non", "", ["tag:x"])]
    assert channels_of(made, queries) == (
        ChannelKey(ChannelKind.ALL),
        ChannelKey(ChannelKind.CATEGORY, "high-tech"),
        ChannelKey(ChannelKind.TAG, "l-ia"),
        ChannelKey(ChannelKind.AUTHOR, "ana-roux"),
        ChannelKey(ChannelKind.LANGUAGE, "fr"),
        ChannelKey(ChannelKind.QUERY, "oui"),
    )


def test_channel_is_that_of_the_terms_own_slug():
    """The slug a term was given counts, not what its name would give today; each channel comes once."""
    term = Term(TermKind.TAG, "ia", "intelligence", "IA")
    made = replace(article(), tags=(term, term), language="")
    assert channels_of(made) == (ChannelKey(ChannelKind.ALL), ChannelKey(ChannelKind.TAG, "intelligence"))


def test_languages_of_all_regions_are_one_channel():
    """Who reads French reads that of Canada."""
    assert language_of(article(language="fr-CA")) == language_of(article(language="fr")) == "fr"
