"""Pinging a service by XML-RPC: ``weblogUpdates.extendedPing``, or ``weblogUpdates.ping`` where it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from buzzfeed.config import NewsroomSettings, XmlRpc
from buzzfeed.errors import DeliveryError
from buzzfeed.model import Delivery
from buzzfeed.notify.answers import accepted, plain, post
from buzzfeed.notify.xmlrpc_wire import NotXmlRpcError, PingAnswer, call, read_answer
from buzzfeed.ports import Bundle, Fetch

SITE, PAGE, FEED, TAGS = "site", "page", "feed", "tags"
"""The payload's names: the site's address, the page to look at, the feed to fetch, the tags that changed."""

_XML = "text/xml; charset=utf-8"


class XmlRpcTarget:
    """A ping service: one ping in ``coalesce`` at most, the last state wins."""

    type = "xmlrpc"
    spacing = timedelta(0)
    latest_wins = True

    def __init__(self, settings: XmlRpc, newsroom: NewsroomSettings, fetch: Fetch) -> None:
        """Ping the service of ``settings`` in the newsroom's name."""
        self.name = settings.target
        self.coalesce = timedelta(seconds=settings.coalesce)
        self._settings = settings
        self._newsroom = newsroom
        self._fetch = fetch
        self._extended = True
        self.pace = timedelta(seconds=settings.pace)

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return the newest ping alone: it says all that the others do."""
        if not due:
            return ()
        newest = max(due, key=lambda delivery: (delivery.created, delivery.id))
        return (Bundle(newest, (newest.id,)),)

    def send(self, delivery: Delivery) -> str:
        """Ping.

        Raises:
            DeliveryError: the service was not reached, or did not thank us.
        """
        site, page, feed = (next(iter(delivery.payload.get(name, ())), "") for name in (SITE, PAGE, FEED))
        tags = "|".join(delivery.payload.get(TAGS, ()))
        if self._extended:
            params = [self._newsroom.title, site, page, feed, *([tags] if tags else [])]
            answer = self._ping("weblogUpdates.extendedPing", params)
            if answer.fault is None:
                return self._thanked(answer)
        answer = self._ping("weblogUpdates.ping", [self._newsroom.title, site])
        if answer.fault is not None:
            raise DeliveryError(self._settings.url, f"fault: {answer.fault}", retryable=True)
        # What it does not know today it will not know in an hour; a restart asks again.
        self._extended = False
        return self._thanked(answer)

    def _ping(self, method: str, params: Sequence[str]) -> PingAnswer:
        body = call(method, params)
        response = post(self._fetch, self._settings.url, body, content_type=_XML, timeout=self._settings.timeout)
        accepted(response)
        try:
            return read_answer(response.body)
        except NotXmlRpcError as error:
            cause = f"the answer is not XML-RPC: {error}: {plain(response.body)}"
            raise DeliveryError(self._settings.url, cause[:200], retryable=True) from error

    def _thanked(self, answer: PingAnswer) -> str:
        said = plain(answer.message.encode())
        if answer.error:
            # Most services say so to one who pings too often: give them the time.
            wait = self.coalesce.total_seconds()
            raise DeliveryError(
                self._settings.url, f"it refused: {said or 'no reason given'}", retryable=True, retry_after=wait
            )
        return said or "thanked"
