"""How figures are told: tables on the screen, goals beside them, and one JSON file."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure import Spread


@dataclass(frozen=True)
class Goal:
    """A goal and what was measured; figures are told, never asserted."""

    text: str
    limit: float
    value: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal was reached."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        """Return it as one line."""
        return f"  {self.text} {self._bound}: {self.value:.3g}, {self._verdict}"

    def row(self) -> str:
        """Return it as a row of a table in Markdown."""
        return f"| {self.text} | {self._bound} | {self.value:.3g} | {self._verdict} |"

    @property
    def _bound(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"

    @property
    def _verdict(self) -> str:
        factor = self.limit / self.value if self.at_least else self.value / self.limit
        return "met" if self.met else f"missed by a factor of {factor:.2f}"


@dataclass
class Part:
    """One part's outcome: tables of cells, goals, notes, and all that was measured."""

    name: str
    tables: list[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)

    def table(self, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table; its first column is aligned to the left, the others to the right."""
        self.tables.append((title, head, rows))

    def show(self) -> None:
        """Print everything but the figures."""
        for title, head, rows in self.tables:
            print(f"\n{title}")
            for line in _aligned([head, *rows]):
                print(f"  {line}")
        for goal in self.goals:
            print(goal.line())
        for note in self.notes:
            print(f"  {note}")

    def markdown(self) -> str:
        """Return tables, goals and notes as they can stand in the documentation."""
        lines: list[str] = []
        for title, head, rows in self.tables:
            lines += [f"**{title}**", "", _row(head), "|---|" + "---:|" * (len(head) - 1), *map(_row, rows), ""]
        if self.goals:
            lines += ["| goal | | measured | |", "|---|---:|---:|---|", *(goal.row() for goal in self.goals), ""]
        lines += [f"- {note}" for note in self.notes]
        return "\n".join(lines).rstrip() + "\n"

    def document(self) -> dict[str, object]:
        """Return what stands in the results file."""
        goals = [{"goal": one.text, "limit": one.limit, "value": one.value, "met": one.met} for one in self.goals]
        return {"figures": self.figures, "goals": goals, "notes": self.notes}


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def seconds(values: Spread) -> str:
    """Return a median with its spread, in seconds or milliseconds."""
    if values.median < 1:
        return f"{values.median * 1e3:.1f} ms ({values.least * 1e3:.1f}–{values.most * 1e3:.1f})"
    return f"{values.median:.2f} s ({values.least:.2f}–{values.most:.2f})"


def rate(values: Spread) -> str:
    """Return requests a second with their spread."""
    return f"{values.median:,.0f} ({values.least:,.0f}–{values.most:,.0f})"


def microseconds(values: Spread) -> str:
    """Return a short time with its spread, in microseconds."""
    return f"{values.median * 1e6:.1f} µs ({values.least * 1e6:.1f}–{values.most * 1e6:.1f})"


def megabytes(size: float) -> str:
    """Return a size in MB."""
    return f"{size / 1e6:,.0f} MB"


def machine() -> dict[str, object]:
    """Return what figures depend on, in general words."""
    return {"cores": len(os.sched_getaffinity(0)), "system": platform.system(), "python": platform.python_version()}


def save(path: Path, parts: Iterable[Part], options: dict[str, object]) -> None:
    """Write every figure to one JSON file, and the tables as Markdown beside it."""
    parts = list(parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine(), "options": options, "parts": {part.name: part.document() for part in parts}}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text("\n".join(part.markdown() for part in parts), encoding="utf-8")
