"""What a stored feed has shown, as few bytes: by the digests of ids, so that it says nothing of them by itself."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b

from buzzfeed.personal.selecting import Shown

_HEAD = struct.Struct(">BI")
_PLACE = struct.Struct(">8sIB")
_VERSION = 1
MOST_PLACES = 1500
"""Places that are remembered at most: what fifty a day, or a week, leave in a window."""


@lru_cache(maxsize=1 << 15)
def key_of(id_: str) -> bytes:
    """Return the eight bytes under which an article's place is remembered."""
    return blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def pack_shown(shown: Shown) -> bytes:
    """Return what was shown as bytes: 13 for each place, and five; nothing where nothing was ever shown.

    Instants are whole seconds. Of more places than `MOST_PLACES`, those that were taken last are kept.
    """
    if shown.until is None:
        return b""
    latest = sorted(shown.places.items(), key=lambda item: (item[1][0], item[0]))[-MOST_PLACES:]
    places = (_PLACE.pack(key_of(id_), _seconds(since), front) for id_, (since, front) in latest)
    return _HEAD.pack(_VERSION, _seconds(shown.until)) + b"".join(places)


def unpack_shown(data: bytes, ids: Mapping[bytes, str]) -> Shown:
    """Return what `pack_shown` wrote, as far as its articles are among ``ids`` (by `key_of`).

    What another version wrote, or was damaged, counts as nothing: the feed begins anew.
    """
    size = len(data) - _HEAD.size
    if size < 0 or size % _PLACE.size or data[0] != _VERSION:
        return Shown()
    places = {}
    for key, since, front in _PLACE.iter_unpack(data[_HEAD.size :]):
        if (id_ := ids.get(key)) is not None:
            places[id_] = (datetime.fromtimestamp(since, UTC), bool(front))
    return Shown(places, datetime.fromtimestamp(_HEAD.unpack_from(data)[1], UTC))


def _seconds(when: datetime) -> int:
    return min(max(int(when.timestamp()), 0), 0xFFFFFFFF)
