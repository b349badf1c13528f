"""What a target's HTTP answer means: told, to be tried again, or ours to mend."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from buzzfeed.errors import DeliveryError, FetchError, one_line
from buzzfeed.ports import Fetch, Response

_LATER = frozenset({408, 425, 429})
_LONGEST_WAIT = 86400.0
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_WORDS_OF_BODY = 120


def post(
    fetch: Fetch, url: str, body: bytes, *, content_type: str, timeout: float, headers: dict[str, str] | None = None
) -> Response:
    """POST to an address that the operator typed.

    Raises:
        DeliveryError: there was no answer.
    """
    try:
        return fetch.post(url, body, content_type=content_type, headers=headers, trusted=True, timeout=timeout)
    except FetchError as error:
        raise DeliveryError(error.subject, error.cause, error.hint, retryable=error.retryable) from error


def accepted(response: Response) -> str:
    """Return how a target thanked us.

    Raises:
        DeliveryError: it did not (any status but 2xx); retryable where it may later (408, 425, 429, 5xx).
    """
    status = response.status
    if 200 <= status < 300:
        return phrase(response)
    if status in _LATER or status >= 500:
        raise DeliveryError(response.url, phrase(response), retryable=True, retry_after=retry_after(response))
    hint = f"it moved to {response.headers.get('location', '?')}" if 300 <= status < 400 else "see what it says"
    raise DeliveryError(response.url, phrase(response), hint)


def phrase(response: Response) -> str:
    """Return a status in words, with the first words of a plain text answer: ``400 Bad Request: no topic``."""
    try:
        words = f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        words = str(response.status)
    if response.headers.get("content-type", "").startswith("text/plain"):
        said = plain(response.body)
        return f"{words}: {said}" if said else words
    return words


def plain(body: bytes) -> str:
    """Return the first words of a text from outside, fit for a table: one line, no control characters."""
    text = body[: 4 * _WORDS_OF_BODY].decode("utf-8", "replace")
    return one_line(_UNPRINTABLE.sub(" ", text))[:_WORDS_OF_BODY]


def retry_after(response: Response) -> float | None:
    """Return the seconds that ``Retry-After`` asks for (RFC 9110 §10.2.3), a day at most; ``None`` if it does not."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal() and value.isascii():
        return min(float(value[:9]), _LONGEST_WAIT)
    try:
        # A date is read against the target's own clock, which need not agree with ours.
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(wait.total_seconds(), 0.0), _LONGEST_WAIT)
