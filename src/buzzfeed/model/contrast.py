"""How well a colour is seen on another (WCAG 2.2, 1.4.3), and the ink that the pages write with."""

from __future__ import annotations

LIGHT_INK = "#1f1c19"
DARK_INK = "#eee9e1"
LEAST_OF_PAPER = 9.0
"""The contrast that ink must have on any paper, so that softer text is legible there too."""

Rgb = tuple[int, int, int]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours ``#rrggbb``: 1 to 21."""
    return ratio(rgb(first), rgb(second))


def ratio(first: Rgb, second: Rgb) -> float:
    """Return the contrast ratio of two colours."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def rgb(color: str) -> Rgb:
    """Return the parts of ``#rrggbb``, 0 to 255 each."""
    digits = color.removeprefix("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(value / 255) for value in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
