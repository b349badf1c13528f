"""Which of the pages' languages a person gets: the one asked for by address, else by ``Accept-Language``."""

from __future__ import annotations

from collections.abc import Collection

_LONGEST = 500


def choose(accept: str, languages: Collection[str], default: str) -> str:
    """Return the language that ``Accept-Language`` (RFC 9110 §12.5.4) wants most; ``default`` where it wants none.

    ``fr-CA`` is content with ``fr``; among equals the first named wins; ``*`` is ``default``.
    """
    best, most = default, 0.0
    for member in accept[:_LONGEST].lower().split(","):
        tag, _, parameters = member.partition(";")
        base = tag.strip().partition("-")[0]
        language = default if base == "*" else base
        weight = _weight(parameters)
        if language in languages and weight > most:
            best, most = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value[:5])
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0
