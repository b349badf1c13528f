"""What a writing app asks: forms, multipart forms and JSON brought to one form (Micropub §3.3 to §3.7)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from buzzfeed.web.api.refusals import RefusedError
from buzzfeed.web.api.shapes import parse
from buzzfeed.web.micropub.entries import refused

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
ACTIONS = ("create", "update", "delete", "undelete")
_FIELDS = 500
MOST_PROPERTIES, MOST_VALUES = 200, 200
"""Properties that an entry may have, and values that one of them may have."""

_NESTED = re.compile(r"([a-z-]{1,60})\[(html|value)\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what to do, to which post, and with which properties; ``token`` is what stood in a form."""

    action: str = "create"
    url: str = ""
    properties: Mapping[str, list[Any]] = field(default_factory=dict)
    replace: Mapping[str, list[Any]] = field(default_factory=dict)
    add: Mapping[str, list[Any]] = field(default_factory=dict)
    remove: Mapping[str, list[Any] | None] = field(default_factory=dict)
    token: str = ""


def kind_of(content_type: str) -> str:
    """Return which kind of body a header names.

    Raises:
        RefusedError: none that is taken (415).
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in (FORM, MULTIPART, JSON):
        raise RefusedError(415, "invalid_request", f"Send {FORM}, {MULTIPART} or {JSON}.")
    return kind


def read(content_type: str, body: bytes) -> Asked:
    """Return what a body asks; not for the event loop, for it may take a while.

    Raises:
        RefusedError: it cannot be read, or asks what cannot be done (400, 415).
    """
    kind = kind_of(content_type)
    if kind == JSON:
        return _of_json(parse(body))
    return _of_form(_fields(body) if kind == FORM else asyncio.run(_parts(content_type, body)))


def updated(properties: Mapping[str, list[Any]], asked: Asked) -> dict[str, list[Any]]:
    """Return properties with an update's changes made (§3.4): replaced, then added to, then deleted from.

    Raises:
        RefusedError: an entry would have more of them than one may have (400).
    """
    found = {name: list(values) for name, values in properties.items()}
    found.update({name: list(values) for name, values in asked.replace.items()})
    for name, values in asked.add.items():
        there = found.setdefault(name, [])
        known = _forms(there)
        there += [value for value in values if _form(value) not in known]
    for name, gone in asked.remove.items():
        forms = _forms(gone or ())
        found[name] = [] if gone is None else [one for one in found.get(name, []) if _form(one) not in forms]
    return _bounded({name: values for name, values in found.items() if values}, "properties")


def _form(value: object) -> str:
    """Return the one form of a value, so that many are compared by looking each up."""
    return json.dumps(value, sort_keys=True)


def _forms(values: Iterable[object]) -> frozenset[str]:
    return frozenset(map(_form, values))


def _bounded(properties: dict[str, list[Any]], name: str) -> dict[str, list[Any]]:
    if len(properties) > MOST_PROPERTIES:
        raise refused(f'"{name}" holds more than {MOST_PROPERTIES} properties.')
    for key, values in properties.items():
        if len(values) > MOST_VALUES:
            raise refused(f'"{key[:60]}" has more than {MOST_VALUES} values.')
    return properties


def _of_form(fields: Mapping[str, list[Any]]) -> Asked:
    action = _word(fields, "action") or "create"
    if action not in ACTIONS:
        raise refused(f'There is no action "{action[:60]}".')
    if action == "update":
        raise refused("An update is sent as JSON (Micropub §3.4).")
    if action == "create" and (kind := _word(fields, "h") or "entry") != "entry":
        raise refused(f"Entries are taken here (h=entry), not h={kind[:60]}.")
    properties = {name: values for name, values in fields.items() if name not in ("access_token", "action", "h")}
    _bounded(properties, "form")
    return Asked(action, _word(fields, "url"), properties, token=_word(fields, "access_token"))


def _of_json(value: object) -> Asked:
    if not isinstance(value, dict):
        raise refused("Send one object.")
    inner = value.get("properties")
    if "access_token" in value or (isinstance(inner, dict) and "access_token" in inner):
        raise refused("A token stands in the JSON: send it in the header, and once (Micropub §3.1).")
    action = value.get("action", "create")
    if action not in ACTIONS:
        raise refused(f'There is no action "{str(action)[:60]}".')
    if action != "create":
        url = value.get("url")
        if not isinstance(url, str) or not url:
            raise refused("Name the post by its url.")
        if action != "update":
            return Asked(str(action), url)
        return _update(value, url)
    if value.get("type") != ["h-entry"]:
        raise refused('Entries are taken here: write "type": ["h-entry"].')
    return Asked(properties=_lists(value.get("properties"), "properties"))


def _update(value: Mapping[str, Any], url: str) -> Asked:
    if not any(name in value for name in ("replace", "add", "delete")):
        raise refused('An update has "replace", "add" or "delete".')
    gone = value.get("delete", {})
    if isinstance(gone, list) and all(isinstance(name, str) for name in gone):
        remove: dict[str, list[Any] | None] = dict.fromkeys(gone)
    else:
        remove = {**_lists(gone, "delete")}
    replace, add = _lists(value.get("replace", {}), "replace"), _lists(value.get("add", {}), "add")
    return Asked("update", url, replace=replace, add=add, remove=remove)


def _lists(value: object, name: str) -> dict[str, list[Any]]:
    """Return an object whose every value is a list (§3.4: "the values of each property … MUST be an array")."""
    if not isinstance(value, dict):
        raise refused(f'"{name}" is an object of lists: {{"content": ["…"]}}.')
    for key, values in value.items():
        if not isinstance(values, list):
            raise refused(f'"{name}" holds "{key[:60]}", which is no list: write its values in brackets.')
    return _bounded(value, name)


def _fields(body: bytes) -> dict[str, list[Any]]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict")
    except ValueError:
        raise refused(
            "The form cannot be read: it is percent-encoded UTF-8, with a few hundred fields at most."
        ) from None
    return _gathered(pairs)


async def _parts(content_type: str, body: bytes) -> dict[str, list[Any]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    headers = Headers({"content-type": content_type})
    parser = MultiPartParser(headers, stream(), max_files=20, max_fields=_FIELDS, max_part_size=max(len(body), 1))
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, UnicodeError):
        raise refused("The multipart form cannot be read.") from None
    try:
        if any(isinstance(value, UploadFile) for _, value in form.multi_items()):
            raise refused("Files are not taken here: put the photo where it can be seen, and send its address.")
        return _gathered([(name, str(value)) for name, value in form.multi_items()])
    finally:
        await form.close()


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, list[Any]]:
    """Return the values of each field: ``category[]`` is ``category``, and ``content[html]`` is HTML."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        nested = _NESTED.fullmatch(name)
        if nested is not None:
            found.setdefault(nested[1], []).append({nested[2]: value})
        elif value:
            found.setdefault(name.removesuffix("[]"), []).append(value)
    return found


def _word(fields: Mapping[str, list[Any]], name: str) -> str:
    """Return the one value of a field.

    Raises:
        RefusedError: it has several (400).
    """
    values = fields.get(name, [])
    if len(values) > 1 or not all(isinstance(value, str) for value in values):
        raise refused(f"{name} stands there more than once.")
    return str(values[0]) if values else ""
