"""Telling one subscriber of an edition, and what its answer means."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from buzzfeed.config import HubSettings
from buzzfeed.errors import DeliveryError, FetchError, WithdrawnError
from buzzfeed.model import ChannelKind
from buzzfeed.model.subscriptions import Owed, Reach, Speech, Telling
from buzzfeed.notify.answers import accepted, retry_after
from buzzfeed.notify.hub.bodies import Push
from buzzfeed.notify.hub.retrying import next_try
from buzzfeed.notify.hub.target import topic_of
from buzzfeed.notify.hub.wire import is_canary, links, signature
from buzzfeed.ports import Clock, Fetch, Response

SLOW = 1.0
"""Seconds after which an answer counts as slow: who gave it waits behind those that did not, the next time."""

_GONE = 410
_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Job:
    """A subscription and what it is to be sent, as long as ``still`` says that this may go out."""

    owed: Owed
    push: Push
    still: Callable[[], bool]

    @property
    def host(self) -> str:
        """The host that is asked."""
        return self.owed.host


class Teller:
    """Tells subscribers, from any thread."""

    def __init__(
        self,
        settings: HubSettings,
        hubs: Sequence[str],
        feeds_url: str,
        fetch: Fetch,
        clock: Clock,
        renamed: Collection[str] = (),
    ) -> None:
        """Send through ``fetch``; ``hubs`` are named with what is sent, and feeds stand below ``feeds_url``.

        ``renamed`` are slugs that saved queries had before.
        """
        self._renamed = renamed
        self._settings = settings
        self._hubs = hubs
        self._feeds_url = feeds_url
        self._fetch = fetch
        self._clock = clock

    def tell(self, job: Job) -> Telling:
        """Send, and return what became of it; a redirect is a failure like any other (WebSub §7)."""
        owed, push = job.owed, job.push
        began = time.monotonic()
        try:
            answer = self._fetch.post(
                owed.callback,
                push.body,
                content_type=push.media_type,
                headers=self._headers(owed, push),
                trusted=is_canary(owed.callback, self._feeds_url),
                timeout=self._settings.timeout,
                unread=True,
                still=job.still,
            )
        except WithdrawnError:
            return Telling(owed.key, 0, Reach.RETURNED)
        except FetchError as error:
            return self._missed(job, error.cause)
        slow = time.monotonic() - began > SLOW
        if answer.status == _GONE:
            return Telling(owed.key, push.version, Reach.GONE, renewed=owed.renewed)
        try:
            accepted(answer)
        except DeliveryError as error:
            return self._missed(job, error.cause, answer)
        waited = max(0.0, (self._clock.now() - owed.since).total_seconds())
        return Telling(owed.key, push.version, Reach.DELIVERED, slow=slow, waited=waited)

    def _headers(self, owed: Owed, push: Push) -> dict[str, str]:
        if owed.speech is Speech.RSSCLOUD:
            return {}
        headers = {"Link": links(self._hubs, self._named(owed))}
        if owed.secret:
            headers["X-Hub-Signature"] = signature(self._settings.signature, owed.secret, push.body)
        return headers

    def _named(self, owed: Owed) -> str:
        """Return the feed's address as its subscriber knows it: the canonical one (WebSub §7), or what that was before.

        Whoever subscribed to a saved query that has another slug since would take the present one for another topic.
        """
        former = topic_of(owed.address.removeprefix(self._feeds_url))
        if former is not None and former.channel.kind is ChannelKind.QUERY and former.channel.slug in self._renamed:
            return owed.address
        return self._feeds_url + owed.topic.path

    def _missed(self, job: Job, cause: str, answer: Response | None = None) -> Telling:
        owed, now = job.owed, self._clock.now()
        wait = None if answer is None else retry_after(answer)
        due = next_try(f"{owed.key} {owed.owed}", owed.attempts + 1, now, wait)
        rest = None if wait is None else now + timedelta(seconds=wait)
        outcome = Reach.DROPPED if due is None else Reach.FAILED
        return Telling(owed.key, job.push.version, outcome, cause[:_ANSWER], due, rest)
