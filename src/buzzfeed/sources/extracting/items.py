"""From what a page gave to the raw item that goes down the road of every article."""

from __future__ import annotations

import html
from urllib.parse import unquote, urlsplit

from buzzfeed.model import Problem, RawItem, Severity
from buzzfeed.sources.extracting.values import Extracted

_MORE = {
    "fr": ("La suite de cet article est réservée aux abonnés :", "le lire sur le site"),
    "en": ("The rest of this article is for subscribers:", "read it on the site"),
}


def item_of(
    extracted: Extracted,
    source: str,
    origin: str = "",
    *,
    guid: str = "",
    url: str = "",
    updated: str = "",
) -> RawItem:
    """Return an article as a raw item of ``source``.

    ``origin`` is by what the source knows the article, the page's address if it names nothing; ``guid`` its id where
    the source has one; ``url`` goes before the address that the page gives itself; ``updated`` (a sitemap's
    ``lastmod``, say) stands in where the page has no such date. Of a paywalled page the body ends with a sentence that
    says so and leads to the site, and a remark tells the newsroom (``paywalled``).
    """
    address = url or extracted.canonical or extracted.url
    return RawItem(
        source=source,
        origin=origin or extracted.url,
        title=extracted.title,
        body=_free(extracted, address) if extracted.paywalled else extracted.body,
        guid=guid,
        url=address,
        slug=_slug(address),
        lede=extracted.lede,
        published=extracted.published,
        updated=extracted.updated or updated,
        language=extracted.language,
        authors=extracted.authors,
        categories=extracted.categories,
        tags=extracted.tags,
        image=extracted.image,
        key_points=extracted.key_points,
        related=extracted.related,
        remarks=_remarks(extracted, origin or extracted.url),
    )


def _free(extracted: Extracted, address: str) -> str:
    """Return what everybody may read of a paywalled article, at least its lede, and where the rest is."""
    says, leads = _MORE["en" if extracted.language[:2].lower() == "en" else "fr"]
    body = extracted.body or (f"<p>{html.escape(extracted.lede, quote=False)}</p>" if extracted.lede else "")
    return f'{body}\n<p><em>{says} <a href="{html.escape(address)}">{leads}</a>.</em></p>'.strip()


def _remarks(extracted: Extracted, origin: str) -> tuple[Problem, ...]:
    if not extracted.paywalled:
        return ()
    text = "it stands behind a paywall: feeds carry the part that everybody may read"
    return (Problem("paywalled", Severity.WARNING, origin, text, "nothing to mend, if that is meant"),)


def _slug(address: str) -> str:
    """Return the last step of an address's path, without its extension."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    steps = [step for step in path.split("/") if step and step.lower() not in ("index.html", "index.php", "amp")]
    last = steps[-1] if steps else ""
    stem, dot, extension = last.rpartition(".")
    return stem if dot and extension.lower() in ("html", "htm", "php", "aspx", "xhtml") else last
