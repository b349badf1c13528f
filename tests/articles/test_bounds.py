"""Hostile markup, bounded before any parser sees it."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles import bounds
from buzzfeed.articles.bounds import bounded, flattened
from stage_values import cleaned

MANY = 100_000
FEWER = 15_000
HOSTILE = {
    "deep": "<div>" * MANY + "x",
    "deep and closed": "<div>" * MANY + "x" + "</div>" * MANY,
    "formatting left open": "".join(f"<b id=x{n}>" for n in range(FEWER)) + "<p>x" * (FEWER),
    "misnested": "<b><i></b>" * (FEWER),
    "tables": "<table><tr><td>" * (FEWER),
    "tag that never ends": "<a " + "x=y " * FEWER,
    "quotes that never end": '<a "' * FEWER,
    "values that never end": '<a x="' * FEWER,
    "attributes": "<a " + " ".join(f'x{n}=">"' for n in range(FEWER)) + ">x</a>",
    "comments that never end": "<!-- --" * FEWER,
    "scripts that never end": "<script>" * FEWER,
    "angle brackets": "<" * FEWER,
    "ampersands": "&" * FEWER,
    "references": "&amp;" * FEWER,
    "frames": "<iframe>" * FEWER,
    "noscripts": "<noscript>" * FEWER + "<img src=a>",
    "marks": ">" + "\u0301" * FEWER,
    "controls": "\x01" * FEWER,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_takes_little_time(html):
    """Tens of thousands of anything are cleaned in moments, without an error: time grows no faster than the markup."""
    start = process_time()
    item = cleaned(html)
    assert process_time() - start < 4  # a minute, where nothing is bounded
    assert depth(item.content) <= bounds.DEPTH


def depth(html: str) -> int:
    """Count how deep canonical HTML is nested."""
    level = deepest = 0
    for slash, name in re.findall(r"<(/?)([a-z][a-z0-9]*)", html):
        if name not in bounds.VOID:
            level += -1 if slash else 1
            deepest = max(deepest, level)
    return deepest


def test_words_of_deep_markup_are_kept():
    """Elements that are too deep lose their tags, not their words; that is remarked."""
    item = cleaned("<div>" * 500 + "<p>dedans</p>" + "</div>" * 500 + "<p>dehors</p>")
    assert "dedans" in item.content
    assert item.content.endswith("<p>dehors</p>")
    assert [remark.code for remark in item.remarks] == ["markup-bounded"]


def test_small_markup_is_left_to_the_parser():
    """What cannot cost much is not touched, so that browsers' rules alone decide what it means."""
    html = "<p><b>a</p><p>b</b>" * 20
    assert bounded(html) == (html, False)
    assert flattened(html) == (html, False)


def test_long_articles_keep_their_markup():
    """A long, honest article comes out of the bounded reading as it would out of a parser alone."""
    part = (
        '<h2 id="a">T &amp; <em>u</em></h2><p>Un<br>deux &lt;b&gt;<p>Trois<ul><li>a<li>b</ul>'
        '<table><tr><td>1<td title=\'x "y"\'>2</table><!-- - --><img src=a.jpg alt="A > B">'
    )
    long = part * (bounds.FEW // 10)
    assert long != bounded(long)[0]
    assert cleaned(long).content == (cleaned(part).content) * (bounds.FEW // 10)


SOUP = st.lists(
    st.sampled_from(
        "<p> </p> <b> </b> <a href=x> </a> <table> <td> </table> <li> <ul> </ul> <br> <script> </script> <!-- --> < & x"
        " <svg> </svg> <div </div> <textarea> </textarea> <i x='> \" > <select> <h1> </h1>".split()
    ),
    max_size=60,
)


@given(SOUP)
def test_what_is_written_anew_is_properly_nested(pieces):
    """Whatever is read, each tag written is closed again in its order, and no deeper than the bound."""
    writer = bounds._Writer()
    bounds._read("".join(pieces), writer)
    open_tags: list[str] = []
    for slash, name, _ in re.findall(r'<(/?)([a-z][a-z0-9-]*)((?: [a-z-]+="[^"]*")*)>', writer.whole()):
        if slash:
            assert open_tags.pop() == name
        elif name not in bounds.VOID:
            open_tags.append(name)
            assert len(open_tags) <= bounds.DEPTH
    assert open_tags == []
