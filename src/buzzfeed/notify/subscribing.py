"""Asking a hub for a subscription (WebSub §5.1): what our canaries and our upstream feeds do alike."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from buzzfeed.errors import FetchError
from buzzfeed.model.canaries import callback_digest
from buzzfeed.ports import Fetch

LEASE = 10 * 86400
"""Seconds that are asked for; the hub says what it grants."""

AGAIN = (60, 300, 1800, 7200, 21600, 86400)
"""Seconds after which a hub is asked again that was asked in vain so many times in a row."""

_FORM = "application/x-www-form-urlencoded"
_TIMEOUT = 10.0
_PRIVATE_NAMES = ("localhost", "local", "lan", "internal", "home.arpa", "test", "invalid")


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a hub reaches us, which nobody can guess, and the secret by which its pushes are known."""

    url: str = field(repr=False)
    digest: str
    secret: str = field(repr=False)


def new_callback(start: str) -> Callback:
    """Return a callback below ``start``, with a token and a secret of 256 bits each."""
    token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    return Callback(start + token, callback_digest(token), secret)


def again_at(attempts: int, now: datetime) -> datetime:
    """Return when to ask again after so many attempts in a row."""
    return now + timedelta(seconds=AGAIN[min(max(attempts, 1), len(AGAIN)) - 1])


def ask(fetch: Fetch, hub: str, callback: Callback, topic: str, *, mode: str = "subscribe", trusted: bool) -> str:
    """Ask a hub to subscribe us or to forget us, and return what to say of it as long as it calls nobody back.

    ``trusted`` is whether the operator typed the hub's address. What a hub says besides its status may repeat what we
    asked, and is left out: the token is shown nowhere.
    """
    form = {"hub.callback": callback.url, "hub.mode": mode, "hub.topic": topic}
    if mode == "subscribe":
        form.update({"hub.lease_seconds": str(LEASE), "hub.secret": callback.secret})
    body = urlencode(form).encode()
    try:
        answer = fetch.post(hub, body, content_type=_FORM, trusted=trusted, timeout=_TIMEOUT)
    except FetchError as error:
        return error.cause[:200]
    if 200 <= answer.status < 300:
        return "it accepted the request, and called nobody back yet"
    return f"it answered {answer.status}"


def is_private(url: str) -> bool:
    """Whether an address names this machine or a private network, as far as can be told without asking anybody."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or any(host.endswith(f".{name}") for name in _PRIVATE_NAMES)
