"""Channels as people see them."""

from datetime import timedelta

import pytest

from buzzfeed.channels import compile_query, describe, is_public
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, Newsroom
from stage_values import FEEDS, NOW, SITE

FRENCH = Newsroom("Le Journal {x}", SITE, f"{FEEDS}/flux", "fr")
ENGLISH = Newsroom("The Paper", SITE, FEEDS, "en-GB")


def state(kind, slug="ia", title="IA", articles=3, **changes):
    """Return a channel's state."""
    return ChannelState(ChannelKey(ChannelKind(kind), slug), title, articles, NOW, **changes)


@pytest.mark.parametrize(
    ("kind", "articles", "public", "minimum", "expected"),
    [
        ("all", 0, False, 9, True),
        ("tag", 2, False, 3, False),
        ("tag", 3, False, 3, True),
        ("tag", 0, True, 3, True),
        ("tag", 0, False, 0, False),
        ("category", 1, False, 3, True),
        ("category", 0, False, 3, False),
        ("author", 1, False, 3, True),
        ("language", 1, False, 3, True),
        ("query", 0, False, 3, False),
        ("query", 0, True, 3, True),
    ],
)
def test_channel_once_public_stays_so(kind, articles, public, minimum, expected):
    """A tag needs its minimum, others one article; what was public once does not vanish again."""
    assert is_public(state(kind, articles=articles, public=public), minimum) is expected


@pytest.mark.parametrize(
    ("kind", "slug", "title", "french", "english"),
    [
        ("all", "", "x", "Tous les articles publiés par Le Journal {x}.", "All articles published by The Paper."),
        ("category", "mer", "Mer {0}", "dans la rubrique «\u00a0Mer {0}\u00a0».", "in the category “Mer {0}”."),
        ("tag", "ia", "IA", "au sujet de «\u00a0IA\u00a0».", "about “IA”."),
        ("author", "ana", "Ana", "Les articles signés Ana, publiés", "Articles by Ana, published"),
        ("language", "fr", "", "en français.", "in French."),
        ("language", "sw", "", "en sw.", "in sw."),
        ("query", "v", "Veille", "réunis sous «\u00a0Veille\u00a0».", "gathered under “Veille”."),
    ],
)
def test_description_is_one_sentence_in_the_newsrooms_language(kind, slug, title, french, english):
    """French for a French newsroom, else English; names are said as they are."""
    for newsroom, words in ((FRENCH, french), (ENGLISH, english)):
        description = describe(state(kind, slug, title), newsroom).description
        assert words in description
        assert description.count(".") == 1


@pytest.mark.parametrize(
    ("kind", "slug", "title", "expected"),
    [
        ("all", "", "all", "Le Journal {x}"),
        ("tag", "ia", "IA", "IA"),
        ("tag", "ia", "", "ia"),
        ("language", "fr", "", "Français"),
        ("language", "sw", "", "Sw"),
    ],
)
def test_title_is_the_channels_own(kind, slug, title, expected):
    """The newsroom's for all articles, a term's label, a language's name."""
    assert describe(state(kind, slug, title), FRENCH).title == expected


def test_channel_carries_its_page_and_times():
    """Its page stands below our own address, prefix and all; its times are those of the store."""
    retracted = NOW + timedelta(days=1)
    channel = describe(state("tag", retracted=retracted), FRENCH)
    assert channel.page == f"{FEEDS}/flux/follow/tag/ia"
    assert (channel.created, channel.retracted, channel.language) == (NOW, retracted, "fr")
    assert describe(state("all", ""), FRENCH).page == f"{FEEDS}/flux/follow/all"
    assert describe(state("language", "en"), FRENCH).language == "en"


def test_own_words_come_first():
    """The newsroom's description, and a query's, are said as they are written."""
    query = compile_query("v", "Veille", "Ce que nous lisons.", ["tag:ia"])
    assert describe(state("query", "v", "Veille"), FRENCH, [query]).description == "Ce que nous lisons."
    newsroom = Newsroom("N", SITE, FEEDS, "fr", description="Tout, tout de suite.")
    assert describe(state("all", ""), newsroom).description == "Tout, tout de suite."
