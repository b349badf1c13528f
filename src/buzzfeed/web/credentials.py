"""Who is let in: tokens as they come with a request, and slowing those who guess.

A token comes as ``Authorization: Bearer TOKEN`` (RFC 6750 §2.1), or as the password of HTTP Basic with any user name
(RFC 7617), so that a browser asks for it; there are no cookies.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from buzzfeed.model import Scope, Token, token_digest
from buzzfeed.web.limiting import network_of

_LONGEST = 1000
_FREE = 5
"""Attempts of one client that may fail before it has to wait."""
_LONGEST_WAIT = 60.0
_FORGOTTEN_AFTER = 900.0
_CLIENTS = 1024
_ASK = {"www-authenticate": 'Basic realm="buzzfeed", charset="UTF-8"'}
_HOW = (
    "This page is for the newsroom's operators: it asks for a token.\n"
    "Make one with: buzzfeed token add NAME --scope operator\n"
    "Send it as the password (with any user name), or as: Authorization: Bearer TOKEN\n"
)
_SLOWER = "Too many attempts with something that is no token: please wait, then try again.\n"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer to whoever is not let in."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Doorkeeper:
    """Decides who is let in, and remembers for a while, in memory alone, who failed; safe in one event loop."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Count seconds by ``steady``."""
        self._steady = steady
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def judge(self, shown: str, known: Iterable[Token], scope: Scope, client: str) -> Token | Refusal:
        """Return the token that an ``Authorization`` header shows, or why it opens nothing.

        Args:
            shown: the header's value; empty where there is none, which is no attempt.
            known: the tokens there are.
            scope: what the token has to be for.
            client: the address of whoever asks.
        """
        if not shown:
            return Refusal(401, _HOW, _ASK)
        found = self.find(secret_of(shown), known, client, lambda token: scope in token.scopes)
        if isinstance(found, float):
            return Refusal(429, _SLOWER, {"retry-after": str(round(found + 0.5))})
        return found or Refusal(401, _HOW, _ASK)

    def find(
        self, secret: str, known: Iterable[Token], client: str, fits: Callable[[Token], bool] = lambda _: True
    ) -> Token | float | None:
        """Return the token that somebody shows; else ``None``, or the seconds for which this client is not heard.

        Args:
            secret: what was shown.
            known: the tokens there are.
            client: the address of whoever asks.
            fits: whether a token is of the right kind: showing another counts as a guess.
        """
        client, now = network_of(client), self._steady()
        found = _matching(secret, known)
        if found is not None and fits(found):
            # Nobody guesses 256 bits: a token that is right need not wait for whoever guesses at the same address.
            self._failed.pop(client, None)
            return found
        wait = self._wait(client, now)
        if wait > 0:
            return wait
        self._note(client, now)
        return None

    def known(self, secret: str, tokens: Iterable[Token], client: str) -> Token | float | None:
        """Return what `find` does, but note no failure: for a look at tokens that may have become others since."""
        client = network_of(client)
        if (found := _matching(secret, tokens)) is not None:
            self._failed.pop(client, None)
            return found
        wait = self._wait(client, self._steady())
        return wait if wait > 0 else None

    def _wait(self, client: str, now: float) -> float:
        """Return the seconds for which a client is not heard: twice as long after each failure, a minute at most."""
        count, last = self._failed.get(client, (0, now))
        if count < _FREE:
            return 0.0
        return last + min(2.0 ** min(count - _FREE, 10), _LONGEST_WAIT) - now

    def _note(self, client: str, now: float) -> None:
        count, last = self._failed.pop(client, (0, now))
        self._failed[client] = (count + 1 if now - last < _FORGOTTEN_AFTER else 1, now)
        while len(self._failed) > _CLIENTS:
            self._failed.popitem(last=False)


def secret_of(shown: str) -> str:
    """Return what a header shows as a token; empty where it shows none."""
    kind, _, value = shown[:_LONGEST].strip().partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() != "basic":
        return ""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return text.partition(":")[2].strip()


def _matching(secret: str, known: Iterable[Token]) -> Token | None:
    """Compare with every token, each in constant time, so that the time taken tells nothing."""
    digest, found = token_digest(secret), None
    for token in known:
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found if secret else None
