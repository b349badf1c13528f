"""Posts that come twice: an app that heard no answer sends its post again, and means the same one."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from buzzfeed.model import Token
from buzzfeed.model.pushed import Standing

SPAN = timedelta(days=1)
"""For how long the same words from the same token are the same post."""
MOST = 2000
"""Posts that are kept in mind at most; of each a digest alone."""


class Repeats:
    """What was created of late, by token and words; for one event loop.

    Where this process began only just now, a post is known again by the id that it had (`is_same`).
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing; ``clock`` counts seconds."""
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    def id_of(self, token: Token, body: bytes) -> str | None:
        """Return the id under which a token had these words kept, within `SPAN`."""
        id_, at = self._known.get(_key(token, body), ("", float("-inf")))
        return id_ if self._clock() - at <= SPAN.total_seconds() else None

    def keep(self, token: Token, body: bytes, id_: str) -> None:
        """Keep in mind that these words have that id; of very many the oldest are forgotten."""
        key = _key(token, body)
        self._known[key] = id_, self._clock()
        self._known.move_to_end(key)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def is_same(standing: Standing, digest: str) -> bool:
    """Whether a post is there with these words, and was not changed since it came within `SPAN`."""
    pushed = standing.pushed
    return not pushed.deleted and pushed.digest == digest and datetime.now(UTC) - pushed.changed <= SPAN


def _key(token: Token, body: bytes) -> bytes:
    return sha256(token.digest.encode() + b"\n" + body).digest()
