"""Asking callbacks whether they meant what was asked in their name (WebSub §5.3), after it was answered."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from buzzfeed.config import HubSettings
from buzzfeed.errors import AddressError, FetchError
from buzzfeed.model.subscriptions import Request, Settled, Settlement, Speech, Taken
from buzzfeed.notify.hub.retrying import next_question
from buzzfeed.notify.hub.wire import FORM, denial, is_canary, notification, verification
from buzzfeed.ports import Clock, Fetch, Response

_LARGEST_ECHO = 4096


class Verifier:
    """Asks one callback at a time, from any thread."""

    def __init__(self, settings: HubSettings, fetch: Fetch, clock: Clock, feeds_url: str = "") -> None:
        """Ask through ``fetch``; our own canary below ``feeds_url`` may stand on a private address, as we do."""
        self._own = feeds_url
        self._settings = settings
        self._fetch = fetch
        self._clock = clock

    def settle(self, taken: Taken) -> Settlement:
        """Return what becomes of a request, by what its callback says."""
        request = taken.request
        if taken.crowded:
            self.deny(request.callback, request.address, taken.crowded)
            return Settlement(request, Settled.DENIED)
        try:
            meant = self._meant(request)
        except AddressError:
            return Settlement(request, Settled.REFUSED)
        except FetchError as error:
            return self._unreached(request, retryable=error.retryable)
        if isinstance(meant, Response):
            return self._unreached(request, retryable=meant.status >= 500 or meant.status in (408, 425, 429))
        if not meant:
            return Settlement(request, Settled.REFUSED)
        return Settlement(request, Settled.VERIFIED, self._clock.now() + timedelta(seconds=request.lease))

    def deny(self, callback: str, address: str, reason: str) -> None:
        """Tell a subscriber that its subscription is denied; that it does not hear it changes nothing."""
        try:
            self._get(denial(callback, address, reason))
        except FetchError:
            return

    def _meant(self, request: Request) -> bool | Response:
        """Return whether a callback confirmed a request; an answer that is neither yes nor no comes back itself.

        Raises:
            FetchError: it was not reached.
        """
        if not request.echo:
            return self._tried(request)
        challenge = secrets.token_urlsafe(32)
        answer = self._get(verification(request, challenge))
        if answer.status >= 500 or answer.status in (408, 425, 429):
            return answer
        body = answer.body
        if request.speech is Speech.RSSCLOUD:
            # Readers end it with a line. A page that merely repeats the address it was asked at is no consent.
            body = body.strip()
        same = hmac.compare_digest(body, challenge.encode())
        return 200 <= answer.status < 300 and same

    def _tried(self, request: Request) -> bool | Response:
        """Send an rssCloud subscriber that named no domain a notification: it went to whoever asked."""
        body, timeout = notification(request.address), self._settings.timeout
        answer = self._fetch.post(request.callback, body, content_type=FORM, timeout=timeout, unread=True)
        return answer if answer.status >= 500 else 200 <= answer.status < 300

    def _get(self, url: str) -> Response:
        trusted = is_canary(url, self._own)
        timeout = self._settings.timeout
        return self._fetch.get(url, follow=False, max_bytes=_LARGEST_ECHO, timeout=timeout, trusted=trusted)

    def _unreached(self, request: Request, *, retryable: bool) -> Settlement:
        due = next_question(request.attempts + 1, self._clock.now()) if retryable else None
        return Settlement(request, Settled.REFUSED if due is None else Settled.AGAIN, due=due)
