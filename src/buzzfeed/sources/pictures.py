"""Pictures: what kind a file is and how large, by its first bytes; nothing is decoded, and no more is read than needed.

PNG (ISO/IEC 15948 §11.2.2), JPEG (ITU-T T.81 §B.2.2), GIF89a §18, WebP (RFC 9649 §2), AVIF (ISO/IEC 23008-12 §6.5.3),
SVG 2 §8.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Size = tuple[int, int] | None

_SVG = re.compile(rb"<(?:\w{1,20}:)?svg(?=[\s>])[^>]{0,4000}>")
_SVG_SIDE = {
    side: re.compile(rb"\s" + side + rb"\s{0,5}=\s{0,5}[\"'](\d{1,5})(?:\.\d{0,9})?(?:px)?[\"']")
    for side in (b"width", b"height")
}
_SVG_BOX = re.compile(
    rb"\sviewBox\s{0,5}=\s{0,5}[\"']\s{0,5}-?[\d.]{1,12}[\s,]{1,5}-?[\d.]{1,12}[\s,]{1,5}(\d{1,5})[\d.]{0,12}[\s,]{1,5}(\d{1,5})"
)
_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})


def kind_of(data: bytes) -> str:
    """Return a picture's media type, by its first bytes; empty where it is none that readers show."""
    for media, begins in _KINDS.items():
        if begins(data):
            return media
    return ""


def size_of(data: bytes, media_type: str) -> Size:
    """Return a picture's width and height in pixels, ``None`` where its head does not tell."""
    size = _SIZES[media_type](data) if media_type in _SIZES else None
    return size if size and all(0 < side <= 100_000 for side in size) else None


def _is_svg(data: bytes) -> bool:
    head = data[:4000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg")) and bool(_SVG.search(data[:8000]))


_KINDS: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda data: data.startswith((b"GIF87a", b"GIF89a")),
    "image/webp": lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP",
    "image/avif": lambda data: data[4:8] == b"ftyp" and (b"avif" in data[8:64] or b"avis" in data[8:64]),
    "image/svg+xml": _is_svg,
}


def _number(data: bytes, start: int, length: int, *, little: bool = False) -> int:
    return int.from_bytes(data[start : start + length], "little" if little else "big")


def _png(data: bytes) -> Size:
    return (_number(data, 16, 4), _number(data, 20, 4)) if data[12:16] == b"IHDR" else None


def _gif(data: bytes) -> Size:
    return (_number(data, 6, 2, little=True), _number(data, 8, 2, little=True)) if len(data) >= 10 else None


def _jpeg(data: bytes) -> Size:
    """Walk the segments to the frame's header; each says how long it is."""
    position = 2
    while position + 9 <= len(data):
        if data[position] != 0xFF:
            return None
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
        elif marker in _FRAMES:
            return _number(data, position + 7, 2), _number(data, position + 5, 2)
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            position += 2
        else:
            position += 2 + max(2, _number(data, position + 2, 2))
    return None


def _webp(data: bytes) -> Size:
    form = data[12:16]
    if form == b"VP8 ":
        return _number(data, 26, 2, little=True) & 0x3FFF, _number(data, 28, 2, little=True) & 0x3FFF
    if form == b"VP8L":
        bits = _number(data, 21, 4, little=True)
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if form == b"VP8X":
        return _number(data, 24, 3, little=True) + 1, _number(data, 27, 3, little=True) + 1
    return None


def _avif(data: bytes) -> Size:
    """Return the largest of the sizes that ``ispe`` boxes give: thumbnails and masks have their own."""
    found: list[tuple[int, int]] = []
    position = data.find(b"ispe", 0, 64_000)
    while position >= 0 and len(found) < 50:
        found.append((_number(data, position + 8, 4), _number(data, position + 12, 4)))
        position = data.find(b"ispe", position + 4, 64_000)
    return max(found, key=lambda size: size[0] * size[1], default=None)


def _svg(data: bytes) -> Size:
    tag = _SVG.search(data[:8000])
    if tag is None:
        return None
    width, height = (_SVG_SIDE[side].search(tag[0]) for side in (b"width", b"height"))
    if width and height:
        return int(width[1]), int(height[1])
    box = _SVG_BOX.search(tag[0])
    return (int(box[1]), int(box[2])) if box else None


_SIZES: dict[str, Callable[[bytes], Size]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/avif": _avif,
    "image/svg+xml": _svg,
}
