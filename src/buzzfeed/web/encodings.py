"""Content codings: which one a client wants (RFC 9110 §12.5.3), and the bytes in it."""

from __future__ import annotations

import zlib

import brotli
import zstandard

IDENTITY = ""
ENCODINGS = ("br", "zstd", "gzip")
"""The codings that are made, the one that is preferred among equals first: the smallest."""

_ALIASES = {"x-gzip": "gzip"}
_LONGEST = 1000
_KEPT = 500
_chosen: dict[bytes | None, str | None] = {}


def negotiate(header: bytes | None) -> str | None:
    """Return the coding to answer in for an ``Accept-Encoding``; ``None`` where the client refuses all there are.

    A client that says nothing gets the bytes as they are.
    """
    try:
        return _chosen[header]
    except KeyError:
        pass
    if header is not None and len(header) > _LONGEST:
        return IDENTITY
    choice = _choose(header)
    if len(_chosen) >= _KEPT:
        _chosen.clear()
    _chosen[header] = choice
    return choice


def compress(data: bytes, encoding: str) -> bytes:
    """Return ``data`` in one of `ENCODINGS`: the same bytes each time, and the GIL given up meanwhile."""
    if encoding == "gzip":
        return zlib.compress(data, 6, 31)
    if encoding == "br":
        return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=5))
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(data)
    raise ValueError(f"no coding is called {encoding!r}")


def _choose(header: bytes | None) -> str | None:
    if header is None:
        return IDENTITY
    weights = _weights(header.decode("latin-1"))
    rest = weights.get("*", 0.0)
    best, most = None, 0.0
    for encoding in ENCODINGS:
        weight = weights.get(encoding, rest)
        if weight > most:
            best, most = encoding, weight
    plain = weights.get("identity", weights.get("*"))
    if plain is None:
        # Not spoken of, it is acceptable, yet less wanted than anything that is named.
        return best if best is not None else IDENTITY
    if plain > most:
        return IDENTITY
    return best


def _weights(header: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for member in header.lower().split(","):
        name, _, parameters = member.partition(";")
        name = name.strip()
        weight = _weight(parameters)
        if name and weight is not None:
            found[_ALIASES.get(name, name)] = weight
    return found


def _weight(parameters: str) -> float | None:
    """Read ``q=0.5``; nothing is 1, and what is no weight (RFC 9110 §12.4.2) makes the member void."""
    text = parameters.strip()
    if not text:
        return 1.0
    name, _, value = text.partition("=")
    value = value.strip()
    if name.strip() != "q" or not value or len(value) > 5 or not _is_number(value):
        return None
    weight = float(value)
    return weight if weight <= 1.0 else None


def _is_number(text: str) -> bool:
    digits = text.replace(".", "", 1)
    return digits.isascii() and digits.isdecimal()
