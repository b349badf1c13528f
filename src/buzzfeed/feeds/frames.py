"""Frames: a feed without entries, split where they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from buzzfeed.errors import RenderError
from buzzfeed.feeds import jsonfeed
from buzzfeed.feeds.entries import new_feed, without_build_date
from buzzfeed.model import Channel, Format, Newsroom
from buzzfeed.model.wire import FEED_STYLE, GENERATOR, feed_title, feed_url, history_of, hubs_of

_TAILS = {Format.RSS: b"</channel></rss>", Format.ATOM: b"</feed>"}


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty feed: entries stand between ``head`` and ``tail``, joined with ``glue``; ``document`` has none."""

    head: bytes
    glue: bytes
    tail: bytes

    @property
    def document(self) -> bytes:
        """The feed without any entry."""
        return self.head + self.tail


def frame(channel: Channel, fmt: Format, newsroom: Newsroom, updated: datetime) -> Frame:
    """Render all of a feed but its entries.

    Args:
        channel: what is followed, or one of its archives; its page is the feed's ``alternate``.
        fmt: the format.
        newsroom: who publishes.
        updated: the feed's ``updated`` (`updated_of`); JSON Feed has no place for it.

    Raises:
        RenderError: a name or address holds text that no feed may carry.
    """
    try:
        if fmt is Format.JSON:
            return Frame(jsonfeed.head(channel, newsroom), jsonfeed.GLUE, jsonfeed.TAIL)
        feed = _filled(channel, fmt, newsroom, updated)
        document: bytes = feed.rss_str() if fmt is Format.RSS else feed.atom_str()
    except (ValueError, TypeError) as error:
        subject = feed_url(channel.key, fmt, newsroom)
        raise RenderError(subject, f"cannot be written as {fmt}: {error}", "mend the channel's name") from error
    tail = _TAILS[fmt]
    head = _hinted(document[: document.rindex(tail)], channel, newsroom)
    return Frame(head + b"\n", b"\n", b"\n" + tail + b"\n")


def _hinted(head: bytes, channel: Channel, newsroom: Newsroom) -> bytes:
    """Tell browsers of a style in CSS for those who open a feed there (xml-stylesheet, W3C 2010).

    Where a browser shows the bytes as they are, the style's title is the first line that says where the page is.
    """
    declaration, line, rest = head.partition(b"?>\n")
    style, page = (quoteattr(text) for text in (newsroom.feeds_url + FEED_STYLE, f"→ {channel.page}"))
    hint = f'<?xml-stylesheet type="text/css" href={style} title={page}?>\n'
    return declaration + line + hint.encode("utf-8") + rest


def _filled(channel: Channel, fmt: Format, newsroom: Newsroom, updated: datetime) -> Any:
    history = history_of(channel, fmt, newsroom)
    feed = new_feed()
    # An archive is a part of the same feed (RFC 5005 §4).
    feed.id(feed_url(channel.key, fmt, newsroom))
    feed.title(feed_title(channel, newsroom))
    feed.description(channel.description or feed_title(channel, newsroom))
    feed.generator(GENERATOR)
    feed.language(channel.language or newsroom.language)
    feed.ttl(newsroom.ttl)
    feed.link(href=history.own, rel="self", type=fmt.media_type.partition(";")[0])
    if newsroom.copyright:
        feed.rights(newsroom.copyright)
    if fmt is Format.RSS:
        _fill_rss(feed, channel, newsroom, updated)
    else:
        _fill_atom(feed, channel, newsroom, updated)
        feed.buzzfeed.tombstones = channel.tombstones
    # The last link becomes the channel's own in RSS (lkiesow/python-feedgen#122).
    feed.link(href=channel.page, rel="alternate", type="text/html")
    feed.buzzfeed.icon, feed.buzzfeed.logo = newsroom.icon, newsroom.logo
    feed.buzzfeed.history = history
    feed.buzzfeed.cover = newsroom.cover
    feed.buzzfeed.color = newsroom.color.removeprefix("#")
    return feed


def _fill_rss(feed: Any, channel: Channel, newsroom: Newsroom, updated: datetime) -> None:
    without_build_date(feed)
    feed.buzzfeed.updated = updated
    feed.buzzfeed.hubs = hubs_of(channel, newsroom)
    feed.buzzfeed.cloud = "" if channel.archive else newsroom.cloud
    if newsroom.icon:
        feed.image(newsroom.icon, title=feed_title(channel, newsroom), link=channel.page)


def _fill_atom(feed: Any, channel: Channel, newsroom: Newsroom, updated: datetime) -> None:
    feed.updated(updated)
    feed.author(name=newsroom.title, uri=newsroom.url)
    for hub in hubs_of(channel, newsroom):
        feed.link(href=hub, rel="hub")
    if newsroom.icon:
        feed.icon(newsroom.icon)
    if newsroom.logo:
        feed.logo(newsroom.logo)
