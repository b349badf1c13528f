"""The part of a follow page that is for the publisher's own site: what to copy, by tool."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to copy: where it goes, a label that stands alone, the text and how many lines it has."""

    where: str
    label: str
    code: str
    lines: int


@dataclass(frozen=True, slots=True)
class SitePart:
    """What a follow page has for the publisher's own site: its words, and the pieces by the name of their tool."""

    title: str
    text: str
    tools: tuple[tuple[str, tuple[Piece, ...]], ...]
