"""What news directories ask of a feed: Google News, Flipboard, MSN, Apple News, Feedly; one need each.

Their rules are looked for in the RSS document itself, as they would see it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from buzzfeed.model.hostnames import place_of
from buzzfeed.model.wire import ATOM, CONTENT, MEDIA, WEBFEEDS

_TAG = re.compile(r"<[^<>]*>")
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?-([a-z]{2}|\d{3})", re.IGNORECASE)
_DRAWING = "image/svg+xml"

ITEMS = 30
LEDE = 300
WIDTH = 500
TITLE = range(20, 151)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a directory asks for. ``faults`` say what is missing, in which article; none: it is fulfilled."""

    directory: str
    asks: str
    faults: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as a directory sees it; ``width`` is that of its widest picture in pixels, 0 where none is told."""

    id: str
    title: str
    link: str
    lede: str
    content: str
    published: datetime | None
    updated: datetime | None
    picture: str
    media_type: str
    width: int


Entries = Sequence[Seen]


def needs(rss: bytes, hosts: Collection[str]) -> tuple[Need, ...]:
    """Return what each directory asks of an RSS feed, and whether it is there.

    Args:
        rss: the document; one that was proved.
        hosts: the newsroom's own hosts: Google News takes articles from their publisher's host alone.
    """
    root: Any = etree.fromstring(rss, etree.XMLParser(resolve_entities=False, no_network=True))
    channel = root.find("channel")
    entries = [_seen(item) for item in channel.iterchildren("item")]
    return (*_google(entries, hosts), *_flipboard(entries), *_msn(entries), *_apple(channel), *_feedly(channel))


def _google(entries: Entries, hosts: Collection[str]) -> Iterator[Need]:
    def of_a_stranger(one: Seen) -> str:
        host = place_of(one.link).removeprefix("www.")
        return "" if host in hosts else f"stands on {host or 'no host'}"

    def incomplete(one: Seen) -> str:
        return "" if one.title and one.published else "has no title or no date"

    yield _each("Google News", "a title and the date of publication", entries, incomplete, "date your articles")
    yield _each(
        "Google News", "articles on a host of your own", entries, of_a_stranger, "publish them on your own site"
    )
    yield _ids("Google News", entries)


def _flipboard(entries: Entries) -> Iterator[Need]:
    few = () if len(entries) >= ITEMS else (f"there are {len(entries)}",)
    yield Need("Flipboard", f"{ITEMS} entries or more", few, "publish more, or raise feeds.items")

    def short(one: Seen) -> str:
        return "" if len(one.content) > len(one.lede) else "carries no more than its lede"

    def lede(one: Seen) -> str:
        return "" if len(one.lede) >= LEDE else f"has {len(one.lede)} characters"

    def picture(one: Seen) -> str:
        if not one.picture or one.media_type == _DRAWING:
            return "has none" if not one.picture else "has a drawing (SVG) alone"
        return "" if one.width >= WIDTH else f"has one of {one.width or 'unknown'} px"

    yield _each("Flipboard", "the full text", entries, short, "let your source give whole articles")
    yield _each("Flipboard", f"a description of {LEDE} characters or more", entries, lede, "write longer ledes")
    yield _each("Flipboard", f"a picture of {WIDTH} px or more", entries, picture, 'give each article an "image"')


def _msn(entries: Entries) -> Iterator[Need]:
    def length(one: Seen) -> str:
        return "" if len(one.title) in TITLE else f"has {len(one.title)} characters"

    def dates(one: Seen) -> str:
        return (
            "" if one.published and one.updated and one.updated >= one.published else "has no date of its last change"
        )

    yield _ids("MSN", entries)
    asks = f"a title of {TITLE.start} to {TITLE.stop - 1} characters"
    yield _each("MSN", asks, entries, length, "write a longer or a shorter title")
    yield _each("MSN", "a newer date where an article changed", entries, dates, "see: buzzfeed verify")


def _apple(channel: Any) -> Iterator[Need]:
    language = channel.findtext("language", "")
    faults = () if _LOCALE.fullmatch(language) else (f'it is "{language}"',)
    yield Need("Apple News", "a language with its country", faults, 'set newsroom.language, to "fr-FR" say')


def _feedly(channel: Any) -> Iterator[Need]:
    cover = channel.find(f"{{{WEBFEEDS}}}cover")
    icon, logo, color = (channel.findtext(f"{{{WEBFEEDS}}}{name}", "") for name in ("icon", "logo", "accentColor"))
    drawn = urlsplit(logo).path.lower().endswith(".svg")
    given = {
        ("a cover", 'newsroom.cover, to "/cover.png" say'): cover is not None and bool(cover.get("image")),
        ("an icon", 'newsroom.icon, to "/icon-512.png" say'): bool(icon),
        ("a logo in SVG", 'newsroom.logo, to "/favicon.svg" say'): drawn,
        ("an accent colour", 'newsroom.color, as "#1a5fb4"'): bool(_HEX.fullmatch(color)),
    }
    for (asks, setting), there in given.items():
        yield Need("Feedly", asks, () if there else ("there is none",), f"set {setting}")


def _each(directory: str, asks: str, entries: Entries, fault: Callable[[Seen], str], hint: str) -> Need:
    found = [(one, fault(one)) for one in entries]
    return Need(directory, asks, tuple(f"“{one.title or one.id}” {said}" for one, said in found if said), hint)


def _ids(directory: str, entries: Entries) -> Need:
    twice = [id_ for id_, count in Counter(one.id for one in entries).items() if count > 1 or not id_]
    faults = tuple(f"“{one.title}” shares its id" for one in entries if one.id in twice)
    return Need(directory, "an id of its own for each article", faults, "see: buzzfeed verify")


def _seen(item: Any) -> Seen:
    pictures = item.findall(f"{{{MEDIA}}}content")
    widest = max(pictures, key=_width, default=None)
    return Seen(
        id=item.findtext("guid", ""),
        title=item.findtext("title", ""),
        link=item.findtext("link", ""),
        lede=_plain(item.findtext("description", "")),
        content=_plain(item.findtext(f"{{{CONTENT}}}encoded", "")),
        published=_rfc822(item.findtext("pubDate", "")),
        updated=_iso(item.findtext(f"{{{ATOM}}}updated", "")),
        picture=widest.get("url", "") if widest is not None else "",
        media_type=widest.get("type", "") if widest is not None else "",
        width=_width(widest) if widest is not None else 0,
    )


def _width(content: Any) -> int:
    words = content.get("width", "")
    return int(words) if words.isdecimal() else 0


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _rfc822(words: str) -> datetime | None:
    try:
        return parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None
