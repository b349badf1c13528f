"""Having a CDN forget what changed: Cloudflare's and Fastly's own ways, and a webhook for any other."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta

from buzzfeed.config import AnyCdn, Cdn, Cloudflare, Fastly
from buzzfeed.errors import DeliveryError
from buzzfeed.model import Delivery
from buzzfeed.model.surrogates import INDEX, article_key, channel_key, media_key
from buzzfeed.notify.answers import accepted, plain, post
from buzzfeed.notify.bundles import bundles, wanted
from buzzfeed.ports import Bundle, Fetch, Response

PURGE = "purge"
"""The type of a purge, as deliveries bear it."""

KEYS, URLS = "keys", "urls"
"""The payload's names for surrogate keys and for addresses."""

_JSON = "application/json; charset=utf-8"
_CLOUDFLARE_TAKES = 30
_FASTLY_TAKES = 256
_ANY_TAKES = 1000

__all__ = ["KEYS", "PURGE", "URLS", "PurgeTarget", "article_key", "channel_key", "media_key", "standing_keys"]


def standing_keys() -> tuple[str, ...]:
    """Return the keys of what changes with every publication."""
    return (INDEX,)


class PurgeTarget:
    """The CDN before our address: it is told first, and of as much in one request as it takes."""

    type = PURGE
    coalesce = timedelta(0)
    spacing = timedelta(0)
    pace = timedelta(seconds=0.2)
    latest_wins = False

    def __init__(self, settings: Cdn, fetch: Fetch) -> None:
        """Purge through ``fetch``."""
        self.name = settings.target
        self._settings = settings
        self._fetch = fetch

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return requests that name each key or address once."""
        size = _most(self._settings)
        found = [*bundles(wanted(due, KEYS), KEYS, size), *bundles(wanted(due, URLS), URLS, size)]
        return tuple(found)

    def send(self, delivery: Delivery) -> str:
        """Purge; the answer has to say that it was done.

        Raises:
            DeliveryError: it was not; retryable where it may be later.
        """
        try:
            return self._sent(delivery)
        except DeliveryError as error:
            # The address may bear what keeps others from purging: it is shown nowhere.
            hint = "check [cdn]: its token, and its zone, service or url"
            wait = error.retry_after
            raise DeliveryError(self.name, error.cause, hint, retryable=error.retryable, retry_after=wait) from None

    def _sent(self, delivery: Delivery) -> str:
        name = KEYS if KEYS in delivery.payload else URLS
        what = delivery.payload.get(name, ())
        settings = self._settings
        if isinstance(settings, Cloudflare):
            return self._cloudflare(settings, name, what)
        if isinstance(settings, Fastly):
            return self._fastly(settings, name, what)
        return self._any(settings, name, what, delivery.id)

    def _cloudflare(self, settings: Cloudflare, name: str, what: Sequence[str]) -> str:
        """Purge by tag or by address (Cloudflare API v4, ``zones/ZONE/purge_cache``)."""
        body = json.dumps({"tags" if name == KEYS else "files": list(what)}).encode()
        url = f"{settings.api}/zones/{settings.zone}/purge_cache"
        answer = self._post(url, body, {"Authorization": f"Bearer {settings.token}"})
        words = accepted(answer)
        return _thanked(answer, "success", True, words, what)

    def _fastly(self, settings: Fastly, name: str, what: Sequence[str]) -> str:
        """Purge by surrogate keys in one request, or by one address at a time (Fastly's purging API)."""
        headers = {"Fastly-Key": settings.token, "Accept": "application/json"}
        if settings.soft:
            headers["Fastly-Soft-Purge"] = "1"
        if name == KEYS:
            url = f"{settings.api}/service/{settings.service}/purge"
            answer = self._post(url, b"", {**headers, "Surrogate-Key": " ".join(what)})
            return f"{accepted(answer)}: {len(what)} purged"
        words = ""
        for one in what:
            answer = self._post(f"{settings.api}/purge/{one.partition('://')[2]}", b"", headers)
            words = _thanked(answer, "status", "ok", accepted(answer), what)
        return words

    def _any(self, settings: AnyCdn, name: str, what: Sequence[str], id_: str) -> str:
        body = json.dumps({"event": "purge", "id": id_, name: list(what)}).encode()
        headers = {"X-Buzzfeed-Delivery": id_}
        if settings.token:
            headers["Authorization"] = f"Bearer {settings.token}"
        if settings.secret:
            signature = hmac.new(settings.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Buzzfeed-Signature"] = f"sha256={signature}"
        return f"{accepted(self._post(settings.url, body, headers))}: {len(what)} purged"

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Response:
        timeout = self._settings.timeout
        return post(self._fetch, url, body, content_type=_JSON, timeout=timeout, headers=headers)


def _thanked(answer: Response, key: str, value: object, words: str, what: Sequence[str]) -> str:
    """Return what a service said that answers 200 to what it did not do, too.

    Raises:
        DeliveryError: it was not done.
    """
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get(key) != value:
        raise DeliveryError(answer.url, f"was not purged: {plain(answer.body)}", retryable=True)
    return f"{words}: {len(what)} purged"


def _most(settings: Cdn) -> int:
    if isinstance(settings, Cloudflare):
        return _CLOUDFLARE_TAKES
    if isinstance(settings, Fastly):
        return _FASTLY_TAKES if settings.by == "key" else 1
    return _ANY_TAKES
