"""Pages with several ``article`` elements: the page's own is the one that is read, and a list of articles is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.sources.extracting import extract

URL = "https://www.gazette.example/port/le-pont"
TITLE = "Le pont rouvre aux vélos"
WORDS = "Le quai attend la marée et personne ne presse le pas, car le bac est à l’heure depuis lundi matin."


def text(name: str, count: int) -> str:
    """Return paragraphs, each of which names what it belongs to."""
    return "".join(f"<p>{name} {number} : {WORDS} {WORDS[:40]}</p>" for number in range(count))


def article(name: str, title: str = "", *, link: str = "", level: str = "h2", count: int = 4, marks: str = "") -> str:
    """Return one of several: with a title, perhaps one that leads to a page of its own."""
    shown = f'<a href="{link}">{title}</a>' if link else title
    head = f'<{level}>{shown}</{level}><time datetime="2026-02-0{count % 8 + 1}">février</time>' if title else ""
    return f"<article {marks}>{head}{text(name, count)}</article>"


def page(inner: str, title: str = TITLE, **facts: object) -> bytes:
    """Return a page that says by JSON-LD that it is an article, if any facts are given."""
    told = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-02-02T10:00:00Z", **facts}
    data = f'<script type="application/ld+json">{json.dumps(told)}</script>' if facts else ""
    head = f'<html lang="fr"><head><title>{title} | La Gazette</title>{data}</head>'
    return f'{head}<body><nav><a href="/">Accueil</a></nav><main>{inner}</main></body></html>'.encode()


OWN = {
    "title": lambda count: article("PONT", TITLE, count=count),
    "h1": lambda count: article("PONT", TITLE, level="h1", count=count),
    "link": lambda count: article("PONT", "Vélos", link="/port/le-pont/", count=count),
    "mark": lambda count: article("PONT", "Vélos", count=count, marks=f'data-url="{URL}"'),
    "text": lambda count: article("PONT", "Vélos", count=count),
}
"""How an article says that it is the page's."""


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(OWN)), st.integers(2, 6), st.lists(st.integers(2, 9), min_size=1, max_size=4), st.integers(0)
)
def test_the_pages_own_article_is_read_wherever_it_stands(voice: str, own: int, others: list[int], place: int) -> None:
    """By its title, its address or its text: nothing of its neighbours is read, be they longer, or before it."""
    several = [
        article(f"AUTRE{number}", f"Un autre récit {number}", count=count, link=f"/n/{number}" if number % 2 else "")
        for number, count in enumerate(others)
    ]
    several.insert(place % (len(several) + 1), OWN[voice](own))
    facts = {"articleBody": f"PONT 0 : {WORDS}"} if voice == "text" else {"articleSection": "Port"}
    got = extract(page("".join(several), **facts), URL)
    assert got.article, got.doubt
    assert got.body.count("PONT ") == own
    assert "AUTRE" not in got.body


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(2, 9), min_size=2, max_size=6), st.booleans(), st.booleans(), st.booleans())
def test_a_list_of_articles_is_none(lengths: list[int], linked: bool, headed: bool, micro: bool) -> None:
    """Whole articles one below the other, each with an address or a date of its own, are no article."""
    marks = 'itemscope itemtype="https://schema.org/BlogPosting"' if micro else ""
    inner = "".join(
        article(f"R{number}", f"Récit {number}", link=f"/n/{number}" if linked else "", count=count, marks=marks)
        for number, count in enumerate(lengths)
    )
    got = extract(
        page(("<h1>Le carnet</h1>" if headed else "") + inner, "Le carnet"), "https://www.gazette.example/blog"
    )
    assert not got.article
    assert got.doubt == "it is a list of articles"


@pytest.mark.parametrize("kind", ["NewsArticle", "LiveBlogPosting"])
def test_parts_of_one_article_are_read_whole(kind: str) -> None:
    """A title above several of them that belong together: a long piece, or a live report and its entries."""
    parts = [article(f"PARTIE{number}", f"{number} h" if kind[0] == "L" else "", count=2) for number in range(5)]
    got = extract(page(f"<h1>{TITLE}</h1>" + "".join(parts), **{"@type": kind}), URL)
    assert got.article
    assert [got.body.count(f"PARTIE{number} ") for number in range(5)] == [2] * 5


def test_what_stands_beside_an_article_outside_of_any_is_left_out() -> None:
    """The page's text in no ``article``, whole articles of others below it: they are not its text."""
    below = "".join(article(f"AUTRE{number}", f"Récit {number}", link=f"/n/{number}", count=8) for number in range(3))
    got = extract(page(f"<h1>{TITLE}</h1><div>{text('PONT', 5)}</div>{below}", articleSection="Port"), URL)
    assert got.article
    assert got.body.count("PONT ") == 5
    assert "AUTRE" not in got.body


@pytest.mark.parametrize("own", ["<article>{}</article>", "<div>{}</div>"])
@pytest.mark.parametrize("called", [True, False])
def test_a_brief_beside_long_teasers_is_an_article(own: str, called: bool) -> None:
    """Its title stands above it, and Open Graph or a date and an author speak for it: the others are left out alone."""
    head = f'<html lang="fr"><head><title>{TITLE} | La Gazette</title><meta name="author" content="Naïma Benarbia">'
    head += '<meta property="article:published_time" content="2026-02-02T10:00:00Z">'
    head += f'<meta property="og:title" content="{TITLE}"><meta property="og:type" content="article">' if called else ""
    below = "".join(article(f"AUTRE{number}", f"Récit {number}", link=f"/n/{number}", count=3) for number in range(3))
    inner = f"<h1>{TITLE}</h1>{own.format(text('PONT', 2))}<section>{below}</section>"
    got = extract(f"{head}</head><body><main>{inner}</main></body></html>".encode(), URL, site_name="La Gazette")
    assert got.article, got.doubt
    assert got.body.count("PONT ") == 2
    assert "AUTRE" not in got.body


def test_a_section_is_a_list_though_it_has_a_heading() -> None:
    """Its name stands above what it announces, and it has no text of its own."""
    below = "".join(article(f"R{number}", f"Récit {number}", link=f"/n/{number}", count=3) for number in range(3))
    got = extract(
        page(f"<h1>Le port</h1><p>Tout sur le port.</p>{below}", "Le port"), "https://www.gazette.example/port"
    )
    assert (got.article, got.listed, got.perhaps) == (False, True, False)
