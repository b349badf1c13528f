"""The pages' dress, made once from the config: style sheet, scripts, logo, fonts and icons, each at its address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources

from buzzfeed.config import Config, LookFile, look_files
from buzzfeed.config.look import LookSettings, is_font_file
from buzzfeed.follow.colors import DARK_CARD, LIGHT_PAPER, Accents, Ground, accents, ground

_ASSETS = resources.files("buzzfeed.web").joinpath("assets")
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_STYLE, _FEED_STYLE = "style.css", "feed.css"
_FONTS = {"heading_font": ("display", "Newsroom Heading"), "text_font": ("text", "Newsroom Text")}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the pages: its path below the prefix, its bytes and media type. Its name changes with its bytes."""

    path: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Dress:
    """What pages wear. ``assets`` are by the name they have in templates: ``style.css``, ``follow.js``, ``logo``.

    ``own_icon`` is the newsroom's own picture, where it gave one.
    """

    colors: Accents
    assets: Mapping[str, Asset]
    feed_style: bytes
    own_icon: bytes

    @property
    def style(self) -> Asset:
        """The style sheet, with the newsroom's colours and fonts."""
        return self.assets[_STYLE]


def dress_of(config: Config) -> Dress:
    """Return the dress that a config describes.

    Raises:
        ConfigError: a file that ``[look]`` names cannot be used.
    """
    files = look_files(config)
    look = config.look
    light = ground(look.paper, dark=False) if look.paper else None
    dark = ground(look.paper_dark, dark=True) if look.paper_dark else None
    colors = accents(
        config.newsroom.color,
        look.color_dark,
        light.paper if light is not None else LIGHT_PAPER,
        dark.card if dark is not None else DARK_CARD,
    )
    assets = {key: _asset(key.replace("_", "-"), file.data, file) for key, file in files.items() if key != "icon"}
    style = _style(colors, look, assets, light, dark)
    for file in _ASSETS.iterdir():
        stem, _, ending = file.name.rpartition(".")
        if ending in _TYPES and file.name != _FEED_STYLE:
            data = style + file.read_bytes() if file.name == _STYLE else file.read_bytes()
            assets[file.name] = _asset(stem, data, LookFile(data, _TYPES[ending], ending))
    icon = files.get("icon")
    return Dress(colors, assets, _ASSETS.joinpath(_FEED_STYLE).read_bytes(), icon.data if icon is not None else b"")


def address_in(dress: Dress, prefix: str) -> Callable[[str], str]:
    """Return what gives a template the address of an asset by its name; an empty one where there is none."""

    def address(name: str) -> str:
        return prefix + dress.assets[name].path if name in dress.assets else ""

    return address


def _asset(stem: str, data: bytes, file: LookFile) -> Asset:
    return Asset(f"/assets/{stem}-{hashlib.sha256(data).hexdigest()[:12]}.{file.ending}", data, file.media_type)


def _style(
    colors: Accents, look: LookSettings, assets: Mapping[str, Asset], light: Ground | None, dark: Ground | None
) -> bytes:
    """Write what stands before the style sheet: its variables, and the newsroom's fonts (beside it, by their names)."""
    values = {
        "accent": colors.light,
        "on-accent": colors.on_light,
        "accent-dark": colors.dark,
        "on-accent-dark": colors.on_dark,
    }
    rules = []
    for key, (variable, family) in _FONTS.items():
        given = getattr(look, key)
        if is_font_file(given):
            source = assets[key].path.rpartition("/")[2]
            rules.append(
                f'@font-face{{font-family:"{family}";src:url({source}) format("woff2");'
                "font-weight:100 900;font-display:swap}"
            )
        names = [family] if is_font_file(given) else [one.strip() for one in given.split(",") if one.strip()]
        values[f"own-{variable}"] = "".join(f"{_quoted(one)}," for one in names)
    for suffix, own in (("", light), ("-dark", dark)):
        for name in own.__slots__ if own is not None else ():
            values[f"own-{name}{suffix}"] = getattr(own, name)
    variables = ";".join(f"--{name}:{value.rstrip(',')}" for name, value in values.items() if value)
    return ("".join(rules) + f":root{{{variables}}}\n").encode("utf-8")


def _quoted(family: str) -> str:
    """Write a family's name; generic ones stay bare."""
    return family if family in ("serif", "sans-serif", "monospace", "system-ui") else f'"{family}"'
