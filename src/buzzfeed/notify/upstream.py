"""Upstream feeds that are pushed: where a source's feed names a hub, that hub is asked to tell us of news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from buzzfeed.config import Config, FeedSource
from buzzfeed.model.upstreams import HUB, TOPIC, UPSTREAM_PATH, Upstream
from buzzfeed.notify.subscribing import Callback, again_at, ask, is_private, new_callback
from buzzfeed.ports import Clock, Fetch
from buzzfeed.ports.upstreams import Upstreams

LEFT_AFTER = 3
"""How often a hub is asked to forget us; then we forget it, and its lease ends by itself."""

_MINUTE = timedelta(minutes=1)
_LONGEST = 2000


def allowed(config: Config, source: FeedSource, hub: str) -> bool:
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
        self._sources = {one.name: one for one in config.sources if isinstance(one, FeedSource)}
        self._start = config.newsroom.feeds_url + UPSTREAM_PATH
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._fresh = True

    def ask(self) -> int:
        """Subscribe, renew and leave wherever it is due; return how many hubs were asked.

        Once after the start each hub is asked whose subscription does not stand, unless that was a minute ago.

        Raises:
            StoreError: the store failed.
        """
        now = self._clock.now()
        known = self._store.upstreams()
        wanted = self._wanted(known)
        fresh, self._fresh = self._fresh, False
        stand = {one.source for one in known if self._stands(one, wanted)}
        asked = 0
        for source, (hub, topic) in wanted.items():
            if source not in stand:
                made = new_callback(self._start)
                one = Upstream(source, hub, topic, made.url, made.digest, made.secret, due=now)
                self._store.begin_upstream(one)
                known = (*known, one)
        for one in known:
            leaving = one.leaving or not self._stands(one, wanted)
            if leaving and self._forgotten(one, now):
                continue
            early = fresh and not leaving and not one.live(now)
            early = early and (one.asked is None or abs(now - one.asked) >= _MINUTE)
            turned = leaving and not one.leaving
            # One that was asked ahead of now, since the clock was set back, does not wait until then.
            if one.due <= now or early or turned or (one.asked is not None and one.asked > now):
                self._ask(one, now, leaving=leaving)
                asked += 1
        return asked

    def _wanted(self, known: Sequence[Upstream]) -> Mapping[str, tuple[str, str]]:
        """Return the hub and the topic of each source that is to be pushed.

        Of a source that is to be read anew nothing is noted until its next look: it stands as it stood.
        """
        wanted, stood = {}, {one.source: (one.hub, one.topic) for one in known if not one.leaving}
        for name, notes in self._store.source_notes(self._sources).items():
            hub, topic = (notes.get(HUB, ""), notes.get(TOPIC, "")) if notes else stood.get(name, ("", ""))
            if hub and 0 < len(topic) <= _LONGEST and allowed(self._config, self._sources[name], hub):
                wanted[name] = (hub, topic)
        return wanted

    def _stands(self, one: Upstream, wanted: Mapping[str, tuple[str, str]]) -> bool:
        """Whether a subscription is one that is wanted."""
        return (
            not one.leaving and wanted.get(one.source) == (one.hub, one.topic) and one.callback.startswith(self._start)
        )

    def _forgotten(self, one: Upstream, now: datetime) -> bool:
        """Forget a subscription that is to end, where the hub needs or gets no further word of that."""
        over = one.leaving and one.attempts >= LEFT_AFTER and one.due <= now
        if one.live(now) and not over:
            return False
        self._store.end_upstream(one.digest)
        return True

    def _ask(self, one: Upstream, now: datetime, *, leaving: bool) -> None:
        """Ask a hub. It may call back before we hear its answer, so that all is written down before."""
        attempts = 1 if leaving and not one.leaving else one.attempts + 1
        one = replace(one, asked=now, attempts=attempts, due=again_at(attempts, now), leaving=leaving)
        self._store.upstream_asked(one)
        mode = "unsubscribe" if leaving else "subscribe"
        callback = Callback(one.callback, one.digest, one.secret)
        # The hub's address stands in a feed that somebody else writes.
        words = ask(self._fetch, one.hub, callback, one.topic, mode=mode, trusted=False)
        self._store.upstream_failed(replace(one, words=words))
