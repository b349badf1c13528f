"""What the drivers raise, told in our own errors: which address, what went wrong, what mends it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, RemoteDisconnected
from urllib.parse import urlsplit

import requests
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema
from ssrfguard import BlockedAddressError, SSRFGuardError
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    IncompleteRead,
    LocationValueError,
    NewConnectionError,
    ProtocolError,
)
from urllib3.exceptions import TimeoutError as PoolTimeoutError

from buzzfeed.errors import AddressError, FetchError, LargeError
from buzzfeed.net.decoding import FAULTS, TooLargeError, UnknownEncodingError

DRIVER_ERRORS = (
    SSRFGuardError,
    TooLargeError,
    UnknownEncodingError,
    requests.RequestException,
    HTTPError,
    HTTPException,
    ValueError,
    OSError,
    EOFError,
    *FAULTS,
)
"""Everything that the libraries below `Net` raise when a request goes wrong."""

_DEEPEST = 12
_ALLOW = "if it is meant to lead to a private network, add that to net.allow"


def shown(url: str) -> str:
    """Return an address as errors show it: without credentials, query and fragment, shortened."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url[:100]
    return f"{parts.scheme}://{host}{parts.path}"[:200] if host else url[:100]


def refused(url: str, error: SSRFGuardError) -> AddressError:
    """Return the refusal of an address."""
    reason = str(getattr(error, "reason", error))
    hint = _ALLOW if any(isinstance(one, BlockedAddressError) for one in _causes(error)) else ""
    return AddressError(shown(url), f"this address is not allowed: {reason}"[:400], hint)


def explained(
    url: str, error: BaseException, seconds: float, cap: int, mend: str = "raise net.max_bytes"
) -> FetchError:
    """Return ours for a driver's error.

    ``seconds`` and ``cap`` are the bounds that held; ``mend`` is what helps past the cap.
    """
    causes = list(_causes(error))
    for one in causes:
        if isinstance(one, SSRFGuardError):
            return refused(url, one)
        if isinstance(one, _NO_ADDRESS):
            return AddressError(shown(url), f"this is no address: {one}"[:300])
    return _bounds(url, causes, seconds, cap, mend) or _network(url, causes)


def _bounds(url: str, causes: list[BaseException], seconds: float, cap: int, mend: str) -> FetchError | None:
    for one in causes:
        if isinstance(one, TooLargeError):
            size = f"{cap / 1_000_000:g} MB" if cap >= 1_000_000 else f"{cap} bytes"
            return LargeError(shown(url), f"the answer is larger than {size}", mend)
        if isinstance(one, UnknownEncodingError):
            return FetchError(shown(url), f"the answer has an encoding that was not asked for: {one}")
        timed_out = isinstance(one, (TimeoutError, PoolTimeoutError, requests.Timeout))
        if timed_out and not isinstance(one, NewConnectionError):  # a refused connection, a kind of time-out by name
            return FetchError(shown(url), f"no whole answer within {seconds:g} s", retryable=True)
    return None


def _network(url: str, causes: list[BaseException]) -> FetchError:
    for kinds, cause in _WORDS:
        for one in reversed(causes):
            if isinstance(one, kinds):
                return FetchError(shown(url), cause.format(one)[:300], retryable=True)
    last = causes[-1]
    retryable = not isinstance(last, ValueError)
    return FetchError(shown(url), f"the request failed: {str(last) or type(last).__name__}"[:300], retryable=retryable)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what lies beneath it, however the libraries wrapped it."""
    waiting, seen = [error], 0
    while waiting and seen < _DEEPEST:
        one = waiting.pop(0)
        seen += 1
        yield one
        beneath = [getattr(one, "reason", None), *one.args, one.__cause__, one.__context__]
        waiting.extend(other for other in beneath if isinstance(other, BaseException) and other is not one)


_NO_ADDRESS = (InvalidURL, InvalidSchema, MissingSchema, LocationValueError, UnicodeError)
_WORDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((socket.gaierror,), "the name does not resolve"),
    ((ssl.SSLCertVerificationError,), "its certificate is not valid: {0.verify_message}"),
    ((ssl.SSLError,), "no secure connection: {0}"),
    ((ConnectionRefusedError,), "the connection was refused"),
    ((NewConnectionError,), "no connection: it was refused or cannot be reached"),
    ((IncompleteRead, EOFError), "the answer broke off"),
    ((RemoteDisconnected, ConnectionResetError, BrokenPipeError), "the connection was closed without an answer"),
    ((DecodeError, *FAULTS), "the answer cannot be decoded: {0}"),
    ((HTTPException, ProtocolError), "the answer is not HTTP: {0}"),
)
