"""Reading what subscribers ask for: forms of WebSub (§5.1) and of rssCloud, strictly, into requests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from buzzfeed.config import Config
from buzzfeed.model.subscriptions import Asking, Request, Speech, Topic
from buzzfeed.notify.hub import topic_of
from buzzfeed.web.limiting import site_of
from buzzfeed.web.table import moved

LONGEST_ADDRESS = 2000
LONGEST_SECRET = 199
"""Bytes: a secret has fewer than 200 (WebSub §5.1)."""

CLOUD_LEASE = 25 * 3600
"""Seconds for which an rssCloud subscriber is told: it asks anew each day."""

_MOST_FIELDS = 100
_MOST_FEEDS = 20
_SAFE = ":/?#[]@!$&'()*+,;=-._~%"
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_DOMAIN = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_POSTED = {"http-post": "http", "https-post": "https"}

Form = Mapping[str, str]


class BadRequestError(ValueError):
    """What is asked for cannot be had; the words are for whoever asked."""


def subscription(body: bytes, config: Config, now: datetime) -> Request:
    """Read a WebSub request; parameters that are not known are left aside.

    Raises:
        BadRequestError: it is none, or not for one of our feeds.
    """
    form = _form(body)
    mode = form.get("hub.mode", "")
    if mode == "publish":
        raise BadRequestError("This hub tells of this newsroom's own feeds alone, and learns of them by itself.")
    if mode not in (Asking.SUBSCRIBE, Asking.UNSUBSCRIBE):
        raise BadRequestError('hub.mode is "subscribe" or "unsubscribe".')
    address = form.get("hub.topic", "")
    callback, host = _callback(form.get("hub.callback", ""))
    secret = form.get("hub.secret", "")
    if len(secret.encode("utf-8", "surrogatepass")) > LONGEST_SECRET:
        raise BadRequestError("hub.secret has fewer than 200 bytes.")
    if "\x00" in secret or not _encodable(secret):
        raise BadRequestError("hub.secret is text.")
    return Request(
        speech=Speech.WEBSUB,
        asking=Asking(mode),
        topic=_topic(address, config),
        address=address,
        callback=callback,
        host=host,
        lease=config.hub.clamped(_lease(form.get("hub.lease_seconds", ""))),
        created=now,
        secret=secret if mode == Asking.SUBSCRIBE else "",
    )


def please_notify(body: bytes, client: str, config: Config, now: datetime) -> Sequence[Request]:
    """Read an rssCloud request: a request for each feed that it names.

    One that names no domain is told at the address it asks from (``client``), and not asked for a challenge.

    Raises:
        BadRequestError: it is none, or not for our feeds alone.
    """
    form = _form(body)
    scheme = _POSTED.get(form.get("protocol", ""))
    if scheme is None:
        raise BadRequestError("protocol is http-post or https-post.")
    port, path = form.get("port", ""), form.get("path", "")
    if not _plain(path):
        raise BadRequestError(f"path has no white space or control characters, and {LONGEST_ADDRESS} at most.")
    if not (port.isdecimal() and port.isascii() and 0 < int(port[:6]) < 65536):
        raise BadRequestError("port is a number up to 65535.")
    domain = form.get("domain", "")
    if domain and not _DOMAIN.fullmatch(domain):
        raise BadRequestError("domain is the name of a host.")
    named = domain or (f"[{client}]" if ":" in client else client)
    callback, host = _callback(f"{scheme}://{named}:{port}/{path.removeprefix('/')}")
    addresses = [value for name, value in form.items() if re.fullmatch(r"url\d{1,3}", name)]
    if not 0 < len(addresses) <= _MOST_FEEDS:
        raise BadRequestError(f"url1, url2, … name up to {_MOST_FEEDS} feeds.")
    return [
        Request(
            speech=Speech.RSSCLOUD,
            asking=Asking.SUBSCRIBE,
            topic=_topic(address, config),
            address=address,
            callback=callback,
            host=host,
            lease=CLOUD_LEASE,
            created=now,
            echo=bool(domain),
        )
        for address in dict.fromkeys(addresses)
    ]


def _form(body: bytes) -> Form:
    """Read a form; of a field that stands there twice, the first counts."""
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequestError("This is no form in UTF-8, or one with too many fields.") from None
    form: dict[str, str] = {}
    for name, value in fields:
        form.setdefault(name, value)
    return form


def _callback(text: str) -> tuple[str, str]:
    """Return a callback's address in ASCII, and the host that it counts under (`site_of`).

    What its address may lead to is looked at when it is asked.

    Raises:
        BadRequestError: it is no absolute address.
    """
    address = quote(text.strip(), safe=_SAFE) if _encodable(text) else ""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        sound = parts.scheme in ("http", "https") and bool(host) and (parts.port or 1) > 0
    except ValueError:
        sound, host = False, ""
    if not sound or len(address) > LONGEST_ADDRESS:
        raise BadRequestError(f"The callback is no http or https address, or longer than {LONGEST_ADDRESS} characters.")
    if parts.username is not None or parts.password is not None:
        raise BadRequestError("The callback carries no credentials.")
    return address.partition("#")[0], site_of(host.lower())


def _topic(address: str, config: Config) -> Topic:
    """Return the feed at an address: its own, an alias, or one that it had before.

    Raises:
        BadRequestError: it is none of ours.
    """
    if not _plain(address):
        raise BadRequestError(f"The topic is an address without white space, of up to {LONGEST_ADDRESS} characters.")
    path = _path(address, config)
    former = moved(config)
    aliases = {unquote(alias): f"/feeds/{feed}" for alias, feed in config.aliases.items()}
    # An alias stands at the root of the host, a feed below the prefix.
    found = aliases.get(path, path.removeprefix(config.newsroom.prefix) if path else "")
    topic = topic_of(former.get(found, found))
    if topic is None:
        raise BadRequestError("The topic is none of this newsroom's feeds: see its rel=self link.")
    return topic


def _path(address: str, config: Config) -> str:
    """Return the path of an address on our host, unquoted; empty where it is elsewhere."""
    try:
        given, ours = urlsplit(address), urlsplit(config.newsroom.feeds_url)
        same = _origin(given) == _origin(ours) and "@" not in given.netloc
    except ValueError:
        return ""
    return unquote(given.path) if same and not given.query and not given.fragment else ""


def _origin(parts: object) -> tuple[str, str, int]:
    scheme, host, port = parts.scheme, parts.hostname, parts.port  # type: ignore[attr-defined]
    return scheme, host or "", port or {"http": 80, "https": 443}.get(scheme, 0)


def _lease(text: str) -> int | None:
    if not text:
        return None
    if not (text.isdecimal() and text.isascii()):
        raise BadRequestError("hub.lease_seconds is a whole number.")
    return int(text[:12])


def _plain(text: str) -> bool:
    """Whether text may be an address: `urlsplit` itself drops line ends, tabs and what stands before it."""
    return len(text) <= LONGEST_ADDRESS and not _BLANK.search(text) and _encodable(text)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
