"""Upstream feeds that are pushed: where a source's feed names a hub, that hub is asked to tell us of news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from buzzfeed.config import Config, FeedSource, OpmlSource
from buzzfeed.model.upstreams import UPSTREAM_PATH, Upstream, topics_noted
from buzzfeed.notify.subscribing import Asker, is_private, new_callback
from buzzfeed.ports import Clock, Fetch
from buzzfeed.ports.upstreams import Upstreams

LEFT_AFTER = 3
"""How often a hub is asked to forget us; then we forget it, and its lease ends by itself."""

_LONGEST = 2000


def allowed(config: Config, source: FeedSource | OpmlSource, hub: str) -> bool:
    """Whether a source's hub is asked to push.

    Left to us (``auto``) it is where both ways lead over https to addresses that the world can reach: the secret is no
    secret otherwise, and a hub in the world cannot call a private address.
    """
    if source.websub != "auto":
        return source.websub
    urls = (config.newsroom.feeds_url, hub)
    return all(url.startswith("https://") and not is_private(url) for url in urls)


class Subscriber:
    """Keeps the subscriptions to upstream feeds. One at a time in a process."""

    def __init__(self, config: Config, store: Upstreams, fetch: Fetch, clock: Clock) -> None:
        """Ask nobody yet."""
        self._config = config
        self._sources = {one.name: one for one in config.sources if isinstance(one, (FeedSource, OpmlSource))}
        self._start = config.newsroom.feeds_url + UPSTREAM_PATH
        self._store = store
        self._clock = clock
        # A hub's address stands in a feed that somebody else writes.
        self._asker = Asker(store, fetch, clock, trusted=False)

    def ask(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Subscribe, renew and leave wherever it is due, until ``stopping``; return how many hubs were asked.

        Raises:
            StoreError: the store failed.
        """
        now = self._clock.now()
        known = self._store.upstreams()
        wanted = self._wanted(known)
        stand = [one for one in known if not one.leaving and _wish(one) in wanted and self._is_ours(one)]
        begun = [self._begun(wish, now) for wish in sorted(wanted.difference(map(_wish, stand)))]
        ends = (self._ending(one, now) for one in known if one not in stand)
        return self._asker.ask([*stand, *begun, *(one for one in ends if one is not None)], stopping)

    def _wanted(self, known: Sequence[Upstream]) -> frozenset[_Wish]:
        """Return what is to be pushed.

        Of a source that is to be read anew nothing is noted until its next look: it stands as it stood.
        """
        wanted = {_wish(one) for one in known if not one.leaving}
        for name, notes in self._store.source_notes(self._sources).items():
            if notes:
                wanted = {one for one in wanted if one.source != name}
                wanted.update(_Wish(name, *pair) for pair in topics_noted(notes))
        return frozenset(one for one in wanted if self._may_be(one))

    def _may_be(self, one: _Wish) -> bool:
        source = self._sources.get(one.source)
        return source is not None and len(one.topic) <= _LONGEST and allowed(self._config, source, one.hub)

    def _is_ours(self, one: Upstream) -> bool:
        """Whether its hub calls us where we are."""
        return one.callback.startswith(self._start)

    def _begun(self, wish: _Wish, now: datetime) -> Upstream:
        one = Upstream(wish.hub, wish.topic, *new_callback(self._start), due=now, source=wish.source)
        self._store.begin_upstream(one)
        return one

    def _ending(self, one: Upstream, now: datetime) -> Upstream | None:
        """Return a subscription that is to end; ``None`` where its hub needs or gets no further word of that."""
        over = one.leaving and one.attempts >= LEFT_AFTER and one.due <= now
        if over or not one.live(now):
            self._store.end_upstream(one.digest)
            return None
        return one if one.leaving else replace(one, leaving=True, attempts=0, due=now)


class _Wish(NamedTuple):
    """What is to be pushed: which source reads the feed ``topic``, and the hub that it names."""

    source: str
    hub: str
    topic: str


def _wish(one: Upstream) -> _Wish:
    return _Wish(one.source, one.hub, one.topic)
