"""Canonical addresses: one form for all the ways in which one address is written, and for a newsroom that moved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes, urlsplit

_TRACKING = re.compile(
    r"utm_\w+|pk_\w+|mtm_\w+|at_(?:medium|campaign|custom\d|link\w*)|xtor|fb(?:clid|_\w+)|[gdy]clid|gbraid|wbraid|msclkid"
    r"|mc_[ce]id|igshid|twclid|ttclid|li_fat_id|_hs(?:enc|mi)|vero_\w+|wt_mc|oly_\w+_id|_ga|_gl",
    re.IGNORECASE,
)
"""Parameters that say how a reader came, never what is shown."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_INDEX = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)
_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_RESERVED = "%/?#[]@!$&'()*+,;=:"  # RFC 3986 §2.2, and the sign of the encoding itself
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_HASHBANG = "!"


def canonical(url: str) -> str:
    """Return the one form of an http(s) address under which it is recognised; idempotent, empty for none.

    Scheme, default port, ``www.``, fragment, tracking parameters, ``index.html`` and a slash at the end say nothing;
    the host is lower-case IDNA; percent-encoding is that of RFC 3986 §6.2.2; parameters stand in order. The form is no
    address: ``journal.example/2026/le-port``.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url if _SCHEME.match(url) else f"//{url}")
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return url
    path = _INDEX.sub("", _path(parts.path)).rstrip("/")
    query = "&".join(sorted(part for part in _encoded(parts.query).split("&") if part and not tracks(part)))
    # What follows "#!" is an address of its own to a page that is made by a script.
    fragment = f"#{_encoded(parts.fragment)}" if parts.fragment.startswith(_HASHBANG) else ""
    return f"{host}{f':{port}' if port not in (None, 80, 443) else ''}{path}{f'?{query}' if query else ''}{fragment}"


def equivalents(url: str, homes: Iterable[str]) -> tuple[str, ...]:
    """Return every canonical form that an address may be known by, the one to be kept first; none for none.

    Args:
        url: an http(s) address.
        homes: the addresses at which the newsroom stands and stood, the present one first: what lies under one of them
            may be known under each other.
    """
    form = canonical(url)
    if not form:
        return ()
    places = list(dict.fromkeys(filter(None, map(canonical, homes))))
    for place in sorted(places, key=len, reverse=True):
        rest = form[len(place) :]
        if form.startswith(place) and (not rest or rest[0] in "/?#"):
            return tuple(dict.fromkeys((*(other + rest for other in places), form)))
    return (form,)


def _host(host: str) -> str:
    host = host.rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = host.lower()
    bare = host.removeprefix("www.")
    host = bare if "." in bare else host
    return f"[{host}]" if ":" in host else host


def _path(path: str) -> str:
    kept: list[str] = []
    segments = _encoded(path).split("/")
    for number, segment in enumerate(segments):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
        if segment in (".", "..") and number == len(segments) - 1:
            kept.append("")
    return "/".join(kept)


def _encoded(text: str) -> str:
    """Return text with only those characters percent-encoded that have to be, in upper-case hexadecimal."""
    return quote(_ESCAPE.sub(_decoded, text), safe=_PATH_SAFE + "?")


def _decoded(match: re.Match[str]) -> str:
    try:
        words = unquote_to_bytes(match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0].upper()
    return "".join(f"%{ord(char):02X}" if char in _RESERVED or char <= " " else char for char in words)


def tracks(parameter: str) -> bool:
    """Return whether a parameter of an address says how a reader came, and nothing of what is shown."""
    return _TRACKING.fullmatch(parameter.partition("=")[0]) is not None
