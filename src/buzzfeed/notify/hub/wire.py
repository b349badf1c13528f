"""What the hub says on the wire: WebSub (W3C Recommendation of 2018) and rssCloud."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit, urlunsplit

from buzzfeed.model.canaries import CANARY_PATH
from buzzfeed.model.subscriptions import Request

FORM = "application/x-www-form-urlencoded"


def verification(request: Request, challenge: str) -> str:
    """Return where to ask whether a request was meant (WebSub §5.3), or, of rssCloud, whether it is theirs."""
    if request.speech.value == "rsscloud":
        return _added(request.callback, [("url", request.address), ("challenge", challenge)])
    fields = [("hub.mode", request.asking.value), ("hub.topic", request.address), ("hub.challenge", challenge)]
    if request.asking.value == "subscribe":
        fields.append(("hub.lease_seconds", str(request.lease)))
    return _added(request.callback, fields)


def denial(callback: str, address: str, reason: str) -> str:
    """Return where to say that a subscription is denied, or ended by us (WebSub §5.2)."""
    return _added(callback, [("hub.mode", "denied"), ("hub.topic", address), ("hub.reason", reason)])


def notification(address: str) -> bytes:
    """Return what rssCloud tells of a feed that changed: its address, and nothing of its content."""
    return urlencode([("url", address)]).encode()


def signature(method: str, secret: str, body: bytes) -> str:
    """Return the value of ``X-Hub-Signature`` (WebSub §7.1.1): the method, and the HMAC in hex."""
    return f"{method}={hmac.digest(secret.encode(), body, method).hex()}"


def links(hubs: Iterable[str], topic: str) -> str:
    """Return the value of ``Link`` with which content is distributed (WebSub §7): hubs, and the topic as ``self``."""
    return ", ".join([*(f'<{hub}>; rel="hub"' for hub in hubs), f'<{topic}>; rel="self"'])


def is_canary(url: str, feeds_url: str) -> bool:
    """Whether a callback is one of our own canaries': no other place of ours may be called at a private address."""
    return bool(feeds_url) and url.startswith(feeds_url + CANARY_PATH)


def _added(callback: str, fields: list[tuple[str, str]]) -> str:
    """Add to a callback's query, whatever it holds (WebSub §5.3: it must be kept)."""
    parts = urlsplit(callback)
    query = "&".join(part for part in (parts.query, urlencode(fields)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
