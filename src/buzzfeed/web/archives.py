"""Closed archives (RFC 5005 §4), joined from proved parts when somebody asks, and parsed before they go out."""

from __future__ import annotations

from buzzfeed import verify
from buzzfeed.errors import StoreError
from buzzfeed.model import ChannelKey, Format, archive_path
from buzzfeed.ports.shelf import Shelf


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
