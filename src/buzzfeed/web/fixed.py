"""Documents that the config alone decides: the style sheet, the icon, robots.txt, IndexNow's keys."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from buzzfeed.config import Config
from buzzfeed.follow.sitemaps import NEWS, SITEMAP
from buzzfeed.notify import key_files
from buzzfeed.web.documents import Document
from buzzfeed.web.rendering import Renderer

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
_PLAIN = "text/plain; charset=utf-8"


def fixed_files(config: Config, renderer: Renderer) -> Mapping[str, tuple[bytes, str, str]]:
    """Return path → bytes, media type and ``Cache-Control``, each path below the prefix."""
    files = {
        renderer.style_path: (renderer.style, "text/css; charset=utf-8", FOREVER),
        "/favicon.svg": (renderer.favicon(), "image/svg+xml", A_DAY),
        "/robots.txt": (robots(config), _PLAIN, A_DAY),
    }
    files.update((path, (key, _PLAIN, A_DAY)) for path, key in key_files(config).items())
    return files


def robots(config: Config) -> bytes:
    """Return robots.txt (RFC 9309): everything may be read, and our sitemaps are here."""
    lines = ["User-agent: *", "Disallow:", ""]
    lines += [f"Sitemap: {config.newsroom.feeds_url}{path}" for path in (SITEMAP, NEWS)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def fixed_documents(config: Config, renderer: Renderer) -> Mapping[str, Document]:
    """Return the same as documents."""
    return {
        path: fixed_document(path, data, media_type, cache_control)
        for path, (data, media_type, cache_control) in fixed_files(config, renderer).items()
    }


def fixed_document(path: str, data: bytes, media_type: str, cache_control: str) -> Document:
    """Return a document of bytes at hand."""
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        kind="asset",
        key=f"{path} {digest}",
        digest=digest,
        media_type=media_type,
        load=lambda: data,
        cache_control=cache_control,
    )
