"""Icons at the sizes that browsers, phones and readers fetch: the newsroom's own picture, or a mark in its colour."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

_SIDE = 768
_GRID = 32
_CORNER = 7.0
_DOT = (7.2, 19.2, 12.8, 24.8)
_CENTRE = (7.5, 24.5)
_ARCS = (10.0, 16.5)
_STROKE = 3.2
_TINY = (16, 32, 48)
_SHADES = 48

SIZES: Mapping[str, tuple[int, bool]] = {
    "/apple-touch-icon.png": (180, True),
    "/apple-touch-icon-precomposed.png": (180, True),
    "/icon-192.png": (192, False),
    "/icon-512.png": (512, False),
}
"""PNG files by path: pixels a side, and whether they are opaque (a phone cuts its own corners)."""

FAVICON = "/favicon.ico"
COVER = "/cover.png"
"""The picture that a reader shows above a feed: the icon in the middle of the newsroom's colour."""
_COVER = (1200, 630)
_MIDDLE = 360


@dataclass(frozen=True, slots=True)
class Icon:
    """What an icon is drawn from: a square PNG of the newsroom's, or colours for the mark."""

    color: str
    ink: str
    own: bytes = b""

    @property
    def digest(self) -> str:
        """What tells it from any other."""
        return hashlib.sha256(f"{self.color} {self.ink} ".encode() + self.own).hexdigest()


@lru_cache(maxsize=8)
def drawn(icon: Icon, path: str) -> bytes:
    """Return the bytes of the icon at ``path``: of `SIZES`, the favicon or the cover. Made where it is asked for."""
    out = io.BytesIO()
    if path == FAVICON:
        picture = _picture(icon, opaque=False).resize((_TINY[-1], _TINY[-1]), Image.Resampling.LANCZOS)
        picture.save(out, "ICO", sizes=[(side, side) for side in _TINY])
    elif path == COVER:
        _cover(icon).save(out, "PNG")
    else:
        side, opaque = SIZES[path]
        picture = _picture(icon, opaque=opaque).resize((side, side), Image.Resampling.LANCZOS)
        if not icon.own:
            picture = picture.quantize(_SHADES, method=Image.Quantize.FASTOCTREE)
        picture.save(out, "PNG")
    return out.getvalue()


def _picture(icon: Icon, *, opaque: bool) -> Image.Image:
    if not icon.own:
        return _mark(icon, opaque=opaque)
    with Image.open(io.BytesIO(icon.own), formats=("PNG",)) as own:
        return own.convert("RGBA")


def _cover(icon: Icon) -> Image.Image:
    picture = Image.new("RGBA", _COVER, icon.color)
    middle = _picture(icon, opaque=True).resize((_MIDDLE, _MIDDLE), Image.Resampling.LANCZOS)
    picture.paste(middle, ((_COVER[0] - _MIDDLE) // 2, (_COVER[1] - _MIDDLE) // 2), middle)
    return picture if icon.own else picture.quantize(_SHADES, method=Image.Quantize.FASTOCTREE)


def _mark(icon: Icon, *, opaque: bool) -> Image.Image:
    """Draw the mark of a feed: a dot, and two quarters of a circle around it."""
    scale = _SIDE / _GRID
    picture = Image.new("RGBA", (_SIDE, _SIDE), icon.color if opaque else (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    if not opaque:
        draw.rounded_rectangle((0, 0, _SIDE - 1, _SIDE - 1), _CORNER * scale, fill=icon.color)
    draw.ellipse(tuple(value * scale for value in _DOT), fill=icon.ink)
    x, y = _CENTRE
    for radius in _ARCS:
        outer, half = radius + _STROKE / 2, _STROKE / 2
        box = ((x - outer) * scale, (y - outer) * scale, (x + outer) * scale, (y + outer) * scale)
        draw.arc(box, 270, 360, fill=icon.ink, width=round(_STROKE * scale))
        for at_x, at_y in ((x, y - radius), (x + radius, y)):
            end = ((at_x - half) * scale, (at_y - half) * scale, (at_x + half) * scale, (at_y + half) * scale)
            draw.ellipse(end, fill=icon.ink)
    return picture
