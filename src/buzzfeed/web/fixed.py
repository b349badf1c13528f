"""Documents that the config alone decides: the pages' dress, icons, robots.txt, IndexNow's keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial

from buzzfeed.config import Config
from buzzfeed.follow.sitemaps import NEWS, SITEMAP
from buzzfeed.model.wire import FEED_STYLE
from buzzfeed.notify import key_files
from buzzfeed.web.documents import Document, Header
from buzzfeed.web.icons import COVER, FAVICON, SIZES, Icon, drawn
from buzzfeed.web.rendering import Renderer

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
_PLAIN = "text/plain; charset=utf-8"
_DRAWING: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)
"""A newsroom's SVG is a picture here, whatever else it holds, also where it is opened by itself."""


def robots(config: Config) -> bytes:
    """Return robots.txt (RFC 9309): everything may be read, and our sitemaps are here."""
    lines = ["User-agent: *", "Disallow:", ""]
    lines += [f"Sitemap: {config.newsroom.feeds_url}{path}" for path in (SITEMAP, NEWS)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def fixed_documents(config: Config, renderer: Renderer) -> Mapping[str, Document]:
    """Return documents by path, each below the prefix."""
    dress = renderer.dress
    found = {one.path: fixed_document(one.path, one.data, one.media_type, FOREVER) for one in dress.assets.values()}
    files = {
        FEED_STYLE: (dress.feed_style, "text/css; charset=utf-8"),
        "/robots.txt": (robots(config), _PLAIN),
        **{path: (key, _PLAIN) for path, key in key_files(config).items()},
    }
    if not dress.own_icon:
        files["/favicon.svg"] = (renderer.favicon(), "image/svg+xml")
    found.update((path, fixed_document(path, data, kind, A_DAY)) for path, (data, kind) in files.items())
    icon = Icon(dress.colors.light, dress.colors.on_light, dress.own_icon)
    for path in (FAVICON, COVER, *SIZES):
        kind = "image/x-icon" if path == FAVICON else "image/png"
        found[path] = _document(path, icon.digest, partial(drawn, icon, path), kind, A_DAY)
    return found


def fixed_document(path: str, data: bytes, media_type: str, cache_control: str) -> Document:
    """Return a document of bytes at hand."""
    return _document(path, hashlib.sha256(data).hexdigest(), lambda: data, media_type, cache_control)


def _document(path: str, digest: str, load: Callable[[], bytes], media_type: str, cache_control: str) -> Document:
    return Document(
        kind="asset",
        key=f"{path} {digest}",
        digest=digest,
        media_type=media_type,
        load=load,
        cache_control=cache_control,
        headers=lambda: _DRAWING if media_type == "image/svg+xml" else (),
        compressible=media_type.startswith(("text/", "image/svg")),
    )
