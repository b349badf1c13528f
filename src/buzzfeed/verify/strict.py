"""Strict, bounded parses: XML by libxml2 and JSON by the standard library, each giving a value or one finding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from lxml import etree

from buzzfeed.model import Finding
from buzzfeed.verify.codes import finding

MAX_BYTES = 64_000_000
"""No document of ours is larger, and none of anybody's is read that far."""

MAX_GATE_BYTES = 10_000_000
"""The largest feed of anybody's that the gate looks at, in bytes: no reader takes one that large."""

_XML_CODES = {
    9: "control-character",
    26: "undefined-entity",
    31: "encoding",
    32: "encoding",
    81: "encoding",
    201: "undeclared-namespace",
}
_RESOURCE = 114  # libxml2: XML_ERR_RESOURCE_LIMIT
_CDATA = 63  # XML_ERR_CDATA_NOT_FINISHED, said of a control character, too
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# JSON lets no control character stand unescaped, and UTF-8 no lone surrogate.
_SUSPECT = (b"\\u", b"\\b", b"\\f", b"\xef\xbf\xbe", b"\xef\xbf\xbf")

Element = Any  # lxml's own, whose stubs know less than the library


def parse_xml(data: bytes, max_bytes: int = MAX_BYTES) -> Element | Finding:
    """Parse XML 1.0 with namespaces, or say why not. The interpreter is free for other threads meanwhile.

    Bounds: ``max_bytes``, 256 levels, 10 MB a text; no entity is expanded, nothing outside is read.
    """
    if not data.strip():
        return finding("empty", "document", "there is nothing in it")
    if len(data) > max_bytes:
        return finding("too-large", "document", f"{len(data)} bytes, more than {max_bytes}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return _syntax(error, data)
    except (etree.LxmlError, ValueError, LookupError) as error:
        return finding("not-well-formed", "document", f"{error!s:.200}")


def _syntax(error: etree.XMLSyntaxError, data: bytes) -> Finding:
    code = getattr(error, "code", 0)
    text = " ".join(str(error.msg).split())[:200]
    name = _XML_CODES.get(code, "not-well-formed")
    if code == _RESOURCE:
        name = "too-deep" if "depth" in text else "entity-declaration" if "amplification" in text else "too-large"
    if code == _CDATA and (match := _CONTROL.search(data)):
        name, text = "control-character", f"{match[0]!r} in a CDATA section"
    return finding(name, f"line {error.lineno or 0}", text)


class _DuplicateKeyError(ValueError):
    pass


def parse_json(data: bytes, max_bytes: int = MAX_BYTES) -> Any | Finding:
    """Parse JSON (RFC 8259) in UTF-8, or say why not: no NaN, no key twice.

    Bounds: ``max_bytes``, and as many levels as the interpreter's own stack allows.
    """
    if not data.strip():
        return finding("empty", "document", "there is nothing in it")
    if len(data) > max_bytes:
        return finding("too-large", "document", f"{len(data)} bytes, more than {max_bytes}")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        return finding(*_json_fault(error))


def texts_in(value: object) -> Iterator[str]:
    """Yield every text of a JSON value, keys included."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            rest.extend(one.keys())
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)


def text_fault(value: object, data: bytes) -> Finding | None:
    """Return the first text of a JSON value that XML could not carry: a control character, a lone surrogate."""
    if not any(mark in data for mark in _SUSPECT):
        return None
    for text in texts_in(value):
        if match := _FORBIDDEN.search(text):
            code = "lone-surrogate" if "\ud800" <= match[0] <= "\udfff" else "control-character"
            return finding(
                code, "document", f"{text[max(0, match.start() - 20) : match.end() + 20]!r} holds {match[0]!r}"
            )
    return None


def _json_fault(error: ValueError | RecursionError) -> tuple[str, str, str]:
    if isinstance(error, RecursionError):
        return "too-deep", "document", "lists and objects are nested too deep"
    if isinstance(error, UnicodeDecodeError):
        return "encoding", f"byte {error.start}", "not UTF-8 (RFC 8259 §8.1)"
    if isinstance(error, _DuplicateKeyError):
        return "duplicate-key", str(error), "stands twice in one object"
    if isinstance(error, json.JSONDecodeError):
        code = "control-character" if "control character" in error.msg else "not-well-formed"
        return code, f"line {error.lineno}", f"{error.msg} (column {error.colno})"
    return "not-well-formed", "document", f"{error!s:.200}"  # a number of thousands of digits, NaN


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKeyError(next(f"{key!r:.80}" for key in made if keys.count(key) > 1))
    return made


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")
