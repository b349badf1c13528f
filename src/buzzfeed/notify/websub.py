"""Telling a hub of others that feeds changed, as PubSubHubbub 0.3 §7.1 does it: W3C WebSub §6 leaves the wire open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from buzzfeed.config import WebSub
from buzzfeed.model import Delivery
from buzzfeed.notify.answers import accepted, post
from buzzfeed.notify.bundles import bundles, wanted
from buzzfeed.ports import Bundle, Fetch, Response

TOPICS = "topics"
"""The payload's name for the feeds' addresses."""

_FORM = "application/x-www-form-urlencoded"
_OTHER_NAME_MAY_DO = frozenset({400, 422})


class WebSubTarget:
    """A hub: a form POST of ``hub.mode=publish`` with ``hub.url`` for each feed, ``batch`` feeds in one request."""

    type = "websub"
    coalesce = timedelta(0)
    latest_wins = False
    spacing = timedelta(0)

    def __init__(self, settings: WebSub, fetch: Fetch) -> None:
        """Tell the hub of ``settings`` through ``fetch``."""
        self.name = settings.target
        self._settings = settings
        self._fetch = fetch
        self._parameter = "hub.url"
        self.pace = timedelta(seconds=settings.pace)

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return requests of ``batch`` feeds each, every feed once, in the order of the deliveries."""
        return tuple(bundles(wanted(due, TOPICS), TOPICS, self._settings.batch))

    def send(self, delivery: Delivery) -> str:
        """Tell the hub of the delivery's topics; any 2xx is success.

        Some hubs read ``hub.topic`` instead of ``hub.url``: one that refuses the first is asked with the other.

        Raises:
            DeliveryError: it was not told.
        """
        topics = delivery.payload.get(TOPICS, ())
        response = self._post(topics, self._parameter)
        if response.status in _OTHER_NAME_MAY_DO:
            other = "hub.topic" if self._parameter == "hub.url" else "hub.url"
            second = self._post(topics, other)
            if 200 <= second.status < 300:
                self._parameter, response = other, second
        return accepted(response)

    def _post(self, topics: Sequence[str], parameter: str) -> Response:
        form = urlencode([("hub.mode", "publish"), *((parameter, topic) for topic in topics)]).encode()
        return post(self._fetch, self._settings.url, form, content_type=_FORM, timeout=self._settings.timeout)
