"""Autodiscovery: which feeds a web page names to browsers and readers, and what is wrong with how it names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

MAX_PAGE = 3_000_000
"""Bytes of a page that are looked at."""
MOST_LINKS = 50
"""Feed links of a page that are looked at; a page has three."""

FEED_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/feed+json application/json application/rdf+xml "
    "application/xml text/xml".split()
)

_URLSET = "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"


@dataclass(frozen=True, slots=True)
class FeedTag:
    """A ``<link rel="alternate">`` that names a feed: its address as written and made absolute, its type and title.

    ``in_head`` is whether it stands where browsers look for it.
    """

    written: str
    address: str
    media_type: str
    title: str
    in_head: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a link tag, and the mend."""

    text: str
    hint: str


def feed_tags(page: bytes, url: str) -> tuple[FeedTag, ...]:
    """Return the tags of a page that name feeds, in order; ``url`` is where the page was found.

    A page that is not HTML has none.
    """
    try:
        root = html.document_fromstring(page[:MAX_PAGE])
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    base = next((one.get("href") for one in root.iter("base") if one.get("href")), None)
    start = _joined(url, base) if base else url
    found = (_tag(link, start) for link in root.iter("link"))
    return tuple([one for one in found if one is not None][:MOST_LINKS])


def faults_of(
    tag: FeedTag, tags: Sequence[FeedTag], ours: Mapping[str, str], moved: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield what is wrong with a tag as it is written.

    ``ours`` are our feeds' addresses, each with its media type; ``moved`` those that lead on, each with where to.
    """
    wanted = ours.get(tag.address)
    if wanted is None and tag.address in moved:
        yield Fault("its feed has another address now", f"write {moved[tag.address]}")
    elif wanted is None:
        yield _not_ours(tag, ours)
    elif tag.media_type != wanted:
        yield Fault(f'its type is "{tag.media_type}"', f'write type="{wanted}"')
    if not _is_absolute(tag.written):
        yield Fault("its address is not absolute", "write the whole address: readers do not all resolve it")
    if Counter(one.address for one in tags)[tag.address] > 1:
        yield Fault("it stands there more than once", "leave one of them")
    if not tag.in_head:
        yield Fault("it stands outside the <head>", "move it there: browsers do not look elsewhere")
    if not tag.title:
        yield Fault("it has no title", "give it one: readers show it where there are several feeds")


def sitemap_size(data: bytes) -> int | None:
    """Return how many addresses a sitemap names; ``None`` where it is none."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return len(root) if root.tag == _URLSET else None


def _not_ours(tag: FeedTag, ours: Mapping[str, str]) -> Fault:
    bare = _without_scheme(tag.address)
    near = next((address for address in ours if _without_scheme(address) == bare), None)
    if near is not None:
        return Fault("its address is ours but for its beginning or end", f"write {near}")
    hint = 'take it out, and lead its subscribers on with [aliases]; "buzzfeed snippets" prints what belongs there'
    return Fault("it leads to a feed that is not of this buzzfeed", hint)


def _tag(link: html.HtmlElement, base: str) -> FeedTag | None:
    media_type = (link.get("type") or "").partition(";")[0].strip().lower()
    written = (link.get("href") or "").strip()
    if "alternate" not in (link.get("rel") or "").lower().split() or link.get("hreflang") or not written:
        return None
    if media_type not in FEED_TYPES:
        return None
    in_head = any(parent.tag == "head" for parent in link.iterancestors())
    return FeedTag(written, _joined(base, written), media_type, (link.get("title") or "").strip(), in_head)


def _joined(base: str, written: str) -> str:
    try:
        return urljoin(base, written)
    except ValueError:
        return written


def _is_absolute(written: str) -> bool:
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _without_scheme(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").partition("?")[0].rstrip("/").lower()
