"""What tests hear that stands in no file: logs that they caught, metrics that they asked for, what commands printed.

`privacysearch` looks through it after each test. Nothing here needs pytest: processes that tests start import it too.
"""

from __future__ import annotations

import contextlib

import requests

READER = "203.0.113.86"
"""Where readers' requests come from, unless a test says otherwise (RFC 5737: nobody has it, and no config names it)."""

heard: list[tuple[str, bytes]] = []
"""What was heard since the last search: whence, and what."""
asked: list[str] = []
"""Queries and forms that were sent since the last search, in which readers may say sentences."""
_MOST_ASKED = 2000


def hear(whence: str, said: str | bytes | None) -> None:
    """Keep something for the search."""
    if said:
        heard.append((whence, said.encode("utf-8", "backslashreplace") if isinstance(said, str) else bytes(said)))


def hear_asked(*forms: str | bytes | None) -> None:
    """Keep what a client asks, where it says sentences."""
    for form in forms:
        text = form.decode("latin-1") if isinstance(form, bytes) else form
        if isinstance(text, str) and "say=" in text and len(text) < 100_000 and len(asked) < _MOST_ASKED:
            asked.append(text)


def hear_metrics(admin: str) -> None:
    """Ask a server for its metrics, if it still answers."""
    with contextlib.suppress(requests.RequestException):
        hear(f"{admin}/metrics", requests.get(f"{admin}/metrics", timeout=5).content)
