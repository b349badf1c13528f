"""Whether a page is one article: home pages, lists of articles and pages about the publication are none."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from buzzfeed.sources.extracting.linked import ARTICLES
from buzzfeed.sources.extracting.tree import HEADINGS, Element, words

_LISTS = frozenset("collectionpage itemlist searchresultspage profilepage".split())
_PAGES = frozenset("aboutpage contactpage faqpage checkoutpage product".split())
_PATHS = re.compile(
    r"/(?:(?:category|categorie|tag|tags|etiquette|author|auteur|auteurs|page|search|recherche|rubrique|sujet|sujets)/.*"
    r"|(?:mentions-legales|contact|a-propos|about|qui-sommes-nous|cgu|cgv|plan-du-site|newsletter|login|connexion)"
    r"(?:/|\.\w{2,5})?)",
    re.IGNORECASE,
)
SHORTEST = 140
"""Letters of running text that an article has at least."""
_TEASERS = 3


def doubt(
    tree: Element, url: str, *, kinds: frozenset[str], title: str, dated: bool, signed: bool, text: float, paid: bool
) -> str:
    """Return why a page is no article; nothing where it is one.

    ``kinds`` are what its data and Open Graph call it, ``text`` the letters of its running text.
    """
    called = bool(kinds & (ARTICLES | {"h-entry"}))
    reasons = (
        (not title, "it has no title"),
        (text < SHORTEST and not (paid and called), "there is no text of an article on it"),
        (_path(url) == "/", "it is a home page"),
        (not called and bool(kinds & _LISTS), "it says that it is a list"),
        (not called and bool(kinds & _PAGES), "it says that it is a page about something else"),
        (not called and bool(_PATHS.fullmatch(_path(url))), "it stands where lists and pages about the site do"),
        (not called and "article" not in kinds and _teasers(tree) >= _TEASERS, "it is a list of articles"),
        (not (called or dated or signed or "article" in kinds), "it has neither a date nor an author"),
    )
    return next((why for found, why in reasons if found), "")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def _teasers(tree: Element) -> int:
    """Count the articles that a page only announces: elements of the same kind with a linked heading in each."""
    found = 0
    for element in tree.iter("article"):
        heading = next(element.iter(*HEADINGS), None)
        linked = heading is not None and (
            heading.find(".//a") is not None or any(above.tag == "a" for above in heading.iterancestors())
        )
        if linked and len(words(element)) < 1000:
            found += 1
            if found >= _TEASERS:
                break
    return found
