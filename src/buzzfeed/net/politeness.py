"""Politeness: each host is asked for one thing at a time, with a pause between two, and left alone when it fails.

What a host asks for itself (``Retry-After``, a crawl delay) is kept; what has to outlast this process is noted.
Deliveries have a pace of their own: this is for whoever reads what belongs to others.
"""

from __future__ import annotations

import contextlib
import json
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from buzzfeed.errors import AddressError, FetchError, RestError, StoreError
from buzzfeed.model.hostnames import place_of
from buzzfeed.ports import Clock, Fetch, Response

PATIENCE = 5.0
"""Seconds that a request waits for its turn at most where others wait behind it."""
LONGEST_BACK_OFF = 3600.0
"""Seconds for which a host that keeps failing is left alone at most."""
LONGEST_ASKED = 86400.0
"""Seconds for which a host is left alone at most because it asked for that."""
LONGEST_PAUSE = 60.0
"""Seconds between two requests at most, whatever a host's robots.txt says."""

_NOTE = "left-alone:"
_MOST_DOUBLINGS = 20
_HURT = 500
_TOO_MANY = 429


class Notebook(Protocol):
    """Where small facts outlast a process: a part of `buzzfeed.ports.Store`."""

    def setting(self, name: str) -> str | None:
        """Return a fact, or ``None``."""
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a fact."""
        ...


@dataclass
class _Host:
    """What is known of one host.

    ``ended`` is when its last request did, in the clock's steady seconds; ``pause`` its own time between two requests;
    ``failures`` how often in a row it failed; ``until`` when it may be asked again since it failed or asked for rest.
    """

    pause: float = 0.0
    ended: float | None = None
    failures: int = 0
    until: datetime | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)


class Polite:
    """A `buzzfeed.ports.Fetch` around another one, which asks each host gently. Safe between threads.

    A host is what stands between ``//`` and the path, its port included where it is not the scheme's own.
    """

    def __init__(
        self,
        fetch: Fetch,
        clock: Clock,
        pace: float,
        *,
        patience: float = PATIENCE,
        notes: Notebook | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Ask by way of ``fetch``.

        Args:
            fetch: the guarded way out.
            clock: tells the time, and waits.
            pace: seconds between the end of a request and the next one to the same host. After failures in a row it
                doubles with each, up to an hour; with 0 nothing is waited for but what a host asks for.
            patience: seconds that a request waits at most; one that would have to wait longer is refused.
            notes: where it is kept that a host wants to be left alone.
            chance: numbers from 0 to 1, by which back-offs differ.
        """
        self._fetch = fetch
        self._clock = clock
        self._pace = pace
        self._patience = patience
        self._notes = notes
        self._chance = chance
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def keep_apart(self, url: str, seconds: float) -> None:
        """Leave at least ``seconds`` (a minute at most) between two requests to the host of an address."""
        self._host(_name(url)).pause = min(max(0.0, seconds), LONGEST_PAUSE)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        trusted: bool = False,
        max_bytes: int | None = None,
        follow: bool = True,
        timeout: float | None = None,
    ) -> Response:
        """GET an address when it is its host's turn, as `buzzfeed.ports.Fetch.get`.

        Raises:
            RestError: its host is left alone for longer than this waits.
            FetchError: as there.
        """
        return self._ask(
            url,
            lambda: self._fetch.get(
                url, headers=headers, trusted=trusted, max_bytes=max_bytes, follow=follow, timeout=timeout
            ),
        )

    def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str,
        headers: Mapping[str, str] | None = None,
        trusted: bool = False,
        timeout: float | None = None,
        unread: bool = False,
    ) -> Response:
        """POST a body when it is its host's turn, as `buzzfeed.ports.Fetch.post`.

        Raises:
            RestError: its host is left alone for longer than this waits.
            FetchError: as there.
        """
        return self._ask(
            url,
            lambda: self._fetch.post(
                url,
                body,
                content_type=content_type,
                headers=headers,
                trusted=trusted,
                timeout=timeout,
                unread=unread,
            ),
        )

    def _ask(self, url: str, ask: Callable[[], Response]) -> Response:
        name = _name(url)
        host = self._host(name)
        if not host.turn.acquire(timeout=self._patience):
            raise RestError(name, "is being asked for something else", seconds=self._patience)
        try:
            self._wait(name, host)
            try:
                response = ask()
            except AddressError:
                raise  # nothing was sent
            except FetchError as error:
                if error.retryable:
                    self._failed(name, host, 0.0)
                raise
            finally:
                host.ended = self._clock.steady()
            self._judge(name, host, response)
            return response
        finally:
            host.turn.release()

    def _host(self, name: str) -> _Host:
        with self._lock:
            host = self._hosts.get(name)
            if host is None:
                host = self._hosts[name] = _Host()
                self._recall(name, host)
            return host

    def _wait(self, name: str, host: _Host) -> None:
        """Wait until it is this host's turn.

        Raises:
            RestError: that is too long, or the process is to stop.
        """
        now = self._clock.now()
        asked = min((host.until - now).total_seconds(), LONGEST_ASKED) if host.until else 0.0
        pause = max(self._pace, host.pause)
        wait = max(asked, host.ended + pause - self._clock.steady() if host.ended is not None else 0.0)
        if wait <= 0:
            return
        if wait > self._patience:
            raise RestError(name, *_why(host, asked, now), seconds=wait, troubled=asked > 0)
        begun = self._clock.steady()
        self._clock.sleep(wait)
        if self._clock.steady() < begun + wait - 0.1:
            raise RestError(name, "is not asked any more: buzzfeed stops", seconds=wait)

    def _judge(self, name: str, host: _Host, response: Response) -> None:
        """Take an answer for a failure, or for the end of those before."""
        if response.status >= _HURT or response.status == _TOO_MANY:
            self._failed(name, host, retry_after(response.headers.get("retry-after", ""), self._clock.now()))
        elif host.failures:
            host.failures, host.until = 0, None
            self._note(name, host)

    def _failed(self, name: str, host: _Host, asked: float) -> None:
        """Leave a host alone: twice as long with each failure in a row, and as long as it asks."""
        host.failures += 1
        longest = min(self._pace * 2 ** min(host.failures, _MOST_DOUBLINGS), LONGEST_BACK_OFF)
        seconds = max(longest * (0.5 + self._chance() / 2), min(asked, LONGEST_ASKED))
        if seconds <= 0:
            return
        host.until = self._clock.now() + timedelta(seconds=seconds)
        self._note(name, host)

    def _note(self, name: str, host: _Host) -> None:
        if self._notes is None:
            return
        facts = {"until": host.until.isoformat(), "failures": host.failures} if host.until else None
        with contextlib.suppress(StoreError):  # a request is not lost because a store is busy
            self._notes.keep_setting(_NOTE + name, json.dumps(facts) if facts else "")

    def _recall(self, name: str, host: _Host) -> None:
        if self._notes is None:
            return
        with contextlib.suppress(StoreError, ValueError, KeyError, TypeError):
            facts = json.loads(self._notes.setting(_NOTE + name) or "{}")
            if facts:
                until = datetime.fromisoformat(facts["until"])
                host.failures, host.until = int(facts["failures"]), until.astimezone(UTC)


def retry_after(value: str, now: datetime) -> float:
    """Return the seconds that a ``Retry-After`` asks for (RFC 9110 §10.2.3), 0 where it asks for none."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())


def _name(url: str) -> str:
    """Return the host that an address is asked of; what is no address is a host of its own."""
    return place_of(url) or url[:200]


def _why(host: _Host, asked: float, now: datetime) -> tuple[str, str]:
    if asked <= 0:
        return "was asked for something just now", ""
    until = now + timedelta(seconds=asked)
    cause = "failed, or asked to be left alone"
    return f"{cause}: it is asked again from {until:%Y-%m-%d %H:%M:%S} UTC on", "nothing is to be done"
