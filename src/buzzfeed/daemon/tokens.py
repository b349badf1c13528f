"""Making tokens: the one place where they are known."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import datetime

from buzzfeed.config import Config
from buzzfeed.errors import ConfigError
from buzzfeed.model import OF_SOURCE, Scope, Token, token_digest
from buzzfeed.ports import Store

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_BYTES = 32
_MARK = "bzf_"
"""What every token begins with: those who search texts for secrets find it by that."""


def make_token(store: Store, name: str, scopes: Collection[Scope], now: datetime, source: str = "") -> str:
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
    store.add_token(Token(name, token_digest(secret), frozenset(scopes), now, source=source))
    return secret


def check_source(config: Config, source: str, scopes: Collection[Scope]) -> None:
    """See that a token for a source, or for none, can be of use.

    Raises:
        ConfigError: one that needs a source has none, there is no such source, or nothing can be handed in to it.
    """
    if not scopes:
        return  # which is told first
    if bool(source) != bool(OF_SOURCE.intersection(scopes)):
        cause = "is for operators, who are of no source" if source else "is missing"
        mend = "leave it out" if source else "name the one source that the token is for"
        raise ConfigError("--source", cause, mend)
    known = {one.name: one.type for one in config.sources}
    if source and source not in known:
        raise ConfigError("--source", f'there is no source called "{source}"', f"name one of: {', '.join(known)}")
    if source and OF_SOURCE.difference({Scope.LOOK}).intersection(scopes) and known[source] != "push":
        cause = f'"{source}" is of type "{known[source]}": nothing can be handed in there'
        raise ConfigError("--source", cause, 'name a source of type "push", or give the token --scope look alone')
