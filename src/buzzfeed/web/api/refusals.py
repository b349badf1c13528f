"""Why something that was handed in goes no further, before it is said in the words of one protocol or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

STANDING: Mapping[str, str] = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
"""The headers of every answer: none is for a cache, none for a search engine."""

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent: the place as a JSON pointer (RFC 6901), the cause, the mend."""

    field: str
    cause: str
    mend: str


@dataclass
class RefusedError(Exception):
    """Why a request goes no further.

    Attributes:
        status: the status of the answer.
        code: a stable word for programs.
        text: a sentence for people.
        faults: what is wrong, place by place.
        wait: the seconds after which to come back, 0 where there is nothing to wait for.
        headers: further headers.
        more: further members of a problem document.
    """

    status: int
    code: str
    text: str
    faults: Sequence[Fault] = ()
    wait: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        """The headers of the answer."""
        waiting = {"retry-after": str(self.wait)} if self.wait else {}
        return {**STANDING, **waiting, **self.headers}


def problem(error: RefusedError) -> Response:
    """Return a refusal as ``application/problem+json`` (RFC 9457)."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code,
        "detail": error.text,
        **error.more,
    }
    if error.faults:
        document["errors"] = [asdict(fault) for fault in error.faults]
    return JSONResponse(document, error.status, error.all_headers, PROBLEM)
