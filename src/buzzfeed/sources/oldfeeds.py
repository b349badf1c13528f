"""Old feeds: what a site's present feeds show, page by page, so that their ids can be taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree, html

from buzzfeed.errors import FetchError, RestError, SourceError
from buzzfeed.model import RawItem
from buzzfeed.ports import Fetch, Response
from buzzfeed.sources.entries import Terms, item_of
from buzzfeed.sources.parsing import LARGEST, NotAFeedError, Parsed, parse

MOST_PAGES = 500
"""Pages of one feed at most."""
MOST_REQUESTS = 20_000
"""Requests of one adoption at most."""
SOURCE = "adopted"
"""The source that the items of old feeds name."""

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_JSON_TYPE = "application/feed+json"
_OLDER = ("prev-archive", "next")  # RFC 5005 §3 and §4


@dataclass(frozen=True, slots=True)
class OldFeed:
    """A feed as it is served now: its address, its pages (subscribers poll the first), and whether all were read."""

    url: str
    atom: bool
    pages: tuple[tuple[RawItem, ...], ...]
    whole: bool

    @property
    def items(self) -> tuple[RawItem, ...]:
        """Every item, the first page first."""
        return tuple(item for page in self.pages for item in page)


class OldFeeds:
    """Reads feeds of one site by the guarded way out; other hosts are only followed where anybody may be."""

    def __init__(self, fetch: Fetch, url: str, looked: Callable[[], bool] | None = None) -> None:
        """Read from the site at ``url``, which the operator typed.

        ``looked`` is called after each request; reading ends where it returns false.
        """
        self._fetch = fetch
        self._origin = _origin(url)
        self._looked = looked or (lambda: True)
        self._requests = 0
        self._items: dict[str, RawItem] = {}

    def listed(self, url: str) -> tuple[str, ...]:
        """Return the feeds at an address: itself where it is one, else those that its web page names, in order.

        Raises:
            SourceError: there is none, or it cannot be had.
        """
        response = self._get(url)
        if response.status != 200:
            raise SourceError(url, f"answered {response.status}", "give the address of the site, or of its feed")
        try:
            parse(response.body, response.headers.get("content-type", ""), response.url)
        except NotAFeedError as error:
            found = alternates(response.body, response.url)
            if not found:
                raise SourceError(url, f"{error.cause}, and it names no feed", "give its feed's address") from None
            return found
        return (response.url,)

    def read(self, url: str, *, first_alone: bool = False) -> OldFeed | None:
        """Return a feed with all its pages, ``None`` where there is none at this address.

        Pages are followed as the feed links them (RFC 5005), else as ``?paged=N``, until one has nothing new.

        Raises:
            SourceError: the first page cannot be had.
        """
        try:
            response = self._get(url)
        except FetchError as error:
            raise SourceError(url, error.cause, error.hint) from error
        found = _parsed(response)
        if found is None:
            return None
        pages, whole, known = [], True, set[str]()
        for parsed in self._pages(found, response.url, first_alone):
            if parsed is None:
                whole = False
                break
            # The feeds of a site's terms show the same items: one of each is held in memory.
            items = tuple(
                self._items.setdefault(item.origin, item) for item in _items(parsed) if item.origin not in known
            )
            known.update(item.origin for item in items)
            if not items:
                break
            pages.append(items)
        return OldFeed(response.url, found.version.startswith("atom"), tuple(pages), whole and not first_alone)

    def _pages(self, first: Parsed, url: str, first_alone: bool) -> Iterator[Parsed | None]:
        """Yield the pages of a feed; ``None`` where one could not be had."""
        parsed, number = first, 1
        yield parsed
        while not first_alone:
            number += 1
            if number > MOST_PAGES:
                yield None
                return
            linked = _older(parsed)
            try:
                response = self._get(linked or _paged(url, number))
            except (FetchError, RestError, SourceError):
                yield None
                return
            found = _parsed(response)
            if found is None:
                # Beyond the last page a site answers 404, or its front page; anything else is a fault of the moment.
                if response.status in (429, 500, 502, 503, 504):
                    yield None
                return
            parsed = found
            yield parsed

    def _get(self, url: str) -> Response:
        if self._requests >= MOST_REQUESTS:
            raise SourceError(url, f"more than {MOST_REQUESTS} requests", "adopt the feeds one by one")
        if not self._looked():
            raise SourceError(url, "stopped")
        self._requests += 1
        return self._fetch.get(url, trusted=_origin(url) == self._origin, max_bytes=LARGEST)


def alternates(body: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that a web page names (HTML, link type ``alternate``), each once; JSON last."""
    try:
        page = html.document_fromstring(body[:2_000_000])
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    found: dict[str, None] = {}
    of_json: dict[str, None] = {}
    for link in page.iter("link"):
        kinds = str(link.get("rel") or "").lower().split()
        media = str(link.get("type") or "").partition(";")[0].strip().lower()
        address = _absolute(url, str(link.get("href") or ""))
        if "alternate" in kinds and address and (media in _FEED_TYPES or media == _JSON_TYPE):
            (of_json if media == _JSON_TYPE else found)[address] = None
    return (*found, *of_json)


def _parsed(response: Response) -> Parsed | None:
    if response.status != 200:
        return None
    try:
        return parse(response.body, response.headers.get("content-type", ""), response.url)
    except NotAFeedError:
        return None


def _items(parsed: Parsed) -> Iterator[RawItem]:
    guids = Counter(str(entry.get("id") or "") for entry in parsed.entries)
    shared = {guid for guid, count in guids.items() if guid and count > 1}
    for entry in parsed.entries:
        item = item_of(SOURCE, entry, parsed, Terms(), shared)
        if item is not None:
            yield item


def _older(parsed: Parsed) -> str:
    """Return the address of the page before, as the feed links it; empty where it does not."""
    links = parsed.feed.get("links")
    known = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    for kind in _OLDER:
        for link in known:
            if link.get("rel") == kind and (address := _absolute(parsed.url, str(link.get("href") or ""))):
                return address
    return ""


def _paged(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))]), fragment=""))


def _absolute(base: str, address: str) -> str:
    try:
        absolute = urljoin(base, address.strip())
        parts = urlsplit(absolute)
        web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return absolute if address.strip() and web else ""
    except ValueError:  # as for a port that is no number, too
        return ""


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.netloc.rpartition(":")[2] if parts.port else ""
    except ValueError:
        return "", ""
