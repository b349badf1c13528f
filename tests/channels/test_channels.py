"""Channels: an article's own, those of queries, which are public, and what they say of themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from buzzfeed.channels import channels_of, compile_query, describe, is_public, matches, queries_digest
from buzzfeed.model import Article, ChannelKey, ChannelKind, ChannelState, Newsroom, Term, TermKind, term_key

WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEWSROOM = Newsroom("Le Fanal", "https://lefanal.example", "https://flux.lefanal.example", "fr")


def term(kind: TermKind, label: str) -> Term:
    """Return a term whose slug is its key."""
    return Term(kind, term_key(label), term_key(label), label)


ARTICLE = Article(
    id="a",
    source="redaction",
    origin="a.md",
    slug="a",
    url="https://lefanal.example/a",
    title="L’école et l’IA",
    lede="Une classe, un robot.",
    content="<p>Le <em>cœur</em> du sujet&nbsp;: apprendre.</p>",
    published=WHEN,
    updated=WHEN,
    language="fr",
    authors=(term(TermKind.AUTHOR, "Naïma Benarbia"),),
    categories=(term(TermKind.CATEGORY, "High Tech"),),
    tags=(term(TermKind.TAG, "IA"), term(TermKind.TAG, "Éducation")),
    image=None,
    enclosures=(),
    key_points=(),
    related=(),
    featured=False,
    mark="m",
)


def query(**parts: list[str]) -> bool:
    """Whether the article matches a query of these parts."""
    whole = {"any": [], "all": [], "none": [], "words": [], **parts}
    return matches(compile_query("q", "Q", "", **whole), ARTICLE)


def test_an_article_is_in_all_its_terms_and_its_language() -> None:
    """All, each category, each tag, each author, the language; each once."""
    doubled = replace(ARTICLE, tags=ARTICLE.tags * 2)
    assert channels_of(doubled) == (
        ChannelKey(ChannelKind.ALL),
        ChannelKey(ChannelKind.CATEGORY, "hightech"),
        ChannelKey(ChannelKind.TAG, "ia"),
        ChannelKey(ChannelKind.TAG, "education"),
        ChannelKey(ChannelKind.AUTHOR, "naimabenarbia"),
        ChannelKey(ChannelKind.LANGUAGE, "fr"),
    )


@pytest.mark.parametrize(
    ("parts", "matching"),
    [
        ({"any": ["tag:IA", "tag:Robots"]}, True),
        ({"any": ["tag:Robots"]}, False),
        ({"any": ["category:IA"]}, False),
        ({"all": ["tag:ia", "tag:education", "category:high tech"]}, True),
        ({"all": ["tag:IA", "tag:Robots"]}, False),
        ({"any": ["tag:IA"], "none": ["author:naima benarbia"]}, False),
        ({"any": ["tag:IA"], "none": ["category:Sport"]}, True),
        ({"words": ["coeur"]}, True),
        ({"words": ["Cœur du sujet"]}, True),
        ({"words": ["sujet apprendre"]}, True),
        ({"words": ["cœ"]}, False),
        ({"words": ["em"]}, False),
        ({"words": ["robot"], "all": ["tag:Robots"]}, False),
    ],
)
def test_queries(parts: dict[str, list[str]], matching: bool) -> None:
    """Any, all, none of terms; whole words of what a reader sees, folded; markup is no word."""
    assert query(**parts) is matching


def test_a_query_channel_holds_what_it_matches() -> None:
    """The query's channel is among the article's, by its slug."""
    queries = [compile_query("ia-ecole", "L’IA à l’école", "", ["tag:IA"], [], [], [])]
    assert channels_of(ARTICLE, queries)[-1] == ChannelKey(ChannelKind.QUERY, "ia-ecole")


@pytest.mark.parametrize(
    ("kind", "articles", "public", "minimum", "shown"),
    [
        (ChannelKind.TAG, 1, False, 1, True),
        (ChannelKind.TAG, 2, False, 3, False),
        (ChannelKind.TAG, 0, True, 3, True),
        (ChannelKind.CATEGORY, 1, False, 3, True),
        (ChannelKind.CATEGORY, 0, False, 1, False),
        (ChannelKind.ALL, 0, False, 3, True),
    ],
)
def test_which_are_public(kind: ChannelKind, articles: int, public: bool, minimum: int, shown: bool) -> None:
    """A tag needs its minimum; what was once public stays so; everything is always public."""
    state = ChannelState(ChannelKey(kind, "x"), "X", articles, WHEN, public=public)
    assert is_public(state, minimum) is shown


def test_a_channel_names_itself_in_the_newsrooms_language() -> None:
    """Title, sentence and page, French or English."""
    state = ChannelState(ChannelKey(ChannelKind.TAG, "ia"), "IA", 3, WHEN)
    french, english = describe(state, NEWSROOM), describe(state, replace(NEWSROOM, language="en-GB"))
    assert french.title == english.title == "IA"
    assert french.description == "Les articles de Le Fanal sur « IA »."
    assert english.description == "Articles of Le Fanal about “IA”."
    assert french.page == "https://flux.lefanal.example/follow/tag/ia"


def test_the_digest_tells_queries_apart() -> None:
    """Any part of a query moves the digest; their order does not."""
    one = compile_query("a", "A", "", ["tag:IA"], [], [], [])
    other = compile_query("b", "B", "", [], ["tag:IA"], [], [])
    assert queries_digest([one, other]) == queries_digest([other, one])
    assert queries_digest([one]) != queries_digest([replace(one, words=("x",))])
    assert queries_digest([one]) != queries_digest([replace(one, title="C")])
