"""The way of a page: bytes, text, tree, what it says of itself, body, article."""

from __future__ import annotations

from buzzfeed.sources import page as pages
from buzzfeed.sources.extracting.decoding import decode
from buzzfeed.sources.extracting.values import Extracted
from buzzfeed.sources.fields import Fields


def extract(page: bytes, url: str, *, content_type: str = "", site_name: str = "") -> Extracted:
    """Return the article that a page holds, with everything that the page says of it.

    ``url`` is the absolute address it came from, ``content_type`` HTTP's header, ``site_name`` the publication's name
    where the caller knows it: titles then lose it. Nothing is fetched; time and memory are bounded.

    Raises:
        ItemError: ``too-large``, ``too-deep``, ``too-slow``, ``empty``, ``not-a-page``, ``html``: cause and mend in it.
    """
    piece = pages.read(decode(page, url, content_type), url)
    fields = Fields(piece.meta)
    return Extracted(
        url=url,
        title=piece.title,
        body=piece.body,
        canonical=fields.address(),
        lede=fields.text("description"),
        published=fields.date("date"),
        updated=fields.date("updated"),
        language=fields.raw("lang"),
        authors=fields.names("authors", "author"),
        categories=fields.names("categories", "category"),
        tags=fields.names("tags", "tag") or fields.names("keywords", "keyword"),
        image=piece.image,
        site_name=site_name,
        article=bool(piece.title and piece.body),
    )
