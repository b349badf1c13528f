"""``[guard]``: what the guard looks for, and what becomes of an article where it finds it."""

from __future__ import annotations

import difflib
import re
from typing import Literal

from pydantic import Field, field_validator

from buzzfeed.config.section import Section
from buzzfeed.config.units import Bytes, Seconds

Action = Literal["hold", "warn", "off"]
"""What a rule does: keep the article back, publish it and report a problem, or nothing."""

GUARD_CODES = (
    "nir",
    "iban",
    "card",
    "phone",
    "email",
    "private-key",
    "token",
    "url-password",
    "embargo-mark",
    "release-mark",
    "confidential-mark",
    "tk-mark",
    "todo-mark",
    "lorem-ipsum",
    "empty-body",
    "tiny-body",
    "shrunk",
    "other-language",
    "date-too-early",
    "date-too-far",
    "too-large",
    "no-address",
    "flood",
)
"""The code of every rule that can be set, in the order in which reasons are given."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_REGION = re.compile(r"(?:[A-Za-z]{2})?")
_DOMAIN = re.compile(r"@?(?:[a-z0-9-]{1,63}\.){1,10}[a-z0-9-]{2,63}", re.IGNORECASE)


class GuardSettings(Section):
    """``[guard]``: what makes the guard hold an article.

    A size is of the article's text, `min_chars` counts what it shows but for spaces, `max_shrink` is a share of the
    text last cleared, `flood` counts the new articles of one pass. Every rule holds unless `rules` says otherwise.
    """

    max_bytes: Bytes = 2_000_000
    max_future: Seconds = 366 * 86400.0
    earliest: int = Field(1990, ge=1, le=2100)
    min_chars: int = Field(12, ge=0, le=10_000)
    max_shrink: float = Field(0.5, gt=0, le=1)
    flood: int = Field(100, ge=1)
    allow: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    region: str = ""
    rules: dict[str, Action] = Field({})

    @field_validator("rules")
    @classmethod
    def _known(cls, value: dict[str, Action]) -> dict[str, Action]:
        for code in value:
            if code not in GUARD_CODES:
                close = difflib.get_close_matches(code, GUARD_CODES, 1)
                mend = f'did you mean "{close[0]}"?' if close else "docs/operations.md lists them"
                raise ValueError(f'there is no rule "{code}": {mend}')
        return value

    @field_validator("allow")
    @classmethod
    def _allowed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for words in value:
            if not (_DOMAIN.fullmatch(words) or "@" in words or sum(char.isdigit() for char in words) > 5):
                raise ValueError(
                    f'"{words}" is nothing to allow: write a domain, an address, a phone number or an IBAN'
                )
        return value

    @field_validator("languages")
    @classmethod
    def _languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for words in value:
            if not _LANGUAGE.fullmatch(words):
                raise ValueError(f'"{words}" is no language: write a code such as "en"')
        return tuple(words.lower() for words in value)

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        if not _REGION.fullmatch(value):
            raise ValueError('write the two letters of a country, such as "FR"')
        return value.upper()

    def action(self, code: str) -> Action:
        """Return what a rule does."""
        return self.rules.get(code, "hold")
