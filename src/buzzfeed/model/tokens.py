"""Tokens: what a person or a program shows to be let in where not everybody may go."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_TOKENS = 100
"""Tokens of one newsroom at most: each attempt is compared with all of them."""


class Scope(StrEnum):
    """What a token lets its bearer do.

    ``CREATE``, ``UPDATE`` and ``DELETE`` are those of Micropub (§3.2 and §5.4); ``PUBLISH`` is all three of them.
    """

    OPERATOR = "operator"
    PUBLISH = "publish"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    LOOK = "look"


PUBLISHING = frozenset({Scope.CREATE, Scope.UPDATE, Scope.DELETE})
"""The scopes that ``publish`` stands for."""

OF_SOURCE = PUBLISHING | {Scope.PUBLISH, Scope.LOOK}
"""The scopes that are good for one source alone."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: never itself, only its digest (`token_digest`).

    ``used_on`` is the last day (UTC) on which it let somebody in, ``None`` before the first; no finer time is kept.
    ``source`` is the one that it is for, as far as its scopes are of a source; empty where none is.
    """

    name: str
    digest: str
    scopes: frozenset[Scope]
    created: datetime
    used_on: date | None = None
    source: str = ""

    def grants(self, scope: Scope) -> bool:
        """Whether it is for this."""
        return scope in self.scopes or (scope in PUBLISHING and Scope.PUBLISH in self.scopes)


def token_digest(secret: str) -> str:
    """Return what is kept of a token: SHA-256, in hex.

    A slow hash protects words that people choose. A token holds 256 bits of chance: nobody guesses it, slowly or fast.
    """
    return hashlib.sha256(b"buzzfeed token " + secret.encode("utf-8", "surrogatepass")).hexdigest()
