"""The newsroom's colours, made legible: WCAG 2.2 contrast of 4.5:1 on the light and on the dark page."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

from buzzfeed.model.contrast import DARK_INK, LIGHT_INK, Rgb
from buzzfeed.model.contrast import ratio as _ratio
from buzzfeed.model.contrast import rgb as _rgb

DEFAULT = "#a4371f"
LIGHT_PAPER = "#fbfaf7"
DARK_PAPER = "#171614"
DARK_CARD = "#201e1b"

_CONTRAST = 4.6
_SOFT = 5.6
_EDGE = 3.2
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Accents:
    """A colour for links and buttons on light and on dark pages, and the ink that is legible on each."""

    light: str
    on_light: str
    dark: str
    on_dark: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A page's ground of one scheme and what is drawn on it: cards, ink, softer ink, lines, and edges of fields."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    edge: str


def accents(color: str, dark: str = "", paper: str = LIGHT_PAPER, dark_card: str = DARK_CARD) -> Accents:
    """Return the accents of a colour ``#rrggbb`` (a default if empty): as given, or darker, or lighter.

    ``dark`` is the colour on dark pages, where it is another.
    """
    on_light = _legible(_rgb(color or DEFAULT), _rgb(paper), 0.0)
    on_dark = _legible(_rgb(dark or color or DEFAULT), _rgb(dark_card), 1.0)
    return Accents(_hex(on_light), _ink_on(on_light), _hex(on_dark), _ink_on(on_dark))


def ground(paper: str, *, dark: bool) -> Ground:
    """Return what goes with a page's ground, on which ink is legible (the config saw to that)."""
    ink = DARK_INK if dark else LIGHT_INK
    own, written = _rgb(paper), _rgb(ink)
    card = _mixed(own, (255, 255, 255), 0.05 if dark else 0.7)
    worst = card if dark else own
    return Ground(
        paper,
        _hex(card),
        ink,
        _hex(_faded(written, own, worst, _SOFT)),
        _hex(_mixed(own, written, 0.14)),
        _hex(_faded(written, own, worst, _EDGE)),
    )


def _faded(ink: Rgb, paper: Rgb, worst: Rgb, least: float) -> Rgb:
    """Return ``ink`` mixed with ``paper`` as far as it keeps the contrast ``least`` on ``worst``."""
    found = ink
    for step in range(1, _STEPS):
        mixed = _mixed(ink, paper, step / _STEPS)
        if _ratio(mixed, worst) < least:
            break
        found = mixed
    return found


def _mixed(first: Rgb, second: Rgb, part: float) -> Rgb:
    red, green, blue = (round(one + (other - one) * part) for one, other in zip(first, second, strict=True))
    return red, green, blue


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


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
