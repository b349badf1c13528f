"""The follow page: what a channel is, how often it publishes, every way to follow it, and its newest entries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from buzzfeed.follow.frame import ChannelRow, FeedLink, Frame, channel_row, frame_of
from buzzfeed.follow.my.invite import Invite, invite
from buzzfeed.follow.ownhost import OwnHostForm, form_of
from buzzfeed.follow.phrases import Moment, isolated, moment, quoted, shorten
from buzzfeed.follow.qr import QrCode, qr_code
from buzzfeed.follow.readers import HowTo, ReaderLink, by_hand, encoded, reader_links
from buzzfeed.follow.related import related
from buzzfeed.follow.rhythm import Rhythm, rhythm
from buzzfeed.follow.site import Links, Site, link_to
from buzzfeed.follow.sitepart import SitePart
from buzzfeed.follow.words import WORDS, Words
from buzzfeed.follow.words.follow import FOLLOW, FollowWords
from buzzfeed.model import Article, ChannelKey, ChannelKind, ChannelState, follow_path

NEWEST = 6
_LEDE = 240
_PREFERRED = "https://google.com/preferences/source?q="


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
    """A feed's address in a field to copy from, with a label that stands alone, and its button's."""

    feed: FeedLink
    label: str
    copy: str


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A way to follow without a feed: where it leads, what it is called, and what to expect there."""

    key: str
    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class FollowView:
    """A follow page. ``fields`` begin with RSS; ``own`` is missing where pages are static files.

    ``for_site`` is the part for the publisher's own site, made apart (`buzzfeed.follow.snippets`).

    ``data`` is the page for machines: JSON-LD (schema.org).
    """

    frame: Frame
    words: FollowWords
    row: ChannelRow
    kind_name: str
    heading: str
    lead: str
    fields: tuple[AddressField, ...]
    readers: tuple[ReaderLink, ...]
    by_hand: tuple[HowTo, ...]
    own: OwnHostForm | None
    others: tuple[OtherWay, ...]
    rhythm: Rhythm | None
    qr: QrCode
    qr_label: str
    entries: tuple[EntryView, ...]
    related: tuple[ChannelRow, ...]
    invite: Invite | None
    data: str
    for_site: SitePart | None


def follow_view(
    site: Site,
    links: Links,
    state: ChannelState,
    entries: Sequence[Article],
    published: Sequence[datetime] = (),
    channels: Mapping[ChannelKey, ChannelState] | None = None,
) -> FollowView:
    """Return the follow page of a channel.

    Args:
        site: the newsroom.
        links: where links lead, and in which language.
        state: the channel.
        entries: its newest articles, the newest first.
        published: when its articles appeared, the newest first: what its rhythm is told from.
        channels: every public channel, by key: those that are related are among them.
    """
    words, own = WORDS[links.language], FOLLOW[links.language]
    row = channel_row(state, site, links)
    whole = state.key.kind is ChannelKind.ALL
    name = called_in(state, site, links)
    pattern = own.heading_language if state.key.kind is ChannelKind.LANGUAGE else words.follow
    heading = pattern.format(name=name)
    lead = own.lead[state.key.kind].format(name=name, title=site.title)
    known = channels or {}
    newest = [one.latest for one in (state, known.get(ChannelKey(ChannelKind.ALL))) if one and one.latest]
    address = site.address(follow_path(state.key))
    return FollowView(
        frame=frame_of(site, links, follow_path(state.key), title=heading, description=lead, feeds=row.feeds),
        words=own,
        row=row,
        kind_name="" if whole else words.kinds[state.key.kind],
        heading=heading,
        lead=lead,
        fields=tuple(_field(feed, name, own) for feed in row.feeds),
        readers=reader_links(row.feeds[0].address, name, own),
        by_hand=by_hand(own),
        own=None if links.static else form_of(links, state.key),
        others=_other_ways(site, own),
        rhythm=rhythm(published, max(newest), words, own, site.timezone) if newest else None,
        qr=qr_code(address),
        qr_label=own.qr_label.format(address=address),
        entries=tuple(entry_view(article, site, links) for article in entries),
        related=tuple(channel_row(one, site, links) for one in related(state.key, entries, known)),
        invite=invite(site, links, state),
        data=_data(site, links, address, heading, lead, row),
        for_site=None,
    )


def called_in(state: ChannelState, site: Site, links: Links) -> str:
    """Return what a channel is called within a phrase; that of all articles has the newsroom's name."""
    if state.key.kind is ChannelKind.ALL:
        return isolated(site.title)
    return called(state.key.kind, channel_row(state, site, links).title, WORDS[links.language])


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
    label = words.address_label.format(format=feed.name, name=name)
    return AddressField(feed, label, words.copy_label.format(format=feed.name, name=name))


def _other_ways(site: Site, words: FollowWords) -> tuple[OtherWay, ...]:
    """Return what the config offers beside feeds."""
    ways = []
    if site.newsletter:
        text = words.newsletter_text.format(title=isolated(site.title))
        ways.append(OtherWay("newsletter", words.newsletter, text, site.newsletter))
    if site.fediverse:
        text = words.fediverse_text.format(handle=site.fediverse)
        ways.append(OtherWay("fediverse", words.fediverse, text, site.profile))
    if site.domain:
        text = words.google_text.format(domain=site.domain)
        ways.append(OtherWay("google", words.google, text, _PREFERRED + encoded(site.domain)))
    return tuple(ways)


def _data(site: Site, links: Links, address: str, heading: str, lead: str, row: ChannelRow) -> str:
    """Return the page for machines. No letter of it can end the element that it stands in."""
    feeds = [
        {"@type": "DataDownload", "encodingFormat": feed.media_type, "contentUrl": feed.address} for feed in row.feeds
    ]
    value = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": heading,
        "description": lead,
        "inLanguage": links.language,
        "isPartOf": {"@type": "WebSite", "name": site.title, "url": site.url},
        "publisher": {"@type": "NewsMediaOrganization", "name": site.title, "url": site.url},
        "mainEntity": {"@type": "DataFeed", "name": row.title, "distribution": feeds},
    }
    if row.latest is not None:
        value["dateModified"] = row.latest.iso
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
