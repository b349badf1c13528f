"""The files that ``[look]`` names: read whole, their size and true type looked at, whatever they are called."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from buzzfeed.config.look import is_font_file
from buzzfeed.errors import ConfigError

if TYPE_CHECKING:
    from buzzfeed.config.schema import Config

_LARGEST = {"logo": 100_000, "logo_dark": 100_000, "icon": 1_000_000, "heading_font": 150_000, "text_font": 150_000}
"""Bytes at most: what every reader of a page fetches stays small."""

_LEAST_ICON, _MOST_ICON = 180, 4096
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class LookFile:
    """A file's bytes, its media type, and the ending of its name that fits it."""

    data: bytes
    media_type: str
    ending: str


def look_files(config: Config) -> dict[str, LookFile]:
    """Return the files of ``[look]`` by key; a key that names none is left out.

    Raises:
        ConfigError: one cannot be read, is too large, or is not what it should be.
    """
    found = {}
    for key in _LARGEST:
        name = getattr(config.look, key)
        if name and (not key.endswith("_font") or is_font_file(name)):
            found[key] = _read(config, key, name)
    return found


def _read(config: Config, key: str, name: str) -> LookFile:
    subject = f"{config.file}: look.{key}"
    path, most = config.path(name), _LARGEST[key]
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        cause = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        raise ConfigError(subject, cause, "name a file that buzzfeed's user can read") from error
    if len(data) > most:
        raise ConfigError(subject, f"{path} is larger than {most // 1000} kB", "give a smaller file")
    media_type, ending = _type(data)
    wanted = "font/" if key.endswith("_font") else "image/png" if key == "icon" else "image/"
    if not media_type.startswith(wanted):
        cause = f"{path} is {media_type or 'of no type that is known here'}"
        raise ConfigError(subject, cause, f"give a file of type {wanted}{'…' if wanted.endswith('/') else ''}")
    if key == "icon":
        _measured(subject, data)
    return LookFile(data, media_type, ending)


def _type(data: bytes) -> tuple[str, str]:
    """Return the media type that the bytes themselves tell, and the ending for it."""
    if data.startswith(_PNG):
        return "image/png", "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif", "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    if data.startswith(b"wOF2"):
        return "font/woff2", "woff2"
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return ("image/svg+xml", "svg") if start.startswith(b"<") and b"<svg" in start else ("", "")


def _measured(subject: str, data: bytes) -> None:
    """Make sure that a PNG is square, of a size to be made smaller from, and whole."""
    width, height = struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)
    if width != height or not _LEAST_ICON <= width <= _MOST_ICON:
        cause = f"it measures {width} by {height} pixels"
        raise ConfigError(subject, cause, f"give a square PNG of {_LEAST_ICON} to {_MOST_ICON} pixels a side")
    if not _is_whole(data, width):
        raise ConfigError(subject, "it is a damaged PNG", "save the picture again, as PNG")


@lru_cache(maxsize=2)
def _is_whole(data: bytes, side: int) -> bool:
    """Return whether a PNG can be decoded to its end, as it is where icons are made of it.

    Its first chunk tells its size, and no later one may tell another: what is unpacked is bounded by it.
    """
    from PIL import Image  # only where an icon is given: every command reads the config

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            if picture.size != (side, side):
                return False
            picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError):
        return False
    return True
