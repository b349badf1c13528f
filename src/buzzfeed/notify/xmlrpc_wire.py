"""XML-RPC as far as pings need it: a call of strings, and an answer read with bounds and without entities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 65536
"""Bytes of an answer that are read."""

DEEPEST = 32
"""Levels of elements that an answer may have."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TRUE = frozenset({"1", "true", "yes"})


class NotXmlRpcError(ValueError):
    """The answer is no XML-RPC, or breaks a bound."""


@dataclass(frozen=True, slots=True)
class PingAnswer:
    """What a ping service said: a fault, or ``flerror`` and its message."""

    fault: str | None
    error: bool
    message: str


def call(method: str, params: Sequence[str]) -> bytes:
    """Return a call whose parameters are all strings."""
    values = "".join(f"<param><value><string>{_escaped(text)}</string></value></param>" for text in params)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<methodCall><methodName>{method}</methodName>'
    return f"{text}<params>{values}</params></methodCall>\n".encode()


def read_answer(body: bytes) -> PingAnswer:
    """Return what an answer says; a service that answers without a struct has thanked us.

    Raises:
        NotXmlRpcError: it is no answer to a call, too large, too deep, or has a document type.
    """
    if len(body) > LARGEST:
        raise NotXmlRpcError("it is too large")
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotXmlRpcError(str(error)) from error
    if reader.root != "methodResponse" or not (reader.fault or reader.answered):
        raise NotXmlRpcError(f"its root is {reader.root[:40]!r}")
    members = reader.members
    if reader.fault:
        return PingAnswer(members.get("faultstring", "") or "fault", error=True, message="")
    said = members.get("flerror", "").lower() in _TRUE
    return PingAnswer(None, error=said, message=members.get("message", ""))


@dataclass
class _Reader:
    """Gathers the members of the answer's struct, by lower-case name; the first of a name counts."""

    members: dict[str, str] = field(default_factory=dict)
    root: str = ""
    fault: bool = False
    answered: bool = False
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    name: str = ""

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise NotXmlRpcError("it has a document type")

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        if self.path == ["methodResponse"]:
            self.fault = self.fault or tag == "fault"
            self.answered = self.answered or tag == "params"
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise NotXmlRpcError("it is nested too deep")
        if tag in ("name", "value"):
            self.text.clear()

    def _end(self, tag: str) -> None:
        self.path.pop()
        if self.path[-1:] != ["member"]:
            return
        said = "".join(self.text).strip()
        if tag == "name":
            self.name = said.lower()
        elif tag == "value":
            self.members.setdefault(self.name, said)


def _escaped(text: str) -> str:
    plain = _FORBIDDEN.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
