"""Closed archives (RFC 5005 §4), joined from proved parts when somebody asks, and parsed strictly before they go out."""

from __future__ import annotations

import re

from buzzfeed import verify
from buzzfeed.errors import StoreError
from buzzfeed.model import ChannelKey, Format, archive_path
from buzzfeed.ports.shelf import Shelf

LONG = "public, max-age=86400"
"""How long caches may keep an archive: a day. It hardly ever changes, but what is taken back has to go from it."""

_NAME = re.compile(r"([1-9][0-9]{0,6})\.(rss|atom|json)")


def place_of(name: str) -> tuple[int, Format] | None:
    """Return which archive a file's name means, and in which format: ``3.rss``."""
    found = _NAME.fullmatch(name)
    return (int(found[1]), Format(found[2])) if found else None


def archive_document(store: Shelf, key: ChannelKey, number: int, fmt: Format) -> bytes | None:
    """Return an archive's bytes without what is not public any more; ``None`` where there is no such archive.

    Raises:
        StoreError: what is left of it is damaged or not sound (invariant 3): nothing is given in its place.
    """
    found = store.archive(key, number, fmt)
    if found is None:
        return None
    document = found.document
    if document is None or not verify.check_whole(document, fmt, found.ids).sound:
        subject = archive_path(key, number, fmt)
        raise StoreError(subject, "its stored bytes are not those that were proved", "run: buzzfeed build")
    return document
