"""What a publication is to be looked for, what is purged before, and who waits for it; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from buzzfeed.config import Config
from buzzfeed.model import (
    Appearance,
    ChannelKey,
    ChannelKind,
    Delivery,
    Format,
    archive_path,
    feed_path,
    follow_path,
)
from buzzfeed.model.articles import MEDIA_PATH
from buzzfeed.model.deliveries import RETRACTED
from buzzfeed.notify import hub
from buzzfeed.notify.purging import KEYS, PURGE, URLS, article_key, channel_key, media_key, standing_keys
from buzzfeed.ports import Target

MOST_FEEDS = 30
"""Feeds that are looked at for one publication, those of all articles first."""

MOST_ARTICLES = 500
"""Articles that are looked for in them: an import of thousands is known by its first ones."""

_LISTS = (
    *("/", "/feeds.opml", "/.well-known/feeds", "/directory.json"),
    *("/news-sitemap.xml", "/sitemap.xml", "/sitemap-1.xml"),
)
_GRACE = timedelta(seconds=30)
_OWN_SERVER = timedelta(seconds=10)
_REFUSED = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: articles that entered, changed or left, and where; ``slugs`` of their own pages.

    ``pictures`` are the names of those that left with their articles. ``archives`` were written anew, each by its
    channel and number. ``besides`` are channels whose feeds are as they were, or refused, and which caches forget too.
    ``withheld`` are paths of feeds that are not served any more: caches forget them, and nobody looks for them.
    """

    channels: tuple[ChannelKey, ...] = ()
    articles: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    archives: tuple[tuple[ChannelKey, int], ...] = ()
    besides: tuple[ChannelKey, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def purged(self) -> tuple[ChannelKey, ...]:
        """The channels that caches forget."""
        return tuple(dict.fromkeys([*self.channels, *(key for key, _ in self.archives), *self.besides]))


@dataclass(frozen=True, slots=True)
class Proof:
    """What is looked for, and all that is owed: the purges, and the announcements that wait."""

    appearances: tuple[Appearance, ...]
    deliveries: tuple[Delivery, ...]


def proof(
    published: Published,
    announced: Sequence[Delivery],
    config: Config,
    targets: Sequence[Target],
    now: datetime,
    seed: str = "",
) -> Proof:
    """Return what is looked for after a publication, and its deliveries: they wait for it, but not for ever.

    Args:
        published: what it changed; nothing changed, nothing is looked for.
        announced: what it owes to others.
        config: the address, the CDN, and how long to wait.
        targets: those that are there to be told: the CDN is one.
        now: the moment of the publication (UTC).
        seed: what makes this publication another than the last one of the same second.
    """
    if not published.purged:
        return Proof((), tuple(announced))
    feeds = tuple(feed_path(key, fmt) for key in sorted(published.channels, key=_all_first) for fmt in Format)
    feeds = tuple(path for path in feeds if path not in published.withheld)
    id_ = _digest(["appearance", list(feeds), list(published.articles), now.isoformat(), seed])
    looked_for = config.proof.wait > 0 and bool(feeds)
    purges = tuple(
        _purge(target, published, config, now, id_ if looked_for else "", seed)
        for target in targets
        if target.type == PURGE and config.cdn is not None
    )
    if not looked_for:
        # They go out one after the other all the same: a purge is asked for at once, and seldom takes a second.
        # Of a feed that is refused from now on, only once our server does: a cache that asks before fills itself anew.
        purged = now + _REFUSED if published.withheld or not published.channels else now
        purges = tuple(replace(one, due=purged) for one in purges)
        held = purged + timedelta(seconds=2) if purges else now
        return Proof((), purges + tuple(replace(one, due=max(one.due, held)) for one in announced))
    appearance = Appearance(
        id=id_,
        feeds=feeds[:MOST_FEEDS],
        articles=published.articles[:MOST_ARTICLES],
        created=now,
        due=now,
        follows=tuple(one.id for one in purges),
    )
    # Whoever looks may be gone: what waits falls due by itself, a little after the wait is over.
    latest = now + timedelta(seconds=config.proof.wait) + _GRACE
    words = "waits until it is visible at the public address"
    # Our own hub hands on the content itself: who speaks WebSub fetches nothing, and need not wait. rssCloud does.
    waiting = tuple(
        one if one.type == hub.TYPE else replace(one, due=latest, after=id_, answer=words) for one in announced
    )
    return Proof((appearance,), purges + waiting)


def _purge(target: Target, published: Published, config: Config, now: datetime, after: str, seed: str) -> Delivery:
    assert config.cdn is not None
    payload: dict[str, tuple[str, ...]]
    payload = {KEYS: _keys(published)} if config.cdn.by == "key" else {URLS: _urls(published, config)}
    if published.retracted:
        payload[RETRACTED] = published.retracted
    id_ = _digest([target.name, target.type, sorted(payload.items()), now.isoformat(), after or seed])
    due = now + _OWN_SERVER if after else now
    words = "waits until this server has it" if after else ""
    articles = published.articles[:MOST_ARTICLES]
    return Delivery(id_, target.name, target.type, payload, articles, now, due, after=after, answer=words)


def _keys(published: Published) -> tuple[str, ...]:
    keys = [*map(channel_key, published.purged), *map(article_key, published.slugs)]
    keys += [*map(media_key, published.pictures), *standing_keys()]
    return tuple(dict.fromkeys(keys))


def _urls(published: Published, config: Config) -> tuple[str, ...]:
    """Return every address that shows what changed, as far as it is known here.

    Mixes are not: readers make them. Nor are a page's other forms, behind a ``?``, and the further parts of sitemaps.
    """
    base, channels = config.newsroom.feeds_url, published.purged
    feeds = [feed_path(key, fmt) for key in channels for fmt in Format]
    paths = [*_LISTS, *feeds]
    paths += [page for key in channels for page in (follow_path(key), f"/embed/{key.path}")]
    paths += [archive_path(key, number, fmt) for key, number in published.archives for fmt in Format]
    paths += [f"/a/{slug}" for slug in published.slugs]
    paths += [MEDIA_PATH + name for name in published.pictures]
    roots = dict.fromkeys((base.removesuffix(config.newsroom.prefix), base))
    polled = [alias for alias, feed in config.aliases.items() if f"/feeds/{feed}" in feeds]
    aliases = [root + alias for root in roots for alias in polled]
    return tuple(dict.fromkeys([*(base + path for path in paths), *aliases]))


def _all_first(key: ChannelKey) -> tuple[bool, ChannelKey]:
    return key.kind is not ChannelKind.ALL, key


def _digest(value: Collection[object]) -> str:
    return hashlib.sha256(json.dumps(list(value)).encode()).hexdigest()[:32]
