"""Sitemaps (sitemaps.org protocol 0.9) and Google's news sitemaps: what stands at which host, and since when.

A sitemap names addresses of its own host alone. Ours are the follow pages and the articles that stand beside them;
what a newsroom publishes on another host belongs into that host's sitemaps.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from buzzfeed.follow.site import Site
from buzzfeed.follow.xmltext import clean
from buzzfeed.model import Article, ChannelKey, follow_path
from buzzfeed.model.hostnames import in_dns, place_of
from buzzfeed.notify import of_one_site, root_of
from buzzfeed.ports.shelf import Located

NEWS_SPAN = timedelta(days=2)
"""How long an article stands in a news sitemap: Google wants those of the last two days."""
NEWS_MOST = 1000
"""Articles in one news sitemap at most."""
PART = 10_000
"""Addresses in one sitemap: with 2,048 characters each, well below the 50,000 and the 50 MB of the protocol."""

NEWS = "/news-sitemap.xml"
SITEMAP = "/sitemap.xml"
ELSEWHERE = "/elsewhere"
"""The folder of what belongs to other hosts, by host: ``/elsewhere/HOST/news-sitemap.xml``."""

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_GOOGLE_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
ElementTree.register_namespace("news", _GOOGLE_NEWS)
_LONGEST = 2048
_URL_SAFE = ":/?#[]@!$&'()*+,;=-._~%"
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_TRADITIONAL = re.compile(r"zh-(tw|hk|mo|hant)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """An address in a sitemap, and when what it shows last changed; ``None`` where that is not known."""

    url: str
    changed: datetime | None = None


def part_path(number: int) -> str:
    """Return the path of a part of a large sitemap, counted from 1."""
    return f"/sitemap-{number}.xml"


def own_places(
    site: Site, touched: Mapping[ChannelKey, datetime], public: Collection[ChannelKey], located: Sequence[Located]
) -> tuple[Place, ...]:
    """Return all that stands at our own host: the directory, follow pages that show something, articles.

    ``public`` are the channels that have a page. The articles come last, the oldest first: a part once full stays.
    """
    pages = [(key, touched[key]) for key in sorted(public) if key in touched]
    newest = max((changed for _, changed in pages), default=None)
    return (
        Place(site.address("/"), newest),
        *(Place(site.address(follow_path(key)), changed) for key, changed in pages),
        *(Place(one.url, one.updated) for one in at_root(located, root_of(site.base))),
    )


def other_roots(site: Site, located: Iterable[Located]) -> Mapping[str, str]:
    """Return the other hosts of the newsroom on which articles stand or can stand: name → scheme and host.

    However an address writes its host, it is one; the scheme is that of its newest article. ``located`` has the oldest
    first.
    """
    schemes = {place_of(site.url): urlsplit(site.url).scheme}
    for one in located:
        schemes[place_of(one.url)] = one.url.partition(":")[0].lower()
    own = place_of(site.base)
    roots: dict[str, str] = {}
    for place, scheme in schemes.items():
        root = f"{scheme}://{place}"
        if place != own and of_one_site(root, site.url, site.base):
            roots.setdefault(urlsplit(root).hostname or "", root)
    return roots


def at_root(located: Iterable[Located], root: str) -> Iterator[Located]:
    """Yield what stands at the host of ``root``, and is short enough for a sitemap."""
    place = place_of(root)
    return (one for one in located if place_of(one.url) == place and len(quote(one.url, safe=_URL_SAFE)) < _LONGEST)


def window(located: Sequence[Located], now: datetime) -> slice:
    """Return where those of the days that a news sitemap holds stand in ``located``, which has the oldest first."""
    start = bisect_left(located, now - NEWS_SPAN, key=_published)
    return slice(start, bisect_right(located, now, lo=start, key=_published))


def recent(located: Sequence[Located], root: str, now: datetime) -> tuple[Located, ...]:
    """Return what a news sitemap of ``root`` holds now, the newest first; ``located`` has the oldest first."""
    found = at_root(reversed(located[window(located, now)]), root)
    return tuple(islice(found, NEWS_MOST))


def sitemap(places: Iterable[Place]) -> bytes:
    """Return a sitemap."""
    root = _root("urlset")
    for place in places:
        _add(root, "url", place)
    return _document(root)


def sitemap_index(places: Iterable[Place]) -> bytes:
    """Return the index of a sitemap in parts, each with the last change of what it names."""
    root = _root("sitemapindex")
    for place in places:
        _add(root, "sitemap", place)
    return _document(root)


def news_sitemap(site: Site, articles: Iterable[Article]) -> bytes:
    """Return a news sitemap, as Google describes it: each article with its original publication and its title."""
    root = _root("urlset")
    for article in articles:
        url = _add(root, "url", Place(article.url, article.updated))
        news = ElementTree.SubElement(url, f"{{{_GOOGLE_NEWS}}}news")
        publication = ElementTree.SubElement(news, f"{{{_GOOGLE_NEWS}}}publication")
        _text(publication, f"{{{_GOOGLE_NEWS}}}name", publication_name(site.title))
        _text(publication, f"{{{_GOOGLE_NEWS}}}language", publication_language(article.language))
        _text(news, f"{{{_GOOGLE_NEWS}}}publication_date", _w3c(article.published))
        _text(news, f"{{{_GOOGLE_NEWS}}}title", article.title)
    return _document(root)


def publication_name(title: str) -> str:
    """Return the publication's name as Google News has it: without what stands in parentheses."""
    return _PARENTHESES.sub("", title).strip() or title


def publication_language(tag: str) -> str:
    """Return a language as Google News has it: ISO 639, Chinese alone with its script's country."""
    tag = tag.lower()
    base = tag.partition("-")[0]
    if base == "zh":
        return "zh-tw" if _TRADITIONAL.match(tag) else "zh-cn"
    return base


def _published(one: Located) -> datetime:
    return one.published


def _root(name: str) -> ElementTree.Element:
    return ElementTree.Element(f"{{{_SITEMAPS}}}{name}")


def _add(root: ElementTree.Element, name: str, place: Place) -> ElementTree.Element:
    element = ElementTree.SubElement(root, f"{{{_SITEMAPS}}}{name}")
    _text(element, f"{{{_SITEMAPS}}}loc", quote(in_dns(place.url), safe=_URL_SAFE))
    if place.changed is not None:
        _text(element, f"{{{_SITEMAPS}}}lastmod", _w3c(place.changed))
    return element


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = clean(text)


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _document(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, space=" ")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=_SITEMAPS)
    return document + b"\n"
