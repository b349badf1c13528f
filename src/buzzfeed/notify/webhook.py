"""Telling editors by a webhook: a POST of JSON, signed where a secret is set."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta

from buzzfeed.config import EditorsWebhook, NewsroomSettings
from buzzfeed.errors import DeliveryError
from buzzfeed.model import Delivery
from buzzfeed.notify.answers import accepted, post
from buzzfeed.notify.holds import one_message, read
from buzzfeed.ports import Bundle, Fetch

_JSON = "application/json; charset=utf-8"


class WebhookTarget:
    """An address of the newsroom's own that is posted what is held; its shape is told in ``docs/editors.md``."""

    type = "webhook"
    spacing = timedelta(0)
    pace = timedelta(0)
    latest_wins = False

    def __init__(self, settings: EditorsWebhook, newsroom: NewsroomSettings, fetch: Fetch) -> None:
        """Post to the address of ``settings``."""
        self.name = settings.target
        self.coalesce = timedelta(seconds=settings.coalesce)
        self._settings = settings
        self._newsroom = newsroom
        self._fetch = fetch

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return one message for all that is due."""
        return one_message(due)

    def send(self, delivery: Delivery) -> str:
        """Post; any 2xx is success.

        Raises:
            DeliveryError: it was not taken.
        """
        holds, more = read(delivery)
        newsroom = {"title": self._newsroom.title, "url": self._newsroom.url}
        document = {"event": "held", "id": delivery.id, "newsroom": newsroom, "holds": holds, "more": more}
        body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"X-Buzzfeed-Delivery": delivery.id}
        if self._settings.secret:
            signature = hmac.new(self._settings.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Buzzfeed-Signature"] = f"sha256={signature}"
        settings = self._settings
        try:
            response = post(
                self._fetch, settings.url, body, content_type=_JSON, timeout=settings.timeout, headers=headers
            )
            return accepted(response)
        except DeliveryError as error:
            # The path of such an address is often all that keeps others from writing there: it is shown nowhere.
            raise DeliveryError(
                self.name,
                error.cause,
                "check its url in [[editors]]",
                retryable=error.retryable,
                retry_after=error.retry_after,
            ) from None
