"""What is read out of a page, and the bounds within which it is."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.model import RawImage

LARGEST = 4_000_000
"""Bytes of a page at most."""
LONGEST = 2.0
"""Seconds that one page may take at most."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as its page gives it; nothing of it is cleaned or decided yet.

    ``url`` is where the page was fetched, ``canonical`` the address it gives itself, empty where it gives none.
    ``body`` is HTML, unsanitised, its addresses absolute, without what frames the article on its page. ``published``
    and ``updated`` are ISO 8601 words, empty where the page has none. ``categories`` are the steps of its breadcrumb,
    or its section. ``related`` are the titles of its « À lire » lines.

    ``article`` says whether the page is one article: a home page, a list of articles or a page about the publication is
    none, and ``doubt`` then tells why; ``listed`` whether it seems to be a list of articles, and ``perhaps`` whether
    nothing but that speaks against it, and its head or data say when it was published. Of a ``paywalled`` page,
    ``body`` is the part that everybody may read, often nothing. ``noindex`` is what the page itself asks of robots.
    ``marks`` are what the site calls the article besides its address, and goes on calling it when that changes: a short
    link, a number.
    """

    url: str
    title: str = ""
    body: str = ""
    canonical: str = ""
    lede: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: RawImage | None = None
    key_points: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    site_name: str = ""
    article: bool = False
    doubt: str = ""
    listed: bool = False
    perhaps: bool = False
    paywalled: bool = False
    noindex: bool = False
    marks: tuple[str, ...] = ()
