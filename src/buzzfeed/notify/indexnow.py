"""Telling search engines of new, changed and gone addresses (https://www.indexnow.org/documentation)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from buzzfeed.config import IndexNow, NewsroomSettings
from buzzfeed.errors import FetchError, NotReadyError
from buzzfeed.model import Delivery
from buzzfeed.notify.answers import accepted, post
from buzzfeed.notify.bundles import bundles, wanted
from buzzfeed.notify.keys import host_of, is_ours, key_place, root_of
from buzzfeed.ports import Bundle, Fetch

URLS = "urls"
"""The payload's name for the articles' addresses."""

MOST = 10_000
"""Addresses in one request at most; all of one host."""

_JSON = "application/json; charset=utf-8"
_SEEN_FOR = 3600.0
_LARGEST_KEY = 10_000


class IndexNowTarget:
    """An IndexNow endpoint: addresses of one host in one request, and none before the host's key is visible."""

    type = "indexnow"
    coalesce = timedelta(0)
    latest_wins = False

    def __init__(self, settings: IndexNow, newsroom: NewsroomSettings, fetch: Fetch) -> None:
        """Submit to the endpoint of ``settings`` what stands on the newsroom's hosts."""
        self.name = settings.target
        self.spacing = timedelta(seconds=settings.coalesce)
        self._settings = settings
        self._newsroom = newsroom
        self._fetch = fetch
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()
        self.pace = timedelta(seconds=settings.pace)

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return one request for each host, or more where it has over 10,000 addresses; each address once."""
        hosts: dict[tuple[str, str], dict[str, Sequence[Delivery]]] = {}
        for url, asking in wanted(due, URLS).items():
            hosts.setdefault((host_of(url), self._place(url)), {})[url] = asking
        return tuple(one for urls in hosts.values() for one in bundles(urls, URLS, MOST))

    def send(self, delivery: Delivery) -> str:
        """Submit the delivery's addresses, all of one host; 200 and 202 are success.

        Raises:
            NotReadyError: the host's key is not visible yet.
            DeliveryError: they were not taken; 400, 403 and 422 are ours to mend.
        """
        urls = delivery.payload.get(URLS, ())
        place = self._place(urls[0])
        self._look_for_key(place)
        body: dict[str, object] = {"host": host_of(urls[0]), "key": self._settings.key}
        if place != f"{root_of(urls[0])}/{self._settings.key}.txt":
            body["keyLocation"] = place
        body["urlList"] = list(urls)
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        response = post(self._fetch, self._settings.url, data, content_type=_JSON, timeout=self._settings.timeout)
        if response.status == 403:
            with self._lock:
                self._seen.pop(place, None)
        return accepted(response)

    def _place(self, url: str) -> str:
        return key_place(self._settings, self._newsroom, url)

    def _look_for_key(self, place: str) -> None:
        """Return where the key stands at ``place``; what was seen is believed for an hour."""
        with self._lock:
            if time.monotonic() < self._seen.get(place, 0.0):
                return
        hint = "put a file there that holds the key and nothing else; buzzfeed export writes it"
        try:
            trusted = is_ours(self._settings, self._newsroom, place)
            answer = self._fetch.get(place, trusted=trusted, max_bytes=_LARGEST_KEY)
        except FetchError as error:
            raise NotReadyError(place, f"the key cannot be looked at: {error.cause}", hint) from error
        if answer.status != 200 or answer.body.strip() != self._settings.key.encode():
            found = f"status {answer.status}" if answer.status != 200 else "something else"
            raise NotReadyError(place, f"the key is not visible there yet ({found})", hint)
        with self._lock:
            self._seen[place] = time.monotonic() + _SEEN_FOR
