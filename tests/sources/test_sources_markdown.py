"""Markdown: GitHub's, with footnotes and raw HTML, in bounded time and memory."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.sources.markdown import render
from buzzfeed.sources.spans import spans_of

GROWTH = """
import resource
from buzzfeed.sources.markdown import render
text = "A *word* and [a link](https://x.example/).\\n\\n" * 150
def peak():
    for _ in range(300):
        render(text)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
first = peak()
print(peak() - first)
"""


def test_github_markdown_with_footnotes_and_raw_html():
    """Tables, strikethrough, bare addresses, footnotes and raw HTML pass; quotes and dashes stay as typed"""
    html = render(
        "| a |\n|---|\n| ~~b~~ |\n\nhttps://x.example \"c\" -- d[^1] <iframe src='e'></iframe>\n\n[^1]: note\n"
    )
    for part in (
        "<td><del>b</del></td>",
        '<a href="https://x.example">',
        "&quot;c&quot; -- d",
        "<iframe src='e'>",
        "<li id=",
    ):
        assert part in html
    assert '<code class="language-python">' in render("```python\nx\n```\n")


def test_memory_is_given_back():
    """A daemon renders for months: after a first thousand, another thousand renderings take no more memory"""
    grown = subprocess.run([sys.executable, "-c", GROWTH], check=True, capture_output=True, text=True).stdout
    assert int(grown) < 10_000


@pytest.mark.parametrize(
    "piece", [">", "> ", "- ", "[", "![", "*a _", "`a``", "<a ", "[a](", "|x", "1. ", "a@b.c ", "\\", "&#", "[^a]"]
)
def test_hostile_markdown_takes_linear_time(piece):
    """200 kB of any opening are through in two seconds, whatever never closes"""
    begun = time.perf_counter()
    html = render(piece * (200_000 // len(piece)))
    assert time.perf_counter() - begun < 2.0
    assert len(html) < 10_000_000


@given(st.text(max_size=300))
def test_any_text_renders(text):
    """No text, lone surrogates included, makes rendering fail"""
    assert isinstance(render(text), str)


@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "<p>", "<code>", "</code>", "<pre>", "</pre>", "<!--", "-->", '"', "'", "a", " ", "="]
        )
    ).map("".join)
)
def test_spans_are_ordered_and_apart(html):
    """Tags and code regions come in order, each within the text, none overlapping the next"""
    spans = spans_of(html)
    for found in (spans.tags, spans.code):
        edges = [edge for span in found for edge in span]
        assert edges == sorted(edges)
        assert not edges or 0 <= edges[0] <= edges[-1] <= len(html)
    for start, end in spans.tags:
        assert html[start] == "<"
        assert html[end - 1] == ">"
        assert spans.in_tag(start)
        assert not spans.in_tag(end) or html[end] == "<"
