"""Whether a page is one article: home pages, lists of articles and pages about the publication are none."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from buzzfeed.model import fold
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
_LOST = re.compile(
    r"(?:(?:oups|oops|desole|sorry|erreur|error)\b[\s!.,:–—-]*)*(?:404"
    r"|(?:404[\s:–—-]*)?(?:cette |la |this |the |votre )?(?:page|article|contenu|content|document)s?"
    r"(?: que vous (?:cherchez|demandez))?(?: demandee?| requested)?(?: est| is| was| could| can)?"
    r" (?:introuvables?|non trouvee?s?|inexistante?s?|n'existe (?:pas|plus)|n'est plus disponible"
    r"|not (?:be )?found|missing|no longer (?:exists|available)|does ?n.t exist|does not exist)"
    r"|not found|nothing (?:was )?found|(?:rien|aucun resultat) (?:n'a ete )?trouvee?)[\s!.…]*"
)
"""Titles of pages that say that nothing is there, and answer 200 all the same."""
_LOST_LONGEST = 1000
LISTED = "it is a list of articles"
"""What is said of a page that announces articles, or has several in full."""
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
        (text < _LOST_LONGEST and bool(_LOST.fullmatch(fold(title))), "it says that nothing is found there"),
        (_path(url) == "/", "it is a home page"),
        (not called and bool(kinds & _LISTS), "it says that it is a list"),
        (not called and bool(kinds & _PAGES), "it says that it is a page about something else"),
        (not called and bool(_PATHS.fullmatch(_path(url))), "it stands where lists and pages about the site do"),
        (not called and "article" not in kinds and _teasers(tree) >= _TEASERS, LISTED),
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
