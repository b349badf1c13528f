"""Names of hosts: how DNS writes them, and which addresses stand at one and the same host."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\]*")
_DEVIATING = frozenset("ß\u1e9eς\u200c\u200d")  # UTS 46 §6
_DEFAULT = {"http": 80, "https": 443}


def ascii_host(name: str) -> str | None:
    """Return a host as DNS has it, in lower case (RFC 3490); ``None`` where it cannot stand there.

    Letters that IDNA 2003 writes as others and IDNA 2008 keeps (ß, ς, the joiners) are refused: the two names can
    have two owners. Written as ``xn--`` such a name is taken as it is.
    """
    if set(unicodedata.normalize("NFKC", name)) & _DEVIATING or set(name) & _DEVIATING:
        return None
    try:
        return name.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return None


def place_of(url: str) -> str:
    """Return the host at which an address stands, whichever way it is written; empty where it has none.

    With or without the scheme's own port, in Unicode or as ``xn--``, by http or https: one and the same place. Another
    port is another place, and stands after a colon.
    """
    origin = _ORIGIN.match(url)
    return _place(origin[0]) if origin is not None else ""


def in_dns(url: str) -> str:
    """Return an address with its host as DNS has it, where letters beyond ASCII stand in it."""
    origin = _ORIGIN.match(url)
    if origin is None or origin[0].isascii() or not place_of(url):
        return url
    return f"{origin[0].partition(':')[0]}://{place_of(url)}{url[origin.end() :]}"


@lru_cache(maxsize=1024)
def _place(origin: str) -> str:
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else ascii_host(host) or host
    return host if port in (None, _DEFAULT.get(parts.scheme.lower())) or not host else f"{host}:{port}"
