"""The two shifts of the hub: each claims in the store, has an engine do it, and writes down what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from buzzfeed.config import HubSettings
from buzzfeed.model.subscriptions import Owed, Reach, Settled, Settlement, Taken, Telling
from buzzfeed.notify.hub.engine import Engine
from buzzfeed.notify.hub.outgoing import Outgoing
from buzzfeed.notify.hub.telling import Job, Teller
from buzzfeed.notify.hub.verifying import Verifier
from buzzfeed.ports import Clock, Subscribers

PAGE = 256
"""Subscriptions claimed at a time, at most."""

GLANCE = 0.05
"""Seconds to wait for results, so that several are written down in one transaction."""

_MARGIN = timedelta(seconds=30)


class _Lease:
    """How long claims last, and when those that are held have to be renewed: a job may wait long for its host.

    Attributes:
        lasts: an exchange, and what else may hold up a claim.
    """

    def __init__(self, settings: HubSettings) -> None:
        self.lasts = timedelta(seconds=settings.timeout) * 3 + _MARGIN
        self._renewed = datetime.min.replace(tzinfo=UTC)

    def wears_out(self, now: datetime) -> bool:
        """Return whether claims are to be renewed by now; they count as renewed then. The clock may have been set."""
        worn = abs(now - self._renewed) >= self.lasts / 4
        if worn:
            self._renewed = now
        return worn


class TellingShift:
    """Tells subscribers of the editions they are owed.

    Attributes:
        delivered, failed, gone: how many.
    """

    def __init__(self, store: Subscribers, clock: Clock, settings: HubSettings, teller: Teller) -> None:
        """Claim nothing yet."""
        self._store = store
        self._clock = clock
        self._lease = _Lease(settings)
        self._teller = teller
        self._outgoing = Outgoing(store, clock)
        # What waits is who is owed: what they are sent is made when their turn comes.
        self._engine: Engine[Owed, Telling] = Engine(
            self._tell, at_once=settings.at_once, per_host=settings.at_once_per_host
        )
        self.delivered = self.failed = self.gone = 0

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._engine.busy

    def claim(self, *, failing: bool) -> bool:
        """Claim what there is room for, of those that failed before or of the others; return whether there was any."""
        engine = self._engine
        if engine.busy and self._lease.wears_out(self._clock.now()):
            held = [one.key for one in engine.held]
            self._store.hold_owed(held, self._clock.now(), self._lease.lasts)
        room = engine.slow_room if failing else engine.room
        # A claim is a transaction: where others are under way, it is worth one only if it is of some size.
        if room < 1 or (not failing and engine.busy and room < PAGE // 2 and room < engine.size // 2):
            return False
        owed = self._store.take_owed(self._clock.now(), self._lease.lasts, min(room, PAGE), failing, engine.crowded)
        if owed:
            self._outgoing.expect(owed)
            engine.add(owed)
        return bool(owed)

    def keep(self, within: float) -> bool:
        """Write down what is done, after waiting for it a little; return whether there was anything."""
        done = self._engine.gather(within if self._engine.busy else 0.0)
        if done:
            self._store.keep_tellings(done, self._clock.now())
            self._engine.kept(len(done))
        for one in done:
            self.delivered += one.outcome is Reach.DELIVERED
            self.failed += one.outcome in (Reach.FAILED, Reach.DROPPED)
            self.gone += one.outcome is Reach.GONE
        return bool(done)

    def halt(self) -> None:
        """Begin nothing more, and give back what was not begun."""
        left = self._engine.halt()
        self._outgoing.forget(left)
        if left:
            returned = [Telling(one.key, 0, Reach.RETURNED) for one in left]
            self._store.keep_tellings(returned, self._clock.now())

    def look_again(self) -> None:
        """Read anew what may go out, before the next one is told."""
        self._outgoing.look_again()

    def _tell(self, owed: Owed) -> Telling:
        found = self._outgoing.at_turn(owed)
        if isinstance(found, Telling):
            return found
        return self._teller.tell(Job(owed, found, lambda: self._outgoing.still(owed, found)))


@dataclass(frozen=True, slots=True)
class _Question:
    """A request that is being verified, as a job of an engine."""

    taken: Taken

    @property
    def host(self) -> str:
        return self.taken.request.host


class AskingShift:
    """Asks callbacks whether they meant what was asked for.

    Attributes:
        verified: how many did.
    """

    def __init__(self, store: Subscribers, clock: Clock, settings: HubSettings, verifier: Verifier) -> None:
        """Claim nothing yet."""
        self._store = store
        self._clock = clock
        self._settings = settings
        self._lease = _Lease(settings)
        self._engine: Engine[_Question, Settlement] = Engine(
            lambda question: verifier.settle(question.taken),
            at_once=max(4, settings.at_once // 2),
            per_host=settings.at_once_per_host,
        )
        self.verified = 0

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._engine.busy

    def claim(self) -> bool:
        """Claim requests that there is room for; return whether there were any."""
        settings, engine = self._settings, self._engine
        if engine.busy and self._lease.wears_out(self._clock.now()):
            held = [question.taken.request.turn for question in engine.held]
            self._store.hold_requests(held, self._clock.now(), self._lease.lasts)
        room = engine.room
        if room < 1:
            return False
        taken = self._store.take_requests(
            self._clock.now(),
            self._lease.lasts,
            min(room, PAGE),
            settings.subscriptions,
            settings.subscriptions_per_host,
            engine.crowded,
        )
        engine.add([_Question(one) for one in taken])
        return bool(taken)

    def keep(self, within: float) -> bool:
        """Write down what is done, after waiting for it a little; return whether there was anything."""
        done = self._engine.gather(within if self._engine.busy else 0.0)
        if done:
            self._store.settle_requests(done, self._clock.now())
            self._engine.kept(len(done))
        self.verified += sum(one.outcome is Settled.VERIFIED for one in done)
        return bool(done)

    def halt(self) -> None:
        """Begin nothing more; what was not begun is asked once its claim is over."""
        self._engine.halt()
