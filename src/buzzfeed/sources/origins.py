"""Origins: whether two addresses lead to one server, and what of an address may be shown."""

from __future__ import annotations

from urllib.parse import urlsplit

Origin = tuple[str, str, int | None]


def origin_of(url: str) -> Origin | None:
    """Return an address's scheme, host and port as they stand in it (RFC 6454 §4); ``None`` where it is no address."""
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None


def told(url: str) -> str:
    """Return an address for people: without user name, password and query, which may be secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
