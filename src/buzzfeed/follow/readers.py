"""The feed readers that a follow page leads to, and how a feed is handed to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from buzzfeed.follow.words.follow import FollowWords

_ENCODED = "{enc}"


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader with a link that subscribes: ``pattern`` holds ``{enc}`` where the feed's encoded address goes."""

    key: str
    name: str
    pattern: str


HOSTED = (
    Reader("feedly", "Feedly", "https://feedly.com/i/subscription/feed%2F{enc}"),
    Reader("inoreader", "Inoreader", "https://www.inoreader.com/?add_feed={enc}"),
    Reader("newsblur", "NewsBlur", "https://www.newsblur.com/?url={enc}"),
    Reader("theoldreader", "The Old Reader", "https://theoldreader.com/feeds/subscribe?url={enc}"),
    Reader("feedbin", "Feedbin", "https://feedbin.com/?subscribe={enc}"),
    Reader("bazqux", "BazQux", "https://bazqux.com/add?url={enc}"),
)
"""Services on the web."""

OWN_HOST: Mapping[str, Reader] = {
    reader.key: reader
    for reader in (
        Reader("miniflux", "Miniflux", "/bookmarklet?uri={enc}"),
        Reader("freshrss", "FreshRSS", "/i/?c=feed&a=add&url_rss={enc}"),
        Reader("ttrss", "Tiny Tiny RSS", "/public.php?op=bookmarklets--subscribe&feed_url={enc}"),
        Reader("nextcloud", "Nextcloud News", "/index.php/apps/news?subscribe_to={enc}"),
    )
}
"""Readers that people run on a host of their own; the pattern follows that host's address."""

APP = "app"
BY_HAND = ("thunderbird", "vivaldi", "reeder")
"""Readers without a link that works: the address is copied, and a line says where it goes."""

NAMES_BY_HAND = {"thunderbird": "Thunderbird", "vivaldi": "Vivaldi", "reeder": "Reeder"}


@dataclass(frozen=True, slots=True)
class ReaderLink:
    """A reader as a page offers it; ``label`` is a link name that stands alone."""

    key: str
    name: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class HowTo:
    """A reader without a link, and how to give it the address."""

    key: str
    name: str
    text: str


def encoded(address: str) -> str:
    """Return an address percent-encoded whole, as one value of a query."""
    return quote(address, safe="")


def reader_links(feed: str, name: str, words: FollowWords) -> tuple[ReaderLink, ...]:
    """Return a link for each hosted reader, and the one for apps (``feed:``, with the address as it is).

    Args:
        feed: the feed's absolute address.
        name: what the channel is called within a phrase.
        words: the page's.
    """
    hosted = [
        ReaderLink(one.key, one.name, one.pattern.replace(_ENCODED, encoded(feed)), _label(name, one.name, words))
        for one in HOSTED
    ]
    return (*hosted, ReaderLink(APP, words.app, f"feed:{feed}", _label(name, words.app, words)))


def own_host_link(reader: Reader, host: str, feed: str) -> str:
    """Return the address on a person's own host that subscribes; ``host`` is a base that was looked at."""
    return host + reader.pattern.replace(_ENCODED, encoded(feed))


def by_hand(words: FollowWords) -> tuple[HowTo, ...]:
    """Return the readers without a link."""
    return tuple(HowTo(key, NAMES_BY_HAND[key], words.how_to[key]) for key in BY_HAND)


def _label(name: str, reader: str, words: FollowWords) -> str:
    return words.with_reader.format(name=name, reader=reader)
