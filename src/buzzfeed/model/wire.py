"""Facts of the wire: what feeds say, as those who write them and those who prove them must both know it.

Nothing here renders or parses. A value that can be derived in one obvious way from the model is derived here once, so
that a feed and its proof cannot disagree about its meaning, only about its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from buzzfeed.model.articles import Article
from buzzfeed.model.channels import Channel, ChannelKey, Newsroom, archive_path, feed_path
from buzzfeed.model.items import Enclosure
from buzzfeed.model.words import ChannelKind, Format, TermKind

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
WEBFEEDS = "http://webfeeds.org/rss/1.0"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "atom": ATOM,
        "content": CONTENT,
        "dc": DC,
        "media": MEDIA,
        "webfeeds": WEBFEEDS,
        "fh": HISTORY,
        "at": TOMBSTONES,
    }
)
"""Every namespace by its fixed prefix: each root declares them all, so that an entry's bytes mean the same anywhere."""

GENERATOR = "buzzfeed"
FEED_STYLE = "/assets/feed.css"
"""The path below ``feeds_url`` of the style that browsers may show a feed in; it stays, whatever the style."""

ICON = "/apple-touch-icon.png"
"""The path below ``feeds_url`` of the square picture that phones and readers show for the newsroom."""

JSON_FEED = "https://jsonfeed.org/version/1.1"

ETAG_SUFFIX: Mapping[str, str] = MappingProxyType({"": "", "gzip": "-gz", "br": "-br", "zstd": "-zst"})
"""What tells the strong ETag of one coding from another's (RFC 9110 §8.8.3.3)."""

UNKNOWN_TYPE = "application/octet-stream"


class Dated(Protocol):
    """Whatever has the times of an entry (UTC)."""

    @property
    def published(self) -> datetime:
        """First publication."""
        ...

    @property
    def updated(self) -> datetime:
        """Last change that a reader can see."""
        ...


def etag(digest: str, coding: str = "") -> str:
    """Return the strong ETag, quotes included, of a document with this digest in one coding."""
    return f'"{digest[:32]}{ETAG_SUFFIX[coding]}"'


def updated_of(channel: Channel, entries: Iterable[Dated]) -> datetime:
    """Return a feed's ``updated``: the latest of its entries' times, its retractions and its channel's creation."""
    times = [channel.created] if channel.retracted is None else [channel.created, channel.retracted]
    for entry in entries:
        times.append(entry.published)
        times.append(entry.updated)
    return max(times)


def feed_title(channel: Channel, newsroom: Newsroom) -> str:
    """Return a feed's title: the newsroom's own for all articles, else both names."""
    if channel.key.kind is ChannelKind.ALL:
        return newsroom.title
    return f"{newsroom.title} – {channel.title}"


def feed_url(key: ChannelKey, fmt: Format, newsroom: Newsroom) -> str:
    """Return the absolute address of a feed: its ``self`` link, and an Atom feed's id."""
    return newsroom.feeds_url + feed_path(key, fmt)


def cloud_of(address: str) -> dict[str, str]:
    """Return the attributes of RSS 2.0's ``cloud`` for an address, all five of which are needed (RSS 2.0, cloud)."""
    parts = urlsplit(address)
    return {
        "domain": parts.hostname or "",
        "port": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "path": parts.path,
        "registerProcedure": "",
        "protocol": "http-post",
    }


@dataclass(frozen=True, slots=True)
class History:
    """Where a document stands in a channel's history (RFC 5005 §4): addresses, empty where there is none.

    ``own`` is the document's, ``current`` the feed's, where this is an archive, ``previous`` that of the archive
    before, ``following`` that of the archive after it.
    """

    own: str
    current: str = ""
    previous: str = ""
    following: str = ""


def history_of(channel: Channel, fmt: Format, newsroom: Newsroom) -> History:
    """Return where a feed, or an archive of it, stands; the last archive is followed by none but the feed."""

    def address(number: int) -> str:
        return newsroom.feeds_url + archive_path(channel.key, number, fmt) if 0 < number <= channel.archives else ""

    current = feed_url(channel.key, fmt, newsroom)
    number = channel.archive
    if not number:
        return History(current, previous=address(channel.archives))
    return History(address(number), current, address(number - 1), address(number + 1))


def hubs_of(channel: Channel, newsroom: Newsroom) -> tuple[str, ...]:
    """Return the hubs that a document names: an archive names none, since nobody is told of one."""
    return () if channel.archive else newsroom.hubs


def term_scheme(kind: TermKind, newsroom: Newsroom) -> str:
    """Return the IRI that says which kind of term it is (RFC 4287 §4.2.2.2; RSS 2.0 ``category``'s ``domain``)."""
    return f"{newsroom.feeds_url}/feeds/{kind}"


def enclosures_of(article: Article) -> tuple[Enclosure, ...]:
    """Return what stands beside an article as a file: its own enclosures, then its image where its length is known.

    RSS has room for the first alone. Lengths are bytes, 0 where not known; an unknown type is the generic one.
    """
    files = {one.url: Enclosure(one.url, one.media_type or UNKNOWN_TYPE, one.length) for one in article.enclosures}
    image = article.image
    if image is not None and image.length and image.media_type and image.url not in files:
        files[image.url] = Enclosure(image.url, image.media_type, image.length)
    return tuple(files.values())
