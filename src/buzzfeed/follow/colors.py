"""The newsroom's colour, made legible: WCAG 2.2 contrast of 4.5:1 on the light and on the dark page."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

DEFAULT = "#a4371f"
LIGHT_PAPER = "#fbfaf7"
DARK_CARD = "#201e1b"
_CONTRAST = 4.6
_STEPS = 50

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Accents:
    """A colour for links and buttons on light and on dark pages, and the ink that is legible on each."""

    light: str
    on_light: str
    dark: str
    on_dark: str


def accents(color: str) -> Accents:
    """Return the accents of a colour ``#rrggbb`` (a default if empty): as given, or darker, or lighter."""
    given = _rgb(color or DEFAULT)
    light = _legible(given, _rgb(LIGHT_PAPER), 0.0)
    dark = _legible(given, _rgb(DARK_CARD), 1.0)
    return Accents(_hex(light), _ink_on(light), _hex(dark), _ink_on(dark))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1 to 21)."""
    return _ratio(_rgb(first), _rgb(second))


def _legible(color: Rgb, paper: Rgb, towards: float) -> Rgb:
    """Move the lightness of ``color`` ``towards`` 0 or 1, hue and saturation kept, until it is legible on ``paper``."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in color))
    for step in range(_STEPS):
        moved = lightness + (towards - lightness) * step / _STEPS
        red, green, blue = colorsys.hls_to_rgb(hue, moved, saturation)
        found = (round(red * 255), round(green * 255), round(blue * 255))
        if _ratio(found, paper) >= _CONTRAST:
            return found
    return (0, 0, 0) if towards == 0.0 else (255, 255, 255)


def _ink_on(color: Rgb) -> str:
    return "#ffffff" if _ratio(color, (255, 255, 255)) >= _ratio(color, (17, 17, 17)) else "#111111"


def _ratio(first: Rgb, second: Rgb) -> float:
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(value / 255) for value in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _rgb(color: str) -> Rgb:
    digits = color.removeprefix("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
