"""HTML files: fragments, and whole pages out of which the article comes."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import ItemError
from buzzfeed.sources import page
from buzzfeed.sources.items import item_of

WHOLE = """<!DOCTYPE html><html lang="fr"><head><title>Une page - Le site</title>
<meta property="og:title" content="Une page"><meta name="author" content="Ada Brook">
<meta name="description" content="Le chapeau &amp; la suite"><meta name="keywords" content="a b, c">
<meta property="article:published_time" content="2024-05-01T10:00:00+02:00">
<meta property="article:modified_time" content="2024-05-02"><meta property="article:section" content="Culture">
<meta property="og:image" content="/a.png"><meta property="og:image:alt" content="Un quai">
<link rel="canonical" href="https://x.example/une-page"></head>
<body><header>Site</header><nav>Menu</nav><main><article><h1>Une page</h1><p>Texte\u202f: «\xa0oui\xa0»</p>
<script>run()</script><style>p{}</style><footer>Pied</footer></article></main><footer>Site</footer></body></html>"""


def test_a_whole_page_gives_its_article_and_what_its_head_says():
    """Title, dates, author, section, keywords, image, language and address come from the head; frames stay out"""
    raw = item_of("s", "a.html", page.read(WHOLE, "a.html"))
    assert (raw.title, raw.lede, raw.language) == ("Une page", "Le chapeau & la suite", "fr")
    assert (raw.published, raw.updated) == ("2024-05-01T10:00:00+02:00", "2024-05-02")
    assert (raw.authors, raw.categories, raw.tags) == (("Ada Brook",), ("Culture",), ("a b", "c"))
    assert raw.url == "https://x.example/une-page"
    assert raw.image is not None
    assert (raw.image.ref, raw.image.alt) == ("/a.png", "Un quai")
    assert raw.body == "<p>Texte\u202f: «\xa0oui\xa0»</p>"


def test_json_ld_says_what_the_head_leaves_out():
    """schema.org's article gives headline, dates, authors and section, in a graph or alone"""
    article = {
        "@type": ["NewsArticle"],
        "headline": "Le titre",
        "datePublished": "2024-05-01",
        "author": [{"@type": "Person", "name": "Ada"}, "Tom"],
        "articleSection": "Sport",
        "keywords": ["a", "b"],
    }
    script = f'<script type="application/ld+json">{json.dumps({"@graph": [{}, article]})}</script>'
    source = f"<html><head>{script}</head><body><p>x</p></body></html>"
    raw = item_of("s", "a.html", page.read(source, "a.html"))
    assert (raw.title, raw.published, raw.authors) == ("Le titre", "2024-05-01", ("Ada", "Tom"))
    assert (raw.categories, raw.tags, raw.body) == (("Sport",), ("a", "b"), "<p>x</p>")


def test_json_ld_may_refer_to_its_authors():
    """An author that stands elsewhere in the graph, and is only referred to, is found"""
    graph = [
        {"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "author": {"@id": "#a"}}},
        {"@id": "#a", "name": "Ada"},
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    raw = item_of("s", "a.html", page.read(f"<!doctype html><head>{script}</head><body><p>Texte</p></body>", "a.html"))
    assert raw.authors == ("Ada",)


def test_a_fragment_with_front_matter_is_left_as_it_is():
    """A Jekyll post in HTML keeps its markup; its front matter and its first heading are taken"""
    raw = item_of("s", "a.html", page.read("---\ndraft: true\n---\n<h1>T</h1>\n<p data-x=1>Text <b>é</p>\n", "a.html"))
    assert (raw.title, raw.body, raw.wish.value) == ("T", "<p data-x=1>Text <b>é</p>", "draft")


def test_of_several_articles_the_longest_is_the_article():
    """Teasers beside it are articles too, in HTML's eyes"""
    source = "<html><body><article>short</article><article><p>the long one</p></article></body></html>"
    assert page.read(source, "a.html").body == "<p>the long one</p>"


def test_a_page_nested_too_deeply_is_refused_with_its_line():
    """Where the parser would silently stop, the file is held instead"""
    with pytest.raises(ItemError) as caught:
        page.read("<html><body>" + "<div>" * 5000 + "lost</body></html>", "a.html")
    assert caught.value.code == "too-deep"
    assert "line 1" in caught.value.cause


def test_template_code_in_pages_is_resolved_outside_code():
    """Attributes and text lose it, code keeps it"""
    piece = page.read(
        '<p class="{{ x }}">{{ y }}<code>{{ z }}</code><img src="{{ site.baseurl }}/a.png"></p>', "a.html"
    )
    assert piece.body == '<p class=""><code>{{ z }}</code><img src="/a.png"></p>'
    assert list(piece.removed) == ["{{ x }}", "{{ y }}"]


@given(st.text(alphabet="<>/abp hr1='\"!-&;\x01\x00é\ud800", max_size=200))
def test_any_page_is_read_or_refused(text):
    """No markup, however broken, brings anything but a piece or an `ItemError`"""
    try:
        assert isinstance(page.read(f"<html><body>{text}", "a.html").body, str)
    except ItemError as error:
        message = str(error)
        assert message.startswith("a.html: ")


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<p a=1 ", "&amp", "<table>", "<b><p>", "</p>", "<article>x</article>"]
)
def test_hostile_pages_are_through_in_time(piece):
    """300 kB of broken markup take no more than two seconds"""
    begun = time.perf_counter()
    try:
        page.read("<html><body>" + piece * (300_000 // len(piece)), "a.html")
    except ItemError as error:
        print(error)
    assert time.perf_counter() - begun < 2.0
