"""Making tokens: the one place where they are known."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import datetime

from buzzfeed.errors import ConfigError
from buzzfeed.model import Scope, Token, token_digest
from buzzfeed.ports import Store

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_BYTES = 32
_MARK = "bzf_"
"""What every token begins with: those who search texts for secrets find it by that."""


def make_token(store: Store, name: str, scopes: Collection[Scope], now: datetime) -> str:
    """Make a token and keep its digest; return it: it can never be shown again.

    Raises:
        ConfigError: the name will not do, or no scope is named.
        StoreError: there is one of that name, or there are too many.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(name, "is no name for a token", "write small letters, digits, _ and -, 41 at most")
    if not scopes:
        raise ConfigError("--scope", "is missing", f"say what the token is for: {', '.join(Scope)}")
    secret = _MARK + secrets.token_urlsafe(_BYTES)
    store.add_token(Token(name, token_digest(secret), frozenset(scopes), now))
    return secret
