"""What a publication is to be looked for, what is purged before, and who waits for it; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from buzzfeed.config import Config
from buzzfeed.model import Appearance, ChannelKey, ChannelKind, Delivery, Format, feed_path, follow_path
from buzzfeed.model.deliveries import RETRACTED
from buzzfeed.notify import hub
from buzzfeed.notify.purging import KEYS, PURGE, URLS, article_key, channel_key, standing_keys
from buzzfeed.ports import Target

MOST_FEEDS = 30
"""Feeds that are looked at for one publication, those of all articles first."""

MOST_ARTICLES = 500
"""Articles that are looked for in them: an import of thousands is known by its first ones."""

_GRACE = timedelta(seconds=30)
_OWN_SERVER = timedelta(seconds=10)
_REFUSED = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: articles that entered, changed or left, and where; ``slugs`` of their own pages.

    ``withheld`` are paths of feeds that are not served any more: caches forget them, and nobody looks for them.
    """

    channels: tuple[ChannelKey, ...] = ()
    articles: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


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
    if not published.channels:
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
        purged = now + _REFUSED if published.withheld else now
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
    keys = [*map(channel_key, published.channels), *map(article_key, published.slugs), *standing_keys()]
    return tuple(dict.fromkeys(keys))


def _urls(published: Published, config: Config) -> tuple[str, ...]:
    base = config.newsroom.feeds_url
    paths = ["/", "/feeds.opml", "/news-sitemap.xml", "/sitemap.xml"]
    paths += [feed_path(key, fmt) for key in published.channels for fmt in Format]
    paths += [follow_path(key) for key in published.channels]
    paths += [f"/a/{slug}" for slug in published.slugs]
    return tuple(base + path for path in dict.fromkeys(paths))


def _all_first(key: ChannelKey) -> tuple[bool, ChannelKey]:
    return key.kind is not ChannelKind.ALL, key


def _digest(value: Collection[object]) -> str:
    return hashlib.sha256(json.dumps(list(value)).encode()).hexdigest()[:32]
