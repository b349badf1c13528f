"""``[look]`` and ``[follow]``: how the pages look, and which other ways to follow they offer."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationInfo, field_validator

from buzzfeed.config.section import Section
from buzzfeed.config.units import Color, Url
from buzzfeed.model.contrast import DARK_INK, LEAST_OF_PAPER, LIGHT_INK, contrast

_FAMILY = re.compile(r"[\w][\w -]{0,60}")
_HANDLE = re.compile(r"@?([A-Za-z0-9_.-]{1,64})@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+(?::\d{1,5})?)")
_PICTURES = (".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif")


class LookSettings(Section):
    """``[look]``: the pages' dress. Pictures and fonts are files beside the config, served from buzzfeed's own host.

    A font is a ``.woff2`` file, or the names of families that readers may have, set apart by commas.
    """

    logo: str = ""
    logo_dark: str = ""
    icon: str = ""
    heading_font: str = ""
    text_font: str = ""
    color_dark: Color = ""
    paper: Color = ""
    paper_dark: Color = ""

    @field_validator("logo", "logo_dark")
    @classmethod
    def _picture(cls, value: str) -> str:
        if value and Path(value).suffix.lower() not in _PICTURES:
            raise ValueError(f'"{value}" is no picture for a page: give a file in {", ".join(_PICTURES)}')
        return value

    @field_validator("icon")
    @classmethod
    def _square(cls, value: str) -> str:
        if value and Path(value).suffix.lower() != ".png":
            raise ValueError(f'"{value}" is no PNG: give a square PNG of 180 pixels or more')
        return value

    @field_validator("paper", "paper_dark")
    @classmethod
    def _legible(cls, value: str, info: ValidationInfo) -> str:
        ink, kind = (LIGHT_INK, "lighter") if info.field_name == "paper" else (DARK_INK, "darker")
        if value and contrast(value, ink) < LEAST_OF_PAPER:
            raise ValueError(f"text would be hard to read on it: give a {kind} colour")
        return value

    @field_validator("heading_font", "text_font")
    @classmethod
    def _font(cls, value: str) -> str:
        if not value or is_font_file(value):
            return value
        for family in value.split(","):
            if not _FAMILY.fullmatch(family.strip()):
                raise ValueError(
                    f'"{family.strip()}" is no font: give a ".woff2" file, or names such as "Georgia, serif"'
                )
        return value


class FollowSettings(Section):
    """``[follow]``: ways to follow beside feeds. ``newsletter`` is the page of a form, ``fediverse`` a handle.

    ``preferred_source`` offers Google's preferred sources, for the domain of ``newsroom.url``.
    """

    newsletter: Url | None = None
    fediverse: str = ""
    preferred_source: bool = True

    @field_validator("fediverse")
    @classmethod
    def _handle(cls, value: str) -> str:
        match = _HANDLE.fullmatch(value)
        if value and match is None:
            raise ValueError('write a handle such as "@redaction@social.example"')
        return f"@{match[1]}@{match[2].lower()}" if match is not None else ""

    @property
    def profile(self) -> str:
        """The Fediverse account's page; empty where there is no account."""
        _, name, host = self.fediverse.split("@") if self.fediverse else ("", "", "")
        return f"https://{host}/@{name}" if name else ""


def is_font_file(value: str) -> bool:
    """Return whether a font is given as a file, not by its family's name."""
    return Path(urlsplit(value).path).suffix.lower() == ".woff2"
