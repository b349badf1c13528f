"""One go at all that is due for a target, and what each answer makes of its deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from buzzfeed.errors import DeliveryError, NotReadyError
from buzzfeed.model import Delivery, DeliveryState, TargetState
from buzzfeed.notify import schedule
from buzzfeed.ports import Bundle, Clock, Target

AT_ONCE = 5
"""Requests of one go that follow each other at once: all that a few articles need; from then on the pace is kept."""

_ANSWER = 200


class Round:
    """Sends what is due, bundle by bundle; each is recorded as soon as it was answered.

    Attributes:
        sent: the deliveries that were sent.
    """

    def __init__(
        self,
        target: Target,
        state: TargetState,
        ready: Sequence[Delivery],
        clock: Clock,
        keep: Callable[[Sequence[Delivery], TargetState | None], None],
    ) -> None:
        """Merge what is ready; ``keep`` records deliveries, and the target's state where it changed."""
        self._target = target
        self._state = state
        self._clock = clock
        self._keep = keep
        self.sent: list[Delivery] = []
        self._left = {delivery.id: delivery for delivery in ready}
        self._bundles = target.merge(ready)
        self._wanting = Counter(id_ for bundle in self._bundles for id_ in bundle.covers)

    def run(self, must_stop: Callable[[], bool]) -> None:
        """Send until all is sent, the target fails, or ``must_stop``; then give back the rest."""
        self._supersede()
        begun = 0
        for bundle in self._bundles:
            if not any(id_ in self._left for id_ in bundle.covers):
                continue
            if begun >= AT_ONCE and self._target.pace:
                # What piled up while a target was away must not fall on it all at once when it is back.
                self._clock.sleep(self._target.pace.total_seconds())
            if must_stop():
                break
            begun += 1
            if not self._send(bundle):
                break
        self._keep(list(self._left.values()), None)

    def _supersede(self) -> None:
        now = self._clock.now()
        newest = self._bundles[-1].request.id if self._bundles else ""
        gone = [delivery for id_, delivery in self._left.items() if id_ not in self._wanting]
        for delivery in gone:
            del self._left[delivery.id]
        self._keep([superseded(delivery, newest, now) for delivery in gone], None)

    def _send(self, bundle: Bundle) -> bool:
        """Send one bundle and record what it means; return whether to go on with the next."""
        try:
            answer = self._target.send(bundle.request)
        except DeliveryError as error:
            return self._refused(bundle, error)
        except Exception as error:  # noqa: BLE001 - a fault in one target's code must not silence the outbox
            return self._refused(bundle, DeliveryError(self._target.name, repr(error), retryable=True))
        now = self._clock.now()
        self._state = schedule.after_success(self._state, now)
        self._wanting.subtract(bundle.covers)
        done = [id_ for id_ in bundle.covers if id_ in self._left and not self._wanting[id_]]
        sent = [_ended(self._left.pop(id_), DeliveryState.SENT, answer, now, tried=1) for id_ in done]
        self._keep(sent, self._state)
        self.sent += sent
        return True

    def _refused(self, bundle: Bundle, error: DeliveryError) -> bool:
        now = self._clock.now()
        asked = [self._left.pop(id_) for id_ in bundle.covers if id_ in self._left]
        if isinstance(error, NotReadyError):
            self._keep([_waiting_for(delivery, error, now) for delivery in asked], None)
            return True
        if not error.retryable:
            # It answered, so it lives; what it refuses today it will refuse tomorrow.
            self._state = replace(self._state, failures=0, open_until=None, touched=now)
            words = _words(error)
            self._keep([_ended(one, DeliveryState.FAILED, words, now, tried=1) for one in asked], self._state)
            return True
        self._state = schedule.after_failure(self._state, now, error.retry_after)
        tried = [_tried(delivery, error, now) for delivery in asked]
        again = [delivery.due for delivery in tried if delivery.state is DeliveryState.WAITING]
        soonest = min(again, default=now + timedelta(seconds=schedule.DELAYS[0]))
        if self._state.open_until is not None:
            # What was not tried need not wait for as long as what failed often: it probes the target in its turn.
            soonest = min(soonest, self._state.open_until)
        words = f"waits: the target failed just now ({error.cause})"
        rest = [postponed(delivery, soonest, words, now) for delivery in self._left.values()]
        self._left.clear()
        self._keep([*tried, *rest], self._state)
        return False


def _ended(delivery: Delivery, state: DeliveryState, answer: str, now: datetime, *, tried: int = 0) -> Delivery:
    attempts = delivery.attempts + tried
    return replace(delivery, state=state, answer=answer[:_ANSWER], attempts=attempts, updated=now)


def postponed(delivery: Delivery, due: datetime, answer: str, now: datetime) -> Delivery:
    """Return a delivery that waits until ``due``, and says why; it was not attempted."""
    return replace(delivery, due=due, answer=answer[:_ANSWER], updated=now)


def _tried(delivery: Delivery, error: DeliveryError, now: datetime) -> Delivery:
    attempts = delivery.attempts + 1
    due = schedule.next_try(delivery.id, attempts, now, error.retry_after)
    if due is None or schedule.too_old(delivery.created, now):
        return _ended(delivery, DeliveryState.FAILED, f"given up: {_words(error)}", now, tried=1)
    return replace(delivery, due=due, answer=_words(error), attempts=attempts, updated=now)


def _waiting_for(delivery: Delivery, error: NotReadyError, now: datetime) -> Delivery:
    if schedule.too_old(delivery.created, now):
        return _ended(delivery, DeliveryState.FAILED, f"given up: {_words(error)}", now)
    return postponed(delivery, schedule.next_look(delivery.created, now), _words(error), now)


def _words(error: DeliveryError) -> str:
    """Return the whole error where it fits, else its cause: the table has room for 200 characters."""
    whole = str(error)
    return whole if len(whole) <= _ANSWER else f"{error.subject}: {error.cause}"[:_ANSWER]


def superseded(delivery: Delivery, newer: str, now: datetime) -> Delivery:
    """Return a delivery that a newer one has made idle."""
    return _ended(delivery, DeliveryState.SUPERSEDED, f"superseded by {newer}", now)


def clock_time(moment: datetime) -> str:
    """Return the time of day as answers show it."""
    return moment.strftime("%H:%M:%SZ")
