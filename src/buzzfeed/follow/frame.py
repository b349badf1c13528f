"""What every page has: its title and addresses, its language and the other one, the feeds it offers to readers."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.follow.phrases import Moment, articles, language_name, moment
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS, Words
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, Format, feed_path, follow_path

PRIVACY_PATH = "/privacy"
"""Where the page stands that tells what is counted; every page leads there."""

FORMAT_NAMES = {Format.RSS: "RSS", Format.ATOM: "Atom", Format.JSON: "JSON"}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed as a page links to it: ``href`` on our host, ``address`` absolute, ``label`` a name that stands alone."""

    name: str
    label: str
    href: str
    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in another language."""

    language: str
    name: str
    href: str
    address: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page's own matter. ``canonical`` is its absolute address; empty for one of no address.

    ``root`` is what stands before the path of a file that belongs to no page: an icon, say.
    """

    language: str
    words: Words
    title: str
    description: str
    canonical: str
    others: tuple[Other, ...]
    site_title: str
    site_url: str
    copyright: str
    home: str
    opml: str
    privacy: str
    root: str
    feeds: tuple[FeedLink, ...]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as the directory lists it."""

    key: ChannelKey
    title: str
    href: str
    count: str
    articles: int
    latest: Moment | None
    description: str
    feeds: tuple[FeedLink, ...]


def frame_of(
    site: Site,
    links: Links,
    path: str,
    *,
    title: str,
    description: str = "",
    canonical: str = "",
    feeds: tuple[FeedLink, ...] = (),
) -> Frame:
    """Return the frame of the page at ``path``; no path, no address and no other language (an error page)."""
    words = WORDS[links.language]
    languages = WORDS if path else {}
    return Frame(
        language=links.language,
        words=words,
        title=title if site.title in title else f"{title} – {site.title}",
        description=description,
        canonical=canonical or (site.address(path) if path else ""),
        others=tuple(
            Other(code, other.own_name, links.other(path, code), _elsewhere(site, links, path, code))
            for code, other in languages.items()
        ),
        site_title=site.title,
        site_url=site.url,
        copyright=site.copyright,
        home=links.page("/"),
        opml=links.file("/feeds.opml"),
        privacy=links.page(PRIVACY_PATH),
        root=links.file(""),
        feeds=feeds,
    )


def _elsewhere(site: Site, links: Links, path: str, language: str) -> str:
    return site.base + links.other(path, language).removeprefix(links.prefix)


def channel_name(state: ChannelState, site: Site, words: Words) -> str:
    """Return what a channel is called on a page."""
    if state.key.kind is ChannelKind.ALL:
        return words.all_articles
    if state.key.kind is ChannelKind.LANGUAGE:
        return language_name(state.key.slug, words)
    return state.title or state.key.slug


def feed_links(key: ChannelKey, name: str, site: Site, links: Links) -> tuple[FeedLink, ...]:
    """Return a channel's feeds in every format."""
    words = WORDS[links.language]
    return tuple(
        FeedLink(
            name=FORMAT_NAMES[fmt],
            label=words.feed_label.format(format=FORMAT_NAMES[fmt], name=name),
            href=links.file(feed_path(key, fmt)),
            address=site.feed(key, fmt),
            media_type=fmt.media_type.partition(";")[0],
        )
        for fmt in Format
    )


def channel_row(state: ChannelState, site: Site, links: Links) -> ChannelRow:
    """Return a channel as the directory lists it."""
    words = WORDS[links.language]
    name = channel_name(state, site, words)
    return ChannelRow(
        key=state.key,
        title=name,
        href=links.page(follow_path(state.key)),
        count=articles(state.articles, words),
        articles=state.articles,
        latest=moment(state.latest, words, site.timezone) if state.latest and state.articles else None,
        description=site.descriptions.get(state.key.slug, "") if state.key.kind is ChannelKind.QUERY else "",
        feeds=feed_links(state.key, name, site, links),
    )
