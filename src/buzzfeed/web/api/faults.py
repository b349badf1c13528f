"""What is wrong with something that was sent, place by place, in words that say how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from buzzfeed.web.api.refusals import Fault


def pointer(path: list[Any]) -> str:
    """Return a place in a document as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:100] for part in path)


def faults_of(error: ValidationError, value: object) -> list[Fault]:
    """Say what is wrong, each place once: where it may have one of several shapes, with all that it may be."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in error.errors(include_url=False, include_context=True, include_input=True):
        place = pointer(_place(one["loc"], value, one["type"]))
        found.setdefault(place, []).append(_said(one["type"], one.get("ctx", {}), one["input"]))
    faults = []
    above = {place[:at] for place in found for at, letter in enumerate(place) if letter == "/"}
    deepest = [place for place in found if place not in above]
    for place in deepest[:20]:
        said = found[place]
        mends = list(dict.fromkeys(mend for _, mend in said))
        faults.append(Fault(place, said[0][0], " or ".join(mends)))
    return faults


def _place(loc: tuple[int | str, ...], value: Any, kind: str) -> list[Any]:
    """Return where an error stands in what was sent: the model's own names for alternatives are left out."""
    path: list[Any] = []
    part: Any
    for number, part in enumerate(loc):
        if (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        ):
            value = value[part]
        elif not (kind == "missing" and number == len(loc) - 1):
            continue
        path.append(part)
    return path


def _said(kind: str, context: Mapping[str, Any], given: object) -> tuple[str, str]:
    """Return the cause and the mend of one of pydantic's errors."""
    if kind in _MENDS:
        return f"is {kind_of(given)}", _MENDS[kind]
    cause, mend = _SAID.get(kind, ("cannot be taken", "see /api/openapi.json for what may stand there"))
    return cause, mend.format_map({"expected": "", "pattern": "", "max_length": 0, **context})


_SAID = {
    "missing": ("is missing", "write it"),
    "extra_forbidden": ("is no key here", "remove it"),
    "literal_error": ("is none of the words that may stand there", "write {expected}"),
    "string_pattern_mismatch": ("has another form", "write it so that it matches {pattern}"),
    "string_too_short": ("is too short", "write more"),
    "string_too_long": ("is too long", "write {max_length} characters at most"),
    "too_long": ("is too long", "name {max_length} at most"),
    "greater_than_equal": ("is too small", "write {ge} or more"),
    "less_than_equal": ("is too large", "write {le} or less"),
}
_MENDS = {
    "string_type": "write text",
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "list_type": "write a list",
    "model_type": "write an object",
    "model_attributes_type": "write an object",
    "dict_type": "write an object",
}
_KINDS = {str: "text", int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}


def kind_of(value: object) -> str:
    """Return what a value of JSON is, in words."""
    return "nothing" if value is None else _KINDS.get(type(value), type(value).__name__)
