"""Units as people write them: durations ("5m"), sizes ("2MB"), addresses to listen on, absolute URLs."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)")
_COLOR = re.compile(r"(#[0-9A-Fa-f]{6})?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE = re.compile(r"(\d{1,12})\s?(B|kB|KB|MB|GB)?")
_BYTES = {None: 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1000**2, "GB": 1000**3}


def seconds(value: object) -> float:
    """Return the seconds in a number, or in words such as ``90s``, ``5m``, ``1h``, ``10d``, ``300ms``.

    Raises:
        ValueError: not a duration.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
        return float(value)
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write a duration such as "30s", "5m", "1h" or "10d"')
    return float(match[1]) * _SECONDS[match[2]]


def size(value: object) -> int:
    """Return the bytes in a whole number, or in words such as ``500kB`` or ``2MB``.

    Raises:
        ValueError: not a size.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write a size such as "500kB" or "2MB"')
    return int(match[1]) * _BYTES[match[2]]


def color(value: object) -> str:
    """Return a colour of six hexadecimal digits after ``#``, or nothing where none is given.

    Raises:
        ValueError: not such a colour.
    """
    if not isinstance(value, str) or _COLOR.fullmatch(value) is None:
        raise ValueError('write a colour such as "#a4371f"')
    return value


def absolute_url(value: object) -> str:
    """Return an absolute http(s) URL without a slash at its end, query or fragment kept.

    Raises:
        ValueError: not such a URL.
    """
    parts = urlsplit(value.strip()) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError('write a whole address such as "https://example.org"')
    return parts.geturl().rstrip("/")


def any_url(value: object) -> str:
    """Return an absolute http(s) URL as it is written (a slash at its end may matter to its server).

    Raises:
        ValueError: not such a URL.
    """
    absolute_url(value)
    return str(value).strip()


def place(value: object) -> str:
    """Return an absolute http(s) URL, or a path of ours with its leading slash; nothing where there is nothing.

    Raises:
        ValueError: neither.
    """
    words = str(value).strip()
    if not words or (words.startswith("/") and not words.startswith(("//", "/\\"))):
        return words
    try:
        return any_url(value)
    except ValueError as error:
        raise ValueError('write a whole address such as "https://example.org/icon.png", or "/icon-512.png"') from error


def listen_address(value: object) -> str:
    """Return ``HOST:PORT`` (an IPv6 host in brackets).

    Raises:
        ValueError: not such an address.
    """
    parts = urlsplit(f"//{value}")
    try:
        whole = parts.hostname is not None and parts.port is not None and not parts.path
    except ValueError:
        whole = False
    if not whole:
        raise ValueError('write an address such as "127.0.0.1:8000"')
    return str(value)


def network(value: object) -> str:
    """Return an IP network or address as written.

    Raises:
        ValueError: neither.
    """
    try:
        ip_network(str(value), strict=False)
    except ValueError as error:
        raise ValueError('write an address or network such as "127.0.0.0/8"') from error
    return str(value)


def proxy(value: object) -> str:
    """Return an IP address or a network, as the name of a trusted proxy.

    Raises:
        ValueError: neither.
    """
    if "/" in str(value):
        return network(value)
    try:
        ip_address(str(value))
    except ValueError as error:
        raise ValueError('write the proxy\'s address, such as "127.0.0.1"') from error
    return str(value)


def timezone(value: object) -> str:
    """Return the name of an IANA time zone.

    Raises:
        ValueError: no such zone.
    """
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError('write a time zone such as "Europe/Paris"') from error
    return str(value)


Seconds = Annotated[float, BeforeValidator(seconds)]
Bytes = Annotated[int, BeforeValidator(size)]
Color = Annotated[str, BeforeValidator(color)]
BaseUrl = Annotated[str, BeforeValidator(absolute_url)]
Url = Annotated[str, BeforeValidator(any_url)]
Place = Annotated[str, BeforeValidator(place)]
Listen = Annotated[str, BeforeValidator(listen_address)]
Network = Annotated[str, BeforeValidator(network)]
Proxy = Annotated[str, BeforeValidator(proxy)]
TimeZone = Annotated[str, BeforeValidator(timezone)]
