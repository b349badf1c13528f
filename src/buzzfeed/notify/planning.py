"""Which deliveries a publication owes: from entries that changed, never from digests or clocks (invariant 7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from buzzfeed.config import Announce, Config, IndexNow, WebSub, XmlRpc
from buzzfeed.model import Change, ChangeKind, ChannelKey, ChannelKind, Delivery, Format, feed_path
from buzzfeed.model.deliveries import RETRACTED
from buzzfeed.notify import hub
from buzzfeed.notify.indexnow import URLS
from buzzfeed.notify.keys import is_ours
from buzzfeed.notify.websub import TOPICS
from buzzfeed.notify.xmlrpc import FEED, PAGE, SITE, TAGS
from buzzfeed.ports import Target

BACKFILL = timedelta(days=10)
"""An article that is new to its feeds and was published longer ago than this is not submitted to search engines."""

FEEDS_AT_ONCE = 300
"""Feeds in one delivery to our own hub at most."""

MOST_TAGS = 10
"""Tags in one ping at most."""

Payload = Mapping[str, tuple[str, ...]]
_ALL = ChannelKey(ChannelKind.ALL)


def plan(
    changes: Sequence[Change], config: Config, targets: Sequence[Target], now: datetime, seed: str = ""
) -> tuple[Delivery, ...]:
    """Return what the published changes owe to each target; pure.

    Args:
        changes: the entries that entered, changed in or left published feeds.
        config: who is told, and the addresses of the newsroom.
        targets: those that are there to be told; what the config names besides owes nothing.
        now: the moment of the publication (UTC).
        seed: what makes this publication another than the last one of the same second (its editions' digests, say).
    """
    there = {(target.name, target.type) for target in targets}
    found: dict[str, Delivery] = {}
    gone = {change.article for change in changes if change.kind is ChangeKind.RETRACTED}
    for settings in config.announce if changes else ():
        if (settings.target, settings.type) not in there:
            continue
        for places, articles in _owed(settings, changes, config, now):
            retracted = tuple(article for article in articles if article in gone)
            payload = {**places, RETRACTED: retracted} if retracted else places
            id_ = _id(settings, payload, f"{now.isoformat()} {seed}")
            found[id_] = Delivery(id_, settings.target, settings.type, payload, articles, created=now, due=now)
    for own in hub.OWN if changes else ():
        if (own, own) in there:
            found.update((one.id, one) for one in _hub_owes(own, changes, gone, now, seed))
    return tuple(found.values())


Said = dict[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]], set[str]]
"""What the publications of one build owe already: target, type and what is said (tags left out) → the articles."""


def unsaid(deliveries: Sequence[Delivery], said: Said) -> tuple[Delivery, ...]:
    """Leave out what an earlier publication of the same build owes already, and note the rest in ``said``.

    A build commits its channels in several publications, and an article stands in channels of more than one: its
    address would be submitted twice, and the site pinged twice, the second time long after. Hubs are told of feeds,
    each of which is published once.
    """
    fresh = []
    for one in deliveries:
        words = tuple(sorted((name, values) for name, values in one.payload.items() if name != TAGS))
        known = said.setdefault((one.target, one.type, words), set())
        if TOPICS not in one.payload and known.issuperset(one.articles):
            continue
        known.update(one.articles)
        fresh.append(one)
    return tuple(fresh)


def _owed(
    settings: Announce, changes: Sequence[Change], config: Config, now: datetime
) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    if isinstance(settings, WebSub):
        return _topics(changes, config.newsroom.feeds_url, settings.batch)
    if isinstance(settings, XmlRpc):
        return _pings(changes, config)
    return _urls(changes, config, settings, now)


def _topics(changes: Sequence[Change], feeds_url: str, batch: int) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    """Yield the feeds of every channel in which an entry is new, changed or gone, ``batch`` in one delivery."""
    channels: dict[ChannelKey, dict[str, None]] = {}
    for change in changes:
        for key in change.channels:
            channels.setdefault(key, {})[change.article] = None
    topics = [(feeds_url + feed_path(key, fmt), key) for key in sorted(channels, key=_all_first) for fmt in Format]
    for start in range(0, len(topics), batch):
        part = topics[start : start + batch]
        articles = dict.fromkeys(article for _, key in part for article in channels[key])
        yield {TOPICS: tuple(topic for topic, _ in part)}, tuple(articles)


def _hub_owes(
    own: str, changes: Sequence[Change], gone: Collection[str], now: datetime, seed: str
) -> Iterator[Delivery]:
    """Yield what is owed to our own hub: the feeds of every channel in which an entry is new, changed or gone."""
    feeds: dict[str, dict[str, None]] = {}
    for change in changes:
        for path in hub.paths_of(hub.topics_of(change.channels)):
            feeds.setdefault(path, {})[change.article] = None
    paths = sorted(feeds)
    for start in range(0, len(paths), FEEDS_AT_ONCE):
        part = tuple(paths[start : start + FEEDS_AT_ONCE])
        articles = tuple(dict.fromkeys(article for path in part for article in feeds[path]))
        retracted = tuple(article for article in articles if article in gone)
        payload = {hub.FEEDS: part, **({RETRACTED: retracted} if retracted else {})}
        words = json.dumps([own, sorted(payload.items()), f"{now.isoformat()} {seed}"])
        id_ = hashlib.sha256(words.encode()).hexdigest()[:32]
        yield Delivery(id_, own, own, payload, articles, created=now, due=now)


def _pings(changes: Sequence[Change], config: Config) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    site = config.newsroom.url + "/"
    tags = dict.fromkeys(key.slug for change in changes for key in change.channels if key.kind is ChannelKind.TAG)
    payload = {
        SITE: (site,),
        PAGE: (site,),
        FEED: (config.newsroom.feeds_url + feed_path(_ALL, Format.RSS),),
        TAGS: tuple(tags)[:MOST_TAGS],
    }
    yield payload, tuple(dict.fromkeys(change.article for change in changes))


def _urls(
    changes: Sequence[Change], config: Config, settings: IndexNow, now: datetime
) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    """Yield each address on our hosts by itself, so that one submitted of late does not hold up the others."""
    addresses: dict[str, dict[str, None]] = {}
    for change in changes:
        backfill = change.kind is ChangeKind.NEW and now - change.published > BACKFILL
        if not backfill and is_ours(settings, config.newsroom, change.url):
            addresses.setdefault(change.url, {})[change.article] = None
    for url, articles in addresses.items():
        yield {URLS: (url,)}, tuple(articles)


def _all_first(key: ChannelKey) -> tuple[bool, ChannelKey]:
    return key.kind is not ChannelKind.ALL, key


def _id(settings: Announce, payload: Payload, seed: str) -> str:
    """Return an id that the same announcement of the same publication always has."""
    words = json.dumps([settings.target, settings.type, sorted(payload.items()), seed])
    return hashlib.sha256(words.encode()).hexdigest()[:32]
