"""Taking bodies from the world: read within bounds, or turned away."""

from __future__ import annotations

from starlette.requests import Request


class TurnedAwayError(Exception):
    """Why a request goes no further: a status, and words; ``wait`` are the seconds after which to come back."""

    def __init__(self, status: int, words: str, wait: int = 0) -> None:
        """Say why."""
        self.status, self.words, self.wait = status, words, wait
        super().__init__(words)


async def read_body(request: Request, largest: int) -> bytes:
    """Return a request's body.

    Raises:
        TurnedAwayError: it has more than ``largest`` bytes.
        ClientDisconnect: it broke off.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > largest:
        raise TurnedAwayError(413, f"A request has {largest} bytes at most.")
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise TurnedAwayError(413, f"A request has {largest} bytes at most.")
        parts.append(part)
    return b"".join(parts)
