"""Pages that answer as if all were well and show something else: walls of consent, dates of nobody."""

from __future__ import annotations

import json

import pytest

from buzzfeed.errors import ItemError
from buzzfeed.sources.extracting import extract

URL, TITLE = "https://www.gazette.example/port/le-pont", "Le pont rouvre aux vélos"
PORT = "Le quai attend la marée et personne ne presse le pas, car le bac est à l’heure depuis lundi matin. " * 2

FRENCH = (
    "<p>Avec votre accord, nous et nos 812 partenaires utilisons des cookies ou technologies similaires pour stocker "
    "et traiter des données personnelles telles que votre visite sur ce site.</p><p>Vos choix valent pour ce site.</p>"
)
ENGLISH = (
    "<div>We use cookies and similar technologies. With your consent, we and our partners process personal data for "
    "personalised ads and content, and to measure how well they do.</div><button>Accept all</button>"
)


def text(name: str, count: int) -> str:
    """Return paragraphs."""
    return "".join(f"<p>{name} {number} : {PORT}</p>" for number in range(count))


def page(inner: str, **facts: str) -> bytes:
    """Return a page that says by JSON-LD that it is an article."""
    told = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-02-02T10:00:00Z", **facts}
    data = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    return f"<html lang=fr><head><title>{TITLE}</title>{data}</head><body><main>{inner}</main></body></html>".encode()


@pytest.mark.parametrize("wall", [FRENCH, ENGLISH])
def test_a_wall_of_consent_is_no_article(wall: str) -> None:
    """Whatever the page's data say: it is named with its mend; with the text in the data, that is read."""
    shown = f"<article><h1>{TITLE}</h1>{wall}</article>"
    with pytest.raises(ItemError, match="it asks for consent to cookies where its text would stand") as refused:
        extract(page(shown, articleSection="Port"), URL)
    assert (refused.value.code, "User-Agent" in refused.value.hint) == ("wall", True)
    told = extract(page(shown, articleBody="Le pont rouvre. " * 20), URL)
    assert "Le pont rouvre." in told.body
    assert "cookies" not in told.body


def test_an_article_about_walls_of_consent_is_one() -> None:
    """One that quotes them has other paragraphs, and keeps all of them; so has one before which a wall stands."""
    got = extract(page(f"<article><h1>{TITLE}</h1>{text('PONT', 3)}{FRENCH}</article>", articleSection="Port"), URL)
    assert got.article
    assert got.body.count("PONT ") == 3


@pytest.mark.parametrize(
    "title",
    [
        "Page introuvable", "Erreur 404", "404 – Page not found", "Oups ! Page non trouvée", "Cette page n’existe pas",
        "Not Found", "La page que vous cherchez n’existe plus", "Désolé, page introuvable…", "Nothing found",
        "This page could not be found",
    ],
)  # fmt: skip
def test_a_page_that_says_that_nothing_is_there_is_no_article(title: str) -> None:
    """Though it answers 200, has a date and calls itself an article; an article with such a title is one."""
    shown = f'<article><h1>{title}</h1><time datetime="2026-02-03">février</time><p>{PORT}</p></article>'
    assert extract(page(shown, headline=title), URL).doubt == "it says that nothing is found there"
    long = f"<article><h1>{title}</h1>{text('PONT', 8)}</article>"
    assert extract(page(long, headline=title), URL).article


@pytest.mark.parametrize(
    "title", ["404 : le nombre qui fâche les maires", "La page que l’on tourne", "Pages retrouvées"]
)
def test_a_short_article_with_a_title_of_its_own_is_one(title: str) -> None:
    """What only begins like such a page is none."""
    assert extract(page(f"<article><h1>{title}</h1><p>{PORT}</p></article>", headline=title), URL).article


@pytest.mark.parametrize("date", ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00", "0001-01-01T00:00:00"])
def test_the_zero_of_a_clock_is_no_date(date: str) -> None:
    """What a system writes that knows no date is none; another voice may have one."""
    inner = f'<article><h1>{TITLE}</h1><time datetime="2026-02-03">février</time>{text("PONT", 3)}</article>'
    assert extract(page(inner, datePublished=date), URL).published == "2026-02-03"
