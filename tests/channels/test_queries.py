"""Saved queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.channels import compile_query, matches, queries_digest
from buzzfeed.errors import ConfigError
from stage_values import URL, article, cleaned

PORT = article(
    cleaned(
        "<p>Le bac <em>n’a</em> plus</p><p>d’Œuvre à L’ÉTÉ, R&amp;D et C++.</p><img src='/bateau.jpg' alt='voile'>",
        url=URL,
        title="Le port",
        tags=("IA", "Mer"),
        categories=("High Tech",),
        authors=("Ana Roux",),
    )
)


def query(**parts):
    """Return a query with these parts."""
    given_parts = {name: parts.get(name, ()) for name in ("any_of", "all_of", "none_of", "words")}
    return compile_query("veille", "Veille", "Une veille.", *given_parts.values())


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"any_of": ["tag:ia", "tag:absent"]}, True),
        ({"any_of": ["tag:absent"]}, False),
        ({"all_of": ["tag:I.A"]}, False),
        ({"all_of": ["tag:MER", "tag: I A", "category:hightech", "author:ana roux"]}, True),
        ({"all_of": ["tag:mer", "tag:absent"]}, False),
        ({"any_of": ["tag:mer"], "none_of": ["category:High Tech"]}, False),
        ({"any_of": ["tag:mer"], "none_of": ["tag:High Tech"]}, True),
        ({"any_of": ["category:Mer"]}, False),
        ({"words": ["ete"]}, True),
        ({"words": ["Œuvre"]}, True),
        ({"words": ["plus d'oeuvre"]}, True),
        ({"words": ["a plus"]}, True),
        ({"words": ["plus d oeuvre a l'ete r&d"]}, True),
        ({"words": ["L’-’ete"]}, True),
        ({"words": ["por"]}, False),
        ({"words": ["C++", "absent"]}, True),
        ({"words": ["C"]}, True),
        ({"words": ["r&d"]}, True),
        ({"words": ["bateau"]}, False),
        ({"words": ["absent", " ", "'-"]}, False),
        ({"any_of": ["tag:ia"], "words": ["absent"]}, False),
        ({"any_of": ["tag:ia"], "all_of": ["tag:mer"], "none_of": ["tag:x"], "words": ["port"]}, True),
    ],
)
def test_query_holds_what_matches_each_part(parts, expected):
    """Any of, all of and none of the terms, and one of the words, whole and folded, in title, lede or visible text."""
    assert matches(query(**parts), PORT) is expected


@pytest.mark.parametrize("written", ["ia", "sujet:ia", "tag:", "tag: \u0301", ":ia", "Tag:ia"])
def test_term_that_is_none_is_told(written):
    """A term has its kind and a name, or the config is wrong."""
    with pytest.raises(ConfigError, match="veille"):
        query(any_of=[written])


def test_words_are_looked_for_as_they_are():
    """Signs that mean something to a pattern are only signs."""
    assert not matches(query(words=["p.rt", "(a|b)*", "[a-z]+"]), PORT)


def test_digest_is_that_of_what_is_said():
    """Order changes nothing; any term, word, title or description does."""
    one, other = query(any_of=["tag:a", "tag:b"], words=["x", "y"]), query(any_of=["tag:b", "tag:A"], words=["Y", "x"])
    assert queries_digest([one]) == queries_digest([other])
    second = compile_query("b", "B", "", ["tag:a"])
    assert queries_digest([one, second]) == queries_digest([second, one])
    different = [
        query(any_of=["tag:a"], words=["x", "y"]),
        query(all_of=["tag:a", "tag:b"], words=["x", "y"]),
        query(none_of=["tag:a", "tag:b"], words=["x", "y"]),
        query(any_of=["tag:a", "category:b"], words=["x", "y"]),
        query(any_of=["tag:a", "tag:b"]),
        compile_query("veille", "Autre", "Une veille.", ["tag:a", "tag:b"], words=["x", "y"]),
        compile_query("veille", "Veille", "", ["tag:a", "tag:b"], words=["x", "y"]),
    ]
    assert len({queries_digest([it]) for it in [*different, one]}) == len(different) + 1


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=100))
def test_any_words_can_be_asked_for(words, text):
    """No word breaks a query, and a text that is one of the words is found."""
    made = query(words=words)
    found = article(title=text or "x", lede="", content="")
    matches(made, found)
    for word in words:
        if word.isalnum():
            assert matches(made, article(title=f"a {word} b", lede="", content=""))
