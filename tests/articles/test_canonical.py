"""Canonical addresses, and the digest of a body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles.canonical import canonical, equivalents
from buzzfeed.articles.mark import body_of

FORM = "journal.example/2026/le-port"
TEXT = "Le petit port s’éveille avant le jour, et déjà les lampes dansent au bout du quai : « on décharge », on compte."


@pytest.mark.parametrize(
    "url",
    [
        "https://journal.example/2026/le-port",
        "http://journal.example/2026/le-port/",
        "HTTPS://WWW.Journal.Example:443/2026/le-port/index.html",
        "http://journal.example:80/2026/./autre/../le-port",
        "https://journal.example/2026/le%2Dport#suite",
        "https://journal.example/2026/le-port?utm_source=rss&utm_medium=feed&fbclid=x&xtor=RSS-1",
        "https://journal.example./2026/le-port?",
        "journal.example/2026/le-port",
    ],
)
def test_one_address_in_all_its_ways(url):
    """Scheme, port, host, slash, index, fragment, tracking and encoding say nothing."""
    assert canonical(url) == FORM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/Le-Port", "https://a.example/le-port"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://a.example/x%2Fy", "https://a.example/x/y"),
        ("https://a.example/#!/1", "https://a.example/#!/2"),
        ("https://blog.a.example/x", "https://a.example/x"),
    ],
)
def test_different_addresses_stay_different(one, other):
    """Parameters, case of the path, other ports, reserved characters, addresses made by scripts, other hosts."""
    assert canonical(one) != canonical(other)


def test_parameters_and_letters_beyond_ascii_have_one_form():
    """Order says nothing; an encoded host and path are those in plain letters."""
    assert canonical("https://été.example/à?b=2&a=1") == canonical("https://xn--t-9fab.example/%c3%a0?a=1&b=2")


@given(st.text(max_size=40))
def test_canonical_never_fails_and_is_idempotent(text):
    """Whatever stands behind a host gives a form, which is its own."""
    form = canonical(f"https://a.example/{text}")
    assert canonical(form) == form


def test_a_newsroom_that_moved_has_its_paths_under_each_host():
    """The present form comes first; what lies elsewhere has one form; a folder counts as part of the host."""
    homes = ("https://new.example/blog", "http://www.old.example")
    assert equivalents("http://old.example/x/", homes) == ("new.example/blog/x", "old.example/x")
    assert equivalents("https://new.example/blog/x", homes) == ("new.example/blog/x", "old.example/x")
    assert equivalents("https://old.example.org/x", homes) == ("old.example.org/x",)
    assert equivalents("", homes) == ()


def test_a_body_is_told_by_its_letters():
    """Markup, case, accents and typography say nothing; a word does; a short one tells nothing."""
    plain = TEXT.replace("’", "'").replace("« ", '"').replace(" »", '"').upper()
    assert body_of(f"<p>{TEXT}</p>") == body_of(f"<div><em>{plain}</em></div>") != ""
    assert body_of(f"<p>{TEXT} Oui.</p>") != body_of(f"<p>{TEXT}</p>")
    assert body_of("<p>Pas de bulletin aujourd’hui.</p>") == ""


def test_a_long_body_tells_by_itself():
    """One of four hundred letters and more is marked so."""
    assert not body_of(f"<p>{TEXT}</p>").endswith("+")
    assert body_of(f"<p>{TEXT * 6}</p>").endswith("+")
