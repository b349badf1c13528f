"""The follow page: what a channel is, its addresses, its newest entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buzzfeed.follow.frame import ChannelRow, FeedLink, Frame, channel_row, frame_of
from buzzfeed.follow.phrases import Moment, isolated, moment, quoted, shorten
from buzzfeed.follow.site import Links, Site, link_to
from buzzfeed.follow.words import WORDS, Words
from buzzfeed.follow.words.follow import FOLLOW, FollowWords
from buzzfeed.model import Article, ChannelKind, ChannelState, follow_path

NEWEST = 10
_LEDE = 240


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a list shows it; ``href`` is empty where its address is no web address."""

    title: str
    href: str
    lede: str
    published: Moment
    categories: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class AddressField:
    """A feed's address in a field to copy from, with a label that stands alone."""

    feed: FeedLink
    label: str


@dataclass(frozen=True, slots=True)
class FollowView:
    """A follow page."""

    frame: Frame
    words: FollowWords
    row: ChannelRow
    kind_name: str
    heading: str
    lead: str
    fields: tuple[AddressField, ...]
    entries: tuple[EntryView, ...]


def follow_view(site: Site, links: Links, state: ChannelState, entries: Sequence[Article]) -> FollowView:
    """Return the follow page of a channel whose newest articles are ``entries``."""
    words, own = WORDS[links.language], FOLLOW[links.language]
    row = channel_row(state, site, links)
    whole = state.key.kind is ChannelKind.ALL
    name = called(state.key.kind, row.title, words)
    pattern = own.heading_language if state.key.kind is ChannelKind.LANGUAGE else words.follow
    heading = pattern.format(name=site.title if whole else name)
    lead = own.lead[state.key.kind].format(name=name, title=site.title)
    return FollowView(
        frame=frame_of(site, links, follow_path(state.key), title=heading, description=lead, feeds=row.feeds),
        words=own,
        row=row,
        kind_name="" if whole else words.kinds[state.key.kind],
        heading=heading,
        lead=lead,
        fields=tuple(_field(feed, name, own) for feed in row.feeds),
        entries=tuple(entry_view(article, site, links) for article in entries),
    )


def called(kind: ChannelKind, title: str, words: Words) -> str:
    """Return a channel's name within a phrase: a person's as it is, a language's in lower case, others in quotes."""
    if kind is ChannelKind.AUTHOR:
        return isolated(title)
    return title if kind is ChannelKind.LANGUAGE else quoted(title, words)


def entry_view(article: Article, site: Site, links: Links) -> EntryView:
    """Return an entry as a list shows it."""
    words = WORDS[links.language]
    return EntryView(
        title=article.title,
        href=link_to(article.url, site, links),
        lede=shorten(article.lede, _LEDE),
        published=moment(article.published, words, site.timezone),
        categories=tuple(term.label for term in article.categories),
        language=article.language,
    )


def _field(feed: FeedLink, name: str, words: FollowWords) -> AddressField:
    return AddressField(feed, words.address_label.format(format=feed.name, name=name))
