"""Finding out what kind of source an address is: a feed, a list of feeds, a WordPress site, a site with sitemaps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from buzzfeed.config import FeedSource, OpmlSource, SiteSource, SourceSettings, WordPressSource
from buzzfeed.errors import FetchError, RestError, SourceError
from buzzfeed.model import RawItem
from buzzfeed.ports import Fetch, Response
from buzzfeed.sources.entries import Terms
from buzzfeed.sources.feeding import read_feed
from buzzfeed.sources.oldfeeds import alternates
from buzzfeed.sources.outlines import is_list
from buzzfeed.sources.parsing import LARGEST, NotAFeedError
from buzzfeed.sources.site.robots import fetch_robots
from buzzfeed.sources.wordpress.api import api_root

_MAPS = ("urlset", "sitemapindex")
_USUAL_MAPS = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml")
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, application/feed+json;q=0.9, */*;q=0.5"
_CHOOSE = "give the address of a feed, of an OPML list, of a WordPress site, or of a site with a sitemap"


@dataclass(frozen=True, slots=True)
class Found:
    """What an address is: the settings of a source for it, and how that was told."""

    settings: SourceSettings
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A feed as it is served now: its address, and its items in order."""

    url: str
    items: tuple[RawItem, ...]


def found_at(url: str, name: str, fetch: Fetch) -> Found:
    """Return the source that an address is, which the operator typed; it is called ``name``.

    Raises:
        SourceError: it is not had, or is nothing that articles could be read from.
    """
    try:
        return _found(url, name, fetch)
    except ValueError:  # a page may name as its own what is no address that a source could have
        raise SourceError(url, "names an address that cannot be used", _CHOOSE) from None


def _found(url: str, name: str, fetch: Fetch) -> Found:
    answer = _asked(url, fetch)
    if answer.status != 200 and urlsplit(answer.url).path in ("", "/"):
        site = _root(answer.url)
        if where := _maps_at(site, fetch):  # some sites have no front page
            settings = SiteSource(name=name, type="site", url=site)
            return Found(settings, f"a site with a sitemap ({where}), whose front page answers {answer.status}")
    _check(url, answer)
    if is_list(answer.body):
        return Found(OpmlSource(name=name, type="opml", url=url), "an OPML list of feeds")
    try:
        version = read_feed(name, answer, Terms(), url).version
        return Found(FeedSource(name=name, type="feed", url=url), f"a feed ({_called(version)})")
    except NotAFeedError as error:
        cause = error.cause
    if _is_map(answer.body):
        site = _root(answer.url)
        return Found(SiteSource(name=name, type="site", url=site, sitemaps=(url,)), "a sitemap")
    return _of_page(answer, name, fetch, cause)


def present_feed(url: str, fetch: Fetch) -> Shown | None:
    """Return the feed at an address, or else the first that its page names; ``None`` where there is none to be had."""
    try:
        answer = _get(url, fetch)
        if (found := _shown(answer)) is not None:
            return found
        addresses = alternates(answer.body, answer.url)
        return _shown(_get(addresses[0], fetch, trusted=_root(addresses[0]) == _root(url))) if addresses else None
    except SourceError:
        return None


def _of_page(answer: Response, name: str, fetch: Fetch, cause: str) -> Found:
    """Return the source that a web page belongs to."""
    if root := api_root(answer):
        site = root.partition("?")[0].partition("wp-json")[0].rstrip("/")
        return Found(WordPressSource(name=name, type="wordpress", url=site), "a WordPress site, by its REST API")
    site, feeds = _root(answer.url), alternates(answer.body, answer.url)
    more = f"; it has a feed, too: {feeds[0]}" if feeds else ""
    if where := _maps_at(site, fetch):
        return Found(SiteSource(name=name, type="site", url=site), f"a site with a sitemap ({where}){more}")
    if feeds:
        words = f"a site without a sitemap, by the feed that its page names: {feeds[0]}"
        return Found(FeedSource(name=name, type="feed", url=feeds[0]), words)
    raise SourceError(answer.url, f"{cause}; the site names no feed, and has no sitemap and no WordPress API", _CHOOSE)


def _maps_at(site: str, fetch: Fetch) -> str:
    """Return where a site's sitemap is known from; empty where it has none that we may have."""
    try:
        robots = fetch_robots(site, fetch, trusted=True)
    except (SourceError, RestError):
        return ""
    if robots.sitemaps:
        return "named in robots.txt"
    for path in _USUAL_MAPS:
        url = f"{site}/{path}"
        try:
            if robots.allows(url) and _is_map(_get(url, fetch).body):
                return f"at /{path}"
        except SourceError:
            continue
    return ""


def _get(url: str, fetch: Fetch, *, trusted: bool = True) -> Response:
    answer = _asked(url, fetch, trusted=trusted)
    _check(url, answer)
    return answer


def _asked(url: str, fetch: Fetch, *, trusted: bool = True) -> Response:
    try:
        return fetch.get(url, headers={"accept": _ACCEPT}, trusted=trusted, max_bytes=LARGEST)
    except FetchError as error:
        raise SourceError(url, error.cause, error.hint or "check the address", retryable=error.retryable) from None


def _check(url: str, answer: Response) -> None:
    if answer.status != 200:
        raise SourceError(url, f"answered {answer.status}", "check the address")


def _shown(answer: Response) -> Shown | None:
    try:
        return Shown(answer.url, read_feed("present", answer, Terms(), answer.url).items)
    except NotAFeedError:
        return None


def _is_map(body: bytes) -> bool:
    """Whether what came is a sitemap, by its first element."""
    if body.startswith(b"\x1f\x8b"):
        return True
    try:
        parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
        parser.feed(body[:4000])
        first = next((str(getattr(one, "tag", "")) for _, one in parser.read_events()), "")
        return first.rpartition("}")[2] in _MAPS
    except (etree.XMLSyntaxError, ValueError):
        return False


def _root(url: str) -> str:
    try:
        parts = urlsplit(url)
        return urljoin(url, "/").rstrip("/") if parts.hostname else ""
    except ValueError:
        return ""


def _called(version: str) -> str:
    """Return what a format is called: ``rss20`` is RSS 2.0."""
    kind, number = re.match("[a-z]*", version)[0], "".join(filter(str.isdigit, version))  # type: ignore[index]
    name = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}.get(kind, kind)
    shown = f"{number[0]}.{number[1:] or '0'}" if number else ""
    return f"{name} {shown}".strip()
