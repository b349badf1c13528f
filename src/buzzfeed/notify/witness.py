"""The witness: looks for what was published where the world reads it, and says when others may be told.

First our own server must have it: whoever fetches through a cache before that would fill it with the former edition.
Then the purges go out, and then the public address is looked at, until the articles are seen there or the wait is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from buzzfeed.config import Config
from buzzfeed.errors import FetchError
from buzzfeed.model import Appearance, AppearanceState, Edition, TargetState, feed_of
from buzzfeed.notify.sightings import THERE, Seen, Sighting, glance, sighting
from buzzfeed.ports import Clock, Fetch, Response, Sights

PUBLIC = "public:"
"""Before ``feeds_url``, the name under which it is remembered that the address was seen to serve what we publish."""

log = structlog.get_logger("buzzfeed.witness")

_OWN_SERVER = timedelta(seconds=5)
_PURGES = timedelta(minutes=1)
_FRESH = timedelta(seconds=10)
_LONGEST = 60

_Glances = dict[str, Response | FetchError]


class Witness:
    """Looks for what is published; one of them is at work at a time, two do no harm."""

    def __init__(self, store: Sights, config: Config, fetch: Fetch, clock: Clock, grace: float = 0.0) -> None:
        """Look at nothing yet.

        ``grace`` is for how many seconds an address that was never seen to serve us may take to do so: a server that
        starts beside us may.
        """
        self._store = store
        self._base = config.newsroom.feeds_url
        self._own = _own_server(config)
        self._wait = timedelta(seconds=config.proof.wait)
        self._fetch = fetch
        self._clock = clock
        self._grace = timedelta(seconds=grace)
        self._done: dict[str, set[str]] = {}

    def look(self) -> int:
        """Look for all that is due; return how many appearances came to their end.

        Raises:
            StoreError: the store failed; what was seen is looked for again.
        """
        now = self._clock.now()
        waiting = self._store.waiting_appearances()
        self._done = {one.id: self._done.get(one.id, set()) for one in waiting}
        glances: _Glances = {}
        ended = 0
        for one in waiting:
            # One that was written ahead of now, since the clock was set back, is not left for as long.
            if one.due > now and one.created <= now:
                continue
            after = self._step(one, now, glances)
            if after is not one:
                self._store.record_appearances((after,), now)
            if after.state in (AppearanceState.LATE, AppearanceState.UNPROVED):
                log.warning("announced without having been seen", cause=after.words)
            ended += after.state is not AppearanceState.WAITING
        return ended

    def pressing(self) -> bool:
        """Whether something was published so recently that a look every quarter of a second is worth it."""
        now = self._clock.now()
        return any(abs(now - one.created) < _FRESH for one in self._store.waiting_appearances())

    def _step(self, one: Appearance, now: datetime, glances: _Glances) -> Appearance:
        age = now - one.created
        if one.served is None:
            if not self._is_served(one) and age < _OWN_SERVER:
                return one
            one = replace(one, served=now)
            if one.follows:
                return one
        if one.follows and age < _PURGES and self._store.still_owed(one.follows):
            return one
        return self._judged(one, self._sight(one, glances), now)

    def _judged(self, one: Appearance, worst: Sighting, now: datetime) -> Appearance:
        age, looks = now - one.created, one.looks + 1
        if worst.seen is Seen.THERE:
            self._remember(now)
            state = AppearanceState.VISIBLE
            return replace(one, state=state, seen=now, ended=now, looks=looks, words="")
        if age >= self._wait:
            words = f"not seen in {_span(age)}: it {worst.words}"
            return replace(one, state=AppearanceState.LATE, ended=now, looks=looks, words=words)
        if worst.seen is not Seen.OLD and age >= self._grace and not self._was_seen():
            words = f"not to be seen from here: {worst.words}"
            return replace(one, state=AppearanceState.UNPROVED, ended=now, looks=looks, words=words)
        rest = 0 if age < _FRESH else min(max(1, round(age.total_seconds() / 4)), _LONGEST)
        due = min(now + timedelta(seconds=rest), one.created + self._wait)
        return replace(one, due=due, looks=looks, words=f"it {worst.words}")

    def _sight(self, one: Appearance, glances: _Glances) -> Sighting:
        """Look at those feeds in which the articles were not seen yet; return the first that does not show them."""
        editions = self._editions(one.feeds)
        for path in one.feeds:
            if path in self._done[one.id] or path not in editions:
                continue
            found = self._glance(path, editions[path], one, glances)
            if found.seen is not Seen.THERE:
                return Sighting(found.seen, f"{found.words} at {self._base}{path}")
            self._done[one.id].add(path)
        return THERE

    def _glance(self, path: str, edition: Edition, one: Appearance, glances: _Glances) -> Sighting:
        """Look at a feed once for all that is looked for in it."""
        if path not in glances:
            glances[path] = glance(self._fetch, self._base + path, edition)
        remembered = self._store.lately(edition.channel, edition.format)
        return sighting(glances[path], edition, remembered, one.articles)

    def _editions(self, paths: Sequence[str]) -> dict[str, Edition]:
        places = {path: place for path in paths if (place := feed_of(path)) is not None}
        current = self._store.editions_of({key for key, _ in places.values()})
        return {path: current[place] for path, place in places.items() if place in current}

    def _is_served(self, one: Appearance) -> bool:
        """Whether our own server has it, or does not answer here: then somebody else serves what we write."""
        for path, edition in self._editions(one.feeds[:1]).items():
            remembered = self._store.lately(edition.channel, edition.format)
            found = sighting(glance(self._fetch, self._own + path, edition), edition, remembered, one.articles)
            return found.seen in (Seen.THERE, Seen.NOTHING)
        return True

    def _was_seen(self) -> bool:
        known = self._store.targets().get(PUBLIC + self._base)
        return known is not None and known.last_sent is not None

    def _remember(self, now: datetime) -> None:
        self._store.keep_target(TargetState(PUBLIC + self._base, last_sent=now, touched=now))


def _own_server(config: Config) -> str:
    """Return where our own server answers on this machine."""
    parts = urlsplit(f"//{config.web.listen}")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(parts.hostname or "", parts.hostname or "")  # noqa: S104 - compared
    return f"http://{f'[{host}]' if ':' in host else host}:{parts.port}"


def _span(age: timedelta) -> str:
    minutes, seconds = divmod(round(age.total_seconds()), 60)
    return f"{minutes} min" if minutes else f"{seconds} s"
