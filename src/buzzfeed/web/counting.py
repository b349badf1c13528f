"""Counting polls beside who answers them: answering leaves a note, a thread of its own adds up.

A note is put into a bounded queue, in the thread that answered, and costs it next to nothing. A thousand are counted in
a second; where more come for longer, the rest is counted as such and not looked at. Addresses stay in memory for the
moment until they are counted, digests (and some agents, apart from any address) until the day is over; what goes to the
store, every half minute, are sums.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import structlog

from buzzfeed.audience import Followed, Poll, Tally
from buzzfeed.audience.agents import LONGEST
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import AudienceReport, AudienceSum
from buzzfeed.ports import AudienceSums
from buzzfeed.web.answers import Scope
from buzzfeed.web.proxies import Trust

log = structlog.get_logger("buzzfeed.audience")

QUEUE = 4_000
"""Notes that wait to be counted; those that come on top are not looked at."""
TICK = 0.25
AT_ONCE = 250
"""Notes that are counted in one tick: a thousand in a second are a hundredth of one core, whatever comes in."""
KEEP_EVERY = 30.0
"""Seconds between two writes to the store: what a crash may lose."""
_COUNTED = frozenset({200, 226, 304})


_Note = tuple[Followed, int, int, Scope]
"""What was asked for, the status, the bytes sent, and the request: no more is done with it where it was answered."""


class Counting:
    """The queue and the thread that empties it. Any thread may `note`; the rest is the thread's own."""

    def __init__(
        self,
        trusted: Trust,
        inbox: Callable[[], AudienceSums | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Believe these proxies; keep sums in what ``inbox`` returns, once it returns one."""
        self._trust = trusted
        self._inbox = inbox
        self._now = now
        self._queue: deque[_Note] = deque()
        self._dropped = 0
        self._tally = self._begin(now().date())
        self._closing: list[tuple[list[AudienceSum], list[AudienceReport]]] = []
        self._halt = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="audience", daemon=True)

    def start(self) -> None:
        """Begin to count."""
        self._thread.start()

    def stop(self, within: float) -> None:
        """Count what waits and keep it; wait ``within`` seconds for that at most."""
        self._halt.set()
        if self._thread.is_alive():
            self._thread.join(within)

    def note(self, followed: Followed | None, scope: Scope, status: int, size: int) -> None:
        """Note an answer with ``size`` bytes. What is no feed that one follows is not counted."""
        if followed is None:
            return
        if len(self._queue) < QUEUE:
            self._queue.append((followed, status, size, scope))
        else:
            self._dropped += 1

    def count(self, most: int = QUEUE) -> None:
        """Count what waits, ``most`` notes at most."""
        moment = self._now()
        if moment.date() != self._tally.day:
            # The salt and all digests go with the tally, whether what is left of it can be kept now or not.
            self._closing = [*self._closing[-1:], self._tally.changes()]
            self._tally = self._begin(moment.date())
        dropped, self._dropped = self._dropped, 0
        self._tally.skip(dropped)
        minute = moment.hour * 60 + moment.minute
        for _ in range(min(most, len(self._queue))):
            followed, status, size, scope = self._queue.popleft()
            if status in _COUNTED and scope["method"] == "GET":
                self._tally.add(self._poll(followed, status, size, scope, minute))

    def keep(self) -> None:
        """Hand what changed to the store; what cannot be kept now is kept with what comes."""
        inbox = self._inbox()
        if inbox is None:
            return
        try:
            while self._closing:
                inbox.keep_audience(*self._closing[0])
                del self._closing[0]
            sums, reports = self._tally.changes()
            inbox.keep_audience(sums, reports)
            self._tally.kept(sums, reports)
            self._failing = False
        except BuzzfeedError as error:
            if not self._failing:
                log.warning("audience not kept", subject=error.subject, cause=error.cause, mend=error.hint)
            self._failing = True

    def _run(self) -> None:
        waited = 0.0
        while not self._halt.wait(TICK):
            waited += TICK
            self._guarded(partial(self.count, AT_ONCE))
            if waited >= KEEP_EVERY:
                waited = 0.0
                self._guarded(self.keep)
        self._guarded(self.count)
        self._guarded(self.keep)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with counting, feeds are served
            # No traceback: its lines could hold what nobody is to see.
            log.error("audience not counted", cause=type(error).__name__)

    def _begin(self, day: date) -> Tally:
        return Tally(day, secrets.token_bytes(32), secrets.randbits(60) + 1)

    def _poll(self, followed: Followed, status: int, size: int, scope: Scope, minute: int) -> Poll:
        agent = named = b""
        conditional = objects = False
        for name, value in scope["headers"]:
            if name == b"user-agent":
                agent = value
            elif name == b"x-forwarded-for":
                named = named + b"," + value if named else value
            elif name in (b"if-none-match", b"if-modified-since"):
                conditional = True
            elif name in (b"sec-gpc", b"dnt"):
                objects = objects or value == b"1"
        client = scope.get("client")
        address = client[0] if client else ""
        if named and self._trust.trusts(address):
            address = self._trust.client(named) or address
        return Poll(
            followed,
            status,
            size,
            conditional,
            address,
            agent[:LONGEST].decode("latin-1"),
            scope["path"],
            minute,
            objects,
        )
