"""Tokens: what a person or a program shows to be let in where not everybody may go."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_TOKENS = 100
"""Tokens of one newsroom at most: each attempt is compared with all of them."""


class Scope(StrEnum):
    """What a token lets its bearer do."""

    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: never itself, only its digest (`token_digest`).

    ``used_on`` is the last day (UTC) on which it let somebody in, ``None`` before the first; no finer time is kept.
    """

    name: str
    digest: str
    scopes: frozenset[Scope]
    created: datetime
    used_on: date | None = None


def token_digest(secret: str) -> str:
    """Return what is kept of a token: SHA-256, in hex.

    A slow hash protects words that people choose. A token holds 256 bits of chance: nobody guesses it, slowly or fast.
    """
    return hashlib.sha256(b"buzzfeed token " + secret.encode("utf-8", "surrogatepass")).hexdigest()
