"""Asking hubs for subscriptions of ours (WebSub §5.1), whatever they are for: when it is due, and later if in vain."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from buzzfeed.errors import FetchError
from buzzfeed.model.ownsubscriptions import OwnSubscription, callback_digest
from buzzfeed.ports import Clock, Fetch
from buzzfeed.ports.ownsubscriptions import OwnSubscriptions

LEASE = 10 * 86400
"""Seconds that are asked for; the hub says what it grants."""

MOST_AT_ONCE = 20
"""Hubs that are asked in one turn at most: what else is due waits for the next one."""
SPAN = 20.0
"""Seconds after which a turn asks no further hub: some hang."""

AGAIN = (60, 300, 1800, 7200, 21600, 86400)
"""Seconds after which a hub is asked again that was asked in vain so many times in a row."""

_FORM = "application/x-www-form-urlencoded"
_TIMEOUT = 10.0
_MINUTE = timedelta(minutes=1)
_PRIVATE_NAMES = ("localhost", "local", "lan", "internal", "home.arpa", "test", "invalid")


class Asker:
    """Asks hubs for what is due, and writes down what came of it. One at a time in a process, for each kind."""

    def __init__(self, store: OwnSubscriptions, fetch: Fetch, clock: Clock, *, trusted: bool) -> None:
        """Ask nobody yet; ``trusted`` is whether the operator typed the addresses of hubs."""
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._trusted = trusted
        self._early: set[str] | None = None

    @property
    def fresh(self) -> bool:
        """Whether nothing was asked since the start."""
        return self._early is None

    def ask(self, known: Iterable[OwnSubscription], stopping: Callable[[], bool] = lambda: False) -> int:
        """Ask wherever it is due, what has been so for longest first; return how many hubs were asked.

        Once after the start each hub is asked whose subscription does not stand, unless that was a minute ago. A turn
        has an end: `MOST_AT_ONCE`, `SPAN`, or that ``stopping`` says so; the next one goes on.

        Raises:
            StoreError: the store failed.
        """
        now, begun, asked = self._clock.now(), self._clock.steady(), 0
        every = tuple(known)
        if self._early is None:
            self._early = {one.digest for one in every if _is_early(one, now)}
        due = (one for one in every if one.digest in self._early or _is_due(one, now))
        for one in sorted(due, key=lambda one: one.due)[:MOST_AT_ONCE]:
            if stopping() or self._clock.steady() - begun > SPAN:
                break
            self._early.discard(one.digest)
            self._ask(one, self._clock.now())
            asked += 1
        return asked

    def _ask(self, one: OwnSubscription, now: datetime) -> None:
        """Ask a hub. It may call back before we hear its answer, so that all is written down before."""
        attempts = one.attempts + 1
        due = now + timedelta(seconds=AGAIN[min(attempts, len(AGAIN)) - 1])
        self._store.own_asked(replace(one, asked=now, attempts=attempts, due=due))
        self._store.own_failed(replace(one, words=self._said(one)))

    def _said(self, one: OwnSubscription) -> str:
        """Ask, and return what to say of a hub as long as it calls nobody back.

        What it says besides its status may repeat what we asked, and is left out: the token is shown nowhere.
        """
        form = {"hub.callback": one.callback, "hub.mode": one.mode, "hub.topic": one.topic}
        if one.mode == "subscribe":
            form.update({"hub.lease_seconds": str(LEASE), "hub.secret": one.secret})
        body = urlencode(form).encode()
        try:
            answer = self._fetch.post(one.hub, body, content_type=_FORM, trusted=self._trusted, timeout=_TIMEOUT)
        except FetchError as error:
            return error.cause[:200]
        if 200 <= answer.status < 300:
            return "it accepted the request, and called nobody back yet"
        return f"it answered {answer.status}"


def _is_early(one: OwnSubscription, now: datetime) -> bool:
    """Whether a hub is asked at the start, though it is not due."""
    return not one.live(now) and (one.asked is None or abs(now - one.asked) >= _MINUTE)


def _is_due(one: OwnSubscription, now: datetime) -> bool:
    # One that was asked ahead of now, since the clock was set back, does not wait until then.
    return one.due <= now or (one.asked is not None and one.asked > now)


def new_callback(start: str) -> tuple[str, str, str]:
    """Return callback, digest and secret of a new subscription, whose hub reaches us below ``start``.

    Token and secret have 256 bits each: nobody can guess them.
    """
    token = secrets.token_urlsafe(32)
    return start + token, callback_digest(token), secrets.token_urlsafe(32)


def is_private(url: str) -> bool:
    """Whether an address names this machine or a private network, as far as can be told without asking anybody."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or any(host.endswith(f".{name}") for name in _PRIVATE_NAMES)
