"""Tokens: who is let in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from buzzfeed.errors import StoreError
from buzzfeed.model import MOST_TOKENS, Scope, Token
from buzzfeed.store import schema
from buzzfeed.store.codec import pack_strings, unpack_strings
from buzzfeed.store.part import Part
from buzzfeed.store.sql import AnyRow

_TOKENS = schema.tokens
_SCOPES = frozenset(str(scope) for scope in Scope)


class Tokens(Part):
    """`Figures.tokens`."""

    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens that let somebody in, by name."""
        with self._db.read() as connection:
            return tuple([_token(row) for row in connection.execute(select(_TOKENS).order_by(_TOKENS.c.name)).all()])


class TokenWriting(Tokens):
    """`Store.add_token` and `Store.revoke_token`."""

    def add_token(self, token: Token) -> None:
        """Keep a token's digest.

        Raises:
            StoreError: one of that name is there already, or there are too many.
        """
        row = {
            "name": token.name,
            "digest": token.digest,
            "scopes": pack_strings(sorted(token.scopes)),
            "created": token.created,
            "source": token.source,
        }
        with self._db.write() as connection:
            if connection.execute(select(_TOKENS.c.name).where(_TOKENS.c.name == token.name)).first() is not None:
                raise StoreError(token.name, "there is a token of that name", "choose another name, or revoke that one")
            if int(connection.execute(select(func.count()).select_from(_TOKENS)).scalar_one()) >= MOST_TOKENS:
                raise StoreError(token.name, f"there are {MOST_TOKENS} tokens already", "revoke one that nobody uses")
            connection.execute(_TOKENS.insert(), row)

    def revoke_token(self, name: str) -> bool:
        """Forget a token; return whether there was one of that name."""
        with self._db.write() as connection:
            return connection.execute(_TOKENS.delete().where(_TOKENS.c.name == name)).rowcount > 0


class TokenUses(Part):
    """`Inbox.token_used`."""

    def token_used(self, name: str, day: date) -> None:
        """Keep the last day on which a token let somebody in."""
        with self._db.write() as connection:
            connection.execute(_TOKENS.update().where(_TOKENS.c.name == name).values(used_on=day.isoformat()))


def _token(row: AnyRow) -> Token:
    # A scope that this version does not know opens nothing here.
    scopes = frozenset(Scope(word) for word in unpack_strings(row.scopes) if word in _SCOPES)
    used_on = date.fromisoformat(row.used_on) if row.used_on else None
    return Token(row.name, row.digest, scopes, row.created, used_on, row.source)
