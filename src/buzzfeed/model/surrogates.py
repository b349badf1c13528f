"""Surrogate keys: the names under which a CDN is asked to forget what changed. Short, without spaces or commas."""

from __future__ import annotations

import hashlib
import re

from buzzfeed.model.channels import ChannelKey

LONGEST = 64
"""Characters of one key at most; a longer one is known by its digest."""

INDEX = "bf-index"
"""The key of what changes with every publication: the directory, the lists of feeds, the sitemaps."""

_OTHER = re.compile(r"[^A-Za-z0-9_-]+")


def channel_key(key: ChannelKey) -> str:
    """Return the key of a channel's feeds, archives and follow page."""
    return _short(f"bf-{key.path.replace('/', '-')}")


def article_key(slug: str) -> str:
    """Return the key of an article's own page."""
    return _short(f"bf-a-{slug}")


def media_key(name: str) -> str:
    """Return the key of a picture of an article's."""
    return _short(f"bf-m-{name}")


def _short(name: str) -> str:
    plain = _OTHER.sub("_", name)
    if plain == name and len(plain) <= LONGEST:
        return plain
    return f"{plain[: LONGEST - 17]}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"
