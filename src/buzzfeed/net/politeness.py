"""Politeness: each host is asked for one thing at a time, with a pause between two, and left alone when it fails.

What a host asks for itself (``Retry-After``, a crawl delay) is kept; what has to outlast this process is noted. One
address that asks for rest has it for itself: only its robots.txt, and several addresses in a row, speak for a host.
Deliveries have a pace of their own: this is for whoever reads what belongs to others.
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial

from buzzfeed.errors import AddressError, FetchError, RestError, StoreError, WithdrawnError
from buzzfeed.model.hostnames import place_of
from buzzfeed.net.client import REDIRECTS, endless, redirected, taken_along
from buzzfeed.net.faults import shown
from buzzfeed.net.resting import ASKED, FAILED, LONGEST_ASKED, NOTE, Notebook, Rest, Rests, is_robots, key, sweep
from buzzfeed.ports import Clock, Fetch, Response

PATIENCE = 5.0
"""Seconds that a request waits for its turn at most where others wait behind it."""
LONGEST_BACK_OFF = 3600.0
"""Seconds for which a host that keeps failing is left alone at most."""
LONGEST_OF_ONE = 300.0
"""Seconds for which a host is left alone at most because one address said that there were too many requests."""
SEVERAL = 3
"""So many addresses that ask for rest, with no good answer between, speak for their host."""
MOST_HOSTS = 1000
"""Hosts that are kept in mind: content names them."""
LONGEST_PAUSE = 60.0
"""Seconds between two requests at most, whatever a host's robots.txt says."""

_MOST_DOUBLINGS = 20
_HURT = 500
_TOO_MANY = 429
_SWEPT = 86400.0
_HINT = 'nothing need be done; "buzzfeed ingest SOURCE" asks all the same, with the daemon stopped'


@dataclass
class _Host:
    """What is known of one host.

    ``ended`` is when its last request did, in the clock's steady seconds; ``pause`` its own time between two requests;
    ``rests`` what is not to be asked for yet, ``noted`` as it is kept; ``row`` for how many seconds of rest which
    addresses asked in a row.
    """

    pause: float = 0.0
    ended: float | None = None
    rests: Rests = field(default_factory=Rests)
    noted: str = ""
    row: dict[str, float] = field(default_factory=dict)
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
        overridden: Callable[[Rest], None] | None = None,
        timeout: float | None = None,
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
            overridden: where it is given, nothing that ``notes`` has from before is heeded: it is told here instead.
            timeout: seconds for a whole exchange, with all redirects on its way, where a request names none.
        """
        self._fetch = fetch
        self._clock = clock
        self._pace = pace
        self._patience = patience
        self._notes = notes
        self._chance = chance
        self._overridden = overridden
        self._timeout = timeout
        self._swept: float | None = None
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @property
    def overrides(self) -> bool:
        """Whether what is asked for is asked for by hand, though it was to be left alone."""
        return self._overridden is not None

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

        A redirect is followed when it is the turn of the host that it leads to, and what that one answers counts for
        it. A host that was asked on the way already is not paused for once more. ``timeout`` holds for all requests
        together, without the pauses between them; a host that is left too little of it is not blamed for that.

        Raises:
            RestError: a host is left alone for longer than this waits.
            FetchError: as there.
        """
        sent, met = dict(headers or {}), set[str]()
        whole, left = timeout or self._timeout, timeout
        for _ in range(REDIRECTS + 1):
            hop = partial(self._fetch.get, url, headers=sent, trusted=trusted, max_bytes=max_bytes, timeout=left)
            fair = whole is None or left is None or left * 2 >= whole
            answer, took = self._ask(url, partial(hop, follow=False), paced=_name(url) not in met, fair=fair)
            if whole is not None:
                left = round((whole if left is None else left) - took, 1)
            target = redirected(url, answer) if follow else ""
            if not target:
                return answer
            if left is not None and left <= 0:
                raise FetchError(shown(url), f"no whole answer within {whole:g} s, redirects included", retryable=True)
            met.add(_name(url))
            sent, trusted = taken_along(url, target, sent, trusted=trusted)
            url = target
        raise endless(url)

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
        still: Callable[[], bool] | None = None,
    ) -> Response:
        """POST a body when it is its host's turn, as `buzzfeed.ports.Fetch.post`.

        Raises:
            RestError: its host is left alone for longer than this waits.
            FetchError: as there.
        """
        answer, _ = self._ask(
            url,
            lambda: self._fetch.post(
                url,
                body,
                content_type=content_type,
                headers=headers,
                trusted=trusted,
                timeout=timeout,
                unread=unread,
                still=still,
            ),
        )
        return answer

    def _ask(
        self, url: str, ask: Callable[[], Response], *, paced: bool = True, fair: bool = True
    ) -> tuple[Response, float]:
        """Return an answer and how many seconds it took; ``fair`` is whether there was time enough for one."""
        name = _name(url)
        host = self._host(name)
        if not host.turn.acquire(timeout=self._patience):
            raise RestError(name, "is being asked for something else", seconds=self._patience)
        try:
            self._wait(name, host, url, paced=paced)
            begun = self._clock.steady()
            try:
                response = ask()
            except (AddressError, WithdrawnError):
                raise  # nothing was sent
            except FetchError as error:
                if error.retryable and fair:
                    self._failed(name, host, 0.0, "did not answer")
                raise
            finally:
                host.ended = self._clock.steady()
            took = self._clock.steady() - begun
            self._judge(name, host, url, response)
            return response, took
        finally:
            host.turn.release()

    def _host(self, name: str) -> _Host:
        with self._lock:
            host = self._hosts.pop(name, None)
            if host is None:
                host = _Host()
                self._recall(name, host)
            self._hosts[name] = host  # the one that was asked last stands last
            if len(self._hosts) > MOST_HOSTS:
                idle = (one for one, known in self._hosts.items() if one != name and not known.turn.locked())
                self._hosts.pop(next(idle, ""), None)
            return host

    def _wait(self, name: str, host: _Host, url: str, *, paced: bool) -> None:
        """Wait until it is this address's turn; unless ``paced`` only rests are kept.

        Raises:
            RestError: that is too long, or the process is to stop.
        """
        now, rests = self._clock.now(), host.rests
        rests.tidy(now)
        asked = (rests.until - now).total_seconds() if rests.until else 0.0
        own = rests.alone.get(key(url))
        alone = (own[0] - now).total_seconds() if own else 0.0
        pause = max(self._pace, host.pause)
        turn = host.ended + pause - self._clock.steady() if paced and host.ended is not None else 0.0
        wait = max(asked, alone, turn)
        if wait <= 0:
            return
        if wait > self._patience:
            if alone > max(asked, self._patience):
                raise _rest(url.partition("?")[0], now, alone, ASKED, alone=True)
            if asked > 0:
                raise _rest(name, now, wait, rests.why or FAILED)
            raise RestError(name, "was asked for something just now", seconds=wait)
        begun = self._clock.steady()
        self._clock.sleep(wait)
        if self._clock.steady() < begun + wait - 0.1:
            raise RestError(name, "is not asked any more: buzzfeed stops", seconds=wait)

    def _judge(self, name: str, host: _Host, url: str, response: Response) -> None:
        """Take an answer for a failure, or for the end of those before."""
        status, rests = response.status, host.rests
        if status >= _HURT or status == _TOO_MANY:
            asked = retry_after(response.headers.get("retry-after", ""), self._clock.now())
            whole = self._of_host(host, url, status, min(asked, LONGEST_ASKED)) if asked > 0 else 0.0
            why = ASKED if whole > 0 else f"answered {status}"
            self._failed(name, host, whole, why)
        elif rests.failures or host.noted:
            host.row.clear()
            rests.alone.pop(key(url), None)
            rests.failures, rests.until = 0, None
            self._note(name, host)

    def _of_host(self, host: _Host, url: str, status: int, asked: float) -> float:
        """Take note that an address asks for rest, and return for how many seconds of it that counts for its host."""
        host.row[key(url)] = asked
        if is_robots(url):
            host.row.clear()
            return asked
        if len(host.row) >= SEVERAL:
            asked = min(host.row.values())
            host.row.clear()
            return asked
        host.rests.leave(url, self._clock.now() + timedelta(seconds=asked))
        return min(asked, LONGEST_OF_ONE) if status == _TOO_MANY else 0.0

    def _failed(self, name: str, host: _Host, asked: float, why: str) -> None:
        """Leave a host alone: twice as long with each failure in a row, and as long as it asks."""
        rests = host.rests
        rests.failures += 1
        longest = min(self._pace * 2 ** min(rests.failures, _MOST_DOUBLINGS), LONGEST_BACK_OFF)
        seconds = max(longest * (0.5 + self._chance() / 2), asked)
        if seconds > 0:
            rests.until, rests.why = self._clock.now() + timedelta(seconds=seconds), why
        if rests.until or rests.alone:
            self._note(name, host)

    def _note(self, name: str, host: _Host) -> None:
        if self._notes is None:
            return
        text = host.rests.noted()
        if text == host.noted:
            return
        with contextlib.suppress(StoreError):  # a request is not lost because a store is busy
            if text:
                self._notes.keep_setting(NOTE + name, text)
            else:
                self._notes.drop_setting(NOTE + name)
            host.noted = text

    def _recall(self, name: str, host: _Host) -> None:
        if self._notes is None:
            return
        now, steady = self._clock.now(), self._clock.steady()
        if self._swept is None or steady > self._swept + _SWEPT:
            self._swept = steady
            sweep(self._notes, now)
        with contextlib.suppress(StoreError):
            host.noted = self._notes.setting(NOTE + name) or ""
            host.rests = Rests.read(host.noted, now)
        if self._overridden is not None:
            for rest in host.rests.told(name):
                self._overridden(rest)
            host.rests.until = None
            host.rests.alone.clear()


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


def _rest(subject: str, now: datetime, seconds: float, why: str, *, alone: bool = False) -> RestError:
    until = now + timedelta(seconds=seconds)
    cause = f"{why}: it is asked again from {until:%Y-%m-%d %H:%M:%S} UTC on"
    return RestError(subject, cause, _HINT, seconds=seconds, troubled=True, alone=alone)
