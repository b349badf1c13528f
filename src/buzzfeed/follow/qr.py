"""A page's address as a QR code, so that a phone opens what stands on a desk's screen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 4
"""Modules of white around it (ISO/IEC 18004 §5.3.8)."""

_MASK = 3
"""One mask for all: to try each of the eight takes four times as long, and every scanner reads any."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code: ``path`` draws its dark modules, one unit each, in a square of ``size`` units, quiet zone included."""

    path: str
    size: int


@lru_cache(maxsize=1 << 12)
def qr_code(address: str) -> QrCode:
    """Return the code of a public address, and remember it; see `drawn`."""
    return drawn(address)


def drawn(address: str) -> QrCode:
    """Return the code of an address, with error correction of level M; nothing is remembered of it.

    Raises:
        ValueError: it is longer than a code can hold (2,331 bytes).
    """
    made = segno.make(address, error="m", boost_error=False, micro=False, mask=_MASK)
    parts = []
    for y, row in enumerate(made.matrix, QUIET):
        x, width = 0, len(row)
        while x < width:
            end = x
            while end < width and row[end]:
                end += 1
            if end > x:
                parts.append(f"M{x + QUIET} {y}h{end - x}v1h-{end - x}z")
            x = end + 1
    return QrCode("".join(parts), len(made.matrix) + 2 * QUIET)
